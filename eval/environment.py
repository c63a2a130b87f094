"""What a figure depends on besides the code: versions, settings and the machine."""

import hashlib
import os
import platform
import subprocess
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path

from index.circumstances import recorded, versions
from index.models import Record

__all__ = ["Machine", "children_seconds", "code", "commit", "machine", "peak_memory", "recorded", "versions"]

_STATUS = Path("/proc/self/status")  # on Linux
_GIT_SECONDS = 5.0  # a checkout on a slow disk is not worth more


class Machine(Record):
    """The computer that gave a figure.

    Attributes:
        cores: Processors this process may use.
        memory: Bytes of main memory; ``None`` where the system does not tell.
        load: Processes that ran or waited in the minute before; well above 0, times say little. ``None`` where unknown.
    """

    system: str
    architecture: str
    cores: int
    memory: int | None
    load: float | None
    python: str


def machine() -> Machine:
    """The computer this runs on."""
    return Machine(
        system=f"{platform.system()} {platform.release()}",
        architecture=platform.machine(),
        cores=_cores(),
        memory=_memory(),
        load=_load(),
        python=platform.python_version(),
    )


@cache
def code() -> str:
    """Digest of Sanad's own files that can change a figure: two checkouts of one version may differ."""
    digest = hashlib.sha256()
    for package in ("index", "rag", "eval"):
        directory = Path(str(files(package)))
        for path in sorted(path for path in directory.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            digest.update(f"{package}/{path.relative_to(directory).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def commit() -> str:
    """The commit of the checkout that is the current directory, with ``+`` where its files were changed; empty outside of one."""
    head = _git("rev-parse", "HEAD")
    return f"{head}{'+' if _git('status', '--porcelain', '--untracked-files=no') else ''}" if head else ""


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False, timeout=_GIT_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def peak_memory(*, of_children: bool = False) -> int | None:
    """Most bytes of memory this process has held at once; ``None`` where the system does not tell.

    Args:
        of_children: Of the largest process started here that has ended, in place of this one.
    """
    if not of_children and _STATUS.is_file():  # the figure below begins with what the process had that started this one
        (line,) = (line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # not on Windows
        return None
    most = resource.getrusage(resource.RUSAGE_CHILDREN if of_children else resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def children_seconds() -> float:
    """Processor seconds of the processes started here that have ended; 0 where the system does not tell."""
    times = os.times()
    return times.children_user + times.children_system


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _load() -> float | None:
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return None


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
