"""Whether two runs over the same cases differ: differences, the randomisation test, its correction, effects. Pure and seeded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from eval.metrics.registry import higher_is_better
from eval.statistics.figures import Drawn, Figures, Floats, Mask, Places, Ratio, Risk, Separation, by_cluster
from eval.statistics.intervals import Interval, interval
from eval.statistics.models import ALPHA, LEVEL, POWER, RESAMPLES, Difference
from eval.statistics.times import Quantile

_EXACT = 13  # so many clusters that differ are exchanged in every way there is: 8,192 of them
_FEW_CHANGED = 20  # articles: with fewer, the draws know too little of what changes
_LEAST_CHANGED = 6  # with fewer articles, no p is below .05: 2 / 2**5 is .0625
_CELLS = 2_000_000  # exchanges held at once
_EVEN = 1e-12  # differences closer than this are the same

F = TypeVar("F", Ratio, Separation, Risk, Quantile)


@dataclass(frozen=True, slots=True)
class Pair(Generic[F]):
    """A metric of two runs over the same cases; as a figure, what the second is more than the first."""

    first: F
    second: F

    @property
    def name(self) -> str:
        """Of the metric."""
        return self.first.name

    @property
    def floor(self) -> float:
        """The least a difference can be."""
        return -self.first.most

    @property
    def most(self) -> float:
        """The most a difference can be."""
        return self.first.most

    def told(self) -> Mask:
        """Which cases the metric applies to, in either run."""
        return self.first.told() | self.second.told()

    def independent(self, places: Places) -> int:
        """How many clusters both rest on."""
        return min(self.first.independent(places), self.second.independent(places))

    def under(self, weights: Floats, places: Places) -> Floats:
        """The difference for each row of weights of clusters."""
        return self.second.under(weights, places) - self.first.under(weights, places)

    def changed(self) -> Mask:
        """Which cases are not the same in both runs."""
        return self.first.changed(self.second)

    def exchanged(self, swaps: Floats, places: Places) -> Floats:
        """The difference for each row of ``swaps``, where clusters with a 1 change sides."""
        return self.second.exchanged(self.first, swaps, places) - self.first.exchanged(self.second, swaps, places)


AnyPair = Pair[Ratio] | Pair[Separation] | Pair[Risk] | Pair[Quantile]


def differences(
    first: Figures,
    second: Figures,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    chosen: Mask | None = None,
    wanted: Callable[[str], bool] = lambda _: True,
) -> tuple[Difference, ...]:
    """What every metric that both runs have is more in the second, corrected for their number.

    Args:
        first: Of one run.
        second: Of another, over the same cases in the same order.
        seed: Of the draws.
        resamples: How many draws, and how many exchanges where not all can be tried.
        chosen: Which cases to look at; ``None`` for all.
        wanted: Which metrics, by name.
    """
    told = np.ones(len(first.places), dtype=np.bool_) if chosen is None else chosen
    _, places = np.unique(first.places[told], return_inverse=True)
    both = [(one, second.known[name]) for name, one in first.known.items() if name in second.known and wanted(name)]
    pairs = [_pair(one.of(told), other.of(told)) for one, other in both]
    found = [one for pair in pairs for one in _difference(pair, places, seed=seed, resamples=resamples)]
    corrected = holm([difference.chance for difference in found])
    return tuple(one.model_copy(update={"corrected": chance}) for one, chance in zip(found, corrected, strict=True))


def randomised(pair: AnyPair, places: Places, *, seed: int, resamples: int = RESAMPLES) -> float:
    """The p of the paired randomisation test, two-sided: how often runs that only chance tells apart differ as much as these.

    Both results of a cluster change sides together, as the cases of a cluster are not independent. All ways are tried where
    at most 13 clusters differ; otherwise p is (b + 1) / (m + 1), with b of m drawn ways at least as far apart (Smucker,
    Allan and Carterette 2007; Phipson and Smyth 2010), and so never 0.
    """
    moved = np.unique(places[pair.changed()])
    if not len(moved):
        return 1.0
    size = int(places.max()) + 1
    observed = abs(float(pair.under(np.ones((1, size)), places)[0]))
    exact = len(moved) <= _EXACT
    count, total = 0, 0
    for rows in _ways(len(moved)) if exact else _drawn(len(moved), size, seed=seed, count=resamples):
        swaps = np.zeros((len(rows), size))
        swaps[:, moved] = rows
        values = np.abs(pair.exchanged(swaps, places))
        count += int((np.nan_to_num(values, nan=np.inf) >= observed - _EVEN).sum())
        total += len(rows)
    return count / total if exact else (count + 1) / (total + 1)


def holm(chances: Sequence[float]) -> list[float]:
    """Chances corrected for their number by the step-down procedure of Holm (1979), in the given order, at most 1."""
    order = sorted(range(len(chances)), key=lambda number: chances[number])
    corrected = [1.0] * len(chances)
    largest = 0.0
    for rank, number in enumerate(order):
        largest = max(largest, min(1.0, chances[number] * (len(chances) - rank)))
        corrected[number] = largest
    return corrected


def smallest_seen(error: float, clusters: int) -> float:
    """The difference that a two-sided test at .05 would find with a chance of .8.

    ``(t(.975) + t(.8)) * error``, with ``clusters - 1`` degrees of freedom: what a set of this size can tell, given how much
    the two runs differ from case to case.
    """
    from scipy.special import stdtrit

    freedom = max(1, clusters - 1)
    return float(stdtrit(freedom, 1 - ALPHA / 2) + stdtrit(freedom, POWER)) * error


def effect_size(values: Floats) -> float | None:
    """Cohen's d_z: the mean of the differences by their standard deviation; ``None`` where they are all the same."""
    if len(values) < 2 or np.ptp(values) < _EVEN:
        return None
    return float(values.mean() / values.std(ddof=1))


