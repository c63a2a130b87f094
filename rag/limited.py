"""Calls that may take no longer than a set time, so that a search never waits for what is slow or broken."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, TypeVar

from index.errors import SanadError

T = TypeVar("T")


class Limited:
    """Runs calls in threads of their own, each for so long at most; a call that is late is left behind.

    While a late call still runs no other is begun, so they never pile up; and for a while after a failure none is, so
    that not every search waits for what just failed. Threads may share it.
    """

    def __init__(
        self, name: str, *, seconds: float, rest: float = 0.0, at_once: int = 1, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Limit calls.

        Args:
            name: What is called, as it begins a sentence.
            seconds: How long a call may take, the wait for its turn included; above 0.
            rest: Seconds without calls after one that was late or failed.
            at_once: How many calls may run side by side.
            clock: Tells the time in seconds.
        """
        self._name = name
        self._seconds = seconds
        self._rest = rest
        self._clock = clock
        self._turns = threading.BoundedSemaphore(at_once)
        self._late: set[Future[Any]] = set()
        self._resting_until = float("-inf")
        self._why = ""

    def call(self, function: Callable[[], T]) -> T:
        """What ``function`` returns or raises.

        Raises:
            TimeoutError: It took too long, or was not begun for the reasons above; the message is a sentence without full stop.
        """
        self._check()
        deadline = self._clock() + self._seconds
        if not self._turns.acquire(timeout=self._seconds):
            raise TimeoutError(f"{self._name} was busy for {self._seconds} s")
        future: Future[T] = Future()
        threading.Thread(target=self._run, args=(function, future), name=self._name, daemon=True).start()
        if not wait([future], timeout=max(deadline - self._clock(), 0.0)).done:
            self._late.add(future)
            future.add_done_callback(self._late.discard)
            late = f"{self._name} took longer than {self._seconds} s"
            self._begin_rest(late)
            raise TimeoutError(late)
        error = future.exception()
        if error is not None:
            self._begin_rest(error.message.rstrip(".") if isinstance(error, SanadError) else str(error))
        return future.result()

    def _check(self) -> None:
        if any(not call.done() for call in tuple(self._late)):
            raise TimeoutError(f"{self._name} is still busy with an earlier question")
        left = self._resting_until - self._clock()
        if left > 0:
            raise TimeoutError(f"{self._name} is left alone for {left:.0f} s more, as it failed a moment ago ({self._why})")

    def _begin_rest(self, why: str) -> None:
        self._why = why
        self._resting_until = self._clock() + self._rest

    def _run(self, function: Callable[[], T], future: Future[T]) -> None:
        try:
            future.set_result(function())
        except BaseException as error:  # noqa: BLE001  it is handed to whoever waits
            future.set_exception(error)
        finally:
            self._turns.release()
