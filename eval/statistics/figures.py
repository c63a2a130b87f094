"""Every metric of a run as a function of its cases, so that cases can be drawn again, left out and exchanged. Pure."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from eval.metrics.columns import Column, Order, columns
from eval.metrics.costs import times_of, used_of
from eval.models import CaseResult
from eval.statistics.clusters import clusters
from eval.statistics.times import Quantile

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

_CELLS = 2_000_000  # scores put in order at once


class Figure(Protocol):
    """One metric over the cases of a run."""

    @property
    def name(self) -> str:
        """Of the metric."""

    @property
    def floor(self) -> float:
        """The least it can be."""

    @property
    def most(self) -> float:
        """The most it can be; infinite where there is none."""

    def told(self) -> Mask:
        """Which cases the metric applies to."""

    def independent(self, places: Places) -> int:
        """How many clusters it rests on; of the rarer side, where it compares two."""

    def under(self, weights: Floats, places: Places) -> Floats:
        """The metric for each row of ``weights``, which says how often each cluster counts; NaN where nothing is left.

        Args:
            weights: Draws by clusters.
            places: The cluster of each case.
        """


class Ratio(NamedTuple):
    """A metric that is a sum over a sum: a mean where every denominator is 1.

    Attributes:
        over: What each case is divided by; 0 where the metric does not apply.
        most: What it can be at most.
    """

    name: str
    sums: Floats
    over: Floats
    most: float = 1.0

    @property
    def floor(self) -> float:
        """0."""
        return 0.0

    def independent(self, places: Places) -> int:
        """How many clusters it rests on."""
        return len(np.unique(places[self.told()]))

    def told(self) -> Mask:
        """Which cases the metric applies to."""
        found: Mask = self.over > 0
        return found

    def under(self, weights: Floats, places: Places) -> Floats:
        """The metric for each row of weights of clusters."""
        return _divided(weights @ by_cluster(self.sums, places), weights @ by_cluster(self.over, places))

    def of(self, chosen: Mask) -> "Ratio":
        """The same over a part of the cases."""
        return Ratio(self.name, self.sums[chosen], self.over[chosen], self.most)

    def changed(self, other: "Ratio") -> Mask:
        """Which cases are not the same in ``other``."""
        found: Mask = (self.sums != other.sums) | (self.over != other.over)
        return found

    def exchanged(self, other: "Ratio", swaps: Floats, places: Places) -> Floats:
        """The metric for each row of ``swaps``, where clusters with a 1 have the cases of ``other``."""
        sums = self.sums.sum() + swaps @ by_cluster(other.sums - self.sums, places)
        return _divided(sums, self.over.sum() + swaps @ by_cluster(other.over - self.over, places))


class Separation(NamedTuple):
    """The AUROC of a score: how often a positive case is above a negative one, equals counting half."""

    name: str
    scores: Floats
    positive: Mask

    @property
    def floor(self) -> float:
        """0."""
        return 0.0

    @property
    def most(self) -> float:
        """1."""
        return 1.0

    def independent(self, places: Places) -> int:
        """How many clusters have positive cases, or negative ones if they are fewer."""
        return min(len(np.unique(places[self.positive])), len(np.unique(places[~self.positive])))

    def told(self) -> Mask:
        """Which cases the metric applies to: all."""
        return np.ones(len(self.scores), dtype=np.bool_)

    def under(self, weights: Floats, places: Places) -> Floats:
        """The metric for each row of weights of clusters, by one pass over the cases in the order of their scores."""
        order = np.argsort(self.scores, kind="stable")
        rows = weights[:, places[order]]
        positive = rows * self.positive[order]
        negative = rows - positive
        starts = np.flatnonzero(np.diff(self.scores[order], prepend=-np.inf))  # where another score begins
        positive, negative = (np.add.reduceat(side, starts, axis=1) for side in (positive, negative))
        below = np.cumsum(negative, axis=1) - negative / 2
        return _divided((positive * below).sum(axis=1), positive.sum(axis=1) * negative.sum(axis=1))

    def of(self, chosen: Mask) -> "Separation":
        """The same over a part of the cases."""
        return Separation(self.name, self.scores[chosen], self.positive[chosen])

    def changed(self, other: "Separation") -> Mask:
        """Which cases are not the same in ``other``."""
        found: Mask = self.scores != other.scores
        return found

    def exchanged(self, other: "Separation", swaps: Floats, places: Places) -> Floats:
        """The metric for each row of ``swaps``, where clusters with a 1 have the cases of ``other``; by the sum of ranks."""
        from scipy.stats import rankdata

        ranks = rankdata(np.where(swaps[:, places] > 0, other.scores, self.scores), axis=1)
        count = int(self.positive.sum())
        sums = ranks[:, self.positive].sum(axis=1) - count * (count + 1) / 2
        return _divided(sums, np.full(len(sums), float(count * (len(self.scores) - count))))


class Risk(NamedTuple):
    """The AURC of a score: the mean risk over all coverages, equal scores together."""

    name: str
    scores: Floats
    wrong: Mask

    @property
    def floor(self) -> float:
        """0."""
        return 0.0

    def independent(self, places: Places) -> int:
        """How many clusters it rests on."""
        return len(np.unique(places))

    @property
    def most(self) -> float:
        """1."""
        return 1.0

    def told(self) -> Mask:
        """Which cases the metric applies to: all."""
        return np.ones(len(self.scores), dtype=np.bool_)

    def under(self, weights: Floats, places: Places) -> Floats:
        """The metric for each row of weights of clusters, by one pass over the cases from the highest score down."""
        order = np.argsort(-self.scores, kind="stable")
        rows = weights[:, places[order]]
        starts = np.flatnonzero(np.diff(-self.scores[order], prepend=-np.inf))  # where another score begins
        given, lost = (np.add.reduceat(side, starts, axis=1) for side in (rows, rows * self.wrong[order]))
        answered = np.cumsum(given, axis=1)
        risk = np.divide(np.cumsum(lost, axis=1), answered, out=np.zeros_like(answered), where=answered > 0)
        return _divided((given * risk).sum(axis=1), answered[:, -1])

    def of(self, chosen: Mask) -> "Risk":
        """The same over a part of the cases."""
        return Risk(self.name, self.scores[chosen], self.wrong[chosen])

    def changed(self, other: "Risk") -> Mask:
        """Which cases are not the same in ``other``."""
        found: Mask = (self.scores != other.scores) | (self.wrong != other.wrong)
        return found

    def exchanged(self, other: "Risk", swaps: Floats, places: Places) -> Floats:
        """The metric for each row of ``swaps``, where clusters with a 1 have the cases of ``other``."""
        step = max(1, _CELLS // max(1, len(self.scores)))
        found = [self._exchanged(other, swaps[start : start + step][:, places] > 0) for start in range(0, len(swaps), step)]
        return np.concatenate(found)

    def _exchanged(self, other: "Risk", swapped: Mask) -> Floats:
        scores = np.where(swapped, other.scores, self.scores)
        order = np.argsort(-scores, axis=1, kind="stable")
        scores = np.take_along_axis(scores, order, axis=1)
        wrong = np.take_along_axis(np.where(swapped, other.wrong, self.wrong), order, axis=1)
        size = scores.shape[1]
        last = np.concatenate([scores[:, 1:] != scores[:, :-1], np.ones((len(scores), 1), dtype=np.bool_)], axis=1)
        ends = np.minimum.accumulate(np.where(last, np.arange(size), size)[:, ::-1], axis=1)[:, ::-1]  # of the equal scores
        risk: Floats = (np.take_along_axis(np.cumsum(wrong, axis=1), ends, axis=1) / (ends + 1)).mean(axis=1)
        return risk


Drawn = Ratio | Separation | Risk | Quantile


class Figures(NamedTuple):
    """What can be drawn again of a run.

    Attributes:
        known: By name of the metric.
        places: The cluster of each case.
    """

    known: dict[str, Drawn]
    places: Places


def figures(cases: Sequence[CaseResult], *, answered: bool, timed: bool = False) -> Figures:
    """The metrics of ``cases``, and which cases stand together.

    Args:
        cases: Of a run, or of a part of it.
        answered: Whether answers were asked for.
        timed: Whether to tell times, tokens and cost too.
    """
    known = {name: _figure(name, column) for name, column in columns(cases, answered=answered).items()}
    return Figures({**known, **(taken(cases) if timed else {})}, clusters(cases))


def taken(cases: Sequence[CaseResult]) -> dict[str, Drawn]:
    """Quantiles of times, and the mean tokens and cost of an answer."""
    found: dict[str, Drawn] = {}
    for name, seconds in times_of(cases).items():
        for half, share in (("p50", 0.5), ("p95", 0.95)):
            found[f"{name} {half}"] = Quantile(f"{name} {half}", seconds, share)
    for name, values in used_of(cases).items():
        told = ~np.isnan(values)
        found[name] = Ratio(name, np.where(told, values, 0.0), told.astype(np.float64), float("inf"))
    return found


def by_cluster(values: Floats, places: Places) -> Floats:
    """The sum of the values of each cluster."""
    return np.asarray(np.bincount(places, weights=values), dtype=np.float64)


def _figure(name: str, column: Column) -> Drawn:
    if not isinstance(column, Order):
        return Ratio(name, column.sums, column.over)
    return Risk(name, *column) if name == "AURC" else Separation(name, *column)


def _divided(sums: Floats, over: Floats) -> Floats:
    found: Floats = np.divide(sums, over, out=np.full(len(sums), np.nan), where=over > 0)
    return found
