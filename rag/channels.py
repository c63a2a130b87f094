"""What a search found, before and after it is weighed: all candidates with their channels, and their scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.catalog import Candidate
from rag.fuse import Fused, WeightTable, fuse, fuse_ranks, fuse_sentences, weight_table, weights_for
from rag.score import Scores

Floats = NDArray[np.float64]


class Ranked(NamedTuple):
    """The scores of all candidates, row by row as the candidates stand."""

    scores: Scores
    passages: Fused
    sentences: Fused


@dataclass(frozen=True)
class Channels:
    """Every candidate of one search with all its channels, not yet weighed: what weights are found on.

    Attributes:
        candidates: The chunks, in no order.
        scores: Their exact scores and those of their sentences.
        passages: By channel, [candidates]: ``scores.chunks``, and ``vectors`` where the question has one.
        question_language: ISO 639-1 code.
        embedder: Name of the embedder; ``None`` where it has no part in this search.
        embedder_languages: Languages it knows; ``None`` for all.
        glossed: Those of them that it reads through another one's words.
        translated: Languages whose candidates were scored by the question's translation into them.
        by_rank: Whether channels are joined by the ranks of the candidates and not by their scores.
    """

    candidates: Sequence[Candidate]
    scores: Scores
    passages: Mapping[str, Floats]
    question_language: str
    embedder: str | None = None
    embedder_languages: frozenset[str] | None = None
    glossed: frozenset[str] = field(default=frozenset())
    translated: frozenset[str] = field(default=frozenset())
    by_rank: bool = False

    @property
    def languages(self) -> list[str]:
        """The language of each candidate."""
        return [candidate.language for candidate in self.candidates]

    def weights(self, languages: Sequence[str], table: WeightTable | None = None) -> dict[str, Floats]:
        """The weight of each channel for a candidate in each of these languages.

        Args:
            languages: ISO 639-1 codes.
            table: Other weights than those of the package.
        """
        return weights_for(
            languages,
            question_language=self.question_language,
            embedder=self.embedder,
            embedder_languages=self.embedder_languages,
            glossed=self.glossed,
            translated=self.translated,
            table=table,
        )

    def ranked(self, table: WeightTable | None = None) -> Ranked:
        """Weighed and added.

        Args:
            table: Other weights than those of the package.
        """
        table, languages = table or weight_table(), self.languages
        weights = self.weights(languages, table)
        if self.by_rank:
            passages = fuse_ranks(self.passages, weights)
        else:
            passages = fuse(self.passages, weights, languages=languages, balance=table.balance)
        sentences = fuse_sentences(
            self.scores.sentences,
            weights,
            passages=passages,
            sentence_chunks=self.scores.sentence_chunks,
            languages=languages,
            table=table,
        )
        return Ranked(self.scores, passages, sentences)
