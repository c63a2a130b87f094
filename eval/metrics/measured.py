"""The metrics of a run, from the columns of its cases. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.metrics.columns import Column, Mask, Order, columns
from eval.models import CaseResult


def metrics(results: Sequence[CaseResult], *, answered: bool) -> dict[str, float]:
    """Every metric that applies to ``results``, by name; each is defined in `eval.metrics.registry`.

    Args:
        results: All cases of a run or of a slice of it, the failed ones among them.
        answered: Whether answers were asked for; otherwise only the search is measured.
    """
    return _of(columns(results, answered=answered), np.ones(len(results), dtype=np.bool_))


def metrics_by_language(results: Sequence[CaseResult], *, answered: bool) -> dict[str, dict[str, float]]:
    """``metrics`` for the questions of each language, by ISO 639-1 code in alphabetical order."""
    found = columns(results, answered=answered)
    spoken = np.array([result.language for result in results])
    return {str(code): _of(found, spoken == code) for code in sorted(set(spoken))}


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that one of ``positive`` is above one of ``negative``, equals counting half; .5 says nothing, 1 all.

    The area under the receiver operating characteristic, by the rank sum of Mann and Whitney. Not defined for none of either.
    """
    below = np.sort(np.asarray(negative, dtype=np.float64))
    wins = np.searchsorted(below, positive, side="left") + np.searchsorted(below, positive, side="right")
    return float(wins.sum() / (2 * len(positive) * len(negative)))


def aurc(scores: NDArray[np.float64], wrong: Mask) -> float:
    """Mean risk over all coverages, in [0, 1], lower is better; equal scores come together. Not defined for none.

    The area under the risk-coverage curve of Geifman and El-Yaniv (2017): for each i, the share of wrong cases among the i of
    the highest scores, and the mean of all of these.
    """
    order = np.argsort(-scores, kind="stable")
    ends = np.searchsorted(-scores[order], -scores[order], side="right")  # how many score as much or more
    return float((np.cumsum(wrong[order])[ends - 1] / ends).mean())


def _of(found: dict[str, Column], chosen: Mask) -> dict[str, float]:
    values = {name: _value(name, column, chosen) for name, column in found.items()}
    return {name: value for name, value in values.items() if value is not None}


def _value(name: str, column: Column, chosen: Mask) -> float | None:
    """The metric over the chosen cases; ``None`` where it applies to none of them."""
    if not isinstance(column, Order):
        over = float(column.over[chosen].sum())
        return float(column.sums[chosen].sum()) / over if over else None
    scores, marked = column.scores[chosen], column.marked[chosen]
    if name == "AURC":
        return aurc(scores, marked) if len(scores) else None
    return auroc(scores[marked].tolist(), scores[~marked].tolist()) if 0 < marked.sum() < len(marked) else None
