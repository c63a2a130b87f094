"""A circuit breaker: what failed a moment ago is left alone for a while, so that not every question waits for it."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Knows whether an endpoint may be asked. Threads may share it.

    After a failure it rests, twice as long after each further one. When the rest is over one question tries the endpoint, and the
    others are told to wait until it has an answer.
    """

    def __init__(self, *, rest: float = 20.0, longest: float = 300.0, clock: Callable[[], float] = time.monotonic) -> None:
        """Rest for ``rest`` seconds after the first failure, and never longer than ``longest``."""
        self._rest = rest
        self._longest = longest
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._resting_until = float("-inf")
        self._trying = False

    def enter(self) -> float:
        """Seconds to wait before asking; 0 when the endpoint may be asked now, which must then be followed by `leave`."""
        with self._lock:
            left = self._resting_until - self._clock()
            if left > 0:
                return left
            if self._failures and self._trying:
                return 1.0
            self._trying = True
            return 0.0

    def leave(self, *, failed: bool | None) -> None:
        """Take note of how it went.

        Args:
            failed: Whether the endpoint looks dead; ``None`` when nothing was learnt, as when the person cancelled.
        """
        with self._lock:
            self._trying = False
            if failed:
                self._failures += 1
                self._resting_until = self._clock() + min(self._rest * 2.0 ** (self._failures - 1), self._longest)
            elif failed is False:
                self._failures = 0
