"""A library: a directory that holds articles and what finds them.

```
library/
  catalog.sqlite   the source of truth
  lexical/         tantivy, derived
  vectors/         Chroma, derived (or a collection on a Chroma server)
  lock             held by the one process that writes, or by one that reads while none writes
```
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.attend import Attendant
from index.catalog import CATALOG_FILE as CATALOG_FILE
from index.catalog import Catalog
from index.derived import Progress, silent
from index.errors import LibraryError, LibraryLockedError, NotFoundError
from index.intake import Item, Outcome
from index.lexical import LexicalIndex
from index.lock import LibraryLock
from index.models import Article, RawArticle
from index.prepare import learn_boilerplate, prepare_all
from index.readers.source import Limits, Unreadable
from index.sides import Beside, Holding, Parts
from index.stages import Stages
from index.vectors import VectorIndex
from index.view import Current, View

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.settings import Settings


class Library(AbstractContextManager["Library"]):
    """Articles in, chunks out. Open it with ``Library.open``; one process writes at a time, any number may read beside it.

    Attributes:
        path: The directory.
        catalog: The source of truth.
        embedder: Makes the vectors; ``None`` where none is configured or available.
        notices: Plain sentences about what was repaired or is missing.
    """

    def __init__(self, parts: Parts, current: Current, *, settings: "Settings", writes: bool) -> None:
        """Use what is open. ``Library.open`` opens it.

        Args:
            parts: The directory, the catalog and the embedder.
            current: The indexes.
            settings: Limits and chunk length.
            writes: Whether it may be changed.
        """
        self.path = parts.path
        self.catalog = parts.catalog
        self.embedder = parts.embedder
        self.notices: list[str] = []
        self._limits = Limits(file_bytes=settings.max_file_bytes, article_characters=settings.max_article_characters)
        self._chunk_characters = settings.chunk_characters
        self._current = current
        self._writes = writes
        self._attendant: Attendant | None = None
        self._told: tuple[str, ...] = ()
        self._tell(current.side.notices)

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
            read_only: Only search and show. Beside a process that writes, such a library searches without Chroma. One that stays
                open for long should ``attend``, or nobody can write meanwhile.
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
            parts = Parts(path, Catalog(path / CATALOG_FILE), embedder, settings.chroma_url)
            undone.callback(parts.catalog.close)
            current = Current(Holding(parts, lock, progress) if lock else Beside(parts))
            undone.pop_all()
        return cls(parts, current, settings=settings, writes=not read_only)

    def attend(self) -> None:
        """Let other processes write while this library, opened to read only, stays open for long; it follows what they write.

        From now on it steps aside within a second of their wish, and takes up Chroma again when they have finished. A library
        that writes never steps aside.
        """
        if self._attendant is None and not self._writes:
            self._attendant = Attendant(self._current, tell=self._tell)

    def view(self) -> AbstractContextManager[View]:
        """Both indexes as one search sees them, which nothing closes until the block ends."""
        return self._current.use()

    @property
    def lexical(self) -> LexicalIndex:
        """Chunks by terms, as of now. A search takes a ``view``."""
        return self._current.side.view().lexical

    @property
    def vectors(self) -> VectorIndex | None:
        """Chunks by vector, as of now; ``None`` without an embedder, or until ``refresh`` after the embedder changed."""
        return self._current.side.view().vectors

    @property
    def embedder_number(self) -> int | None:
        """The number under which the catalog keeps the vectors in use; ``None`` while none are."""
        return self._current.side.view().embedder_number

    @property
    def needs_refresh(self) -> bool:
        """Whether chunks must be embedded again (``refresh``) before vectors are used."""
        return self.embedder is not None and self.vectors is None

    @property
    def stages(self) -> Stages:
        """Seconds this library has spent writing, by stage."""
        return self._holding().writer.stages

    def add(self, items: Iterable[RawArticle | Unreadable]) -> Iterator[Outcome]:
        """Prepare, store, embed and index articles in batches; what was yielded survives the death of the process.

        Args:
            items: Raw articles and sources that could not be read, in any number; only a batch is held in memory.

        Yields:
            One outcome for each item, in order.
        """
        known = self.catalog.boilerplate
        yield from self.add_prepared(prepare_all(items, limits=self._limits, chunk_characters=self._chunk_characters, boilerplate=known))

    def add_prepared(self, items: Iterable[Item]) -> Iterator[Outcome]:
        """``add`` for what was prepared elsewhere, such as in another process.

        Args:
            items: Prepared articles, sources that could not be read, outcomes that are certain already, and around the
                articles of each file that it was begun and read to its end.

        Yields:
            One outcome for each item but the last kinds, in order.
        """
        yield from self._holding().writer.add(items)

    def delete(self, ids: Sequence[str], *, purge: bool = False) -> int:
        """Take articles out of sight; how many there were. An article whose removal was interrupted is still found.

        Args:
            ids: Articles; unknown ones are passed over.
            purge: Remove them for good, with all versions. Without it ``restore`` brings them back, and what cites them
                can still show its quotes.
        """
        return self._holding().writer.delete(ids, purge=purge)

    def restore(self, ids: Sequence[str]) -> Iterator[Outcome]:
        """Bring deleted articles back."""
        deleted = set(self.catalog.articles.deleted())
        yield from self._again([identity for identity in ids if identity in deleted])

    def reclean(self, ids: Sequence[str] | None = None) -> Iterator[Outcome]:
        """Clean articles again from what was read, as after an upgrade; those that come out the same are ``unchanged``.

        Args:
            ids: Articles; ``None`` takes all, and learns from them first what each outlet repeats on its pages.
        """
        if ids is None:
            ids = self.catalog.articles.ids()
            self.catalog.boilerplate = learn_boilerplate(self._raw(ids))
        yield from self._again(ids)

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
        yield from self.add(self._raw(ids))

    def _raw(self, ids: Sequence[str]) -> Iterator[RawArticle]:
        for identity in ids:
            raw = self.catalog.raw.of_article(identity)
            if raw is not None:
                yield raw

    def refresh(self, progress: Progress = silent) -> None:
        """Embed the chunks that have no vector of this embedder; an interrupted run goes on where it stopped."""
        self._holding().writer.refresh(progress)

    def rebuild(self, progress: Progress = silent) -> None:
        """Make both indexes anew from the catalog; embeds only chunks that have no vector of this embedder."""
        self._holding().writer.refresh(progress)
        self._holding().rebuild(progress)

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
        with ExitStack() as closing:
            closing.callback(self.catalog.close)
            closing.callback(self._current.close)
            if self._attendant:
                closing.callback(self._attendant.stop)

    def __enter__(self) -> Self:
        """The open library."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def _tell(self, notices: tuple[str, ...]) -> None:
        """Say these in place of what was said last."""
        if notices != self._told:
            self.notices = [*(notice for notice in self.notices if notice not in self._told), *notices]
            self._told = notices

    def _holding(self) -> Holding:
        side = self._current.side
        if not self._writes or not isinstance(side, Holding):
            raise LibraryLockedError(f"The library {self.path} was opened to read only.", remedy="Open it to write.")
        return side


def _locked(path: Path, *, wait: float, read_only: bool) -> LibraryLock | None:
    lock = LibraryLock(path)
    try:
        lock.acquire(0.0 if read_only else wait, yielding=read_only)
    except LibraryLockedError:
        if read_only:
            return None
        raise
    return lock
