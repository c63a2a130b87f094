"""What a figure depends on besides the code: versions, settings and the machine."""

import os
import platform
import re
import sys
from importlib import metadata
from pathlib import Path

from pydantic import JsonValue

from index.models import Record
from index.settings import Settings

_PACKAGES = (
    "sanad",
    "anyascii",
    "babel",
    "chromadb",
    "ir-measures",
    "llama-index-core",
    "numpy",
    "onnxruntime",
    "py3langid",
    "pystemmer",
    "sentencex",
    "tantivy",
    "tokenizers",
    "wordllama",
)
_WITHOUT_INFLUENCE = {"library", "host", "port"}
_STATUS = Path("/proc/self/status")  # on Linux
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")


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


def versions() -> dict[str, str]:
    """Versions of Python and of every installed package that can change a result."""
    return {"python": platform.python_version(), **dict(_installed(package) for package in _PACKAGES)}


def recorded(settings: Settings) -> dict[str, JsonValue]:
    """The settings that can change a result, by name; without keys and without credentials in addresses."""
    values = settings.model_dump(mode="json", exclude=_WITHOUT_INFLUENCE | {"embedding_api_key"})
    return {name: _CREDENTIALS.sub("", value) if isinstance(value, str) else value for name, value in values.items()}


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


def _installed(package: str) -> tuple[str, str]:
    try:
        return package, metadata.version(package)
    except metadata.PackageNotFoundError:
        return package, "not installed"


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
