"""A run over a directory is killed; the next start finds everything it told, once, and nobody need repair anything."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.corpus import body
from tests.kill_ingest import attempts, finished

ROOT = Path(__file__).parents[1]
PROC = Path("/proc")

SLOW = """
import sys
from pathlib import Path
import index.ingest
from tests.corpus import SETTINGS, opened

if __name__ == "__main__":
    with opened(Path(sys.argv[1])) as library:
        for outcome in index.ingest.Ingest(library, settings=SETTINGS, workers=2).run([sys.argv[2]]):
            sys.stdout.write(outcome.origin + "\\n")
            sys.stdout.flush()
"""


@pytest.mark.slow
def test_what_was_told_survives_kills_at_any_moment(tmp_path: Path) -> None:
    made = list(attempts(tmp_path / "x", times=8, seed=7))
    assert [one.faults for one in made] == [()] * 8
    assert any(0 < one.acknowledged < 80 for one in made)  # it was killed in the middle
    assert finished(tmp_path / "x") == []


def children(parent: int) -> set[int]:
    """Ids of the processes below ``parent``, as Linux tells them."""
    found: set[int] = set()
    for status in PROC.glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found |= {int(status.parent.name)} | children(int(status.parent.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not PROC.is_dir(), reason="needs /proc")
def test_no_worker_outlives_a_run_that_was_killed(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    news = tmp_path / "news"
    news.mkdir()
    for number in range(400):
        (news / f"{number}.txt").write_text(f"About {number}\n\n{body(str(number), sentences=60)}")
    command = [sys.executable, *map(str, (tmp_path / "slow.py", tmp_path / "library", news))]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline()
    workers = children(process.pid)
    assert len(workers) >= 2
    process.kill()
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any((PROC / str(worker)).exists() for worker in workers):
        time.sleep(0.05)
    assert [worker for worker in workers if (PROC / str(worker)).exists()] == []
