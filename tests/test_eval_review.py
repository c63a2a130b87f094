"""Reviewing a draft: every decision is kept at once, can be undone, and what is edited stays exact."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.draft.review import Review, quoted
from eval.formats import load_set
from eval.formats.line import Line
from index.errors import EvaluationError
from tests.cli import run, run_json
from tests.corpus import article

TEXT = "The lighthouse of Marrow Point was lit in 1871. Its keeper lived alone."


def line(identity: str, **changes: Any) -> Line:
    place = {"article": "lighthouse", "quote": "was lit in 1871", "start": TEXT.index("was"), "end": TEXT.index(". Its")}
    given = {"id": identity, "question": f"When was lamp {identity} lit?", "language": "en", "answerable": True, "relevant": [place]}
    return Line.model_validate({**given, "answers": ["1871"], "type": "date", "state": "proposed", **changes})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "draft.jsonl"
    path.write_text("".join(line(identity).written() + "\n" for identity in "abcd"))
    return path


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "lighthouse.txt").write_text(TEXT)
    assert run("index", tmp_path / "articles", "--library", tmp_path / "library", "--embedder", "none").exit_code == 0
    return tmp_path / "library"


def states(path: Path) -> list[str]:
    return [json.loads(text).get("state", "") for text in path.read_text(encoding="utf-8").splitlines()]


def test_every_decision_is_on_the_disk_at_once(file: Path) -> None:
    draft = Review(file)
    seen = []
    for one in draft.waiting():
        seen.append(one.id)
        if one.id == "d":
            draft.edit(one, question="When?")
        else:
            {"a": draft.accept, "b": draft.reject, "c": draft.skip}[one.id](one)
        assert states(file)[: len(seen)] == ["accepted", "rejected", "skipped", "edited"][: len(seen)]
    assert seen == ["a", "b", "c", "d"]
    assert [case.question for case in load_set(file).cases] == ["When was lamp a lit?", "When?"]
    assert next(Review(file).waiting()).id == "c"


def test_what_was_skipped_comes_last_the_next_time(file: Path) -> None:
    first = Review(file)
    first.skip(next(first.waiting()))
    assert next(first.waiting()).id == "b"
    later = Review(file)
    order = []
    for one in later.waiting():
        order.append(one.id)
        later.accept(one)
    assert order == ["b", "c", "d", "a"]


def test_undo_brings_the_question_back(file: Path) -> None:
    draft = Review(file)
    waiting = draft.waiting()
    draft.accept(next(waiting))
    draft.skip(next(waiting))
    assert draft.undo() == line("b")
    assert draft.undo() == line("a")
    assert draft.undo() is None
    assert states(file) == ["proposed"] * 4
    assert next(draft.waiting()).id == "a"


def test_an_edit_that_is_no_question_is_refused(file: Path) -> None:
    draft = Review(file)
    with pytest.raises(EvaluationError, match=r"a\.type: input should be"):
        draft.edit(next(draft.waiting()), type="riddle")
    with pytest.raises(EvaluationError, match="not answerable, but"):
        draft.edit(next(draft.waiting()), answerable=False)
    assert states(file) == ["proposed"] * 4


def test_what_is_to_be_reviewed_cannot_pass_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "draft.jsonl"
    unknown = line("a", state="review", answerable=False, relevant=[], answers=[], type="unanswerable", tags=["feedback", "down"])
    path.write_text(unknown.written() + "\n")
    draft = Review(path)
    with pytest.raises(EvaluationError, match="Nothing says yet what is true of a"):
        draft.accept(next(draft.waiting()))
    assert draft.accept_all() == 0
    assert states(path) == ["review"]


def test_a_quote_is_placed_exactly_or_refused() -> None:
    held = article("lighthouse", TEXT)
    place = quoted("lighthouse", "lived alone", find=lambda _: held)
    assert (TEXT[place.start : place.end], place.article) == ("lived alone", held.id)
    with pytest.raises(EvaluationError, match="does not hold 'lived with a cat'"):
        quoted("lighthouse", "lived with a cat", find=lambda _: held)


def test_a_broken_draft_or_one_id_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "draft.jsonl"
    path.write_text(line("a").written() + "\n{\n")
    with pytest.raises(EvaluationError, match="broken at line 2"):
        Review(path)
    path.write_text(2 * (line("a").written() + "\n"))
    with pytest.raises(EvaluationError, match="an id twice"):
        Review(path)


def review(file: Path, library: Path, *keys: str) -> Any:
    return run("eval", "review", file, "--library", library, "--embedder", "none", answer="".join(f"{key}\n" for key in keys))


def test_a_session_in_the_terminal(file: Path, library: Path) -> None:
    shown = review(file, library, "a", "u", "r", "x", "s", "q")
    assert shown.exit_code == 0
    assert states(file) == ["rejected", "skipped", "proposed", "proposed"]
    assert "The lighthouse of Marrow Point" in shown.stderr
    assert "1871" in shown.stderr
    assert "2 proposed, 1 rejected, 1 skipped" in shown.stdout


def test_editing_in_the_terminal(file: Path, library: Path) -> None:
    keys = ("e", "Who lived alone at Marrow Point?", "", "y", "", "Its keeper lived alone.", "the keeper|its keeper", "person", "q")
    assert review(file, library, *keys).exit_code == 0
    edited = Line.model_validate_json(file.read_text().splitlines()[0])
    (place,) = edited.relevant
    assert (edited.question, edited.answers, edited.type, edited.state) == (
        "Who lived alone at Marrow Point?",
        ["the keeper", "its keeper"],
        "person",
        "edited",
    )
    assert TEXT[place.start : place.end] == place.quote == "Its keeper lived alone."


def test_a_wrong_edit_is_told_and_asked_again(file: Path, library: Path) -> None:
    shown = review(file, library, "e", "", "", "y", "", "no such words", "", "", "e", "", "", "n", "q")
    assert "does not hold 'no such words'" in shown.stderr
    first = Line.model_validate_json(file.read_text().splitlines()[0])
    assert (first.state, first.answerable, first.type, first.relevant) == ("edited", False, "unanswerable", [])


def test_the_end_of_input_stops_and_keeps_what_was_decided(file: Path, library: Path) -> None:
    assert review(file, library, "a").exit_code == 0
    assert states(file) == ["accepted", "proposed", "proposed", "proposed"]
    assert run_json("eval", "review", file, "--accept-all", "--library", library)["states"] == {"unreviewed": 3, "accepted": 1}


def test_feedback_becomes_a_draft(tmp_path: Path) -> None:
    citation = {"number": 1, "article": "lighthouse", "start": TEXT.index("was"), "end": TEXT.index(". Its"), "quote": "was lit in 1871"}
    given = {"feedback": 1, "question": "When was it lit?", "language": "en", "citations": [citation], "time": "2026-05-01T10:00:00Z"}
    said = [{**given, "id": "1", "rating": "up"}, {**given, "id": "2", "rating": "down", "question": "Who kept it?", "comment": "Wrong."}]
    (tmp_path / "feedback.jsonl").write_text("".join(json.dumps(one) + "\n" for one in said))
    file = tmp_path / "judged.jsonl"
    assert run_json("eval", "new", file, "--feedback", tmp_path / "feedback.jsonl")["questions"] == 2
    up, down = (Line.model_validate_json(text) for text in file.read_text().splitlines())
    assert (up.state, up.relevant[0].quote, down.state, down.relevant) == ("proposed", "was lit in 1871", "review", [])
    assert "Wrong." in down.note
