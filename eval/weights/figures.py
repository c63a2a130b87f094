"""What weights are worth on a set: reciprocal ranks, from the gathered channels alone. Pure."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from eval.metrics import CUTOFF, SHARED
from eval.weights.material import Floats, Items, Material, Numbers
from rag.fuse import WeightTable


class Worth(NamedTuple):
    """What weights give for each question of a set, in [0, 1]; higher is better.

    Attributes:
        passages: [questions]: 1 / rank of the first right article within 100, else 0.
        sentences: [questions]: the same for sentences; not a number where the right one is not known.
        recall: [questions]: share of the right articles among the first 10; not a number where there is one only.
    """

    passages: Floats
    sentences: Floats
    recall: Floats

    @property
    def values(self) -> Floats:
        """[questions]: the mean of all that apply."""
        return np.asarray(np.nanmean(np.stack(self), axis=0))

    @property
    def metrics(self) -> dict[str, float]:
        """The means, by the names of metrics; one that applies to no question is absent."""
        named = {"MRR": self.passages, f"Recall@{SHARED}": self.recall, "sentence-MRR": self.sentences}
        return {name: float(np.nanmean(values)) for name, values in named.items() if not np.isnan(values).all()}


class Figures:
    """A set on which tables of weights are tried out. Tables that weigh the set alike are computed once."""

    def __init__(self, material: Material) -> None:
        """Try out on ``material``."""
        self.material = material
        size = len(material.groups)
        self._passages, self._sentences = _Ranking(material.passages, size), _Ranking(material.sentences, size)
        self.articles = np.array([crc32(group.encode()) for group in material.groups], dtype=np.int64)  # numbers sort faster than names
        self._known: dict[tuple[float, ...], Worth] = {}

    def worth(self, table: WeightTable) -> Worth:
        """What ``table`` gives, as ``rag.fuse`` weighs with it."""
        weights = np.array([[pair.weights(table).get(name, 0.0) for name in self.material.channels] for pair in self.material.pairs])
        key = (table.passage, table.balance, *weights.ravel().tolist())
        if key not in self._known:
            self._known[key] = self._computed(weights, table)
        return self._known[key]

    def _computed(self, weights: Floats, table: WeightTable) -> Worth:
        material = self.material
        if not len(material.pair):
            return Worth(np.zeros(len(material.groups)), np.where(material.told, 0.0, np.nan), np.where(material.relevant > 1, 0.0, np.nan))
        used = weights.sum(axis=1)
        scale = material.trust**table.balance / np.maximum(used, 1e-9)[material.pair]
        passages = _weighed(material.passages, weights, material.pair) * scale
        return Worth(self._passages.reciprocal_ranks(passages), self._told(passages, scale, weights, table.passage), self._recall(passages))

    def _told(self, passages: Floats, scale: Floats, weights: Floats, share: float) -> Floats:
        told, around = self.material.told, self.material.around
        if not told.any():
            return np.full(len(told), np.nan)
        own = _weighed(self.material.sentences, weights, self.material.pair[around]) * scale[around]
        return np.where(told, self._sentences.reciprocal_ranks((own + share * passages[around]) / (1 + share)), np.nan)

    def _recall(self, scores: Floats) -> Floats:
        relevant = self.material.relevant
        if relevant.max(initial=0) < 2:
            return np.full(len(relevant), np.nan)
        return np.where(relevant > 1, self._passages.right_among(SHARED, scores) / np.maximum(relevant, 1), np.nan)


@dataclass(frozen=True)
class _Ranking:
    """What is ranked for each question: things, each with its best item."""

    items: Items
    size: int

    @cached_property
    def order(self) -> Numbers:
        """[items]: things one after the other."""
        return np.argsort(self.items.things, kind="stable")

    @cached_property
    def starts(self) -> Numbers:
        """[things]: the first item of each in that order."""
        return np.flatnonzero(np.diff(self.items.things[self.order], prepend=-1))

    @cached_property
    def single(self) -> bool:
        """Whether every thing has one item, in the order of the items."""
        return len(self.starts) == len(self.order) and bool((np.diff(self.order) == 1).all())

    @cached_property
    def questions(self) -> Numbers:
        """[things]."""
        return self.items.questions[self.order][self.starts]

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """[things]."""
        return np.logical_or.reduceat(self.items.right[self.order], self.starts)

    def reciprocal_ranks(self, scores: Floats) -> Floats:
        """[questions]: 1 / rank of the best right thing within 100, else 0. What scores the same as it stands before it."""
        best = self._best(scores)
        highest = np.full(self.size, -np.inf)
        np.maximum.at(highest, self.questions[self.right], best[self.right])
        ahead = np.bincount(self.questions[~self.right & (best >= highest[self.questions])], minlength=self.size)
        return np.where(np.isfinite(highest) & (ahead < CUTOFF), 1 / (1 + ahead), 0.0)

    def right_among(self, first: int, scores: Floats) -> Numbers:
        """[questions]: how many right things are among so many."""
        best = self._best(scores)
        ranked = np.lexsort((self.right, -best, self.questions))  # of equals the right ones last
        places = np.arange(len(ranked)) - np.searchsorted(self.questions[ranked], self.questions[ranked])
        counted: Numbers = np.bincount(self.questions[ranked][self.right[ranked] & (places < first)], minlength=self.size)
        return counted

    def _best(self, scores: Floats) -> Floats:
        """[things]: the score of the best item of each."""
        return scores if self.single else np.maximum.reduceat(scores[self.order], self.starts)


def _weighed(items: Items, weights: Floats, pair: Numbers) -> Floats:
    if len(weights) == 1:
        return np.asarray(items.shares @ weights[0].astype(np.float32), dtype=np.float64)
    return np.asarray(np.einsum("ij,ij->i", items.shares, weights.astype(np.float32)[pair]), dtype=np.float64)
