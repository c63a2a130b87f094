"""Which chunks to score: wide candidates from both indexes at once, within what a search is restricted to."""

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.catalog import Candidate
from index.errors import VectorStoreError
from index.language import Terms, analyze
from index.library import Library
from index.models import Filters
from index.vectors import VectorIndex
from index.view import View
from rag.models import Question

LEXICAL_CANDIDATES = 100
VECTOR_CANDIDATES = 300
NARROW = 10_000  # chunks; a selection up to this size is compared vector by vector
FILTERED_CANDIDATES = 100  # nearest chunks of a wider selection, about: so many more are asked for as it leaves out
MOST_VECTORS = 4_000  # asked for at once

T = TypeVar("T")


class Candidates:
    """Gathers candidates from one library. Threads may share it."""

    def __init__(self, library: Library) -> None:
        """Look into ``library``, which stays the caller's to close."""
        self._library = library
        self._threads = ThreadPoolExecutor(thread_name_prefix="vectors")  # Chroma searches while tantivy does

    def candidates(
        self, question: Question, vector: NDArray[np.float32] | None, filters: Filters | None, notices: list[str], view: View
    ) -> list[Candidate]:
        """The chunks that share most words with ``question``, and those nearest to it.

        Args:
            question: As understood.
            vector: Of the question; ``None`` where words alone decide.
            filters: What the search is restricted to.
            notices: Told in plain sentences what was not available.
            view: What the search looks into.
        """
        catalog = self._library.catalog
        selected = self._selected(filters, view) if filters else None
        if selected is not None and len(selected) <= LEXICAL_CANDIDATES + VECTOR_CANDIDATES:
            return catalog.chunks.candidates(selected, view.embedder_number)
        with self._aside(lambda: self._first_near(vector, selected, filters, view)) as nearest:
            ids = self._by_words(question, filters, view)
        near = self._near(vector, selected, filters, nearest, notices, view)
        return catalog.chunks.candidates(sorted({*ids, *near}), view.embedder_number)

    @contextmanager
    def _aside(self, work: Callable[[], T]) -> Iterator[Future[T]]:
        """``work`` in another thread while the block runs; it has ended when the block has."""
        begun = self._threads.submit(work)
        try:
            yield begun
        finally:
            wait([begun])

    def _by_words(self, question: Question, filters: Filters | None, view: View) -> Collection[int]:
        terms = analyze(question.searched, question.language)
        ids = {hit.chunk_id for hit in view.lexical.search(terms, limit=LEXICAL_CANDIDATES, filters=filters)}
        bridge = Terms(bridge=terms.bridge)  # by itself, or the question's own language would take all the places
        ids.update(hit.chunk_id for hit in view.lexical.search(bridge, limit=LEXICAL_CANDIDATES, filters=filters, not_in=question.language))
        return self._library.catalog.chunks.matching(sorted(ids), filters) if filters else ids

    def _selected(self, filters: Filters, view: View) -> list[int] | None:
        """The chunks that match; ``None`` if they are many."""
        if not filters.articles and view.lexical.count(filters) > NARROW:
            return None
        found = self._library.catalog.chunks.selected(filters, limit=NARROW + 1)
        return found if len(found) <= NARROW else None

    def _near(
        self,
        vector: NDArray[np.float32] | None,
        selected: list[int] | None,
        filters: Filters | None,
        first: Future[list[int]],
        notices: list[str],
        view: View,
    ) -> Iterable[int]:
        if vector is None or view.vectors is None or view.embedder_number is None:
            return ()
        if selected is not None:
            ids, matrix = self._library.catalog.vectors.read(view.embedder_number, selected)
            return ids[np.argsort(-products(matrix, vector))[:VECTOR_CANDIDATES]].tolist() if len(ids) else ()
        try:
            return first.result() if filters is None else self._matching(first.result(), vector, filters, view.vectors)
        except VectorStoreError as error:
            notices.append(f"Searched by words only: {error}")
            return ()

    def _first_near(self, vector: NDArray[np.float32] | None, selected: list[int] | None, filters: Filters | None, view: View) -> list[int]:
        """The nearest chunks, so many more as filters leave out: Chroma's own filters take time with every chunk there is."""
        if vector is None or view.vectors is None or selected is not None:
            return []
        left_out = view.lexical.count() / max(view.lexical.count(filters), 1) if filters else 0.0
        return _nearest(view.vectors, vector, max(VECTOR_CANDIDATES, round(FILTERED_CANDIDATES * left_out)))

    def _matching(self, near: list[int], vector: NDArray[np.float32], filters: Filters, vectors: VectorIndex) -> list[int]:
        """Those of the nearest that match; of more, where that is few, as what matches lies apart, in another language perhaps."""
        found = self._library.catalog.chunks.matching(near, filters)
        if 2 * len(found) >= FILTERED_CANDIDATES or len(near) >= MOST_VECTORS:
            return found
        return self._library.catalog.chunks.matching(_nearest(vectors, vector, MOST_VECTORS), filters)


def products(matrix: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """``matrix @ vector``, without the threads of the linear algebra library: they spin on after it and slow what follows."""
    return np.asarray(np.einsum("rc,c->r", matrix, vector))


def _nearest(vectors: VectorIndex, vector: NDArray[np.float32], limit: int) -> list[int]:
    return [near.chunk_id for near in vectors.search(vector, limit=min(limit, MOST_VECTORS))]
