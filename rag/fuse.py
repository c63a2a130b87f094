"""Fusion of channel scores into one score. Pure: scores are weighed and added; ranks play no part, unless they are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from index.models import Record
from rag.tables import numbers, packaged

Floats = NDArray[np.float64]

RANKS_DAMPED = 60.0  # the constant of reciprocal rank fusion


class WeightTable(Record):
    """The weights of ``weights.toml``.

    Attributes:
        passage: Share of a sentence's score that comes from the passage around it.
        balance: How much a language is held back whose best passage has less of the question than another language's best
            one: 0 not at all, 1 in proportion.
        preferred: What a passage gains at most that is as the question wishes, beside a score of at most 1 for all else.
        same: Channel weights where question and passage are in one language.
        cross: Channel weights where they are not.
        vectors: Weight of the cosine by a part of the embedder's name: ``same``, ``glossed`` (one language, which the embedder
            reads through another one's words) and ``cross``.
        pairs: Channel weights that differ for one question language and one passage language, by ``en-ar``; ``vectors``
            may be among them.
    """

    passage: float
    balance: float
    preferred: float = 0.25
    same: dict[str, float]
    cross: dict[str, float]
    vectors: dict[str, dict[str, float]]
    pairs: dict[str, dict[str, float]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Fused:
    """Scores of a batch and what each channel gave to them.

    Attributes:
        score: [n]; in [0, 1], higher is better, comparable within one search only.
        contributions: By channel, [n]; they sum to ``score``.
        scale: [n]; what every weighed channel of the row was multiplied by.
    """

    score: Floats
    contributions: Mapping[str, Floats]
    scale: Floats


@cache
def weight_table() -> WeightTable:
    """The weights that come with the package."""
    return WeightTable.model_validate(numbers(packaged("weights.toml")))


def weights_for(
    passage_languages: Sequence[str],
    *,
    question_language: str,
    embedder: str | None = None,
    embedder_languages: frozenset[str] | None = None,
    glossed: frozenset[str] = frozenset(),
    translated: frozenset[str] = frozenset(),
    table: WeightTable | None = None,
) -> dict[str, Floats]:
    """The weight of each channel for each candidate, by the pair of its language and the question's.

    Args:
        passage_languages: The language of each candidate.
        question_language: ISO 639-1 code.
        embedder: The embedder's name or fingerprint; ``None`` if there are no vectors.
        embedder_languages: Languages the embedder knows; ``None`` for all.
        glossed: Those of them that it reads through another one's words.
        translated: Languages in which the question was asked too, by a translation.
        table: Other weights than those of the package.
    """
    table = table or weight_table()
    known = {}
    for language in set(passage_languages):
        asked = language if language in translated else question_language
        knows = embedder_languages is None or {language, asked} <= embedder_languages
        pair = "cross" if language != asked else "glossed" if language in glossed else "same"
        weights = _pair_weights(table, embedder if knows else None, pair)
        known[language] = weights | {
            channel: weight
            for channel, weight in table.pairs.get(f"{asked}-{language}", {}).items()
            if channel in weights or channel != "vectors"
        }
    channels = sorted({channel for weights in known.values() for channel in weights})
    return {channel: np.array([known[language].get(channel, 0.0) for language in passage_languages]) for channel in channels}


def fuse(channels: Mapping[str, Floats], weights: Mapping[str, Floats], *, languages: Sequence[str] = (), balance: float = 0.0) -> Fused:
    """Channels weighed and added, each divided by its maximum among the candidates of the same language.

    Within a language the words decide, across languages only the bridge can; compared as they are, the first would bury the
    second. So each language is measured by its own best, and then by how much of the question its best passage has.

    Args:
        channels: By channel, [n]; values below 0 count as 0.
        weights: By channel, [n].
        languages: The language of each row; none if it makes no difference.
        balance: See ``WeightTable``; needs the channel ``coverage``.
    """
    used = {channel: np.maximum(values, 0.0) for channel, values in channels.items() if channel in weights}
    size = max(map(len, used.values()), default=0)
    rows = _by_language(languages) if languages else [np.arange(size)]
    contributions = {channel: _shares(values, rows) * weights[channel] for channel, values in used.items()}
    scale = _trust(used.get("coverage"), rows, balance, size) / np.maximum(sum(weights[channel] for channel in used), 1e-9)
    contributions = {channel: values * scale for channel, values in contributions.items()}
    return Fused(_total(contributions, size), contributions, scale)


def fuse_ranks(channels: Mapping[str, Floats], weights: Mapping[str, Floats]) -> Fused:
    """Reciprocal rank fusion: each channel adds 1 / (60 + rank), whatever it weighs; where it has nothing, it adds nothing.

    What other hybrid searches do (Cormack, Clarke and Büttcher 2009), to be compared with; the sum is divided by the highest
    there can be. Equal values have the same rank, that of the first.

    Args:
        channels: By channel, [n]; values below 0 count as 0.
        weights: As for ``fuse``; only their names count here, and what sentences are scaled by.
    """
    used = {channel: np.maximum(values, 0.0) for channel, values in channels.items() if channel in weights}
    size = max(map(len, used.values()), default=0)
    highest = max(len(used), 1) / (RANKS_DAMPED + 1)
    contributions = {channel: (values > 0) / (RANKS_DAMPED + _ranks(values)) / highest for channel, values in used.items()}
    scale = np.ones(size) / np.maximum(sum(weights[channel] for channel in used), 1e-9)
    return Fused(_total(contributions, size), contributions, scale)


def fuse_sentences(
    channels: Mapping[str, Floats],
    weights: Mapping[str, Floats],
    *,
    passages: Fused,
    sentence_chunks: NDArray[np.int64],
    languages: Sequence[str] = (),
    table: WeightTable | None = None,
) -> Fused:
    """Scores of sentences: their own channels, and the score of the passage around them as channel ``passage``.

    Args:
        channels: By channel, [sentences].
        weights: As for ``fuse``: by channel, [chunks].
        passages: The fused scores of the chunks.
        sentence_chunks: [sentences]; the chunk each belongs to.
        languages: The language of each chunk; none if it makes no difference.
        table: Other weights than those of the package.
    """
    share = (table or weight_table()).passage
    rows = _by_language([languages[chunk] for chunk in sentence_chunks]) if languages else [np.arange(len(sentence_chunks))]
    scale = passages.scale[sentence_chunks] / (1 + share)
    contributions = {
        channel: _shares(np.maximum(values, 0.0), rows) * weights[channel][sentence_chunks] * scale
        for channel, values in channels.items()
        if channel in weights
    }
    contributions["passage"] = passages.score[sentence_chunks] * share / (1 + share)
    return Fused(_total(contributions, len(sentence_chunks)), contributions, scale)


def _pair_weights(table: WeightTable, embedder: str | None, pair: str) -> dict[str, float]:
    weights = dict(table.cross if pair == "cross" else table.same)
    if embedder is not None:
        name = next((name for name in table.vectors if name in embedder.lower()), "default")
        weights["vectors"] = table.vectors[name].get(pair, 0.0)
    return weights


def _by_language(languages: Sequence[str]) -> list[NDArray[np.int64]]:
    """The rows of each language."""
    named = np.array(languages)
    return [np.flatnonzero(named == language) for language in dict.fromkeys(languages)]


def _shares(values: Floats, groups: Sequence[NDArray[np.int64]]) -> Floats:
    """Each value as a share of the highest in its group."""
    shares = np.zeros(len(values))
    for rows in groups:
        highest = values[rows].max(initial=0.0)
        if highest > 0:
            shares[rows] = values[rows] / highest
    return shares


def _ranks(values: Floats) -> Floats:
    """[n]: 1 for the highest, and for equal values that of the first of them."""
    return np.asarray(np.searchsorted(np.sort(-values), -values, side="left") + 1, dtype=np.float64)


def _trust(coverage: Floats | None, groups: Sequence[NDArray[np.int64]], balance: float, size: int) -> Floats:
    """[n]: how far a language is held back, in [0, 1], 1 for the one that has most of the question."""
    trust = np.ones(size)
    if coverage is not None and coverage.max(initial=0.0) > 0:
        for rows in groups:
            trust[rows] = (coverage[rows].max(initial=0.0) / coverage.max()) ** balance
    return trust


def _total(contributions: Mapping[str, Floats], size: int) -> Floats:
    return sum(contributions.values(), start=np.zeros(size))
