"""What arrives slowly, read in a thread of its own, so that whoever waits can stop waiting at any moment."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_LOOK = 0.05  # seconds between two looks whether the person has cancelled


class _Item(NamedTuple, Generic[T]):
    value: T | None = None
    error: Exception | None = None
    last: bool = False


class Pump(Generic[T]):
    """Draws from an iterator in a thread and hands on what comes, within limits of time."""

    def __init__(self, source: Callable[["Pump[T]"], Iterator[T]]) -> None:
        """Begin to draw from what ``source`` makes; it is given this pump, to say with `closing` how it is ended."""
        self._queue: queue.SimpleQueue[_Item[T]] = queue.SimpleQueue()
        self._source = source
        self._close: Callable[[], object] | None = None
        self._closed = False
        self._lock = threading.Lock()
        self.cancelled = False
        threading.Thread(target=self._draw, name="chat stream", daemon=True).start()

    def closing(self, close: Callable[[], object]) -> None:
        """Call ``close`` when nobody waits any longer; at once if that is so already."""
        with self._lock:
            self._close = close
            closed = self._closed
        if closed:
            close()

    def items(self, *, each: float, deadline: float, cancelled: Callable[[], bool]) -> Iterator[T]:
        """What the source gives, until it ends or the person has cancelled, which `cancelled` then says.

        Args:
            each: Seconds to wait for the next item.
            deadline: When to give up on the whole, by ``time.monotonic``.
            cancelled: Whether the person wants no more.

        Raises:
            TimeoutError: Nothing came in time; its text is ``next`` or ``whole``.
            Exception: Whatever the source raised.
        """
        while True:
            item = self._next(time.monotonic() + each, deadline, cancelled)
            if item is None or item.last:
                return
            if item.error is not None:
                raise item.error
            yield item.value  # type: ignore[misc]  # an item that is neither last nor an error has a value

    def _next(self, late: float, deadline: float, cancelled: Callable[[], bool]) -> _Item[T] | None:
        while True:
            if cancelled():
                self.cancelled = True
                return None
            now = time.monotonic()
            if now >= min(late, deadline):
                raise TimeoutError("whole" if deadline <= late else "next")
            try:
                return self._queue.get(timeout=min(_LOOK, late - now, deadline - now))
            except queue.Empty:
                continue

    def close(self) -> None:
        """Want no more."""
        with self._lock:
            self._closed = True
            close = self._close
        if close is not None:
            close()

    def _draw(self) -> None:
        try:
            for value in self._source(self):
                if self._closed:
                    return
                self._queue.put(_Item(value))
            self._queue.put(_Item(last=True))
        except Exception as error:  # noqa: BLE001  it is handed to whoever waits
            self._queue.put(_Item(error=error))
