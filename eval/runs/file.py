"""A run's file, one JSON object a line: what was written stays, however the process ends."""

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from filelock import FileLock, Timeout

from eval.models import CaseResult
from eval.runs.models import Begun, Ended, Line, Opened, Row
from index.errors import EvaluationError

_SYNC_SECONDS = 1.0  # at most, that a power cut may take; the death of the process takes nothing
_TAIL = 1_000_000  # bytes at the end in which the last line is looked for


class Recorded(NamedTuple):
    """What a run's file holds.

    Attributes:
        opened: By phase, in the order they were opened.
        rows: By phase and position.
        ended: ``None`` while it is not finished.
    """

    begun: Begun
    opened: dict[str, Opened]
    rows: dict[tuple[str, int], Row]
    ended: Ended | None

    def results(self, *, alone: bool = False) -> tuple[CaseResult, ...]:
        """The finished cases in the order of the set: those the figures are of, or those asked before other articles joined."""
        order = {phase: place for place, phase in enumerate(self.opened)}
        rows = sorted(self.rows.values(), key=lambda row: (order[row.phase], row.position))
        return tuple(row.case for row in rows if (row.phase == "alone") == alone)

    @property
    def elapsed(self) -> float:
        """Seconds it was under way."""
        return max((row.elapsed for row in self.rows.values()), default=0.0)


class RunFile(AbstractContextManager["RunFile"]):
    """A run's file open for writing. One process has it at a time."""

    def __init__(self, path: Path) -> None:
        """Take the file.

        Raises:
            EvaluationError: Another process writes it, or it cannot be written.
        """
        self.path = path
        self._lock = FileLock(f"{path}.lock", thread_local=False)
        self._synced = time.monotonic()
        try:
            self._lock.acquire(timeout=0)
            self._file = path.open("ab")
        except Timeout as error:
            raise EvaluationError(f"Another process is writing the run {path}.", remedy="Wait for it, or give another name.") from error
        except OSError as error:
            self._lock.release()
            raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give another place.") from error

    def begin(self, begun: Begun) -> Recorded:
        """Empty the file and write its first line."""
        self._file.truncate(0)
        self._append(Line(begun=begun))
        return Recorded(begun, {}, {}, None)

    def go_on(self) -> Recorded | None:
        """What the file holds, without a line that was cut off, which is taken away; ``None`` if it holds no line of a run."""
        data = self.path.read_bytes() if is_run_file(self.path) else b""
        whole = data[: data.rfind(b"\n") + 1]
        if not whole:
            return None
        found = _recorded(whole, self.path)
        if found.ended is None:
            self._file.truncate(len(whole))
        return found

    def open(self, opened: Opened) -> None:
        """Note a library that is asked from here on."""
        self._append(Line(opened=opened))

    def add(self, row: Row) -> None:
        """Write a finished case."""
        self._append(Line(row=row))

    def end(self, ended: Ended) -> None:
        """Write the figures: the run is finished."""
        self._append(Line(ended=ended))
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """The open file."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def _append(self, line: Line) -> None:
        try:
            self._file.write(_written(line))
            self._file.flush()
            if time.monotonic() - self._synced > _SYNC_SECONDS:
                os.fsync(self._file.fileno())
                self._synced = time.monotonic()
        except OSError as error:
            raise EvaluationError(f"{self.path} cannot be written: {error.strerror}.", remedy="Free some space, then go on.") from error


def read(path: Path) -> Recorded:
    """What a run's file holds; a last line that was cut off is passed over.

    Raises:
        EvaluationError: It cannot be read, or is not a run's file.
    """
    try:
        return _recorded(path.read_bytes(), path)
    except OSError as error:
        raise EvaluationError(f"The run {path} cannot be read: {error.strerror}.", remedy="Check the path.") from error


def is_run_file(path: Path) -> bool:
    """Whether a file holds a run, finished or not, line by line."""
    try:
        with path.open("rb") as file:
            return file.readline().startswith(b'{"begun":')
    except OSError:
        return False


def is_being_written(path: Path) -> bool:
    """Whether a process has the file for writing."""
    lock = FileLock(f"{path}.lock")
    if not Path(lock.lock_file).exists():
        return False
    try:
        with lock.acquire(timeout=0):
            return False
    except (Timeout, OSError):
        return True


def ends(path: Path) -> tuple[Begun, Ended | None] | None:
    """The first and the last line, without the cases; ``None`` if it is not a run's file."""
    try:
        with path.open("rb") as file:
            first = _line(file.readline())
            file.seek(max(0, path.stat().st_size - _TAIL))
            last = file.read().rsplit(b"\n", 2)[-2:]
    except (OSError, ValueError):
        return None
    if first.begun is None:
        return None
    finished = len(last) == 2 and last[0].startswith(b'{"ended":') and not last[1]
    return first.begun, _line(last[0]).ended if finished else None


def _recorded(data: bytes, path: Path) -> Recorded:
    lines = _lines(data, path)
    first = next(lines, None)
    if first is None or first.begun is None:
        raise EvaluationError(f"{path} does not hold a run.", remedy="Give a file that `sanad eval run` has written.")
    found = Recorded(first.begun, {}, {}, None)
    for line in lines:
        if line.opened is not None:
            found.opened[line.opened.phase] = line.opened
        elif line.row is not None:
            found.rows[(line.row.phase, line.row.position)] = line.row
        elif line.ended is not None:
            found = found._replace(ended=line.ended)
    return found


def _lines(data: bytes, path: Path) -> Iterator[Line]:
    for number, raw in enumerate(data.splitlines(keepends=True), start=1):
        if not raw.endswith(b"\n"):
            return  # the process died while it wrote this one
        try:
            yield _line(raw)
        except ValueError as error:
            raise EvaluationError(
                f"{path} does not hold a run: line {number} cannot be read.", remedy="Give a file that `sanad eval run` has written."
            ) from error


def _written(line: Line) -> bytes:
    """``{"row": {...}}``: only the kind that the line is, with all its fields."""
    (kind,) = line.model_fields_set
    return b'{"%s":%s}\n' % (kind.encode(), getattr(line, kind).model_dump_json().encode())


def _line(raw: bytes) -> Line:
    return Line.model_validate_json(raw)