def _pair(first: Drawn, second: Drawn) -> AnyPair:
    """The two as a pair; metrics of one name are of one kind."""
    if isinstance(first, Ratio) and isinstance(second, Ratio):
        return Pair(first, second)
    if isinstance(first, Separation) and isinstance(second, Separation):
        return Pair(first, second)
    if isinstance(first, Risk) and isinstance(second, Risk):
        return Pair(first, second)
    if isinstance(first, Quantile) and isinstance(second, Quantile):
        return Pair(first, second)
    raise TypeError(f"{first.name} is of two kinds")


def _difference(pair: AnyPair, places: Places, *, seed: int, resamples: int) -> Iterator[Difference]:
    told = pair.told()
    if not told.any():
        return
    once = np.ones((1, int(places.max()) + 1))
    before, after = (float(one.under(once, places)[0]) for one in (pair.first, pair.second))
    if np.isnan(after - before):
        return
    found = _adjusted(pair, places) or interval(pair, places, seed=seed, resamples=resamples)
    chance = randomised(pair, places, seed=seed, resamples=resamples)
    clusters = len(np.unique(places[told]))
    yield Difference(
        name=pair.name,
        before=before,
        after=after,
        value=after - before,
        low=found.low,
        high=found.high,
        chance=chance,
        corrected=chance,
        effect=_effect(pair),
        smallest=_smallest(found, clusters, moved=len(np.unique(places[pair.changed()]))),
        cases=int(told.sum()),
        articles=clusters,
        method=found.method,
        changed=int(pair.changed().sum()),
        higher_is_better=higher_is_better(pair.name),
    )


def _smallest(found: Interval, clusters: int, *, moved: int) -> float | None:
    return None if found.error is None or moved < _LEAST_CHANGED else smallest_seen(found.error, clusters)


def _adjusted(pair: AnyPair, places: Places) -> Interval | None:
    """The interval of a difference when fewer than 20 articles changed, but some did.

    That of Agresti and Min (2005) for matched pairs, for articles of any size of change: as if half an article more had gained,
    half a one lost, as much as the others changed in the root mean square, and one stayed.
    """
    first, second = pair.first, pair.second
    if not isinstance(first, Ratio) or not isinstance(second, Ratio) or (first.over != second.over).any():
        return None
    told = np.unique(places[first.over > 0])
    moved = by_cluster(second.sums - first.sums, places)[told]
    changes = moved[np.abs(moved) > _EVEN]
    if not 0 < len(changes) < _FEW_CHANGED or len(told) < 2:
        return None
    from scipy.special import stdtrit

    over = float(first.over.sum())
    squares = float((changes**2).sum() + (changes**2).mean() - changes.sum() ** 2 / len(told))
    error = squares**0.5 / over
    middle = float(changes.sum()) / (over * (1 + 2 / len(told)))
    width = float(stdtrit(len(told) - 1, (1 + LEVEL) / 2)) * error
    return Interval(max(pair.floor, middle - width), min(pair.most, middle + width), error, "adjusted")


def _effect(pair: AnyPair) -> float | None:
    first, second = pair.first, pair.second
    if not isinstance(first, Ratio) or not isinstance(second, Ratio) or (first.over != second.over).any():
        return None
    told = first.over > 0
    return effect_size((second.sums[told] - first.sums[told]) / first.over[told])


def _ways(size: int) -> Iterator[Floats]:
    """Every way to exchange so many clusters."""
    numbers = np.arange(2**size)[:, None]
    yield ((numbers >> np.arange(size)) & 1).astype(np.float64)


def _drawn(size: int, width: int, *, seed: int, count: int) -> Iterator[Floats]:
    """Ways drawn by chance, some at a time."""
    generator = np.random.default_rng(seed)
    step = max(1, _CELLS // width)
    for start in range(0, count, step):
        yield generator.integers(0, 2, (min(step, count - start), size)).astype(np.float64)
