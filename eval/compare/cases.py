"""Which cases changed between two runs, and in what. Pure."""

from collections.abc import Iterator

from eval.compare.models import Change, Kind, Side
from eval.metrics import CUTOFF
from eval.models import CaseResult

_NO_RANK = "not among the first 100"


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
    found = dict(_reasons(first, second))
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
        first=side_of(first),
        second=side_of(second),
    )


def _reasons(first: CaseResult, second: CaseResult) -> Iterator[tuple[Kind, str]]:
    """What changed, each kind once, with a sentence."""
    one, other = side_of(first), side_of(second)
    if (one.error is None) != (other.error is None):
        yield "failed", f"failed: {other.error}" if other.error is not None else f"no longer fails: {one.error}"
        return
    if first.answerable and one.rank != other.rank:
        yield "retrieval", f"right article {_place(one.rank)} -> {_place(other.rank)}"
    if one.status is None or other.status is None:
        return  # nobody asked for an answer
    if (one.status == "declined") != (other.status == "declined"):
        yield "declining", f"{one.status} -> {other.status}{_verdict(first, other)}"
    elif one.right != other.right:
        yield "citation", "the answer is now cited" if other.right else "the answer is no longer cited"
    elif one.quotes != other.quotes:
        yield "citation", "cites other words" if set(one.quotes) != set(other.quotes) else "cites in another order"


def _verdict(case: CaseResult, other: Side) -> str:
    """Whether to decline is right here."""
    return ", rightly" if (other.status == "declined") != case.answerable else ", wrongly"


def _place(rank: int | None) -> str:
    return _NO_RANK if rank is None else f"at {rank}"


def _worth(case: CaseResult) -> float:
    """How good a case is, to order changes: a right answer counts 2, the reciprocal rank up to 1."""
    rank = rank_of(case) if case.error is None else None
    return 2 * bool(is_right(case)) + (1 / rank if rank else 0.0)
