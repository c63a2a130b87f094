"""From files, folders and addresses to a library: found, passed over when unchanged, read in other processes, stored."""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.catalog.addresses import AddressTable
from index.clean import Boilerplate
from index.errors import ReadError
from index.found import digest, found, is_address, remember_embedding, vanished
from index.intake import Outcome
from index.library import Library
from index.models import RawArticle, article_id
from index.prepare import Prepared, prepare_all
from index.readers.page import Validators
from index.readers.registry import Readers, worker_readers
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from index.record import Stopped, never, recorded
from index.writer import FileRead

if TYPE_CHECKING:
    from index.fetch import Fetcher
    from index.settings import Settings

WORTH_WORKERS = 40  # sources; fewer are read sooner in this process than others are started
AHEAD = 8  # tasks that each worker may have waiting
ROWS = 32  # articles of a table or an archive in one task


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
            workers: Processes that read and analyse; ``None`` leaves one core to this one.
        """
        self._library = library
        self._catalog = library.catalog
        self._options = options or ReadOptions()
        self._limits = Limits(file_bytes=settings.max_file_bytes, article_characters=settings.max_article_characters)
        self._settings = settings
        self._chunk_characters = settings.chunk_characters
        self._boilerplate = library.catalog.boilerplate
        self._pages = _PageMemory(library.catalog.addresses)
        self._readers = Readers(limits=self._limits, options=self._options, fetcher=fetcher, memory=self._pages)
        self._workers = max(1, (os.cpu_count() or 2) - 1) if workers is None else workers

    def run(self, sources: Sequence[str], *, prune: bool = False, stopped: Stopped = never) -> Iterator[Outcome]:
        """Read ``sources`` and store what is new or changed; the run is recorded as a job.

        Args:
            sources: Paths of files and directories, addresses, or ``-`` for standard input.
            prune: Remove the articles of files that are no longer in the directories given.
            stopped: Asked between sources; once true, what was begun is finished and the run ends.

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
        listed = list(found(sources))
        with self._pool(len(listed)) as pool:
            yield from self._library.add_prepared(self._items(listed, pool, stopped))
        self._pages.keep()
        if prune and not stopped():
            yield from self.prune([Path(source) for source in sources if not is_address(source)])

    def _items(
        self, sources: Iterable[Source | Unreadable], pool: ProcessPoolExecutor | None, stopped: Stopped
    ) -> Iterator[Prepared | Unreadable | FileRead | Outcome]:
        """Everything the writer needs, in the order of the sources, with a bounded number of tasks under way."""
        under_way: deque[Future[list[Prepared | Unreadable]] | Unreadable | FileRead | Outcome] = deque()
        for task in self._tasks(sources, stopped):
            under_way.append(self._submitted(task, pool))
            while len(under_way) > (AHEAD * self._workers if pool else 0):
                yield from _result(under_way.popleft())
        while under_way:
            yield from _result(under_way.popleft())

    def _tasks(self, sources: Iterable[Source | Unreadable], stopped: Stopped) -> Iterator["_Task | Unreadable | FileRead | Outcome"]:
        for source in sources:
            if stopped():
                return
            if isinstance(source, Unreadable):
                yield source
                continue
            try:
                digested = digest(source, options=self._options, chunk_characters=self._chunk_characters)
                known = self._catalog.files.unchanged(source.origin, digested)
                if known is not None:
                    yield from (Outcome(origin=source.origin, result="unchanged", article_id=identity) for identity in known)
                    continue
                yield from self._reading(source)
                yield FileRead(source.origin, digested)
            except ReadError as error:
                yield Unreadable(origin=source.origin, reason=error.message, remedy=error.remedy)

    def _reading(self, source: Source) -> Iterator["_Task | Outcome"]:
        """A small file is read where it is analysed; rows and members come in batches from here."""
        if source.path is not None and not self._readers.streams(source):
            yield _Task(source.path, ())
            return
        rows = self._readers.read(source)
        while batch := tuple(islice(rows, ROWS)):
            yield _Task(None, batch)
        for url in self._pages.taken_unchanged():
            yield Outcome(origin=url, result="unchanged", article_id=article_id(url))

    def _submitted(
        self, task: "_Task | Unreadable | FileRead | Outcome", pool: ProcessPoolExecutor | None
    ) -> "Future[list[Prepared | Unreadable]] | Unreadable | FileRead | Outcome":
        if not isinstance(task, _Task):
            return task
        work = partial(_work, task, self._limits, self._options, self._chunk_characters, self._boilerplate)
        if pool is not None:
            with _uninterrupted():
                return pool.submit(work)
        done: Future[list[Prepared | Unreadable]] = Future()
        done.set_result(work())
        return done

    def _pool(self, sources: int) -> AbstractContextManager[ProcessPoolExecutor | None]:
        if sources < WORTH_WORKERS or self._workers == 0:
            return nullcontext()
        return ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=_end_with, initargs=(os.getpid(),))


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


class _Task(NamedTuple):
    """What one worker does at a time: a file to read and prepare, or articles to prepare."""

    path: Path | None
    rows: tuple[RawArticle | Unreadable, ...]


def _work(
    task: _Task, limits: Limits, options: ReadOptions, chunk_characters: int, boilerplate: Boilerplate
) -> list[Prepared | Unreadable]:
    """Run in a worker: everything that can be done to articles without the library."""
    rows: Iterable[RawArticle | Unreadable] = task.rows
    if task.path is not None:
        rows = worker_readers(limits, options.model_dump_json()).read(Source.of_file(task.path))
    return list(prepare_all(rows, limits=limits, chunk_characters=chunk_characters, boilerplate=boilerplate))


def _result(
    item: "Future[list[Prepared | Unreadable]] | Unreadable | FileRead | Outcome",
) -> Iterator[Prepared | Unreadable | FileRead | Outcome]:
    if isinstance(item, Future):
        yield from item.result()
    else:
        yield item


def _end_with(parent: int) -> None:
    """Run at the start of a worker: it ends when the process it works for is no longer there, however that ended."""
    import threading
    import time

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes started here never see Ctrl-C, which a terminal sends to all of them: this one decides when to stop."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
