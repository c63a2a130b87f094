"""Runs under way: each in a process of its own, so that the page stays quick, and for as long as the server is there."""

import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Literal

from index.errors import EvaluationError
from index.models import Record
from index.settings import Settings
from ui.evaluating.request import Request, settings_with
from ui.evaluating.work import Told, work

State = Literal["running", "stopping", "finished", "stopped", "failed"]

AT_ONCE = 2  # runs; each takes a processor
_KEPT = 5  # jobs that are over and still told of
_ENDING_SECONDS = 8.0
_ASKING = "Asking"  # the stage whose rate says when a run will be finished
_DIED = "The process of the run ended before it was finished. What was answered is kept: go on with the run."


class Job(Record):
    """A run under way, or one that has just ended, as it is at one moment.

    Attributes:
        name: Of the run; empty while the set is read.
        stage: What is being done.
        rate: Questions a second; ``None`` until some are answered.
        left: Seconds until it will be finished; ``None`` while that cannot be told.
        why: Why it failed.
    """

    id: str
    set_name: str
    began: datetime
    name: str = ""
    state: State = "running"
    stage: str = ""
    done: int = 0
    total: int = 0
    rate: float | None = None
    left: float | None = None
    why: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in ("running", "stopping")


class Jobs:
    """The runs that this server carries out. It may be used from several threads at once."""

    def __init__(self, settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Carry out runs with ``settings``, and what each changes of them."""
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._connections: dict[str, Connection] = {}
        self._threads: dict[str, threading.Thread] = {}

    def all(self) -> tuple[Job, ...]:
        """What is under way and what has ended lately, the last first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def get(self, identity: str) -> Job | None:
        """One of them."""
        with self._lock:
            return self._jobs.get(identity)

    def start(self, request: Request, *, set_name: str) -> Job:
        """Begin a run, or go on with one.

        Raises:
            EvaluationError: Too many are under way, or this one is.
            SettingsError: A setting is not valid.
        """
        settings = settings_with(self._settings, request.changes)
        job = Job(id=uuid.uuid4().hex, set_name=set_name, began=datetime.now(UTC), name=request.name)
        with self._lock:
            self._check(request)
            context = get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs, request, settings), name=f"run {set_name}")
            process.start()
            theirs.close()  # so that its death is the end of what can be received
            self._jobs[job.id], self._connections[job.id] = job, ours
            self._threads[job.id] = threading.Thread(target=self._listen, args=(job.id, ours, process), daemon=True)
        self._threads[job.id].start()
        return job

    def cancel(self, identity: str) -> bool:
        """Ask for no more; what is answered is kept. Whether there was something to stop."""
        with self._lock:
            job, connection = self._jobs.get(identity), self._connections.get(identity)
            if job is None or connection is None or job.state != "running":
                return False
            self._jobs[identity] = job.model_copy(update={"state": "stopping"})
            try:
                connection.send("stop")
            except OSError:  # it has just ended
                return False
        return True

    def forget(self, identity: str) -> None:
        """Tell no more of a job that is over."""
        with self._lock:
            job = self._jobs.get(identity)
            if job is not None and job.is_over:
                del self._jobs[identity]

    def close(self) -> None:
        """Stop all of them, and wait for what they write."""
        for job in self.all():
            self.cancel(job.id)
        for thread in tuple(self._threads.values()):
            thread.join(_ENDING_SECONDS)

    def _check(self, request: Request) -> None:
        busy = [job for job in self._jobs.values() if not job.is_over]
        if request.name and any(job.name == request.name for job in busy):
            raise EvaluationError(f"The run {request.name} is under way.", remedy="Wait for it, or stop it.")
        if len(busy) >= AT_ONCE:
            raise EvaluationError(f"{len(busy)} runs are under way.", remedy="Wait for one of them, or stop one.")

    def _listen(self, identity: str, connection: Connection, process: SpawnProcess) -> None:
        rate = _Rate(self._clock)
        while True:
            try:
                told = connection.recv()
            except (EOFError, OSError):
                break
            self._change(identity, told, rate)
        process.join()
        with self._lock:
            job = self._jobs[identity]
            if not job.is_over:
                self._jobs[identity] = job.model_copy(update={"state": "failed", "why": _DIED})
            self._connections.pop(identity).close()
            self._threads.pop(identity, None)
            over = [one.id for one in self._jobs.values() if one.is_over]
            for one in over[: max(0, len(over) - _KEPT)]:
                del self._jobs[one]

    def _change(self, identity: str, told: Told, rate: "_Rate") -> None:
        with self._lock:
            job = self._jobs[identity]
            if told.kind == "name":
                change: dict[str, object] = {"name": told.text}
            elif told.kind == "progress":
                change = {"stage": told.text, "done": told.done, "total": told.total, **rate.of(told)}
            else:
                change = {"state": told.kind, "why": told.text}
            self._jobs[identity] = job.model_copy(update=change)


class _Rate:
    """How fast questions are answered, since the first of this job."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._first: tuple[float, int] | None = None

    def of(self, told: Told) -> dict[str, object]:
        if told.text != _ASKING:
            return {"rate": None, "left": None}
        now = self._clock()
        if self._first is None or told.done < self._first[1]:
            self._first = (now, told.done)
        began, before = self._first
        if told.done <= before or now <= began:
            return {"rate": None, "left": None}
        rate = (told.done - before) / (now - began)
        return {"rate": rate, "left": (told.total - told.done) / rate}
