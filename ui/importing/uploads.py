"""Files that a browser sends: taken in pieces, kept under their content, and gone when they have been read."""

import hashlib
import re
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from pathlib import Path

from index.catalog import Catalog
from index.errors import ReadError

MOST_BYTES = 1_000_000_000  # of one upload; what a reader holds as a whole has its own, lower limit
_SPARE_BYTES = 200_000_000  # of the disk that an upload leaves free
_DIRECTORY = "uploads"
_PREFIX = ".arriving-"
_NAME_BYTES = 180
_TAKEN = re.compile(r"[0-9a-f]{16}/[^/\\\0]+")


class Uploads:
    """A directory inside the library, with one directory for each content: the same file sent twice has one origin."""

    def __init__(self, library: Path) -> None:
        """Keep the files below ``library``; nothing is made before the first arrives."""
        self._directory = library / _DIRECTORY

    async def take(self, name: str, pieces: AsyncIterator[bytes], *, announced: int = 0) -> str:
        """Keep a file as it arrives; what it is called from now on.

        Args:
            name: As the browser calls it.
            pieces: Its bytes.
            announced: How many there will be, where that is said.

        Raises:
            ReadError: It is too large, empty, or does not fit on the disk.
        """
        self._directory.mkdir(exist_ok=True)
        self._check(name, announced)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self._directory, prefix=_PREFIX, delete=False) as arriving:
            path = Path(arriving.name)
            try:
                async for piece in pieces:
                    size += len(piece)
                    self._check(name, size)
                    digest.update(piece)
                    arriving.write(piece)
                if not size:
                    raise ReadError(f"{name} is empty.", remedy="Choose a file that has something in it.")
            except BaseException:  # a broken-off upload too; raised again
                path.unlink(missing_ok=True)
                raise
        taken = f"{digest.hexdigest()[:16]}/{safe_name(name)}"
        (self._directory / taken).parent.mkdir(exist_ok=True)
        path.replace(self._directory / taken)
        return taken

    def paths(self, taken: Iterable[str]) -> tuple[str, ...]:
        """Where files are that ``take`` has named; what is no such name is passed over."""
        named = [self._directory / one for one in taken if _TAKEN.fullmatch(one)]
        return tuple(str(path) for path in named if path.name not in (".", "..") and path.is_file())

    def holds(self, path: str) -> bool:
        """Whether a path is one of an upload."""
        return Path(path).parent.parent == self._directory

    def clear(self, paths: Iterable[str], catalog: Catalog) -> None:
        """Let go of those of ``paths`` that were read to their end: the catalog has what was in them."""
        held = [Path(path) for path in paths if self.holds(path)]
        read = catalog.files.below(f"{self._directory.resolve().as_uri()}/") if held else {}
        for path in held:
            if path.exists() and path.resolve().as_uri() in read:
                path.unlink()
                with suppress(OSError):  # another file of the same content is still there
                    path.parent.rmdir()

    def sweep(self) -> None:
        """Remove what was still arriving when an earlier server ended."""
        for path in self._directory.glob(f"{_PREFIX}*"):
            path.unlink(missing_ok=True)

    def _check(self, name: str, size: int) -> None:
        if size > MOST_BYTES:
            message = f"{name} has more than {MOST_BYTES:,} bytes."
            raise ReadError(message, remedy="Split it, or index it on the server with `sanad index PATH`.")
        if size > shutil.disk_usage(self._directory).free - _SPARE_BYTES:
            raise ReadError(f"{name} does not fit on the server's disk.", remedy="Make room there, and try again.")


def safe_name(name: str) -> str:
    """A file name that stands for itself alone: no directories, nothing invisible, not hidden, not too long."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip().lstrip(".")
    stem, dot, ending = shown.rpartition(".")
    stem, ending = (stem, ending) if dot and len(ending) <= 10 else (shown, "")
    room = _NAME_BYTES - len(ending.encode()) - 1
    return f"{stem.encode()[:room].decode(errors='ignore') or 'file'}{'.' if ending else ''}{ending}"
