"""What the process of a run does. It ends by itself when the server is gone; what is answered by then is kept."""

import signal
import time
from multiprocessing.connection import Connection
from typing import Literal

from eval.run import prepare
from eval.runs.store import Runs
from index.errors import SanadError
from index.models import Record
from index.settings import Settings
from ui.evaluating.request import Request

_BETWEEN = 0.1  # seconds between two messages of a stage


class Told(Record):
    """A message from the process.

    Attributes:
        kind: ``name`` of the run once it is known, ``progress``, or how it ended.
        text: The name, the stage, or why it failed.
        done: How much of the stage is done.
        total: How much there is.
    """

    kind: Literal["name", "progress", "finished", "stopped", "failed"]
    text: str = ""
    done: int = 0
    total: int = 0


def work(connection: Connection, request: Request, settings: Settings) -> None:
    """Carry out a run, telling of it; anything that arrives, or the end of the connection, stops it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all: the server decides
    line = _Line(connection)
    try:
        line.tell(_carried_out(line, request, settings))
    except SanadError as error:
        line.tell(Told(kind="failed", text=str(error)))


def _carried_out(line: "_Line", request: Request, settings: Settings) -> Told:
    line.progress("Reading the set", 0, 0)
    prepared = prepare(
        request.set_path,
        settings=settings,
        choice=request.choice,
        answers=request.answers,
        limit=request.limit,
        keep_going=request.keep_going,
        progress=line.progress,
    )
    runs, resume = Runs(settings.runs_directory), bool(request.name)
    name = runs.place(prepared, name=request.name, resume=resume).stem
    line.tell(Told(kind="name", text=name))
    run = runs.start(prepared, name=name, resume=resume, progress=line.progress, cancelled=line.is_over)
    return Told(kind="finished" if run.complete else "stopped")


class _Line:
    """The connection to the server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: tuple[str, float] = ("", 0.0)
        self._over = False

    def tell(self, told: Told) -> None:
        try:
            self._connection.send(told)
        except OSError:
            self._over = True

    def progress(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self._last[0] or done == total or now - self._last[1] > _BETWEEN:
            self._last = (stage, now)
            self.tell(Told(kind="progress", text=stage, done=done, total=total))

    def is_over(self) -> bool:
        if not self._over:
            try:
                self._over = self._connection.poll()
            except OSError:
                self._over = True
        return self._over
