"""Comparing two runs over the same cases."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval.compare.cases import change
from eval.compare.models import Comparison, Part
from eval.metrics.registry import is_main
from eval.models import CaseResult, Run
from eval.statistics.figures import Figures, Mask, figures
from eval.statistics.models import FEW, RESAMPLES
from eval.statistics.paired import differences, holm
from eval.statistics.summary import SEED, parted
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.models import UNKNOWN_LANGUAGE

_NAMED = 5  # cases spelled out in a message; the rest are counted
_NOT_SET = "-"


def compare(
    first: Run,
    second: Run,
    *,
    names: tuple[str, str],
    by: Sequence[str] | None = None,
    every: bool = False,
    seed: int = SEED,
    resamples: int = RESAMPLES,
    progress: Progress = silent,
) -> Comparison:
    """How ``second`` differs from ``first``.

    Args:
        first: A run.
        second: Another over the same set and the same cases.
        names: What to call them.
        by: The parts to compare too: ``language``, ``type``, ``outlet``, ``tag``; ``None`` for languages, if there are several.
        every: Whether to compare every metric, and not the main ones only; the more there are, the more a single one has to show.
        seed: Of the draws.
        resamples: How many draws.
        progress: Told how many parts are done.

    Raises:
        EvaluationError: They are not over the same set and cases.
    """
    pairs = paired(first, second, names=names)
    answered = first.answered and second.answered
    one, other = (_wanted(figures(cases, answered=answered, timed=every), every=every) for cases in zip(*pairs, strict=True))
    other = other._replace(places=one.places)
    whole = differences(one, other, seed=seed, resamples=resamples)
    told = {difference.name for difference in whole}
    changes = [found for pair in pairs if (found := change(*pair)) is not None]
    wanted = by if by is not None else ("language",)
    parts = _parts([pair[0] for pair in pairs], one, other, wanted, seed=seed, resamples=resamples, progress=progress)
    return Comparison(
        first=names[0],
        second=names[1],
        set_name=first.set_name,
        cases=len(pairs),
        settings=dict(_otherwise(_told(first), _told(second))),
        differences=whole,
        without=tuple(sorted(name for name in (first.metrics.keys() | second.metrics.keys()) - told if every or is_main(name))),
        parts=tuple(parts),
        changes=tuple(sorted(changes, key=lambda found: (-abs(found.weight), found.id))),
    )


def paired(first: Run, second: Run, *, names: tuple[str, str]) -> list[tuple[CaseResult, CaseResult]]:
    """The cases of both runs side by side.

    Raises:
        EvaluationError: They are not over the same set and cases.
    """
    one, other = names
    _check_files(first, second, names=names)
    left, right = _by_id(first, one), _by_id(second, other)
    for missing, where in ((left.keys() - right.keys(), one), (right.keys() - left.keys(), other)):
        if missing:
            raise EvaluationError(
                f"Only {where} has {_some(missing)}.",
                remedy="Run both with the same --limit, --sample, --seed, --unanswerable, --from and --to.",
            )
    for case, twin in ((case, right[name]) for name, case in left.items()):
        if (case.question, case.answerable) != (twin.question, twin.answerable):
            raise EvaluationError(f"Case {case.id} is another question in {other} than in {one}.", remedy="Run both over the same file.")
    if not left:
        raise EvaluationError(f"{one} has no cases.", remedy="Give a run over at least one question.")
    return [(case, right[name]) for name, case in left.items()]


def _check_files(first: Run, second: Run, *, names: tuple[str, str]) -> None:
    one, other = names
    if first.set_sha256 != second.set_sha256:
        raise EvaluationError(
            f"{one} is a run of {first.set_name} (sha256 {first.set_sha256[:12]}), "
            f"{other} of {second.set_name} (sha256 {second.set_sha256[:12]}).",
            remedy="Run both over the same file.",
        )
    for name in sorted(first.parts.keys() ^ second.parts.keys()):
        where = one if name in first.parts else other
        raise EvaluationError(f"Only {where} used the file {name}.", remedy="Run both over the same files.")
    for name in sorted(first.parts):
        if first.parts[name] != second.parts[name]:
            raise EvaluationError(f"{name} is not the same file in {one} and in {other}.", remedy="Run both over the same files.")


def _by_id(run: Run, name: str) -> dict[str, CaseResult]:
    twice = [case for case, count in Counter(case.id for case in run.cases).items() if count > 1]
    if twice:
        raise EvaluationError(f"{name} has {_some(twice)} more than once.", remedy="Give every question of the set an id of its own.")
    return {case.id: case for case in run.cases}


def _some(names: Any) -> str:
    listed = sorted(names)
    more = f" and {len(listed) - _NAMED:,} more" if len(listed) > _NAMED else ""
    return f"{'case' if len(listed) == 1 else 'cases'} {', '.join(listed[:_NAMED])}{more}"


def _wanted(found: Figures, *, every: bool) -> Figures:
    return found if every else found._replace(known={name: figure for name, figure in found.known.items() if is_main(name)})


def _parts(
    cases: Sequence[CaseResult], one: Figures, other: Figures, by: Sequence[str], *, seed: int, resamples: int, progress: Progress
) -> Iterator[Part]:
    """The differences of each part, corrected over all parts of a kind together."""
    chosen = [part for part in parted(cases) if part[0] in by and part[1] != UNKNOWN_LANGUAGE]
    for kind in dict.fromkeys(part[0] for part in chosen):
        found = []
        for done, (_, value, mask) in enumerate(part for part in chosen if part[0] == kind):
            progress(f"Comparing by {kind}", done, len(chosen))
            found.append(_part(kind, value, mask, one, other, seed=seed, resamples=resamples))
        yield from _corrected(found)


def _part(by: str, value: str, mask: Mask, one: Figures, other: Figures, *, seed: int, resamples: int) -> Part:
    told = differences(one, other, seed=seed, resamples=resamples, chosen=mask)
    return Part(by=by, value=value, cases=int(mask.sum()), small=int(mask.sum()) < FEW, differences=told)


def _corrected(parts: Sequence[Part]) -> Iterator[Part]:
    corrected = iter(holm([difference.chance for part in parts for difference in part.differences]))
    for part in parts:
        told = tuple(difference.model_copy(update={"corrected": next(corrected)}) for difference in part.differences)
        yield part.model_copy(update={"differences": told})


def _told(run: Run) -> dict[str, Any]:
    """What was in force, by name."""
    choice = {f"choice.{name}": value for name, value in run.choice.model_dump().items()}
    return {**run.settings, **choice, **{f"version of {name}": value for name, value in run.versions.items()}}


def _otherwise(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in sorted(first.keys() | second.keys()):
        one, other = (str(values.get(name, _NOT_SET)) for values in (first, second))
        if one != other:
            yield name, (one, other)
