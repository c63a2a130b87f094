"""Quantiles of times, so that cases can be drawn again, left out and exchanged. Pure."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.metrics.columns import Floats, Mask

_CELLS = 2_000_000  # times put in order at once


class Quantile(NamedTuple):
    """The time that a share of the cases stay below; between two of them, in proportion (type 7 of Hyndman and Fan 1996).

    Attributes:
        seconds: Of each case; NaN where it has none.
        share: Of the cases, in (0, 1).
    """

    name: str
    seconds: Floats
    share: float

    @property
    def floor(self) -> float:
        """0."""
        return 0.0

    @property
    def most(self) -> float:
        """There is none."""
        return float("inf")

    def independent(self, places: NDArray[np.int64]) -> int:
        """How many clusters it rests on."""
        return len(np.unique(places[self.told()]))

    def told(self) -> Mask:
        """Which cases have a time."""
        found: Mask = ~np.isnan(self.seconds)
        return found

    def under(self, weights: Floats, places: NDArray[np.int64]) -> Floats:
        """The quantile for each row of weights of clusters, each a whole number; NaN where nothing is left."""
        told = self.told()
        order = np.argsort(self.seconds[told], kind="stable")
        counted = np.cumsum(weights[:, places[told][order]], axis=1)
        return _at(self.seconds[told][order], counted, self.share)

    def of(self, chosen: Mask) -> "Quantile":
        """The same over a part of the cases."""
        return Quantile(self.name, self.seconds[chosen], self.share)

    def changed(self, other: "Quantile") -> Mask:
        """Which cases are not the same in ``other``."""
        found: Mask = np.nan_to_num(self.seconds, nan=-1.0) != np.nan_to_num(other.seconds, nan=-1.0)
        return found

    def exchanged(self, other: "Quantile", swaps: Floats, places: NDArray[np.int64]) -> Floats:
        """The quantile for each row of ``swaps``, where clusters with a 1 have the cases of ``other``."""
        step = max(1, _CELLS // max(1, len(self.seconds)))
        rows = (swaps[start : start + step][:, places] > 0 for start in range(0, len(swaps), step))
        return np.concatenate([np.nanquantile(np.where(chosen, other.seconds, self.seconds), self.share, axis=1) for chosen in rows])


def _at(ordered: Floats, counted: Floats, share: float) -> Floats:
    """The quantile of values that are there as often as the rows say, which are sums up to each value."""
    if not ordered.size:
        return np.full(len(counted), np.nan)
    last = counted[:, -1] - 1
    wanted = np.maximum(last, 0) * share

    def at(place: Floats) -> Floats:
        found: Floats = ordered[np.argmax(counted > np.minimum(place, last)[:, None], axis=1)]
        return found

    below, above = at(np.floor(wanted)), at(np.ceil(wanted))
    return np.where(last >= 0, below + (wanted - np.floor(wanted)) * (above - below), np.nan)
