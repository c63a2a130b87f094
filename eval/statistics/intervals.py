"""Confidence intervals by the bootstrap: articles are drawn again with replacement, with all of their cases. Pure and seeded."""

from collections.abc import Iterator, Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from eval.statistics.figures import Figure, Floats, Places, Ratio
from eval.statistics.models import LEVEL, RESAMPLES, Estimate, Method
from eval.statistics.times import Quantile

_CELLS = 2_000_000  # weights held at once
_RARE = 10  # a share with fewer cases than this on either side has an exact interval
_EVEN = 1e-12  # values closer than this are the same
_NORMAL = NormalDist()
_TAILS = (1 - LEVEL) / 2, (1 + LEVEL) / 2


class Interval(NamedTuple):
    """The two ends, the standard error, and how they were found."""

    low: float | None = None
    high: float | None = None
    error: float | None = None
    method: Method = "none"


def estimates(chosen: Sequence[Figure], places: Places, *, seed: int, resamples: int = RESAMPLES) -> tuple[Estimate, ...]:
    """Each metric with its interval."""
    return tuple(_estimate(figure, places, seed=seed, resamples=resamples) for figure in chosen)


def interval(figure: Figure, places: Places, *, seed: int, resamples: int = RESAMPLES) -> Interval:
    """The 95 % interval of a metric.

    BCa (bias-corrected and accelerated: Efron and Tibshirani 1993, chapter 14) over clusters of cases. Where the bootstrap
    cannot see the rare outcome, an exact one: of a share with fewer than ten cases on either side that of Clopper and
    Pearson, with the effective number of cases of Korn and Graubard (1998); of a metric whose clusters are all the same,
    that of the share of clusters that could differ. Fewer than two clusters have none.

    Args:
        figure: The metric.
        places: The cluster of each case.
        seed: Of the draws.
        resamples: How many draws.
    """
    told = _told(figure, places)
    count = int(told.sum())
    if figure.independent(places) < 2:
        return Interval()
    value, alone, without = _parts(figure, places, told)
    if np.ptp(alone) < _EVEN:
        return _constant(value, figure.independent(places), floor=figure.floor, most=figure.most)
    drawn = np.concatenate([figure.under(weights, places) for weights in _draws(told, seed=seed, resamples=resamples)])
    drawn = drawn[~np.isnan(drawn)]
    error = float(drawn.std(ddof=1))
    if isinstance(figure, Ratio) and (exact := _rare(figure, value, error, count)) is not None:
        return exact
    if isinstance(figure, Quantile):
        # The jackknife says nothing about a quantile: Efron and Tibshirani 1993, section 11.6.
        low, high = np.quantile(drawn, _TAILS)
        return Interval(float(low), float(high), error, "percentile")
    low, high = np.quantile(drawn, _levels(value, drawn, without))
    return Interval(float(low), float(high), error, "BCa")


def _estimate(figure: Figure, places: Places, *, seed: int, resamples: int) -> Estimate:
    told = _told(figure, places)
    found = interval(figure, places, seed=seed, resamples=resamples)
    value = float(figure.under(np.ones((1, len(told))), places)[0])
    return Estimate(name=figure.name, value=value, cases=int(figure.told().sum()), articles=int(told.sum()), **found._asdict())


def _told(figure: Figure, places: Places) -> Floats:
    """1 for each cluster the metric applies to, else 0."""
    return (np.bincount(places, weights=figure.told()) > 0).astype(np.float64)


def _parts(figure: Figure, places: Places, told: Floats) -> tuple[float, Floats, Floats]:
    """The metric of all clusters, of each by itself (where it has one), and of all without each."""
    chosen = np.flatnonzero(told)
    step = max(1, _CELLS // len(told))
    alone: list[Floats] = []
    without: list[Floats] = []
    for start in range(0, len(chosen), step):
        rows = np.zeros((len(chosen[start : start + step]), len(told)))
        rows[np.arange(len(rows)), chosen[start : start + step]] = 1.0
        alone.append(figure.under(rows, places))
        without.append(figure.under(told - rows, places))
    singles, others = np.concatenate(alone), np.concatenate(without)
    defined = singles[~np.isnan(singles)]
    value = float(figure.under(told[None, :], places)[0])
    # A metric of pairs, such as AUROC, need not be known of single clusters.
    varied = defined if len(defined) == len(singles) else others
    return value, varied, others[~np.isnan(others)]


def _draws(told: Floats, *, seed: int, resamples: int) -> Iterator[Floats]:
    """How often each cluster is drawn, as many rows as draws, some at a time."""
    generator = np.random.default_rng(seed)
    chosen = np.flatnonzero(told)
    step = max(1, _CELLS // len(told))
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        drawn = chosen[generator.integers(0, len(chosen), (rows, len(chosen)))] + np.arange(rows)[:, None] * len(told)
        yield np.bincount(drawn.ravel(), minlength=rows * len(told)).reshape(rows, len(told)).astype(np.float64)


def _levels(value: float, drawn: Floats, without: Floats) -> tuple[float, float]:
    """Which quantiles of the draws are the ends: BCa, or the plain ones where the draws are all on one side."""
    below = float((drawn < value - _EVEN).mean() + (np.abs(drawn - value) <= _EVEN).mean() / 2)
    if not 0 < below < 1:
        return _TAILS
    bias = _NORMAL.inv_cdf(below)
    residuals = without.mean() - without
    spread = float((residuals**2).sum()) ** 1.5
    acceleration = float((residuals**3).sum()) / (6 * spread) if spread else 0.0
    shifted = [bias + _NORMAL.inv_cdf(tail) for tail in _TAILS]
    low, high = (_NORMAL.cdf(bias + one / (1 - acceleration * one)) for one in shifted)
    return low, high


def _constant(value: float, count: int, *, floor: float, most: float) -> Interval:
    """All clusters have one value: at least a share L of all there are have it, and the others are anywhere from the floor to the most."""
    if most == float("inf"):
        return Interval()
    share = ((1 - LEVEL) / 2) ** (1 / count)
    return Interval(value * share + floor * (1 - share), value * share + most * (1 - share), None, "exact")


def _rare(figure: Ratio, value: float, error: float, count: int) -> Interval | None:
    """The exact interval of a share, if it is one and one of its outcomes is rare."""
    told = figure.over > 0
    sums, cases = figure.sums[told], int(told.sum())
    if not (figure.over[told] == 1).all() or not np.isin(sums, (0.0, 1.0)).all() or min(sums.sum(), cases - sums.sum()) >= _RARE:
        return None
    from scipy.special import betaincinv, stdtrit

    tail = (1 - LEVEL) / 2
    fewer = (stdtrit(cases - 1, tail) / stdtrit(count - 1, tail)) ** 2
    effective = min(float(cases), value * (1 - value) / error**2 * fewer)
    right = value * effective
    low = float(betaincinv(right, effective - right + 1, tail)) if right else 0.0
    high = float(betaincinv(right + 1, effective - right, 1 - tail)) if effective > right else 1.0
    return Interval(low, high, error, "exact")
