import threading
from pathlib import Path

import numpy as np

from index.vectors.exact import ExactVectors
from index.view import Current, View
from tests.corpus import FakeEmbedder, opened


class FakeSide:
    """A side that says when it was closed."""

    pause = 1.0
    notices = ()

    def __init__(self, view: View) -> None:
        self._view = view
        self.closed = threading.Event()

    def view(self) -> View:
        return self._view

    def step(self, stopping: threading.Event) -> "FakeSide":
        return self

    def close(self) -> None:
        self.closed.set()


def test_a_side_is_closed_when_its_last_search_has_ended(tmp_path: Path) -> None:
    with opened(tmp_path, FakeEmbedder()) as library:
        views = [View(library.lexical, ExactVectors(np.array([number]), np.eye(1, dtype=np.float32)), number) for number in (1, 2)]
        first, second = map(FakeSide, views)
        current = Current(first)
        with current.use() as seen:
            changing = threading.Thread(target=current.replace, args=(second,))
            changing.start()
            while current.side is not second:
                assert changing.is_alive()
            with current.use() as later:
                assert (seen, later) == tuple(views)
            assert not first.closed.is_set()
        changing.join()
        assert first.closed.is_set()
        assert not second.closed.is_set()
