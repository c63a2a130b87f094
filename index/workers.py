"""Processes that read and analyse articles, so that the one that writes need not; one that dies takes no run with it."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from index.clean import Boilerplate
from index.models import RawArticle
from index.prepare import Prepared, prepare_all
from index.readers.registry import worker_readers
from index.readers.source import Limits, ReadOptions, Source, Unreadable

Made = list[Prepared | Unreadable]
Item = TypeVar("Item")


class Task(NamedTuple):
    """What one worker does at a time: a file to read and prepare, or articles to prepare.

    Attributes:
        origin: The source, as a URI.
        path: The file to read.
        rows: The articles, where there is no file to read.
    """

    origin: str
    path: Path | None = None
    rows: tuple[RawArticle | Unreadable, ...] = ()


class Working(NamedTuple):
    """A task under way."""

    task: Task
    future: "Future[Made]"


class Workers(AbstractContextManager["Workers"]):
    """A number of processes; with none, the work is done in this one when it is asked for."""

    def __init__(self, number: int, work: Callable[[Task], Made]) -> None:
        """Let ``number`` processes do ``work``; they start with the first tasks."""
        self.number = number
        self._work = work
        self._pool = _pool(number) if number else None

    def begin(self, task: Task) -> Working:
        """Give a task to a process."""
        if self._pool is None:
            done: Future[Made] = Future()
            done.set_result(self._work(task))
            return Working(task, done)
        with _uninterrupted():
            try:
                return Working(task, self._pool.submit(self._work, task))
            except BrokenProcessPool:
                self._end()
                self._pool = _pool(self.number)
                return Working(task, self._pool.submit(self._work, task))

    def finish(self, working: Working) -> Made:
        """What became of a task; one whose process died is tried once more in a process of its own."""
        try:
            return working.future.result()
        except BrokenProcessPool:
            return self._alone(working.task)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the processes; tasks that have not begun are dropped."""
        self._end()

    def __enter__(self) -> Self:
        """The workers."""
        return self

    def _alone(self, task: Task) -> Made:
        with _pool(1) as pool:
            try:
                with _uninterrupted():
                    future = pool.submit(self._work, task)
                return future.result()
            except BrokenProcessPool:
                reason = "The process that read it died."
                return [Unreadable(origin=task.origin, reason=reason, remedy="It may need more memory than there is; split or convert it.")]

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def work(task: Task, *, limits: Limits, options: ReadOptions, chunk_characters: int, boilerplate: Boilerplate) -> Made:
    """Everything that can be done to articles without the library. An error of ours costs one article, not the run."""
    rows: Iterable[RawArticle | Unreadable] = task.rows
    if task.path is not None:
        rows = foreseen(worker_readers(limits, options.model_dump_json()).read(Source.of_file(task.path)), origin=task.origin)
    prepared = partial(prepare_all, limits=limits, chunk_characters=chunk_characters, boilerplate=boilerplate)
    return [made for row in rows for made in foreseen(prepared((row,)), origin=row.origin)]


def foreseen(items: Iterator[Item], *, origin: str) -> Iterator[Item | Unreadable]:
    """``items`` until an error nobody foresaw, which then stands for the rest of ``origin``."""
    try:
        yield from items
    except Exception as error:  # noqa: BLE001  the run records it with its source and goes on
        reason = f"It could not be read: {type(error).__name__}: {error}"
        yield Unreadable(origin=origin, reason=reason, remedy="Convert it to text or HTML, and report this.")


def _pool(number: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_end_with, initargs=(os.getpid(),))


def _end_with(parent: int) -> None:
    """Run at the start of a worker: it ends when the process it works for is no longer there, however that ended."""

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
