"""Work that goes on in threads of the server, and whose state any number of pages may follow."""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import suppress
from typing import Generic, TypeVar

State = TypeVar("State")

_logger = logging.getLogger(__name__)
_PACE = 0.06  # seconds: work may change faster than a page needs to be drawn
_PER_JOB = 0.012  # seconds of the loop that one drawing may take
_GRACE = 3.0  # seconds to come to an end when the server closes


class Job(Generic[State]):
    """One piece of work: its latest state, and whether more will come. Threads may share it.

    Attributes:
        identity: What it is found by.
    """

    def __init__(self, identity: Hashable, state: State) -> None:
        """Begin with ``state``."""
        self.identity = identity
        self._state = state
        self._changes = 0
        self._ended = False
        self._stopped = False
        self._changed = threading.Condition()
        self._watching: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def state(self) -> State:
        """The latest."""
        return self._state

    @property
    def is_ended(self) -> bool:
        """Whether its state is the last."""
        return self._ended

    @property
    def is_stopped(self) -> bool:
        """Whether nobody wants more of it; the work should look often."""
        return self._stopped

    def show(self, state: State, *, last: bool = False) -> bool:
        """Give it another state; whether it was still wanted. What comes behind the last state is passed over."""
        with self._changed:
            if self._ended:
                return False
            self._state, self._ended = state, last
            self._changes += 1
            self._changed.notify_all()
            watching = tuple(self._watching)
        for loop, event in watching:
            with suppress(RuntimeError):  # the loop was closed with its server
                loop.call_soon_threadsafe(event.set)
        return True

    def stop(self) -> None:
        """Let the work come to its end."""
        self._stopped = True

    def follow(self, *, pace: float = _PACE) -> Iterator[State]:
        """Its states from now on, in the calling thread; the last one always, of the others no more than one in ``pace`` seconds."""
        seen = -1
        while True:
            with self._changed:
                while self._changes == seen and not self._ended:
                    self._changed.wait()
                seen, state, ended = self._changes, self._state, self._ended
            yield state
            if ended:
                return
            time.sleep(pace)

    async def watch(self, *, pace: float = _PACE, others: Callable[[], int] = lambda: 0) -> AsyncIterator[State]:
        """``follow`` for an event loop, of which it takes no thread.

        Args:
            pace: Seconds between two states.
            others: How many jobs there are besides; with many, the time between is longer, for the loop draws all of them.
        """
        seen, event = -1, asyncio.Event()
        watcher = (asyncio.get_running_loop(), event)
        with self._changed:
            self._watching.add(watcher)
        try:
            while True:
                event.clear()
                with self._changed:
                    changed, seen, state, ended = self._changes != seen, self._changes, self._state, self._ended
                if changed:
                    yield state
                if ended:
                    return
                await (asyncio.sleep(max(pace, others() * _PER_JOB)) if changed else event.wait())
        finally:
            with self._changed:
                self._watching.discard(watcher)


Work = Callable[[Job[State]], None]


class Jobs(Generic[State]):
    """Runs jobs in a fixed number of threads, in the order they were started; who has ended is forgotten."""

    def __init__(self, threads: int, *, name: str = "sanad-job") -> None:
        """Run at most ``threads`` jobs at once; threads are started when they are needed."""
        self._most = threads
        self._name = name
        self._waiting: queue.SimpleQueue[tuple[Job[State], Work[State]] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: dict[Hashable, Job[State]] = {}
        self._guard = threading.Lock()
        self._closing = False

    def start(self, work: Work[State], *, identity: Hashable, first: State) -> Job[State]:
        """Run ``work`` as soon as there is a thread for it.

        Args:
            work: Given the job; it calls ``show`` as it goes on, with ``last`` at its end, and looks at ``is_stopped``.
            identity: What the job is found by.
            first: Its state until the work shows another.
        """
        job = Job(identity, first)
        with self._guard:
            self._running[identity] = job
            if len(self._threads) < min(self._most, len(self._running)):
                thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._threads.append(thread)
                thread.start()
        self._waiting.put((job, work))
        return job

    def get(self, identity: Hashable) -> Job[State] | None:
        """The job of that name, until its work has come to its end."""
        return self._running.get(identity)

    def follow(self, identity: Hashable) -> Iterator[State]:
        """The states of a job from now on; none when there is no such job."""
        job = self.get(identity)
        return job.follow() if job else iter(())

    @property
    def running(self) -> tuple[Job[State], ...]:
        """Those that wait or work."""
        with self._guard:
            return tuple(self._running.values())

    @property
    def is_closing(self) -> bool:
        """Whether the server ends: work should come to its end, and be taken up again at the next start."""
        return self._closing

    def close(self, *, wait: float = _GRACE) -> None:
        """Stop all jobs, and give them so many seconds together to come to their end."""
        self._closing = True
        for job in self.running:
            job.stop()
        for _ in self._threads:
            self._waiting.put(None)
        deadline = time.monotonic() + wait
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0.0))

    def _work(self) -> None:
        while (taken := self._waiting.get()) is not None:
            job, work = taken
            try:
                if not self._closing:
                    work(job)
            except Exception:  # whatever a job raises, its thread goes on to the next
                _logger.exception("A job failed: %s", job.identity)
            finally:
                job.show(job.state, last=True)  # whatever happened: nobody is to wait for more
                with self._guard:
                    if self._running.get(job.identity) is job:
                        del self._running[job.identity]
            del taken, job, work  # or the thread would hold the last one while it waits
