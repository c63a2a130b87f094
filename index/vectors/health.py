"""Is a Chroma directory fit to be opened in this process?

A process killed while Chroma writes its graph to disk leaves files that can raise, hang or crash whoever opens them. So a
mark stands beside the directory while it is being written, its size is noted when the mark is taken away, and a directory
that carries the mark or has another size is first opened in a process of its own, with a time limit.
"""

import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROBE_SECONDS = 60.0


@contextmanager
def writing(directory: Path) -> Iterator[None]:
    """Mark ``directory`` as being written while the block runs; a killed process leaves the mark."""
    _mark(directory).touch()
    yield
    _close(directory)


def is_sound(directory: Path, name: str) -> bool:
    """Whether the collection ``name`` in ``directory`` can be opened and searched here.

    Cheap when nothing was interrupted; otherwise a probe in a subprocess decides.
    """
    if not directory.exists():
        return True
    if not _mark(directory).exists() and _sealed(directory) == _fingerprint(directory):
        return True
    sound = _probe(directory, name)
    if sound:
        _close(directory)
    return sound


def forget(directory: Path) -> None:
    """Remove mark and seal, with the directory they spoke of."""
    _mark(directory).unlink(missing_ok=True)
    _seal(directory).unlink(missing_ok=True)


def _close(directory: Path) -> None:
    _seal(directory).write_text(json.dumps(_fingerprint(directory)))
    _mark(directory).unlink(missing_ok=True)


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
    """Size of each file of the graph, and the checksum of its small header."""
    files = sorted(path for path in directory.glob("*/*") if path.is_file())
    return {
        path.relative_to(directory).as_posix(): [path.stat().st_size, zlib.crc32(path.read_bytes()) if path.name == "header.bin" else 0]
        for path in files
    }
