"""How far an import is: counted as outcomes come, with the rate of the last while and the time that is left."""

import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Literal

from index.intake import Outcome
from index.models import Record

Kind = Literal["index", "delete", "restore"]
Phase = Literal["waiting", "busy", "opening", "working", "ending", "ended"]

_WINDOW = 20.0  # seconds that the rate is taken over


class State(Record):
    """An import as the page shows it.

    Attributes:
        phase: ``busy`` while another process writes to the library, ``ending`` when it was cancelled and finishes what it began.
        kind: What is done.
        arguments: What was asked for: paths and addresses, ``--samples``, or the address of the list whose articles it is about.
        total: How many articles it is, about; ``None`` while that is not known, as of a feed.
        done: How many have been dealt with.
        counts: How many came to each result.
        rate: Articles a second, lately.
        left: Seconds it will still take, about.
    """

    phase: Phase = "waiting"
    kind: Kind = "index"
    arguments: tuple[str, ...] = ()
    total: int | None = None
    done: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    rate: float = 0.0
    left: float | None = None


class Tracker:
    """Counts what comes."""

    def __init__(self, arguments: tuple[str, ...], *, kind: Kind = "index", clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing done of ``arguments``."""
        self._arguments = arguments
        self._kind = kind
        self._clock = clock
        self._counts: Counter[str] = Counter()
        self._recent: deque[tuple[float, int]] = deque([(clock(), 0)])
        self.total: int | None = None

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self._counts[outcome.result] += 1
        now = self._clock()
        self._recent.append((now, self._counts.total()))
        while len(self._recent) > 2 and now - self._recent[0][0] > _WINDOW:
            self._recent.popleft()

    def state(self, phase: Phase) -> State:
        """As it is now."""
        done = self._counts.total()
        (since, before), (now, latest) = self._recent[0], self._recent[-1]
        rate = (latest - before) / (now - since) if now > since else 0.0
        total = None if self.total is None else max(self.total, done)
        left = (total - done) / rate if total is not None and rate else None
        counts = tuple(self._counts.items())
        return State(phase=phase, kind=self._kind, arguments=self._arguments, total=total, done=done, counts=counts, rate=rate, left=left)
