"""Which weights a search may move, and where it starts. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from eval.weights.figures import Figures
from eval.weights.material import Pair
from eval.weights.table import Place, put
from rag.fuse import WeightTable

Start = Literal["current", "equal"]

_VECTORS = "vectors"
_LEAST = 0.01


def movable(table: WeightTable, tried: Sequence[Figures], *, pairs: bool) -> Iterator[Place]:
    """The weights that the sets can tell: of channels that give something there, for the pairs of languages they have.

    Args:
        table: Where the search starts; it has a row for every embedder, as ``with_embedder`` gives it.
        tried: The sets.
        pairs: Whether single pairs of languages may get weights of their own.
    """
    met = {pair for figures in tried for pair in figures.material.pairs}
    kinds = ["same"] * any(map(_is_same, met)) + ["cross"] * (not all(map(_is_same, met)))
    for kind in kinds:
        own = {pair for pair in met if _is_same(pair) == (kind == "same")}
        yield from (Place((kind,), channel) for channel in _telling(tried, own) if channel != _VECTORS)
    for row in sorted({_row(table, pair.embedder) for pair in met if pair.embedder}):
        glossed = ["glossed"] * any(_is_same(pair) and pair.passage in pair.glossed for pair in met)
        yield from (Place((_VECTORS, row), kind) for kind in (*kinds, *glossed))
    yield from (Place((), name) for name in ("passage", "balance"))
    if pairs:
        for name in sorted({f"{pair.question}-{pair.passage}" for pair in met}):
            own = {pair for pair in met if f"{pair.question}-{pair.passage}" == name}
            yield from (Place(("pairs", name), channel) for channel in _telling(tried, own))


def with_embedder(table: WeightTable, tried: Sequence[Figures]) -> WeightTable:
    """``table`` with a row of its own for the embedder that was asked, which begins with the weights of any other."""
    for name in {pair.embedder for figures in tried for pair in figures.material.pairs if pair.embedder}:
        if _row(table, name) == "default":
            for kind, value in table.vectors["default"].items():
                table = put(table, Place((_VECTORS, name.lower()), kind), value)
    return table


def started(table: WeightTable, moved: Sequence[Place], start: Start) -> WeightTable:
    """``table``, or with every weight that may move at 1: nothing is then known of them beforehand.

    Single pairs of languages have no weights of their own then.
    """
    if start == "equal":
        table = table.model_copy(update={"pairs": {}})
        for place in moved:
            table = table if place.section[:1] == ("pairs",) else put(table, place, 1.0)
    return table


def in_proportion(found: WeightTable, table: WeightTable, moved: Sequence[Place]) -> WeightTable:
    """``found`` with the cosine of every embedder that was not asked as heavy as in ``table``, beside the other channels' sum.

    Weights count in relation to one another only, so where all others grow one that stays would be worth less.
    """
    for row, weights in table.vectors.items():
        for kind, weight in weights.items():
            place = Place((_VECTORS, row), kind)
            now, then = (sum((one.cross if kind == "cross" else one.same).values()) for one in (found, table))
            if place not in moved and now and then:
                found = put(found, place, round(weight * now / then, 2))
    return found


def _telling(tried: Sequence[Figures], pairs: set[Pair]) -> list[str]:
    """The channels that give something to a hundredth of the passages of those pairs; fewer are of a language that was mistaken.

    One that gives nothing must not move: its weight would still count among all, and so hold back a language in a mixed pool.
    """
    given, total = Counter[str](), 0
    for material in (figures.material for figures in tried):
        rows = np.isin(material.pair, [number for number, pair in enumerate(material.pairs) if pair in pairs])
        given.update(dict(zip(material.channels, (material.passages.shares[rows] > 0).sum(axis=0).tolist(), strict=True)))
        total += int(rows.sum())
    return sorted(channel for channel, times in given.items() if times > _LEAST * total)


def _is_same(pair: Pair) -> bool:
    return pair.question == pair.passage


def _row(table: WeightTable, embedder: str) -> str:
    return next((name for name in table.vectors if name in embedder.lower()), "default")
