"""Passages for a question: wide candidates from both indexes, then exact scores of all of them from the catalog."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.catalog import Candidate, Stated
from index.errors import EmbeddingError
from index.language import CHANNELS
from index.language.codes import decode_terms
from index.lexical import LexicalIndex
from index.library import Library
from index.models import Article, Chunk
from index.view import View
from rag import asking
from rag.answerable import answerability
from rag.candidates import Candidates, products
from rag.channels import Channels, Ranked
from rag.diversity import shown_order
from rag.models import Answerability, Filters, Passage, Question, SentenceScore
from rag.prefer import has_wishes, preferred, restricted
from rag.score import AnalysedQuestion, Statistics, analyse_question, score
from rag.translated import averaged, parted, replaced, versions
from rag.voices import folded

if TYPE_CHECKING:
    from rag.rerank.reranking import Reranking

Floats = NDArray[np.float64]


class Found(NamedTuple):
    """What a search gave.

    Attributes:
        passages: Best first.
        notices: Plain sentences about what was not available.
        timings: Seconds by stage: ``candidates``, ``scoring``, ``reading`` (and reranking).
        question: What was searched for, as it was understood.
        answerability: How likely it is that an answer is among them.
    """

    passages: tuple[Passage, ...]
    notices: tuple[str, ...]
    timings: dict[str, float]
    question: Question
    answerability: Answerability


class Searcher:
    """Searches one library. Holds no state but the size of the collection, so threads may share it.

    No more of them search at once than there are processors: it would take each longer, and whoever writes an answer would wait.
    """

    def __init__(
        self,
        library: Library,
        *,
        question_timeout: float = asking.SECONDS,
        reranking: "Reranking | None" = None,
        by_rank: bool = False,
    ) -> None:
        """Search ``library``, which stays the caller's to close.

        Args:
            library: Open.
            question_timeout: Seconds to wait for the vector of a question; then words alone decide.
            reranking: Brings the first passages into another order.
            by_rank: Whether channels are joined by rank, to compare with.
        """
        self._library = library
        self._reranking = reranking
        self._by_rank = by_rank
        self._asking = asking.Asking(library.embedder, seconds=question_timeout) if library.embedder else None
        self._sought = Candidates(library)
        self._totals: tuple[int, Sequence[float]] = (-1, ())
        self._at_once = BoundedSemaphore(max(os.cpu_count() or 1, 1))

    def search(self, question: Question, *, filters: Filters | None = None, limit: int = 10, fold: bool = True) -> Found:
        """The passages that fit ``question`` best.

        Args:
            question: As understood.
            filters: What the person restricted the search to.
            limit: How many passages at most.
            fold: Whether near-copies stand beside the one they copy, in its ``also``, and not for themselves.
        """
        started = time.perf_counter()
        notices: list[str] = []
        filters = restricted(filters, question.filters)
        asked = [(one, self._vector(one, notices)) for one in versions(question, filters)]
        with self._at_once, self._library.view() as view:
            parts = self._gathered(asked, filters, notices, view)
            gathered = time.perf_counter()
            candidates = list(chain.from_iterable(parts))
            channels = self._channels(question, candidates, asked[0][1], view)
            others = [self._channels(one, part, vector, view) for (one, vector), part in zip(asked[1:], parts[1:], strict=True)]
            scored_as = [channels, *([replaced(channels, others)] if channels and any(others) else ())]
            stated = self._stated(question, candidates)
            ranked = averaged([preferred(question, one, stated) for one in scored_as if one])
        scored = time.perf_counter()
        order = shown_order(question, channels, ranked.passages.score, stated) if channels and ranked else ()
        every = self._passages(candidates, ranked, order) if ranked else iter(())
        if self._reranking:
            every = self._reranking.apply(question.searched, every, notices)
        passages = folded(every, limit=limit) if fold else tuple(islice(every, limit))
        timings = {"candidates": gathered - started, "scoring": scored - gathered, "reading": time.perf_counter() - scored}
        likely = max(map(answerability, scored_as), key=lambda one: one.score)
        return Found(passages, tuple(notices), timings, question, likely)

    def _vector(self, question: Question, notices: list[str]) -> NDArray[np.float32] | None:
        library = self._library
        number = library.embedder_number
        if library.embedder is None or self._asking is None or number is None:
            return None
        known = library.embedder.languages
        if known is not None and question.language not in known:
            return None
        try:
            return self._asking.vector(question.searched, language=question.language, dimensions=library.catalog.vectors.dimensions(number))
        except EmbeddingError as error:
            notices.append(f"Searched by words only: {error}")
            return None

    def _gathered(
        self, asked: Sequence[tuple[Question, NDArray[np.float32] | None]], filters: Filters | None, notices: list[str], view: View
    ) -> list[list[Candidate]]:
        """What each version of the question is to score: a translation looks for passages in its language alone."""
        (question, vector), *others = asked
        found = [self._sought.candidates(question, vector, filters, notices, view)]
        for one, own in others:
            found.append(self._sought.candidates(one, own, restricted(filters, Filters(languages=(one.language,))), notices, view))
        return parted(found, [one.language for one, _ in asked]) if others else found

    def channels(self, question: Question, *, filters: Filters | None = None) -> Channels | None:
        """Every candidate for ``question`` with all its channels, before they are weighed; ``None`` if there is none.

        Args:
            question: As understood.
            filters: What the person restricted the search to.
        """
        notices: list[str] = []
        vector = self._vector(question, notices)
        with self._library.view() as view:
            return self._channels(question, self._sought.candidates(question, vector, filters, notices, view), vector, view)

    def _channels(
        self, question: Question, candidates: Sequence[Candidate], vector: NDArray[np.float32] | None, view: View
    ) -> Channels | None:
        if not candidates:
            return None
        analysed = analyse_question(question.searched, question.language)
        codes = decode_terms([candidate.codes for candidate in candidates])
        same = np.array([candidate.language == question.language for candidate in candidates])
        scores = score(analysed, codes, self._statistics(analysed, view.lexical), same_language=same)
        found = Channels(candidates, scores, scores.chunks, question.language, by_rank=self._by_rank)
        embedder = self._library.embedder
        if vector is None or embedder is None:
            return found
        return replace(
            found,
            passages={**scores.chunks, "vectors": _cosines(candidates, vector)},
            embedder=embedder.model_name,
            embedder_languages=embedder.languages,
            glossed=embedder.glossed,
        )

    def _statistics(self, question: AnalysedQuestion, lexical: LexicalIndex) -> Statistics:
        count = lexical.count()
        totals = self._totals
        if totals[0] != count:
            totals = self._totals = (count, self._library.catalog.chunks.totals().average_lengths)
        frequencies = {
            channel: np.array(lexical.document_frequencies(channel, question.vocabulary[channel]), dtype=np.int64) for channel in CHANNELS
        }
        return Statistics(count, frequencies, dict(zip(CHANNELS, totals[1], strict=True)))

    def _stated(self, question: Question, candidates: Sequence[Candidate]) -> Mapping[str, Stated]:
        """What the candidates' articles say of themselves, where the question cares."""
        if not (question.wants_sources or has_wishes(question)):
            return {}
        return self._library.catalog.articles.stated(sorted({candidate.article_id for candidate in candidates}))

    def _passages(self, candidates: Sequence[Candidate], ranked: Ranked, order: Sequence[int]) -> Iterator[Passage]:
        """All passages in that order; each is read when it is asked for."""
        articles: dict[tuple[str, str], Article | None] = {}
        for row in order:
            key = (candidates[row].article_id, candidates[row].version)
            if key not in articles:
                articles[key] = self._library.catalog.articles.get(*key)
            article = articles[key]
            if article is not None:
                yield _passage(candidates[row].chunk, article, ranked, row)


