"""Which cases changed between two runs, and in what. Pure."""

from collections.abc import Iterator

from eval.compare.models import Change, Kind, Side
from eval.metrics import CUTOFF
from eval.models import CaseResult
from eval.wording import said


def rank_of(case: CaseResult) -> int | None:
    """The rank of the first right article; ``None`` when none is among the first 100."""
    right = set(case.relevant)
    return next((rank for rank, article in enumerate(case.ranking[:CUTOFF], start=1) if article in right), None)


def is_right(case: CaseResult) -> bool | None:
    """Whether the answer is contained, or an unanswerable question was declined; ``None`` when no answer was asked for."""
    if case.error is not None:
        return False
    if case.answerable:
        return case.answer_contained
    return None if case.status is None else case.status == "declined"


def side_of(case: CaseResult) -> Side:
    """One case as one run has it."""
    return Side(rank=rank_of(case), status=case.status, quotes=case.quotes, right=is_right(case), error=case.error)


def change(first: CaseResult, second: CaseResult) -> Change | None:
    """What is not the same in the second; ``None`` when all is."""
    sides = side_of(first), side_of(second)
    found = dict(_reasons(*sides, answerable=first.answerable))
    if not found:
        return None
    return Change(
        id=first.id,
        question=first.question,
        language=first.language,
        answerable=first.answerable,
        kinds=tuple(found),
        why=tuple(found.values()),
        weight=_worth(second) - _worth(first),
        first=sides[0],
        second=sides[1],
    )


def reasons(change: Change) -> tuple[str, ...]:
    """What changed in a case, as `Change.why` has it, in the language that is written in now."""
    return tuple(dict(_reasons(change.first, change.second, answerable=change.answerable)).values())


def placed(rank: int | None) -> str:
    """Where the right article of a case is."""
    return said("right article not found") if rank is None else said("right article at {rank}", rank=rank)


def _reasons(one: Side, other: Side, *, answerable: bool) -> Iterator[tuple[Kind, str]]:
    """What changed, each kind once, with a sentence."""
    if (one.error is None) != (other.error is None):
        told = said("no longer fails: {error}", error=one.error) if other.error is None else said("failed: {error}", error=other.error)
        yield "failed", told
        return
    if answerable and one.rank != other.rank:
        yield "retrieval", said("right article {before} -> {after}", before=_place(one.rank), after=_place(other.rank))
    if one.status is None or other.status is None:
        return  # nobody asked for an answer
    if (one.status == "declined") != (other.status == "declined"):
        rightly = (other.status == "declined") != answerable
        told = "{before} -> {after}, rightly" if rightly else "{before} -> {after}, wrongly"
        yield "declining", said(told, before=said(one.status), after=said(other.status))
    elif one.right != other.right:
        yield "citation", said("the answer is now cited") if other.right else said("the answer is no longer cited")
    elif one.quotes != other.quotes:
        yield "citation", said("cites other words") if set(one.quotes) != set(other.quotes) else said("cites in another order")


def _place(rank: int | None) -> str:
    return said("not among the first 100") if rank is None else said("at {rank}", rank=rank)


def _worth(case: CaseResult) -> float:
    """How good a case is, to order changes: a right answer counts 2, the reciprocal rank up to 1."""
    rank = rank_of(case) if case.error is None else None
    return 2 * bool(is_right(case)) + (1 / rank if rank else 0.0)
