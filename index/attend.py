"""Keeps a library that stays open for long, as under the page, out of the way of processes that write to it."""

import threading
from collections.abc import Callable

from index.errors import SanadError
from index.view import Current


class Attendant:
    """A thread that lets the side in force follow the other processes, and changes to another side when it says so."""

    def __init__(self, current: Current, *, tell: Callable[[tuple[str, ...]], None]) -> None:
        """Begin at once.

        Args:
            current: The side in force.
            tell: Given the notices after each step.
        """
        self._current = current
        self._tell = tell
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sanad-attendant", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Return when the thread has ended; the side in force stays open."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._current.side.pause):
            try:
                self._step()
            except (SanadError, OSError) as error:  # the side in force goes on, and the step is tried again
                self._tell((*self._current.side.notices, str(error)))

    def _step(self) -> None:
        side = self._current.side
        following = side.step(self._stopping)
        if following is not side:
            self._current.replace(following)
        self._tell(self._current.side.notices)
