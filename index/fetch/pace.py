"""Manners: one request after another to the same host, with a pause between them."""

import threading
from collections.abc import Callable

_MOST_HOSTS = 10_000


class Pace:
    """Keeps a pause between requests to one host, whichever thread makes them."""

    def __init__(self, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._free: dict[str, float] = {}  # when the next request to a host may begin
        self._lock = threading.Lock()

    def wait(self, host: str, *, interval: float) -> float:
        """Wait for the turn of a request to ``host``.

        Args:
            host: Name or address.
            interval: Seconds until the request after this one.

        Returns:
            How long it took.
        """
        with self._lock:
            now = self._clock()
            if len(self._free) > _MOST_HOSTS:
                self._free = {known: free for known, free in self._free.items() if free > now}
            turn = max(now, self._free.get(host, now))
            self._free[host] = turn + interval
        if turn > now:
            self._sleep(turn - now)
        return turn - now
