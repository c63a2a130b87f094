"""How long `sanad ask` takes from nothing, as the shell sees it."""

import os
import shutil
import subprocess
import sysconfig
import time
from pathlib import Path

from pydantic import SecretStr

from index.derived import Progress
from index.errors import EvaluationError
from index.settings import PREFIX, Settings, provenance

_TIMEOUT = 120.0  # seconds


def start_cold(question: str, library: Path, settings: Settings, *, tries: int, progress: Progress) -> tuple[float, ...]:
    """Seconds of `sanad ask` for ``question``, once for each try; empty where the command is not installed.

    Raises:
        EvaluationError: The command failed or took over two minutes.
    """
    command = shutil.which("sanad", path=sysconfig.get_path("scripts"))
    if command is None:
        return ()
    environment = {**os.environ, **_variables(settings), f"{PREFIX}LIBRARY": str(library)}
    seconds: list[float] = []
    for attempt in range(tries):
        progress("Starting cold", attempt, tries)
        seconds.append(_seconds([command, "ask", question, "--json"], environment))
    return tuple(seconds)


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    clock = time.perf_counter()
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    except subprocess.TimeoutExpired as error:
        raise EvaluationError(f"`sanad ask` took more than {_TIMEOUT:.0f} seconds.", remedy="Run it by itself to see why.") from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise EvaluationError(f"`sanad ask` ended with code {done.returncode}: {last}", remedy="Run it by itself to see why.")
    return time.perf_counter() - clock


def _variables(settings: Settings) -> dict[str, str]:
    """What was given by flag, as the variables that say the same; the rest the new process finds where this one did."""
    origins = provenance(settings)
    values = {name: getattr(settings, name) for name in Settings.model_fields if origins[name] == "flag"}
    return {f"{PREFIX}{name.upper()}": _plain(value) for name, value in values.items() if value is not None}


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
