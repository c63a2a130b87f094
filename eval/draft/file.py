"""Draft sets on disk: one line a question, written whole or not at all, so that a crash loses nothing that was decided."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from eval.formats.jsonl import read_own
from eval.formats.line import Line
from index.errors import EvaluationError


def read_draft(path: Path) -> list[Line]:
    """The lines of a draft, or of any set of our own format.

    Raises:
        EvaluationError: It cannot be read, or a line of it is broken.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise EvaluationError(f"The draft {path} cannot be read: {reason}.", remedy="Give a file that `sanad eval new` wrote.") from error
    lines, problems = read_own(text)
    if problems:
        more = f", and {len(problems) - 1:,} more" if problems[1:] else ""
        raise EvaluationError(f"{path} is broken at {problems[0]}{more}.", remedy="`sanad eval check` names every problem.")
    if not lines:
        raise EvaluationError(f"{path} holds no question.", remedy="Make a draft with `sanad eval new`.")
    return list(lines)


def check_new(path: Path) -> None:
    """See to it before the work that a draft can be written.

    Raises:
        EvaluationError: There is such a file already, or no such directory.
    """
    if path.exists():
        raise EvaluationError(f"{path} is there already.", remedy="Give another name, or go on with `sanad eval review`.")
    if not path.absolute().parent.is_dir():
        raise EvaluationError(f"There is no directory {path.absolute().parent}.", remedy="Create it, or give another name.")


def append(path: Path, line: Line) -> None:
    """Write one more line and see to it that it is on the disk.

    Raises:
        EvaluationError: The file cannot be written.
    """
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(line.written() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give another name.") from error


def write_draft(path: Path, lines: Iterable[Line]) -> None:
    """Put ``lines`` in the place of what is in ``path``, all at once.

    Raises:
        EvaluationError: The file cannot be written.
    """
    text = "".join(line.written() + "\n" for line in lines)
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.absolute().parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError):
            Path(file.name).chmod(path.stat().st_mode & 0o777)
        Path(file.name).replace(path)
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Free some space, or see who owns it.") from error


def unique(lines: Sequence[Line]) -> bool:
    """Whether every line has an id of its own."""
    return len({line.id for line in lines}) == len(lines)
