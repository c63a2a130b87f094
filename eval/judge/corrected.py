"""The mean of a judge put right by labels of a person. Pure.

The difference estimator of survey sampling (Cochran 1977, Sampling Techniques, chapter 7), which is prediction-powered inference for a
mean (Angelopoulos et al. 2023, Science 382, 669-674): the judge's mean over everything, plus how far it is off on a random sample.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import NormalDist, fmean, variance

from eval.judge.labels import Key
from eval.judge.models import Corrected, Judged, Label, worth
from eval.statistics.models import LEVEL

_FEWEST = 10  # cases with labels, below which nothing is put right
_AROUND = NormalDist().inv_cdf((1 + LEVEL) / 2)


def corrected(
    items: Sequence[Judged],
    labels: Mapping[Key, Label],
    *,
    mean: float | None,
    error: float | None,
    cases: int,
) -> Corrected:
    """What the mean would be if the person had judged everything.

    Args:
        items: Of one aspect. Every item counts as much as its case has few of them, as in ``mean``.
        labels: Of items that were drawn at random from those a judge was asked about.
        mean: By the judge.
        error: Its standard error.
        cases: How many cases it is the mean of.
    """
    asked = [item for item in items if item.decided is None and item.verdict is not None]
    sizes = Counter(item.case for item in items if item.verdict is not None)
    off: dict[str, list[float]] = {}
    for item in asked:
        if item.key in labels and item.verdict is not None:
            gap = worth(item.aspect, labels[item.key]) - worth(item.aspect, item.verdict)
            off.setdefault(item.case, []).append(gap / sizes[item.case])
    if mean is None or len(off) < _FEWEST:
        return Corrected(why=f"Fewer than {_FEWEST} cases with labels are too few.")
    share = len(asked) / cases
    gaps = [gap for own in off.values() for gap in own]
    value = mean + share * fmean(gaps)
    if error is None:
        return Corrected(value=_within(value), why="The judge's own mean has no error that is known.")
    # of a ratio of sums over cases, whose sentences are not independent
    spread = variance([sum(own) - len(own) * fmean(gaps) for own in off.values()]) * len(off) / len(gaps) ** 2
    around = _AROUND * sqrt(error**2 + share**2 * spread)
    return Corrected(value=_within(value), low=_within(value - around), high=_within(value + around))


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)
