"""Candidates come from both indexes at once, and one of them failing neither hides the other nor outlives the search."""

import threading
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.errors import LexicalIndexError, VectorStoreError
from index.language import Terms
from index.lexical import LexicalHit, LexicalIndex
from index.models import Filters
from index.vectors import Neighbour, Vector
from index.vectors.exact import ExactVectors
from index.view import View
from rag.candidates import Candidates
from rag.question import understand
from tests.corpus import FakeEmbedder, add, opened, raw

QUESTION = understand("harbour", today=date(2026, 5, 1), outlets=())
VECTOR = np.array([1.0, 0.0, 0.0, 0.0], dtype=np.float32)


class Broken(ExactVectors):
    def search(self, vector: Vector, *, limit: int) -> list[Neighbour]:
        raise VectorStoreError("The vector index is broken.")


class Slow(ExactVectors):
    """Begins when told to, and says when it has ended."""

    def __init__(self, begin: threading.Event) -> None:
        super().__init__(np.array([], dtype=np.int64), np.empty((0, 4), dtype=np.float32))
        self.begin = begin
        self.ended = False

    def search(self, vector: Vector, *, limit: int) -> list[Neighbour]:
        self.begin.wait(timeout=20)
        time.sleep(0.2)  # long enough to be overtaken by a search that does not wait
        self.ended = True
        return []


class Unreadable(LexicalIndex):
    """Fails, and lets what waits for it begin."""

    def __init__(self, path: Path, begin: threading.Event) -> None:
        super().__init__(path)
        self.begin = begin

    def search(self, terms: Terms, *, limit: int, filters: Filters | None = None, not_in: str | None = None) -> list[LexicalHit]:
        self.begin.set()
        raise LexicalIndexError("The lexical index is broken.")


def test_vectors_that_fail_leave_the_words_and_a_notice(tmp_path: Path) -> None:
    with opened(tmp_path / "library", FakeEmbedder()) as library:
        add(library, [raw("harbour"), raw("glacier")])
        broken = Broken(np.array([], dtype=np.int64), np.empty((0, 4), dtype=np.float32))
        notices: list[str] = []
        with library.view() as view:
            found = Candidates(library).candidates(QUESTION, VECTOR, None, notices, View(view.lexical, broken, view.embedder_number))
    assert found
    assert notices == ["Searched by words only: The vector index is broken."]


def test_words_that_fail_are_told_when_the_vectors_have_been_searched(tmp_path: Path) -> None:
    with opened(tmp_path / "library", FakeEmbedder()) as library:
        add(library, [raw("harbour")])
        begin = threading.Event()
        slow = Slow(begin)
        with library.view() as view, pytest.raises(LexicalIndexError):
            Candidates(library).candidates(
                QUESTION, VECTOR, None, [], View(Unreadable(tmp_path / "other", begin), slow, view.embedder_number)
            )
    assert slow.ended
