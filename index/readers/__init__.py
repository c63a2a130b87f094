"""Sources in, raw articles out: one small module for each kind of source.

A reader yields a ``RawArticle`` for what it could read and an ``Unreadable`` for what it could not, and goes on.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import ReadError
from index.models import RawArticle
from index.readers.source import Unreadable as Unreadable
from index.readers.text import TEXT_SUFFIXES, file_origin, read_text_file


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read: each path that is a file, and below each directory every text file, sorted.

    Hidden files and directories below a directory are passed over; a path that does not exist is given back as it is,
    so that reading it says so.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if _is_wanted(found, below=path))
        else:
            yield path


def read_files(files: Iterable[Path], *, max_bytes: int, max_characters: int) -> Iterator[RawArticle | Unreadable]:
    """One article for each file, in order.

    Args:
        files: What to read; a directory is reported as unreadable.
        max_bytes: A larger file is refused without being read.
        max_characters: A longer text is refused.
    """
    for file in files:
        try:
            yield read_text_file(file, max_bytes=max_bytes, max_characters=max_characters)
        except ReadError as error:
            yield Unreadable(origin=file_origin(file), reason=error.message, remedy=error.remedy)


def _is_wanted(path: Path, *, below: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(below).parts)
    return not hidden and path.suffix.lower() in TEXT_SUFFIXES and path.is_file()
