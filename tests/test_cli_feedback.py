"""``answers feedback``: what was said in the page becomes lines of an evaluation set."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval.formats.feedback import read_feedback
from index.catalog.answers import ANSWERS_FILE, AnswerStore
from index.catalog.feedback import KeptFeedback, Rating
from tests.cli import run, run_json

QUESTION = "How many people were evacuated because of the Orsen flood?"
SAID = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def library(tmp_path: Path, sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one's own with the sample articles."""
    path = tmp_path / "library"
    shutil.copytree(sample_library, path, ignore=shutil.ignore_patterns(f"{ANSWERS_FILE}*", "lock*"))
    monkeypatch.setenv("SANAD_LIBRARY", str(path))
    return path


def rate(library: Path, number: int, rating: Rating, *wrong: int) -> None:
    with AnswerStore(library / ANSWERS_FILE) as store:
        assert store.feedback.give(KeptFeedback(answer=number, rating=rating, wrong=wrong, given_at=SAID))


def test_without_any_it_says_where_it_comes_from(library: Path) -> None:
    assert run_json("answers", "feedback") == {"feedback": []}
    assert "buttons" in run("answers", "feedback").stderr


def test_a_good_answer_becomes_a_question_with_evidence_and_a_bad_one_is_to_be_reviewed(library: Path) -> None:
    good, bad = (run_json("ask", "--conversation", "flood", question)["kept"] for question in (QUESTION, "Who opened the Orsen bridge?"))
    rate(library, good, "up")
    rate(library, bad, "down")
    assert run("answers", "feedback", "--export", "said.jsonl").exit_code == 0
    text = Path("said.jsonl").read_text(encoding="utf-8")
    parsed = read_feedback(text)
    assert not parsed.problems
    (case,) = parsed.cases
    assert case.question == QUESTION
    kept = run_json("answers", "show", str(good))["answers"][0]
    assert {one.quote for one in case.relevant} == {
        one["quote"] for sentence in kept["answer"]["sentences"] for one in sentence["citations"]
    }
    assert run("answers", "feedback", "--export", "-").stdout == text


def test_a_wrong_citation_is_named(library: Path) -> None:
    number = run_json("ask", "--conversation", "flood", QUESTION)["kept"]
    rate(library, number, "wrong_citation", 1)
    (said,) = run_json("answers", "feedback")["feedback"]
    assert [one["number"] for one in said["citations"] if one["wrong"]] == [1]
    assert "wrong citation 1" in run("answers", "feedback").stdout
    assert json.loads(run("answers", "feedback", "--export", "-").stdout)["id"] == f"answer-{number}"
