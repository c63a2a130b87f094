"""From files, folders and addresses to a library: found, passed over when unchanged, read in other processes, stored."""

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog.addresses import AddressTable
from index.errors import ReadError
from index.found import digest, found, is_address, remember_embedding, vanished
from index.intake import FileBegun, FileRead, Item, Outcome
from index.library import Library
from index.models import article_id
from index.readers.page import Validators
from index.readers.registry import Readers
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from index.record import Stopped, never, recorded
from index.workers import Task, Workers, Working, foreseen, work

if TYPE_CHECKING:
    from index.fetch import Fetcher
    from index.settings import Settings

WORTH_WORKERS = 40  # sources; fewer are read sooner in this process than others are started
MOST_WORKERS = 3  # the one that writes keeps no more of them busy, and each takes 0.3 GB
AHEAD = 8  # tasks that each worker may have waiting
ROWS = 32  # articles of a table or an archive in one task

_Certain = Unreadable | FileBegun | FileRead | Outcome


class Ingest:
    """One run over sources. The library stays the caller's to close."""

    def __init__(
        self,
        library: Library,
        *,
        settings: "Settings",
        options: ReadOptions | None = None,
        fetcher: "Fetcher | None" = None,
        workers: int | None = None,
    ) -> None:
        """Prepare a run.

        Args:
            library: Open to write.
            settings: Limits and length of chunks.
            options: What the person said about how to read.
            fetcher: For addresses and feeds; without it they are refused.
            workers: Processes that read and analyse; ``None`` leaves one core to this one and takes three at most.
        """
        self._library = library
        self._catalog = library.catalog
        self._options = options or ReadOptions()
        self._limits = Limits(file_bytes=settings.max_file_bytes, article_characters=settings.max_article_characters)
        self._settings = settings
        self._pages = _PageMemory(library.catalog.addresses)
        self._readers = Readers(limits=self._limits, options=self._options, fetcher=fetcher, memory=self._pages)
        self._number = min(max(1, (os.cpu_count() or 1) - 1), MOST_WORKERS) if workers is None else workers

    def run(self, sources: Sequence[str], *, prune: bool = False, stopped: Stopped = never) -> Iterator[Outcome]:
        """Read ``sources`` and store what is new or changed; the run is recorded as a job.

        Args:
            sources: Paths of files and directories, addresses, or ``-`` for standard input.
            prune: Remove the articles of files that are no longer in the directories given.
            stopped: Asked between sources and between batches of rows; once true, what was begun is finished and the run ends.

        Yields:
            One outcome for each article and each source that failed, in order; those of files that vanished last.
        """
        outcomes = self._outcomes(sources, prune=prune, stopped=stopped)
        yield from recorded(self._catalog, "index", sources, outcomes, stopped=stopped)
        if not stopped() and not self._library.notices:
            remember_embedding(self._catalog, self._settings)

    def prune(self, directories: Sequence[Path]) -> Iterator[Outcome]:
        """Remove the articles of files that are gone from ``directories``; one that another file gives too stays."""
        gone = vanished(self._catalog, directories)
        self._library.delete([identity for articles in gone.values() for identity in articles])
        with self._catalog.transaction() as connection:
            self._catalog.files.forget(connection, list(gone))
        yield from (Outcome(origin=uri, result="removed", article_id=identity) for uri, ids in gone.items() for identity in ids)

    def _outcomes(self, sources: Sequence[str], *, prune: bool, stopped: Stopped) -> Iterator[Outcome]:
        listed = found(sources)
        first = list(islice(listed, WORTH_WORKERS))
        with self._workers(self._number if len(first) == WORTH_WORKERS else 0) as workers:
            yield from self._library.add_prepared(self._items(chain(first, listed), workers, stopped))
        self._pages.keep()
        if prune and not stopped():
            yield from self.prune([Path(source) for source in sources if not is_address(source)])

    def _workers(self, number: int) -> Workers:
        known = self._catalog.boilerplate
        chunk_characters = self._settings.chunk_characters
        return Workers(
            number, partial(work, limits=self._limits, options=self._options, chunk_characters=chunk_characters, boilerplate=known)
        )

    def _items(self, sources: Iterable[Source | Unreadable], workers: Workers, stopped: Stopped) -> Iterator[Item]:
        """Everything the writer needs, in the order of the sources, with a bounded number of tasks under way."""
        under_way: deque[Working | _Certain] = deque()
        for task in self._tasks(sources, stopped):
            under_way.append(workers.begin(task) if isinstance(task, Task) else task)
            while len(under_way) > AHEAD * workers.number:
                yield from _made(under_way.popleft(), workers)
        while under_way:
            yield from _made(under_way.popleft(), workers)

    def _tasks(self, sources: Iterable[Source | Unreadable], stopped: Stopped) -> Iterator["Task | _Certain"]:
        for source in sources:
            if stopped():
                return
            if isinstance(source, Unreadable):
                yield source
                continue
            try:
                yield from self._task(source, stopped)
            except ReadError as error:
                yield Unreadable(origin=source.origin, reason=error.message, remedy=error.remedy)

    def _task(self, source: Source, stopped: Stopped) -> Iterator["Task | _Certain"]:
        digested = digest(source, options=self._options, chunk_characters=self._settings.chunk_characters)
        known = self._catalog.files.unchanged(source.origin, digested)
        if known is not None:
            yield from (Outcome(origin=source.origin, result="unchanged", article_id=identity) for identity in known)
            return
        yield FileBegun(source.origin)
        if source.path is not None and not self._readers.streams(source):
            yield Task(source.origin, source.path)
        elif not (yield from self._streamed(source, stopped)):
            return
        yield FileRead(source.origin, digested)

    def _streamed(self, source: Source, stopped: Stopped) -> Generator["Task | _Certain", None, bool]:
        """Rows and members, in batches; whether they came to an end. A small file is read where it is analysed."""
        rows = foreseen(self._readers.read(source), origin=source.origin)
        while batch := tuple(islice(rows, ROWS)):
            yield Task(source.origin, rows=batch)
            if stopped():
                return False
        for url in self._pages.taken_unchanged():
            yield Outcome(origin=url, result="unchanged", article_id=article_id(url))
        return True


class _PageMemory:
    """The memory of the page reader for one run; it is kept when the articles are stored."""

    def __init__(self, addresses: AddressTable) -> None:
        self._addresses = addresses
        self._answered: dict[str, tuple[str | None, str | None]] = {}
        self._unchanged: list[str] = []

    def recall(self, url: str) -> Validators:
        """What ``url`` is to be asked with."""
        return Validators(*self._addresses.recall(url))

    def remember(self, url: str, validators: Validators) -> None:
        """Note what ``url`` was answered with."""
        self._answered[url] = validators

    def unchanged(self, url: str) -> None:
        """Note that ``url`` is as it was."""
        self._unchanged.append(url)

    def taken_unchanged(self) -> list[str]:
        """The pages found unchanged since the last call."""
        taken, self._unchanged = self._unchanged, []
        return taken

    def keep(self) -> None:
        """Write to the catalog what was noted."""
        self._addresses.remember(self._answered)


def _made(item: "Working | _Certain", workers: Workers) -> Iterable[Item]:
    return workers.finish(item) if isinstance(item, Working) else (item,)
