"""``ask --conversation``, ``answers`` and what ``status`` says of them."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from index.catalog.answers import ANSWERS_FILE
from tests.cli import run, run_json

QUESTION = "How many people were evacuated because of the Orsen flood?"
ROOT = Path(__file__).parents[1]

ASKING = """
import os, signal, sys
from index.settings import load_settings
from rag import Sanad

with Sanad.open(sys.argv[1], settings=load_settings(library=sys.argv[1], embedder="none")) as sanad:
    sanad.ask(sys.argv[2], conversation="flood")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def library(tmp_path: Path, sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one's own with the sample articles, where one question was asked."""
    path = tmp_path / "library"
    shutil.copytree(sample_library, path, ignore=shutil.ignore_patterns(f"{ANSWERS_FILE}*", "lock*"))
    monkeypatch.setenv("SANAD_LIBRARY", str(path))
    return path


@pytest.fixture
def asked() -> int:
    number: int = run_json("ask", "--conversation", "flood", QUESTION)["kept"]
    return number


def test_nothing_is_kept_unless_it_is_asked_for(library: Path) -> None:
    assert "kept" not in run_json("ask", QUESTION)
    assert not (library / ANSWERS_FILE).exists()
    assert run_json("answers", "list") == {"conversations": []}
    assert run_json("status")["answers"] == {"answers": 0, "conversations": 0, "models": [], "problem": None}
    result = run("answers", "show", "flood")
    assert result.exit_code == 2
    assert "sanad ask --conversation" in result.stderr


def test_a_conversation_goes_on_from_run_to_run(asked: int) -> None:
    follow = run_json("ask", "--conversation", "flood", "And when?")
    assert "follow_up" in [one["kind"] for one in follow["understood"]]
    (listed,) = run_json("answers", "list")["conversations"]
    assert set(listed) == {"id", "title", "begun_at", "last_at", "answers"}
    assert (listed["id"], listed["title"], listed["answers"]) == ("flood", QUESTION, 2)
    assert run("answers", "list", "--search", "EVACUATED").stdout.startswith("flood")
    assert run_json("answers", "list", "--search", "tender") == {"conversations": []}


def test_an_answer_is_shown_as_it_was_given(asked: int) -> None:
    given = run("ask", "--conversation", "again", QUESTION).stdout
    assert given in run("answers", "show", "again").stdout
    (kept,) = run_json("answers", "show", asked)["answers"]
    assert {"id", "conversation", "position", "asked_at", "question", "state", "request", "answer", "passages"} <= set(kept)
    assert {"settings", "versions", "seconds", "model", "prompt_tokens", "completion_tokens", "cost"} <= set(kept)
    assert kept["answer"]["sentences"] == run_json("ask", QUESTION)["sentences"]
    span = kept["passages"][0]
    assert len(run_json("show", span["article_id"], "--version", span["version"])["text"]) >= span["end"]


def test_a_replay_says_what_differs(asked: int) -> None:
    same = run_json("answers", "replay", asked)
    assert (same["same"], same["gone"], same["new"], same["changed"]) == (True, [], [], {})
    assert same["then"]["sentences"] == same["now"]["sentences"]
    assert "The same sentences" in run("answers", "replay", asked).stdout
    cited = same["then"]["sentences"][0]["citations"][0]["article_id"]
    assert run("delete", cited, "--yes").exit_code == 0
    changed = run_json("answers", "replay", asked, "--set", "answer_sentences=3")
    assert not changed["same"]
    assert changed["gone"]
    assert changed["changed"] == {"answer_sentences": {"then": 5, "now": 3}}
    assert "\n  - " in run("answers", "replay", asked).stdout
    assert run_json("answers", "list")["conversations"][0]["answers"] == 1


def test_a_conversation_is_exported(asked: int) -> None:
    text = run("answers", "export", "flood").stdout
    assert text.startswith(f"# {QUESTION}\n")
    assert "### Sources" in text
    assert run("answers", "export", "flood", "-o", "flood.md").exit_code == 0
    assert Path("flood.md").read_text(encoding="utf-8") == text
    exported = run_json("answers", "export", "flood")
    assert (exported["conversation"], exported["title"]) == ("flood", QUESTION)
    assert exported["answers"] == run_json("answers", "show", "flood")["answers"]
    assert run("answers", "export", "flood", "-o", "missing/flood.md").exit_code == 2


def test_a_conversation_is_renamed_and_removed(asked: int) -> None:
    assert run("answers", "rename", "flood", "The \x1b[31mflood").exit_code == 0
    assert run_json("answers", "list")["conversations"][0]["title"] == "The [31mflood"
    other = run_json("ask", "--conversation", "other", QUESTION)["kept"]
    assert run("answers", "delete", "flood", other, answer="n\n").exit_code == 1
    assert len(run_json("answers", "list")["conversations"]) == 2
    assert run_json("answers", "delete", "flood", other, other, "--yes") == {"deleted": 2}
    assert run_json("answers", "list") == {"conversations": []}


@pytest.mark.parametrize("command", [("show",), ("export",), ("rename", "x"), ("delete", "--yes"), ("replay",)])
def test_what_is_not_there_is_named(asked: int, command: tuple[str, ...]) -> None:
    for reference in ("99", "9" * 40, "nothing")[: 1 if command[0] == "replay" else 3]:
        result = run("answers", command[0], reference, *command[1:])
        assert result.exit_code == 2
        assert reference in result.stderr


def test_status_counts_what_is_kept_and_what_it_took(asked: int, library: Path) -> None:
    connection = sqlite3.connect(library / ANSWERS_FILE)
    connection.execute("UPDATE answer SET model = 'scripted', prompt_tokens = 1200, completion_tokens = 30, cost = 0.25")
    connection.commit()
    connection.close()
    for _ in range(2):
        run("ask", "--conversation", "flood", QUESTION)
    shown = run("status").stdout
    assert "3 answers in 1 conversation" in shown
    assert "1 answer: 1,200 tokens sent, 30 received, cost 0.2500" in shown
    found = run_json("status")["answers"]
    assert (found["answers"], found["conversations"], [one["model"] for one in found["models"]]) == (3, 1, [None, "scripted"])
    (library / ANSWERS_FILE).write_bytes(b"no database" * 99)
    assert ANSWERS_FILE in run_json("status")["answers"]["problem"]
    assert ANSWERS_FILE in run("status").stdout


def test_an_answer_outlives_the_process_that_gave_it(library: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", ASKING, library, QUESTION], cwd=ROOT, check=False)
    assert ended.returncode == -9
    (kept,) = json.loads(run("answers", "show", "flood", "--json").stdout)["answers"]
    assert kept["answer"]["sentences"]
