"""A library: a directory that holds articles and what finds them.

```
library/
  catalog.sqlite   the source of truth
  lexical/         tantivy, derived
  vectors/         Chroma, derived (or a collection on a Chroma server)
  lock             held by the one process that writes
```
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.catalog import Catalog
from index.derived import Indexes, Progress, silent
from index.errors import LibraryError, LibraryLockedError, NotFoundError
from index.intake import Outcome
from index.lexical import LexicalIndex
from index.lock import LibraryLock
from index.models import Article, RawArticle
from index.prepare import Prepared, prepare_all
from index.readers.source import Limits, Unreadable
from index.vectors import VectorIndex
from index.vectors.exact import ExactVectors
from index.writer import FileRead, Writer

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.settings import Settings

CATALOG_FILE = "catalog.sqlite"


class Library(AbstractContextManager["Library"]):
    """Articles in, chunks out. Open it with ``Library.open``; one process writes at a time, any number may read beside it.

    Attributes:
        path: The directory.
        catalog: The source of truth.
        lexical: Chunks by terms.
        vectors: Chunks by vector; ``None`` without an embedder, or until ``refresh`` after the embedder changed.
        embedder: Makes the vectors; ``None`` where none is configured or available.
        notices: Plain sentences about what was repaired or is missing.
    """

    def __init__(self, path: Path, *, embedder: "Embedder | None", settings: "Settings", lock: LibraryLock | None) -> None:
        """Open the files in ``path``. Use ``Library.open``, which also locks and repairs.

        Args:
            path: The directory.
            embedder: See the attribute.
            settings: Limits, chunk length and the Chroma server.
            lock: Held; ``None`` in a process that only reads beside the one that writes.
        """
        self.path = path
        self.embedder = embedder
        self.notices: list[str] = []
        self._limits = Limits(file_bytes=settings.max_file_bytes, article_characters=settings.max_article_characters)
        self._chunk_characters = settings.chunk_characters
        self._lock = lock
        self.catalog = Catalog(path / CATALOG_FILE)
        self._number = self.catalog.vectors.embedder(embedder.fingerprint, embedder.dimensions) if embedder else None
        self._indexes: Indexes | None = None
        self._writer: Writer | None = None
        if lock:
            self._indexes = Indexes(self.catalog, path, server=settings.chroma_url)
            self._writer = Writer(self.catalog, self._indexes, embedder=embedder)
        else:
            self._lexical = LexicalIndex(path / "lexical")
            self._exact = self._read_vectors()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        embedder: "Embedder | None",
        settings: "Settings",
        wait: float = 10.0,
        read_only: bool = False,
        progress: Progress = silent,
    ) -> "Library":
        """Open a library, and repair by itself what an interrupted process left behind.

        Args:
            path: The directory; created unless ``read_only``.
            embedder: See the attribute.
            settings: Limits, chunk length and the Chroma server.
            wait: Seconds to wait for another process that writes.
            read_only: Only search and show. Beside a process that writes, such a library searches without Chroma.
            progress: Told of a long repair.

        Raises:
            LibraryError: The directory cannot be used, or holds no library and is opened to read.
            LibraryLockedError: Another process writes to it.
        """
        if read_only and not (path / CATALOG_FILE).exists():
            raise LibraryError(f"There is no library in {path}.", remedy="Make one with `sanad index PATH...`.")
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"{path} cannot be a library: {error.strerror}.", remedy="Choose another with --library.") from error
        lock = _locked(path, wait=wait, read_only=read_only)
        with ExitStack() as undone:
            undone.callback(lock.release if lock else lambda: None)
            library = cls(path, embedder=embedder, settings=settings, lock=lock)
            undone.callback(library.close)
            library._repair(progress)
            undone.pop_all()
        return library

    @property
    def lexical(self) -> LexicalIndex:
        """Chunks by terms."""
        return self._indexes.lexical.index if self._indexes else self._lexical

    @property
    def vectors(self) -> VectorIndex | None:
        """Chunks by vector."""
        if self._indexes is None:
            return self._exact
        return self._indexes.vectors.index if self._indexes.vectors else None

    @property
    def embedder_number(self) -> int | None:
        """The number under which the catalog keeps the vectors in use; ``None`` while none are."""
        return self._number if self.vectors is not None else None

    @property
    def needs_refresh(self) -> bool:
        """Whether chunks must be embedded again (``refresh``) before vectors are used."""
        return self._number is not None and self.vectors is None

    def add(self, items: Iterable[RawArticle | Unreadable]) -> Iterator[Outcome]:
        """Prepare, store, embed and index articles in batches; what was yielded survives the death of the process.

        Args:
            items: Raw articles and sources that could not be read, in any number; only a batch is held in memory.

        Yields:
            One outcome for each item, in order.
        """
        yield from self.add_prepared(prepare_all(items, limits=self._limits, chunk_characters=self._chunk_characters))

    def add_prepared(self, items: Iterable[Prepared | Unreadable | FileRead | Outcome]) -> Iterator[Outcome]:
        """``add`` for what was prepared elsewhere, such as in another process.

        Args:
            items: Prepared articles, sources that could not be read, outcomes that are certain already, and behind the
                articles of each file that it was read to its end.

        Yields:
            One outcome for each item but the last kind, in order.
        """
        if self.needs_refresh:
            self.refresh()
        yield from self._writing().add(items)

    def delete(self, ids: Sequence[str], *, purge: bool = False) -> int:
        """Take articles out of sight; how many there were. An article whose removal was interrupted is still found.

        Args:
            ids: Articles; unknown ones are passed over.
            purge: Remove them for good, with all versions. Without it ``restore`` brings them back, and what cites them
                can still show its quotes.
        """
        return self._writing().delete(ids, purge=purge)

    def restore(self, ids: Sequence[str]) -> Iterator[Outcome]:
        """Bring deleted articles back."""
        deleted = set(self.catalog.articles.deleted())
        yield from self._again([identity for identity in ids if identity in deleted])

    def reclean(self, ids: Sequence[str] | None = None) -> Iterator[Outcome]:
        """Clean articles again from what was read, as after an upgrade; those that come out the same are ``unchanged``.

        Args:
            ids: Articles; ``None`` takes all.
        """
        yield from self._again(self.catalog.articles.ids() if ids is None else ids)

    def correct(self, identity: str, fields: dict[str, str | None]) -> Outcome:
        """Keep what a person says about an article, over whatever its source says, now and when it is read again.

        Args:
            identity: The article.
            fields: Values by field; ``None`` says that it has none.

        Raises:
            SettingsError: A field cannot be corrected, or its value is not valid.
            NotFoundError: There is no such article.
        """
        article = self.article(identity)
        self.catalog.corrections.save(article, fields)
        (outcome,) = self._again([article.id])
        return outcome

    def _again(self, ids: Sequence[str]) -> Iterator[Outcome]:
        raw = (self.catalog.raw.of_article(identity) for identity in ids)
        yield from self.add(one for one in raw if one is not None)

    def refresh(self, progress: Progress = silent) -> None:
        """Embed the chunks that have no vector of this embedder; an interrupted run goes on where it stopped."""
        self._writing().refresh(progress)

    def rebuild(self, progress: Progress = silent) -> None:
        """Make both indexes anew from the catalog; embeds only chunks that have no vector of this embedder."""
        self._writing().refresh(progress)
        if self._indexes:
            self._indexes.rebuild(progress)

    def article(self, reference: str, version: str | None = None) -> Article:
        """The article a person means: by id or the start of one, origin, address, file name or title.

        Raises:
            NotFoundError: None or several match, or there is no such version.
        """
        ids = self.catalog.articles.find(reference)
        if len(ids) > 1:
            raise NotFoundError(f"{reference!r} may be any of {', '.join(ids)}.", remedy="Give the whole id.")
        article = self.catalog.articles.get(ids[0], version) if ids else None
        if article is None:
            what = f"version {version} of {reference!r}" if ids else f"article {reference!r}"
            raise NotFoundError(f"There is no {what} in {self.path}.", remedy="`sanad list` shows what there is.")
        return article

    def close(self) -> None:
        """Release files and the lock."""
        if self._indexes:
            self._indexes.close()
        self.catalog.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        """The open library."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def _repair(self, progress: Progress) -> None:
        if self._writer and self._indexes:
            self._writer.open_vectors()
            self._writer.finish_interrupted()
            self.notices += self._indexes.repair(progress)
        missing = self._writer.without_vectors if self._writer else 0
        if missing:
            self.notices.append(f"{missing:,} passages have no vectors and are found by words only; `sanad rebuild` embeds them.")
        if self.needs_refresh:
            self.notices.append("The embedder changed: search uses words only until `sanad rebuild` has embedded the articles again.")

    def _writing(self) -> Writer:
        if self._writer is None:
            raise LibraryLockedError(f"The library {self.path} was opened to read only.", remedy="Open it to write.")
        return self._writer

    def _read_vectors(self) -> VectorIndex | None:
        if self._number is None or self.embedder is None or self.catalog.setting("embedder") != self.embedder.fingerprint:
            return None
        return ExactVectors(*self.catalog.vectors.read(self._number))


def _locked(path: Path, *, wait: float, read_only: bool) -> LibraryLock | None:
    lock = LibraryLock(path)
    try:
        lock.acquire(0.0 if read_only else wait)
    except LibraryLockedError:
        if read_only:
            return None
        raise
    return lock
