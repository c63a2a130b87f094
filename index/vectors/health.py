"""Is a Chroma directory fit to be opened in this process?

A process killed while Chroma writes its graph to disk leaves files that can raise, hang or crash whoever opens them. So a
mark stands beside the directory while it is being written, and its files are noted when the mark is taken away (the seal).
A directory whose files are as sealed is sound. One that was interrupted, or has files the seal does not know, is first opened
in a process of its own, with a time limit. One that was not interrupted and yet has other content is not opened at all.
"""

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROBE_SECONDS = 60.0

_HEADER = struct.Struct("<iQQQQ")  # version, offset, capacity, elements, bytes of an element at the lowest level
_HEADER_VERSION = 1
_MAGIC = 16  # bytes by which SQLite knows its files; what follows changes with each write


@contextmanager
def writing(directory: Path) -> Iterator[None]:
    """Mark ``directory`` as being written while the block runs; a killed process leaves the mark."""
    _mark(directory).touch()
    yield
    _close(directory)


def is_sound(directory: Path, name: str) -> bool:
    """Whether the collection ``name`` in ``directory`` can be opened and searched here.

    Cheap when no file was touched since the last write ended; otherwise a probe in a subprocess may decide.
    """
    if not directory.exists():
        return True
    sealed, found = _sealed(directory), _fingerprint(directory)
    if sealed == found:
        return True
    if sealed and not _mark(directory).exists() and any(found.get(name, [])[:2] != seen[:2] for name, seen in sealed.items()):
        return False
    sound = all(_is_whole(header) for header in directory.glob("*/header.bin")) and _probe(directory, name)
    if sound:
        _close(directory)
    return sound


def settle(directory: Path) -> None:
    """Seal ``directory`` after a clean close: a first search adds files too. An interrupted one keeps its mark."""
    if directory.exists() and not _mark(directory).exists():
        _close(directory)


def forget(directory: Path) -> None:
    """Remove mark and seal, with the directory they spoke of."""
    _mark(directory).unlink(missing_ok=True)
    _seal(directory).unlink(missing_ok=True)


def _close(directory: Path) -> None:
    _seal(directory).write_text(json.dumps(_fingerprint(directory)))
    _mark(directory).unlink(missing_ok=True)


def _is_whole(header: Path) -> bool:
    """Whether the files of a graph hold as many elements as its header counts, in the format of hnswlib; others pass."""
    try:
        version, _, _, count, size, *_ = _HEADER.unpack_from(header.read_bytes())
        lists = header.with_name("link_lists.bin").read_bytes()
        levels, lengths = (header.with_name(name).stat().st_size for name in ("data_level0.bin", "length.bin"))
    except (OSError, struct.error):
        return False
    if version != _HEADER_VERSION:
        return True
    position = 0
    for _ in range(count):
        if position + 4 > len(lists):
            return False
        position += 4 + int.from_bytes(lists[position : position + 4], "little")
    return position == len(lists) and levels >= count * size and lengths >= count * 4


def _probe(directory: Path, name: str) -> bool:
    command = [sys.executable, "-P", "-m", "index.vectors.probe", str(directory), name]
    try:
        return subprocess.run(command, timeout=PROBE_SECONDS, capture_output=True, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _mark(directory: Path) -> Path:
    return directory.with_name(f"{directory.name}.writing")


def _seal(directory: Path) -> Path:
    return directory.with_name(f"{directory.name}.seal")


def _sealed(directory: Path) -> dict[str, list[int]] | None:
    try:
        found: dict[str, list[int]] = json.loads(_seal(directory).read_text())
    except (OSError, ValueError):
        return None
    return found


def _fingerprint(directory: Path) -> dict[str, list[int]]:
    """Size, checksum of the first bytes and time of each file of the graph; the database is known by its first bytes only."""
    found = {}
    for path in sorted(directory.glob("*/*")):
        status = path.stat()
        found[path.relative_to(directory).as_posix()] = [status.st_size, _head(path), status.st_mtime_ns]
    database = directory / "chroma.sqlite3"
    return {**found, database.name: [0, _head(database, _MAGIC), 0]} if database.exists() else found


def _head(path: Path, size: int = 4_096) -> int:
    """Checksum of the first bytes; 0 for a directory."""
    if not path.is_file():
        return 0
    with path.open("rb") as file:
        return zlib.crc32(file.read(size))
