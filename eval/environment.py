"""What a figure depends on besides the code: versions, settings and the machine."""

import os
import platform
import sys
from pathlib import Path

from index.circumstances import recorded, versions
from index.models import Record

__all__ = ["Machine", "children_seconds", "machine", "peak_memory", "recorded", "versions"]

_STATUS = Path("/proc/self/status")  # on Linux


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
