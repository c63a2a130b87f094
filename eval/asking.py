"""Asking the cases of a run, in this process or in several, with the same results in either."""

import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import date
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

from eval.answers import Target
from eval.measure import failed, measure
from eval.models import Case, CaseResult
from index.errors import EvaluationError, SanadError
from index.settings import Settings
from rag import Sanad

_DIED = "The process that asked it died; it may need more memory than there is."
_ENDING_SECONDS = 2.0  # for a process to end by itself


class Task(NamedTuple):
    """One case to ask.

    Attributes:
        position: Its place in the set.
        problem: Why its evidence was not found; it is then not asked, and counts as failed.
        groups: The articles its evidence was taken from, as the set names them.
    """

    position: int
    case: Case
    targets: tuple[Target, ...]
    problem: str
    groups: tuple[str, ...]


class Way(NamedTuple):
    """How cases are asked.

    Attributes:
        library: Its directory; another process, or another part of this one, holds its lock meanwhile. So its vectors are compared
            exactly, in memory, and the same question always finds the same.
        answered: Whether for answers too.
        today: The day that "last week" counts from.
    """

    library: Path
    settings: Settings
    answered: bool
    today: date


class Finished(NamedTuple):
    """A case and what it gave."""

    task: Task
    result: CaseResult


def ask_all(tasks: Sequence[Task], way: Way, *, workers: int = 1) -> Iterator[Finished]:
    """Ask the cases; each is yielded when it is finished, by several processes in any order.

    Raises:
        EvaluationError: A process could not open the library.
        SanadError: This one could not.
    """
    found = [task for task in tasks if not task.problem]
    yield from (Finished(task, _grouped(failed(task.case, task.targets, task.problem), task)) for task in tasks if task.problem)
    if len(found) < 2 or workers == 1:
        yield from _ask_here(found, way)
    else:
        yield from _ask_in(min(workers, len(found)), found, way)


def _ask_here(tasks: Sequence[Task], way: Way) -> Iterator[Finished]:
    if not tasks:
        return
    with Sanad.open(way.library, settings=way.settings, read_only=True) as sanad:
        ask = _warm(sanad, way, tasks[0])
        for task in tasks:
            yield Finished(task, ask(task))


def _warm(sanad: Sanad, way: Way, first: Task) -> Callable[[Task], CaseResult]:
    """What asks a case, when all is loaded that loads late: no case is charged for it, nor is a model for a question asked twice."""
    ask = partial(_ask, sanad=sanad, way=way)
    _ask(first, sanad, way if way.settings.chat_model is None else way._replace(answered=False))
    return ask


def _ask(task: Task, sanad: Sanad, way: Way) -> CaseResult:
    return _grouped(measure(task.case, task.targets, sanad, answered=way.answered, today=way.today), task)


def _grouped(result: CaseResult, task: Task) -> CaseResult:
    return result.model_copy(update={"groups": task.groups})


def _ask_in(workers: int, tasks: Sequence[Task], way: Way) -> Iterator[Finished]:
    """By processes, each with one case at a time."""
    waiting = deque(tasks)
    with ExitStack() as crew:
        busy: dict[Connection, _Worker] = {}
        for _ in range(workers):
            worker = crew.enter_context(closing(_Worker(way)))
            busy[worker.begin(waiting.popleft())] = worker
        while busy:
            for connection in wait(list(busy)):
                worker = busy.pop(connection)  # type: ignore[call-overload]
                yield worker.finish()
                if waiting:
                    busy[worker.begin(waiting.popleft())] = worker


class _Worker:
    """A process that has the library open and asks what it is given; another takes its place when it dies."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._task: Task | None = None
        self._start()

    def begin(self, task: Task) -> Connection:
        """Give it a case; what tells when it is finished."""
        self._task = task
        try:
            self._connection.send(task)
        except OSError:  # it died between two cases
            self.close()
            self._start()
            self._connection.send(task)
        return self._connection

    def finish(self) -> Finished:
        """What the case gave."""
        task = self._task
        if task is None:
            raise EvaluationError("No case was given.", remedy="Give one with begin.")
        try:
            told = self._connection.recv()
        except (EOFError, OSError):
            self.close()
            self._start()
            return Finished(task, _grouped(failed(task.case, task.targets, _DIED), task))
        if isinstance(told, tuple):
            message, remedy = told
            raise EvaluationError(message, remedy=remedy)
        return Finished(task, told)

    def close(self) -> None:
        """End the process."""
        self._connection.close()  # which it sees when it asks for the next case
        self._process.join(0 if self._task else _ENDING_SECONDS)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()

    def _start(self) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._way), daemon=True)
        self._process.start()
        theirs.close()  # so that its death is the end of what can be received


def _serve(connection: Connection, way: Way) -> None:
    """Run in a process of its own: ask what arrives until nothing more can."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all: the process that gives the cases decides
    try:
        with Sanad.open(way.library, settings=way.settings, read_only=True) as sanad:
            first = connection.recv()
            ask = _warm(sanad, way, first)
            connection.send(ask(first))
            while True:
                connection.send(ask(connection.recv()))
    except SanadError as error:
        connection.send((error.message, error.remedy))
    except (EOFError, OSError):
        pass  # whoever gave the cases is gone, or needs no more
