"""The two ways to have a library open: holding its lock, with Chroma, or beside the process that holds it."""

import time
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from index.catalog import Catalog
from index.derived import Indexes, Progress, silent
from index.errors import LexicalIndexError, LibraryLockedError, SanadError
from index.lexical import LexicalIndex
from index.lock import LibraryLock
from index.vectors.exact import ExactVectors
from index.view import Side, View
from index.writer import Writer

if TYPE_CHECKING:
    from index.embedding import Embedder

LEXICAL = "lexical"  # the directory
REFUSED_SECONDS = 30.0  # before what could not be opened is tried again
APPEARING_SECONDS = 2.0  # for another process to finish making the lexical index

CHANGED = "The embedder changed: search uses words only until `sanad rebuild` has embedded the articles again."


class Parts(NamedTuple):
    """What either side is made from.

    Attributes:
        path: The library's directory.
        catalog: The source of truth.
        embedder: Makes the vectors.
        server: Address of a Chroma server to use in place of files.
    """

    path: Path
    catalog: Catalog
    embedder: "Embedder | None"
    server: str | None


class Holding:
    """Both derived indexes, open in the one process that holds the library's lock."""

    pause = 0.25

    def __init__(self, parts: Parts, lock: LibraryLock, progress: Progress = silent) -> None:
        """Open the indexes and repair what an interrupted process left; ``lock`` is held, and given back by ``close``."""
        self._parts = parts
        self._lock = lock
        self._number = _number(parts)
        with ExitStack() as opened:
            opened.callback(lock.release)
            self._indexes = Indexes(parts.catalog, parts.path, server=parts.server)
            opened.callback(self._indexes.close)
            self.writer = Writer(parts.catalog, self._indexes, embedder=parts.embedder, number=self._number)
            self.writer.open_vectors()
            self.writer.finish_interrupted()
            self._repaired = self._indexes.repair(progress)
            self._without_vectors = self.writer.without_vectors
            self._open = opened.pop_all()

    @property
    def notices(self) -> tuple[str, ...]:
        """What was repaired at opening, and what is missing."""
        missing = f"{self._without_vectors:,} passages have no vectors and are found by words only; `sanad rebuild` embeds them."
        return (*self._repaired, *([missing] if self._without_vectors else []), *([CHANGED] if self.writer.needs_refresh else []))

    def view(self) -> View:
        """The indexes as they are, with what this process has written."""
        vectors = self._indexes.vectors
        return View(self._indexes.lexical.index, vectors.index if vectors else None, self._number if vectors else None)

    def rebuild(self, progress: Progress) -> None:
        """Make both indexes anew."""
        self._indexes.rebuild(progress)

    def step(self, stopping: Event) -> Side:
        """Step aside when another process wants to write."""
        return Beside(self._parts) if self._lock.is_wanted() else self

    def close(self) -> None:
        """Close the indexes and give the lock back."""
        self._open.close()


class Beside:
    """The indexes as another process writes them: its commits to the lexical index, and the catalog's vectors in memory.

    Chroma's files may be open in one process only, so they are left to that one.
    """

    pause = 1.0

    def __init__(self, parts: Parts) -> None:
        """Read what is there now."""
        self._parts = parts
        self._seen: int | None = None
        self._refused_until = 0.0
        self._view = View(_appearing(parts.path / LEXICAL), *self._vectors(None))

    @property
    def notices(self) -> tuple[str, ...]:
        """What is missing."""
        return (CHANGED,) if self._parts.embedder and self._view.vectors is None else ()

    def view(self) -> View:
        """The indexes as they were at the last ``step``."""
        return self._view

    def step(self, stopping: Event) -> Side:
        """Take the lock when nobody else has it or wants it; otherwise take up what was written since."""
        if time.monotonic() >= self._refused_until:
            try:
                return self._hold(stopping)
            except LibraryLockedError:
                pass
            except SanadError:
                self._refused_until = time.monotonic() + REFUSED_SECONDS
                raise
        self._follow()
        return self

    def close(self) -> None:
        """Nothing is held open that others need."""

    def _hold(self, stopping: Event) -> Holding:
        lock = LibraryLock(self._parts.path)

        def heed(*_: object) -> None:  # a long repair is left to the process that wants to write
            if stopping.is_set() or lock.is_wanted():
                raise LibraryLockedError(f"Another process wants to write to {self._parts.path}.")

        lock.acquire(0.0, yielding=True)
        return Holding(self._parts, lock, heed)

    def _follow(self) -> None:
        seen = self._parts.catalog.changes()
        if seen != self._seen:
            self._view = View(self._lexical(), *self._vectors(self._view))
            self._seen = seen

    def _lexical(self) -> LexicalIndex:
        """The index as last committed; while it is being made anew, as it was before."""
        found = LexicalIndex(self._parts.path / LEXICAL, create=False)
        return found if found.count() or not self._parts.catalog.chunks.count() else self._view.lexical

    def _vectors(self, before: View | None) -> tuple[ExactVectors | None, int | None]:
        catalog, embedder = self._parts.catalog, self._parts.embedder
        if embedder is None or catalog.setting("embedder") != embedder.fingerprint:
            return None, None
        number = _number(self._parts)
        if before is None or number is None or before.embedder_number != number or not isinstance(before.vectors, ExactVectors):
            return ExactVectors(*catalog.vectors.read(number or 0)), number
        ids = catalog.vectors.ids(number)
        return before.vectors.changed(ids, *catalog.vectors.read(number, before.vectors.missing(ids))), number


def _number(parts: Parts) -> int | None:
    if parts.embedder is None:
        return None
    known = parts.catalog.vectors.known(parts.embedder.fingerprint)  # saves asking a server that may be down for its dimensions
    return known if known is not None else parts.catalog.vectors.embedder(parts.embedder.fingerprint, parts.embedder.dimensions)


def _appearing(directory: Path) -> LexicalIndex:
    """The index in ``directory``; the process that writes may be just about to make it."""
    deadline = time.monotonic() + APPEARING_SECONDS
    while True:
        try:
            return LexicalIndex(directory, create=False)
        except LexicalIndexError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)
