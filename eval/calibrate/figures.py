"""How well likelihoods tell questions with an answer from those without, and how far they are what they say. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.calibrate.examples import ELSEWHERE, HELD, NEAR, SHARES, Examples, Floats
from eval.metrics import auroc
from index.models import Record

BINS = 10


class Separation(Record):
    """What likelihoods are worth on the questions of one set.

    Attributes:
        elsewhere: AUROC of questions asked of their articles against the same asked of others; .5 says nothing, 1 all.
        near: AUROC against the same asked of their articles without the passages that answer.
        held_right: Share of questions asked of their articles at or above the threshold; higher is better, as are the next two.
        elsewhere_right: Share of those asked of others below it.
        near_right: Share of those asked without the passages that answer below it.
        calibration_error: Mean distance of likelihoods from how often an answer was there, in ten bins (expected calibration
            error), in [0, 1]; lower is better. There is an answer in half of all, by weight.
    """

    elsewhere: float
    near: float
    held_right: float
    elsewhere_right: float
    near_right: float
    calibration_error: float

    @property
    def auroc(self) -> float:
        """The mean of both, in [0, 1]."""
        return (self.elsewhere + self.near) / 2

    @property
    def right(self) -> float:
        """Share on the right side of the threshold, as many with an answer as without."""
        return float(np.average([self.held_right, self.elsewhere_right, self.near_right], weights=SHARES))


class Change(NamedTuple):
    """How much higher AUROC is, the mean over sets, and its standard error."""

    mean: float
    error: float

    @property
    def holds(self) -> bool:
        """Whether it is not lower by more than its error."""
        return self.mean >= -max(self.error, 1e-9)


def separation(examples: Examples, likely: Floats, *, threshold: float) -> Separation:
    """What likelihoods are worth.

    Args:
        examples: Some of each kind.
        likely: [examples], in [0, 1].
        threshold: From where on Sanad answers.
    """
    held, elsewhere, near = (likely[examples.kinds == kind] for kind in (HELD, ELSEWHERE, NEAR))
    return Separation(
        elsewhere=auroc(held.tolist(), elsewhere.tolist()),
        near=auroc(held.tolist(), near.tolist()),
        held_right=float((held >= threshold).mean()),
        elsewhere_right=float((elsewhere < threshold).mean()),
        near_right=float((near < threshold).mean()),
        calibration_error=calibration_error(likely, examples.truth, examples.weights),
    )


def calibration_error(likely: Floats, truth: NDArray[np.bool_], weights: Floats) -> float:
    """Expected calibration error in ten bins of equal width (Naeini and others, 2015); in [0, 1], lower is better.

    Args:
        likely: [examples].
        truth: [examples].
        weights: [examples]: how often each counts.
    """
    bins = np.minimum((likely * BINS).astype(np.int64), BINS - 1)
    said = np.bincount(bins, weights=weights * likely, minlength=BINS)
    came = np.bincount(bins, weights=weights * truth, minlength=BINS)
    return float(np.abs(said - came).sum() / weights.sum())


def change(sets: Sequence[Examples], before: Sequence[Floats], after: Sequence[Floats]) -> Change:
    """How much better the later likelihoods part the kinds.

    AUROC is a mean over the positive and over the negative examples of their placement among the others (DeLong and others,
    1988); the error is that of articles, as questions about one article are not independent.

    Args:
        sets: All count the same.
        before: [examples] of each set.
        after: The same.
    """
    means: list[float] = []
    residuals: list[Floats] = []
    for examples, old, new in zip(sets, before, after, strict=True):
        parts = [_difference(examples, old, new, kind) for kind in (ELSEWHERE, NEAR)]
        means.append(float(np.mean([mean for mean, _ in parts])))
        residuals.append(np.asarray(np.mean([rest for _, rest in parts], axis=0)))
    _, places = np.unique(np.concatenate([examples.articles for examples in sets]), return_inverse=True)
    by_article = np.bincount(places, weights=np.concatenate(residuals))
    return Change(float(np.mean(means)), float(np.sqrt((by_article**2).sum())) / len(sets))


def _difference(examples: Examples, old: Floats, new: Floats, kind: int) -> tuple[float, Floats]:
    """The difference of AUROC against one kind, and what each example adds to its error."""
    rest = np.zeros(len(old))
    mean = 0.0
    for one, other in ((HELD, kind), (kind, HELD)):
        mine, others = examples.kinds == one, examples.kinds == other
        moved = _placements(new[mine], new[others]) - _placements(old[mine], old[others])
        rest[mine] = (moved - moved.mean()) / len(moved) * (1 if one == HELD else -1)
        mean = float(moved.mean()) if one == HELD else mean
    return mean, rest


def _placements(values: Floats, others: Floats) -> Floats:
    """[values]: the share of the others below each, equals counting half."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, values, side="left") + np.searchsorted(ordered, values, side="right")
    return np.asarray(below / (2 * len(others)))
