"""Fusion of channel scores into one score. Pure: scores are weighed and added, ranks play no part."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.models import Record

Floats = NDArray[np.float64]


class WeightTable(Record):
    """The weights of ``weights.toml``.

    Attributes:
        passage: Share of a sentence's score that comes from the passage around it.
        same: Channel weights where question and passage are in one language.
        cross: Channel weights where they are not.
        vectors: Weight of the cosine, ``same`` and ``cross``, by a part of the embedder's name.
    """

    passage: float
    same: dict[str, float]
    cross: dict[str, float]
    vectors: dict[str, dict[str, float]]


@dataclass(frozen=True)
class Fused:
    """Scores of a batch and what each channel gave to them.

    Attributes:
        score: [n]; at least 0, higher is better, comparable within one search only.
        contributions: By channel, [n]; they sum to ``score``.
    """

    score: Floats
    contributions: Mapping[str, Floats]


@cache
def weight_table() -> WeightTable:
    """The weights that come with the package."""
    return WeightTable.model_validate(tomllib.loads(files("rag").joinpath("weights.toml").read_text(encoding="utf-8")))


def weights_for(
    passage_languages: Sequence[str],
    *,
    question_language: str,
    embedder: str | None = None,
    embedder_languages: frozenset[str] | None = None,
    table: WeightTable | None = None,
) -> dict[str, Floats]:
    """The weight of each channel for each candidate, by the pair of its language and the question's.

    Args:
        passage_languages: The language of each candidate.
        question_language: ISO 639-1 code.
        embedder: The embedder's name or fingerprint; ``None`` if there are no vectors.
        embedder_languages: Languages the embedder knows; ``None`` for all.
        table: Other weights than those of the package.
    """
    table = table or weight_table()
    known = {}
    for language in set(passage_languages):
        knows = embedder_languages is None or {language, question_language} <= embedder_languages
        known[language] = _pair_weights(table, embedder if knows else None, same=language == question_language)
    channels = sorted({channel for weights in known.values() for channel in weights})
    return {channel: np.array([known[language].get(channel, 0.0) for language in passage_languages]) for channel in channels}


def fuse(channels: Mapping[str, Floats], weights: Mapping[str, Floats]) -> Fused:
    """Each channel divided by its maximum in the batch, weighed and added. Values below 0 count as 0."""
    size = max((len(values) for values in channels.values()), default=0)
    contributions = {channel: _shares(values) * weights[channel] for channel, values in channels.items() if channel in weights}
    return Fused(score=_total(contributions, size), contributions=contributions)


def fuse_sentences(
    channels: Mapping[str, Floats],
    weights: Mapping[str, Floats],
    *,
    passages: Floats,
    sentence_chunks: NDArray[np.int64],
    table: WeightTable | None = None,
) -> Fused:
    """Scores of sentences: their own channels, and the score of the passage around them as channel ``passage``.

    Args:
        channels: By channel, [sentences].
        weights: As for ``fuse``: by channel, [chunks].
        passages: [chunks]; the fused scores of the chunks.
        sentence_chunks: [sentences]; the chunk each belongs to.
        table: Other weights than those of the package.
    """
    own = fuse(channels, {channel: values[sentence_chunks] for channel, values in weights.items()})
    around = (table or weight_table()).passage * passages[sentence_chunks]
    contributions = {**own.contributions, "passage": around}
    return Fused(score=_total(contributions, len(sentence_chunks)), contributions=contributions)


def _pair_weights(table: WeightTable, embedder: str | None, *, same: bool) -> dict[str, float]:
    weights = dict(table.same if same else table.cross)
    if embedder is not None:
        name = next((name for name in table.vectors if name in embedder.lower()), "default")
        weights["vectors"] = table.vectors[name]["same" if same else "cross"]
    return weights


def _shares(values: Floats) -> Floats:
    positive = np.maximum(values, 0.0)
    highest = positive.max(initial=0.0)
    return positive / highest if highest > 0 else positive


def _total(contributions: Mapping[str, Floats], size: int) -> Floats:
    return sum(contributions.values(), start=np.zeros(size))
