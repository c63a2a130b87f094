"""``watch`` as a process of its own: what is saved, changed and deleted reaches the library while it runs."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli import run, run_json

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds for one batch


class Watching:
    """The running command, and the reports it has printed."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-c", "from ui.cli.main import main; main()", "watch", *arguments, "--json"]
        self._errors = Path("errors").absolute()
        with self._errors.open("w") as errors:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        self._reports: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def report(self) -> dict[str, Any]:
        return self._reports.get(timeout=PATIENCE)

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        return self.process.returncode, self._errors.read_text()

    def close(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        self._reading.join(PATIENCE)
        if self.process.stdout:
            self.process.stdout.close()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._reports.put(json.loads(line))


@pytest.fixture(autouse=True)
def inbox(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("SANAD_EMBEDDER", "none")
    monkeypatch.setenv("SANAD_LIBRARY", "inbox/library")  # below the directory that is followed, and not followed itself
    directory = Path("inbox")
    directory.mkdir()
    (directory / "first.txt").write_text("First\n\nThe pier of Velin was built in 1911.\n")
    return directory


@pytest.fixture
def watching(inbox: Path) -> Iterator[Watching]:
    running = Watching("inbox", "--prune")
    try:
        yield running
    finally:
        running.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to handle")
def test_a_library_follows_a_directory(inbox: Path, watching: Watching) -> None:
    assert watching.report()["added"] == 1
    (inbox / "second.txt").write_text("Second\n\nThe mill of Tarsan grinds rye.\n")
    (inbox / ".hidden.txt").write_text("Hidden\n\nNobody reads this.\n")
    (inbox / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    changed = watching.report()
    assert (changed["added"], changed["failed"]) == (1, 1)
    run("edit", "second", "--author", "A. B.")  # the library is free meanwhile
    (inbox / "first.txt").write_text("First\n\nThe pier of Velin was built in 1912.\n")
    assert watching.report()["updated"] == 1
    (inbox / "second.txt").unlink()
    assert watching.report()["removed"] == 1
    elsewhere = Path("elsewhere")
    elsewhere.mkdir()
    (elsewhere / "third.md").write_text("Third\n\nThe ferry left Velin at noon.\n")
    elsewhere.rename(inbox / "moved")
    assert watching.report()["added"] == 1
    code, errors = watching.stop()
    assert code == 128 + signal.SIGTERM
    assert [line.startswith("error: ") and "broken.pdf" in line for line in errors.splitlines()] == [True]
    assert {one["title"] for one in run_json("list")["articles"]} == {"First", "Third"}


def test_only_directories_are_followed() -> None:
    result = run("watch", "inbox/first.txt")
    assert result.exit_code == 2
    assert "not a directory" in result.stderr