def _cosines(candidates: Sequence[Candidate], vector: NDArray[np.float32]) -> Floats:
    """[candidates]; 0 for a chunk without a vector."""
    cosines = np.zeros(len(candidates))
    rows = [row for row, candidate in enumerate(candidates) if candidate.vector is not None]
    if rows:
        matrix = np.frombuffer(b"".join(candidates[row].vector or b"" for row in rows), dtype=np.float32).reshape(len(rows), -1)
        cosines[rows] = products(matrix, vector)
    return cosines


def _passage(chunk: Chunk, article: Article, ranked: Ranked, row: int) -> Passage:
    first = int(np.searchsorted(ranked.scores.sentence_chunks, row))
    own = slice(first, first + len(chunk.sentences))
    scored = zip(chunk.sentences, ranked.sentences.score[own], ranked.scores.sentences["coverage"][own], strict=True)
    sentences = sorted((SentenceScore(span=span, score=value, coverage=share) for span, value, share in scored), key=lambda one: -one.score)
    return Passage(
        chunk=chunk,
        article=article,
        scores={channel: float(values[row]) for channel, values in ranked.passages.contributions.items()},
        score=float(ranked.passages.score[row]),
        sentences=tuple(sentences),
        coverage=float(ranked.scores.coverage[row]),
    )
