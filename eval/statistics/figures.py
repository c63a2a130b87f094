"""Every metric of a run as a function of its cases, so that cases can be drawn again, left out and exchanged. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from eval.metrics import metrics
from eval.models import CaseResult
from eval.statistics.clusters import clusters

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

LOWER_IS_BETTER = frozenset({"Declined wrong", "False differences"})
_SAME = 1e-9  # two computations of one figure may differ by so much


class Figure(Protocol):
    """One metric over the cases of a run."""

    @property
    def name(self) -> str:
        """Of the metric."""

    @property
    def floor(self) -> float:
        """The least it can be; 1 is the most."""

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
    """

    name: str
    sums: Floats
    over: Floats

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
        return Ratio(self.name, self.sums[chosen], self.over[chosen])

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


class Figures(NamedTuple):
    """What can be drawn again of a run.

    Attributes:
        known: By name of the metric.
        left: Metrics of the run that are no function of single cases known here; they have no interval.
        places: The cluster of each case.
    """

    known: dict[str, Ratio | Separation]
    left: tuple[str, ...]
    places: Places


def figures(cases: Sequence[CaseResult], *, answered: bool) -> Figures:
    """The metrics of ``cases``, and which cases stand together.

    Every metric of a single case is taken from ``eval.metrics``; where their mean is not the metric of all cases, and the
    metric is not one of those that are put together otherwise, it is left.
    """
    whole = metrics(cases, answered=answered)
    single = [metrics([_shortened(case)], answered=answered) for case in cases]
    places = clusters(cases)
    known = {name: figure for name in whole if (figure := _figure(name, cases, single)) is not None}
    once = np.ones((1, int(places.max()) + 1 if len(places) else 1))
    right = {name: figure for name, figure in known.items() if abs(figure.under(once, places)[0] - whole[name]) < _SAME}
    return Figures(right, tuple(name for name in whole if name not in right), places)


def by_cluster(values: Floats, places: Places) -> Floats:
    """The sum of the values of each cluster."""
    return np.asarray(np.bincount(places, weights=values), dtype=np.float64)


def _figure(name: str, cases: Sequence[CaseResult], single: Sequence[dict[str, float]]) -> Ratio | Separation | None:
    if name == "AUROC":
        return Separation(name, _array(map(_score, cases)), np.array([case.answerable for case in cases], dtype=np.bool_))
    if name == "Citation validity":
        return Ratio(name, _array(case.valid_citations for case in cases), _array(case.citations for case in cases))
    values = [one.get(name, _stand_in(name, one)) for one in single]
    if all(value is None for value in values):
        return None
    return Ratio(name, _array(value or 0.0 for value in values), _array(value is not None for value in values))


def _shortened(case: CaseResult) -> CaseResult:
    """The case without what stands below the last right item, which changes no metric and takes long to count."""
    shorter = {
        "ranking": _down_to(case.ranking, case.relevant),
        "sentence_ranking": _down_to(case.sentence_ranking, case.right_sentences),
    }
    return case.model_copy(update=shorter)


def _down_to(ranking: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    wanted = set(right)
    return ranking[: max((place for place, item in enumerate(ranking, start=1) if item in wanted), default=0)]


def _stand_in(name: str, one: dict[str, float]) -> float | None:
    """``Recall@10`` is told only where a case has several right articles; where it has one, it is ``Hit@10``."""
    return one.get("Hit@10") if name == "Recall@10" else None


def _score(case: CaseResult) -> float:
    """The answerability; a failed case has the worst."""
    worst = 0.0 if case.answerable else 1.0
    return worst if case.answerability is None else case.answerability


def _divided(sums: Floats, over: Floats) -> Floats:
    found: Floats = np.divide(sums, over, out=np.full(len(sums), np.nan), where=over > 0)
    return found


def _array(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)
