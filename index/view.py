"""What a search looks into, handed out so that nothing is closed under a search that runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from index.lexical import LexicalIndex
from index.vectors import VectorIndex

CLOSE_SECONDS = 5.0  # to wait for running searches when a library closes


class View(NamedTuple):
    """Both indexes as one search sees them.

    Attributes:
        lexical: Chunks by terms.
        vectors: Chunks by vector; ``None`` while none are in use.
        embedder_number: The number under which the catalog keeps these vectors; ``None`` while none are in use.
    """

    lexical: LexicalIndex
    vectors: VectorIndex | None
    embedder_number: int | None


class Side(Protocol):
    """Where a library stands to the others of its directory: with the lock, or beside the process that has it."""

    pause: float  # seconds between two calls of ``step``

    @property
    def notices(self) -> tuple[str, ...]:
        """Plain sentences about what was repaired or is missing."""

    def view(self) -> View:
        """What a search that begins now looks into."""

    def step(self, stopping: threading.Event) -> "Side":
        """Follow what the other processes do; another side, open and ready, when it is time to change to it."""

    def close(self) -> None:
        """Release what only this side has open."""


class _Lent:
    """A side and how many searches look into it."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.searches = 0


class Current:
    """The side in force. It is changed in one step, and the one before is closed when its last search has ended."""

    def __init__(self, side: Side) -> None:
        """Put ``side`` in force."""
        self._lent = _Lent(side)
        self._changed = threading.Condition()

    @property
    def side(self) -> Side:
        """The side in force."""
        return self._lent.side

    @contextmanager
    def use(self) -> Iterator[View]:
        """The view of one search, open until the block ends."""
        with self._changed:
            lent = self._lent
            lent.searches += 1
        try:
            yield lent.side.view()
        finally:
            with self._changed:
                lent.searches -= 1
                self._changed.notify_all()

    def replace(self, side: Side) -> None:
        """Put ``side`` in force; returns when the one before is closed."""
        with self._changed:
            before, self._lent = self._lent, _Lent(side)
            self._changed.wait_for(lambda: not before.searches)
        before.side.close()

    def close(self) -> None:
        """Close the side in force, after the searches that run."""
        with self._changed:
            self._changed.wait_for(lambda: not self._lent.searches, timeout=CLOSE_SECONDS)
        self.side.close()
