"""What every case contributes to every metric: pure, and never NaN.

A failed case counts as zero: nothing retrieved, nothing answered, nothing declined right; and if it was answerable, declined wrong.
Where cases are put in order by answerability, it stands in the worst place.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.metrics.ranking import NEED_SEVERAL, Ranking, by_question
from eval.metrics.registry import METRICS
from eval.models import CaseResult

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Shares(NamedTuple):
    """A metric that is a sum over a sum; a mean where ``over`` is 1 for each case it applies to, and 0 for others."""

    sums: Floats
    over: Floats


class Order(NamedTuple):
    """A metric of how a score puts cases in order.

    Attributes:
        scores: Of each case, in [0, 1].
        marked: AUROC: which are to stand above the others. AURC: which are wrong.
    """

    scores: Floats
    marked: Mask


Column = Shares | Order
Part = tuple[float, float] | None  # what a case adds to either sum; nothing where the metric does not apply


def columns(results: Sequence[CaseResult], *, answered: bool) -> dict[str, Column]:
    """The column of every metric that applies to some of ``results``, by name in the order of the registry.

    Args:
        results: All cases of a run, the failed ones among them.
        answered: Whether answers were asked for; otherwise only the search is measured.
    """
    found: dict[str, Column] = dict(_retrieval(results))
    found |= _separation(results)
    scored = {metric.name: metric.family for metric in METRICS if metric.per_case}
    for name, family in scored.items():
        if answered or family == "retrieval":
            found[name] = _scores(name, results)
    if answered:
        found |= {name: _shares(part, results) for name, part in _PARTS.items()}
    if all(result.answerable for result in results):
        found.pop("Declining precision", None)  # every decline is wrong there, which `Declined wrong` tells
    return {metric.name: found[metric.name] for metric in METRICS if metric.name in found and _applies(found[metric.name])}


def _applies(column: Column) -> bool:
    return bool(len(column.scores)) if isinstance(column, Order) else bool(column.over.sum())


def _retrieval(results: Sequence[CaseResult]) -> Iterator[tuple[str, Shares]]:
    answerable = [result.answerable for result in results]
    placed = [result.answerable and bool(result.right_sentences) for result in results]
    yield from _ranked("", answerable, [Ranking(result.ranking, result.relevant, result.grades) for result in results])
    if any(result.passage_ranking for result in results) or all(result.error is not None for result in results):
        yield from _ranked("passage-", placed, [Ranking(one.passage_ranking, one.right_sentences, one.grades) for one in results])
    yield from _ranked("sentence-", placed, [Ranking(one.sentence_ranking, one.right_sentences, one.grades) for one in results])


def _ranked(prefix: str, told: Sequence[bool], rankings: Sequence[Ranking]) -> Iterator[tuple[str, Shares]]:
    chosen = [number for number, one in enumerate(told) if one]
    if not chosen:
        return
    several = any(len(rankings[number].relevant) > 1 for number in chosen)
    over = np.asarray(told, dtype=np.float64)
    for name, values in by_question([rankings[number] for number in chosen]).items():
        if several or name not in NEED_SEVERAL:
            sums = np.zeros(len(over))
            sums[chosen] = values
            yield f"{prefix}{name}", Shares(sums, over)


def _separation(results: Sequence[CaseResult]) -> dict[str, Column]:
    if not any(result.answerability is not None for result in results):
        return {}
    answerable = np.array([result.answerable for result in results], dtype=np.bool_)
    wrong = np.array([not _first_is_right(result) for result in results], dtype=np.bool_)
    found: dict[str, Column] = {"AURC": Order(_array(_score(result, 1.0) for result in results), wrong)}
    if answerable.any() and not answerable.all():
        scores = _array(_score(result, 0.0 if result.answerable else 1.0) for result in results)
        found["AUROC"] = Order(scores, answerable)
    return found


def _first_is_right(result: CaseResult) -> bool:
    return result.answerable and result.error is None and result.ranking[:1] != () and result.ranking[0] in result.relevant


def _score(result: CaseResult, worst: float) -> float:
    return worst if result.answerability is None else result.answerability


def _scores(name: str, results: Sequence[CaseResult]) -> Shares:
    """A score that cases carry. One that failed before it was known to have it has 0, so that no failure disappears."""
    if not any(name in result.scores for result in results):
        return Shares(np.zeros(len(results)), np.zeros(len(results)))
    lost = [result.error is not None and result.answerable and not result.scores for result in results]
    over = _array(name in result.scores or gone for result, gone in zip(results, lost, strict=True))
    return Shares(_array(result.scores.get(name, 0.0) for result in results), over)


def _shares(part: Callable[[CaseResult], Part], results: Sequence[CaseResult]) -> Shares:
    parts = [part(result) or (0.0, 0.0) for result in results]
    return Shares(_array(sums for sums, _ in parts), _array(over for _, over in parts))


def _contained(result: CaseResult) -> Part:
    return (float(bool(result.answer_contained)), 1.0) if result.answerable else None


def _valid(result: CaseResult) -> Part:
    return float(result.valid_citations), float(result.citations)


def _declined_wrong(result: CaseResult) -> Part:
    return (float(result.status in (None, "declined")), 1.0) if result.answerable else None


def _declined_right(result: CaseResult) -> Part:
    return None if result.answerable else (float(result.status == "declined"), 1.0)


def _declining_precision(result: CaseResult) -> Part:
    return (float(not result.answerable), 1.0) if result.status == "declined" else None


def _risk(result: CaseResult) -> Part:
    right = result.answerable and result.error is None and bool(result.answer_contained)
    return None if result.status == "declined" else (float(not right), 1.0)


def _several(result: CaseResult) -> Part:
    return (float(result.shown > 1), 1.0) if result.stated is not None and result.several > 1 else None


def _differences_found(result: CaseResult) -> Part:
    return (float(result.differing > 1), 1.0) if (result.stated or 0) > 1 else None


def _false_differences(result: CaseResult) -> Part:
    return (float(result.differences > 0), 1.0) if result.stated == 1 and result.several <= 1 else None


_PARTS: dict[str, Callable[[CaseResult], Part]] = {
    "Answer contained": _contained,
    "Citation validity": _valid,
    "Declined wrong": _declined_wrong,
    "Declined right": _declined_right,
    "Declining precision": _declining_precision,
    "Selective risk": _risk,
    "Several shown": _several,
    "Differences found": _differences_found,
    "False differences": _false_differences,
}


def _array(values: Iterator[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)
