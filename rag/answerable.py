"""How likely it is that what a search found holds an answer: a logistic model of a few features. Pure.

The coefficients are in ``answerable.toml``; `sanad eval calibrate` finds them on questions asked of articles that answer
them and of articles that do not.
"""

import math
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

from index.models import Record
from rag.channels import Channels
from rag.models import Answerability
from rag.tables import numbers, packaged

CONSTANT = "constant"
WORDS = "words"
_NOTHING = Answerability(score=0.0)


class Calibration(Record):
    """The coefficients of ``answerable.toml``: by embedder (a part of its name, or ``words`` without one), pair and feature.

    Pairs are ``same`` (question and passage in one language) and ``cross``.
    """

    coefficients: dict[str, dict[str, dict[str, float]]]

    def of(self, embedder: str | None, pair: str) -> Mapping[str, float]:
        """The coefficients for an embedder and a pair; those without vectors for an embedder that was not calibrated."""
        name = next((name for name in self.coefficients if embedder and name in embedder.lower()), WORDS)
        return self.coefficients[name][pair]


@cache
def calibration() -> Calibration:
    """The coefficients that come with the package."""
    return Calibration.model_validate(numbers(packaged("answerable.toml")))


def answerability(channels: Channels | None, *, using: Calibration | None = None) -> Answerability:
    """How likely the best passages of the likeliest language answer.

    Args:
        channels: What a search gave; ``None`` for nothing.
        using: Other coefficients than those of the package.
    """
    using = using or calibration()
    found = [] if channels is None else list(_by_language(channels, using))
    return max(found, key=lambda one: one.score, default=_NOTHING)


def features(channels: Channels, rows: np.ndarray) -> dict[str, float]:
    """What tells answers from near misses among some candidates, each in [0, 1] and at its highest.

    ``coverage`` and ``sentence``: share of the question's informative weight in a passage, and in one sentence. ``subject`` and
    ``bridge``: BM25 of the 4-grams of its informative words, and of their bridge tokens, as shares of what no text can exceed.
    ``vectors``: the cosine.
    """
    scores = channels.scores
    inside = np.isin(scores.sentence_chunks, rows)
    values = {
        "coverage": scores.coverage[rows],
        "sentence": scores.sentences["coverage"][inside],
        "subject": scores.subject[rows],
        "bridge": scores.bridged[rows],
    }
    if "vectors" in channels.passages:
        values["vectors"] = channels.passages["vectors"][rows]
    return {name: float(np.clip(value.max(initial=0.0), 0.0, 1.0)) for name, value in values.items()}


def _by_language(channels: Channels, using: Calibration) -> Iterator[Answerability]:
    named = np.array(channels.languages)
    for language in dict.fromkeys(channels.languages):
        found = features(channels, np.flatnonzero(named == language))
        pair = "same" if language in {channels.question_language, *channels.translated} else "cross"
        coefficients = using.of(channels.embedder if "vectors" in found else None, pair)
        if found["coverage"] > 0 or found["bridge"] > 0:
            yield Answerability(score=_logistic(coefficients, found), language=language, features=found)


def _logistic(coefficients: Mapping[str, float], found: Mapping[str, float]) -> float:
    log_odds = sum(weight * (1.0 if name == CONSTANT else found[name]) for name, weight in coefficients.items())
    return 1 / (1 + math.exp(-log_odds))
