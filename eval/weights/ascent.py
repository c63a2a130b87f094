"""Finding weights: one after the other is moved to the best value of a grid, and only a gain above its own error counts. Pure."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.weights.figures import Figures
from eval.weights.material import Floats
from eval.weights.table import Place, put
from rag.fuse import WeightTable

GRID = (0.0, *(round(2 ** (step / 2), 2) for step in range(-8, 8)))  # 0, then .06 to 11.3 in steps of 1.4
_ROUNDS = 4

Chosen = Sequence[NDArray[np.bool_]]  # of each set, which of its questions count


class Gain(NamedTuple):
    """How much better one table is than another: the mean over sets of the mean over questions, and its standard error.

    Questions about one article are not independent, so the error is that of articles (a cluster-robust one).
    """

    mean: float
    error: float

    @property
    def holds(self) -> bool:
        """Whether it is above its error."""
        return self.mean > max(self.error, 1e-9)

    @property
    def is_no_loss(self) -> bool:
        """Whether it is not below 0 by more than its error."""
        return self.mean >= -max(self.error, 1e-9)


def ascend(
    table: WeightTable,
    moved: Sequence[Place],
    sets: Sequence[Figures],
    *,
    chosen: Chosen | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> WeightTable:
    """The table that coordinate ascent reaches from ``table``.

    A weight is moved to the value of the grid that gains most, where that gain is above one standard error; else it stays as
    it is. This is repeated until nothing moves, four times at most.

    Args:
        table: Where to begin.
        moved: The weights that may change.
        sets: What the gain is measured on; all count the same, however many questions they have.
        chosen: Of each set, which questions count; ``None`` for all.
        progress: Told how many weights have been tried, of how many.
    """
    total = _ROUNDS * len(moved)
    for turn in range(_ROUNDS):
        before = table
        for number, place in enumerate(moved):
            progress(turn * len(moved) + number, total)
            table = _moved(table, place, sets, chosen)
        if table == before:
            break
    progress(total, total)
    return table


def _moved(table: WeightTable, place: Place, sets: Sequence[Figures], chosen: Chosen | None) -> WeightTable:
    """``table`` with the best value there: of every second one of the grid, and of the two beside the best of those."""
    gains: dict[int, Gain] = {}
    for number in range(0, len(GRID), 2):
        gains[number] = gain(put(table, place, GRID[number]), table, sets, chosen=chosen)
    best = max(gains, key=lambda number: gains[number].mean)
    for number in {best - 1, best + 1} & set(range(len(GRID))):
        gains[number] = gain(put(table, place, GRID[number]), table, sets, chosen=chosen)
    best = max(gains, key=lambda number: gains[number].mean)
    return put(table, place, GRID[best]) if gains[best].holds else table


def gain(other: WeightTable, table: WeightTable, sets: Sequence[Figures], *, chosen: Chosen | None = None) -> Gain:
    """How much better ``other`` is than ``table``."""
    differences = [figures.worth(other).values - figures.worth(table).values for figures in sets]
    return gain_of(differences, sets, chosen=chosen)


def gain_of(differences: Sequence[Floats], sets: Sequence[Figures], *, chosen: Chosen | None = None) -> Gain:
    """The gain that differences amount to, by set and question. An article that several sets ask about is one for the error."""
    means: list[float] = []
    residuals: list[Floats] = []
    articles: list[NDArray[np.int64]] = []
    for number, (values, figures) in enumerate(zip(differences, sets, strict=True)):
        counted = slice(None) if chosen is None else chosen[number]
        if len(values[counted]):
            means.append(float(values[counted].mean()))
            residuals.append((values[counted] - means[-1]) / len(values[counted]))
            articles.append(figures.articles[counted])
    if not means or not any(one.any() for one in differences):
        return Gain(0.0, 0.0)
    _, places = np.unique(np.concatenate(articles), return_inverse=True)
    by_article = np.bincount(places, weights=np.concatenate(residuals))
    return Gain(float(np.mean(means)), float(np.sqrt((by_article**2).sum())) / len(means))


def folds(sets: Sequence[Figures], *, number: int, seed: int) -> Iterator[Chosen]:
    """Of each fold, which questions of each set it holds out; an article is in one fold with all its questions, in all sets."""
    named = sorted({group for figures in sets for group in figures.material.groups})
    random.Random(seed).shuffle(named)
    fold = {group: place % number for place, group in enumerate(named)}
    for held_out in range(number):
        yield [np.array([fold[group] == held_out for group in figures.material.groups], dtype=bool) for figures in sets]
