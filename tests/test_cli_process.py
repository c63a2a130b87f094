"""The command as a process of its own, as a shell sees it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli import run_json

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("chromadb", "gradio", "llama_index", "numpy", "openai", "scipy", "sqlite3", "tantivy")
FILES = 1500  # reading them takes seconds
COMMAND = [sys.executable, "-c", "from ui.cli.main import main; main()"]


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def sanad(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False, timeout=120)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom ui.cli.main import app\ntry:\n    app(['ask', '--help'])\n"
        f"except SystemExit:\n    sys.exit(', '.join(set(sys.modules) & set({HEAVY!r})) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    assert done.returncode == 0
    assert "Examples" in done.stdout


def test_a_cold_question_is_answered_in_utf8_whatever_the_locale(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = sanad("ask", "كم تبلغ كلفة محطة المد والجزر في ترسان؟", "--json", "--library", sample_library)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "ar" in {citation["language"] for sentence in json.loads(done.stdout)["sentences"] for citation in sentence["citations"]}


def test_an_expected_error_has_no_traceback_and_debug_has_one() -> None:
    done = sanad("ask", "x", "--library", "missing")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert "Traceback" in sanad("ask", "x", "--library", "missing", "--debug").stderr


def test_a_closed_pipe_is_no_error(sample_library: Path) -> None:
    command = " ".join(f"'{part}'" for part in [*COMMAND, "show", "ice-core.ru", "--library", str(sample_library)])
    done = subprocess.run(["sh", "-c", f"{command} | head -n 1"], capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr


def test_indexing_what_is_unchanged_loads_nothing_heavy() -> None:
    Path("one.txt").write_text("One\n\nThe ferry left Velin at noon.\n")
    arguments = ["index", ".", "--json", "--library", "library"]
    assert sanad(*arguments).returncode == 0
    heavy = ("chromadb", "gradio", "httpx", "llama_index", "lxml", "openai", "scipy", "trafilatura", "wordllama")
    code = (
        f"import sys\nfrom ui.cli.main import app\ntry:\n    app({arguments!r})\n"
        f"except SystemExit as end:\n    sys.exit(end.code or ', '.join(set(sys.modules) & set({heavy!r})) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["unchanged"] == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to signal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_run_keeps_its_batches_and_goes_on_later(number: signal.Signals) -> None:
    for count in range(FILES):
        Path(f"article-{count}.txt").write_text(
            f"Report {count}\n\nThe ferry {count} left Velin at noon. It carried {count} barrels of tar.\n"
        )
    arguments = ["--library", "library", "--embedder", "none", "--set", "chunk_characters=100"]
    process = subprocess.Popen(
        [*COMMAND, "index", ".", "--json", "--workers", "2", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not Path("library/catalog.sqlite").exists():
        time.sleep(0.05)
    time.sleep(0.3)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does: the processes that read get it too
    else:
        process.send_signal(number)
    stdout, stderr = process.communicate(timeout=60)
    report = json.loads(stdout)
    assert (process.returncode, stderr) == (128 + number, "")
    assert run_json("jobs", *arguments)["jobs"][0]["status"] == "stopped"
    assert report["stopped"]
    assert 0 <= report["added"] < FILES
    assert run_json("list", "--limit", "1", *arguments)["total"] == report["added"]
    assert run_json("index", ".", *arguments)["unchanged"] == report["added"]
    assert run_json("list", "--limit", "1", *arguments)["total"] == FILES


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to handle")
def test_a_terminated_command_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = Path("scratch")
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch.absolute()))
    process = subprocess.Popen([*COMMAND, "eval", "bench", "--embedder", "none"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not list(scratch.glob("*/library/catalog.sqlite")):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout, stderr) == (128 + signal.SIGTERM, "", "")
    assert list(scratch.iterdir()) == []
