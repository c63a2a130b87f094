"""Files of a set read line by line: a large corpus is never in memory as text too, and its hash comes by the way."""

import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from index.derived import Progress, silent
from index.errors import EvaluationError

_TOLD_EVERY = 2_000  # lines


class Numbered(NamedTuple):
    """A line with its number, counted from 1; lines that are blank are left out."""

    number: int
    text: str


class _Hashing(io.RawIOBase):
    """A file that is hashed, and counted, while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.digest = hashlib.sha256()
        self.done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        count = self.file.readinto(view) if hasattr(self.file, "readinto") else 0
        self.digest.update(view[:count])
        self.done += count
        return count


class LineFile:
    """A text file, perhaps compressed by gzip, that is read once.

    Attributes:
        path: The file.
        name: As it is named in problems: from the set's directory on.
    """

    def __init__(self, path: Path, *, root: Path | None = None, progress: Progress = silent) -> None:
        """Read ``path``, a file of the set in ``root``."""
        self.path = path
        self.name = path.relative_to(root).as_posix() if root is not None else path.name
        self._progress = progress
        self._sha256 = ""

    @property
    def sha256(self) -> str:
        """Of the bytes of the file; known when all of it has been read."""
        return self._sha256

    def lines(self) -> Iterator[Numbered]:
        """The lines that are not blank, in order, without their ends.

        Raises:
            EvaluationError: The file cannot be read, or is not UTF-8.
        """
        number = 0
        try:
            size = self.path.stat().st_size
            with self.path.open("rb", buffering=0) as file:
                hashing = _Hashing(cast(BinaryIO, file))
                for number, line in enumerate(_decoded(hashing, packed=self.path.suffix == ".gz"), start=1):
                    if number % _TOLD_EVERY == 0:
                        self._progress(f"Reading {self.name}", hashing.done, size)
                    if line.strip():
                        yield Numbered(number, line.rstrip("\r\n"))
                while hashing.read(1 << 16):  # what follows a compressed stream belongs to the file's bytes
                    pass
                self._sha256 = hashing.digest.hexdigest()
        except UnicodeDecodeError as error:
            raise EvaluationError(f"{self.path}, behind line {number}, is not UTF-8.", remedy="Save it as UTF-8.") from error
        except (OSError, EOFError) as error:
            reason = getattr(error, "strerror", None) or str(error) or "it cannot be read"
            raise EvaluationError(f"{self.path}: {reason}.", remedy="Give the path of a readable file.") from error


def _decoded(file: io.RawIOBase, *, packed: bool) -> io.TextIOWrapper:
    buffered = io.BufferedReader(file, buffer_size=1 << 20)
    source = gzip.GzipFile(fileobj=buffered) if packed else buffered
    return io.TextIOWrapper(cast(BinaryIO, source), encoding="utf-8-sig", newline="\n")
