"""Feedback from the chat as a set: what was approved is evidence, everything else is for a person; and the schema of our own lines."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.formats import load_set
from eval.formats.feedback import Feedback, FeedbackCitation, feedback_lines
from eval.formats.line import Line, schema_text
from index.errors import EvaluationError

QUOTE = "The lamp burned whale oil."


def said(number: int = 1, rating: str = "up", **changes: Any) -> dict[str, Any]:
    citation = {"number": 1, "article": "a1b2c3d4", "version": "ff" * 32, "start": 10, "end": 10 + len(QUOTE), "quote": QUOTE}
    return {
        "feedback": 1,
        "id": str(number),
        "question": f"What did lamp {number} burn?",
        "language": "en",
        "rating": rating,
        "answer": QUOTE,
        "citations": [{**citation, "source": "Harbour Post", "wrong": rating == "wrong_citation"}],
        "time": f"2026-05-0{number}T10:00:00Z",
        **changes,
    }


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write(*values: object) -> Path:
        path = tmp_path / "feedback.jsonl"
        path.write_text("".join(json.dumps(value) + "\n" for value in values))
        return path

    return write


def test_only_what_was_approved_is_asked(write: Any) -> None:
    found = load_set(write(said(1), said(2, "down"), said(3, "wrong_citation"), said(4, citations=[], status="declined")))
    (case,) = found.cases
    (place,) = case.relevant
    assert (found.kind, case.id, case.tags) == ("feedback", "1", ("feedback", "up"))
    assert (place.document, place.quote, place.start, place.end, place.source) == ("a1b2c3d4", QUOTE, 10, 36, "Harbour Post")
    assert case.answers == ()
    assert found.notices[0].startswith("3 of 4 judged answers are to be reviewed")


def test_what_was_rated_down_states_no_truth(write: Any) -> None:
    down, wrong = feedback_lines(write(said(1, "down", comment="Wrong lamp."), said(2, "wrong_citation")).read_text())[0]
    assert (down.state, wrong.state) == ("review", "review")
    assert (down.relevant, wrong.relevant) == ([], [])
    assert "Wrong lamp." in down.note
    assert QUOTE in down.note


def test_ratings_that_contradict_each_other_are_reviewed(write: Any) -> None:
    lines, _ = feedback_lines(write(said(1), said(2, "down", question="what did LAMP 1 burn?"), said(3)).read_text())
    assert [line.state for line in lines] == ["review", "review", "accepted"]


def test_the_latest_rating_of_an_answer_counts(write: Any) -> None:
    lines, _ = feedback_lines(write(said(1, "down"), said(1, "up", time="2026-06-01T10:00:00+03:00"), said(1, "down")).read_text())
    assert [line.state for line in lines] == ["accepted"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (said(2, "sideways"), "line 2, rating:"),
        (said(2, "wrong_citation", citations=[]), "line 2: the rating is wrong_citation, but no citation"),
        (said(2, time="2026-05-01T10:00:00"), "line 2, time:"),
        (said(2, feedback=2), "line 2, feedback:"),
        (
            said(2, citations=[{"number": 1, "article": "a", "start": 0, "end": 3, "quote": "four"}]),
            "line 2, citations[0]: the quote has 4",
        ),
        (said(2, colour="red"), "line 2, colour:"),
    ],
)
def test_broken_feedback_is_named(write: Any, value: object, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        load_set(write(said(1), value))
    assert message in caught.value.message


def test_what_the_page_writes_is_what_is_read(write: Any) -> None:
    citation = FeedbackCitation(number=1, article="a", start=0, end=len(QUOTE), quote=QUOTE)
    one = Feedback.model_validate({**said(1), "citations": (citation,)})
    assert load_set(write(json.loads(one.model_dump_json()))).cases[0].relevant[0].quote == QUOTE


def test_the_published_schema_is_that_of_the_reader() -> None:
    published = Path(__file__).parents[1] / "eval" / "sets" / "schema.json"
    assert published.read_text(encoding="utf-8") == schema_text(), "run: sanad eval schema > eval/sets/schema.json"
    properties = json.loads(schema_text())["properties"]
    assert set(properties) == set(Line.model_fields)
    assert all("description" in value for value in properties.values())


@pytest.mark.parametrize("name", ["samples.jsonl"])
def test_a_line_is_written_as_it_was_read(name: str) -> None:
    path = Path(__file__).parents[1] / "eval" / "sets" / name
    for text in path.read_text(encoding="utf-8").splitlines():
        line = Line.model_validate_json(text)
        assert Line.model_validate_json(line.written()) == line


@pytest.mark.parametrize(
    ("relevant", "message"),
    [
        ({"article": "a", "quote": "four", "start": 3, "end": 8}, "line 1, relevant[0]: the quote has 4 characters"),
        ({"article": "a", "quote": "four", "start": 3}, "line 1, relevant[0]: start and end go together"),
        ({"article": "a", "grade": 0}, "line 1, relevant[0].grade:"),
    ],
)
def test_spans_and_grades_are_exact(write: Any, relevant: dict[str, object], message: str) -> None:
    line = {"id": "a", "question": "When?", "language": "en", "answerable": True, "relevant": [relevant]}
    with pytest.raises(EvaluationError) as caught:
        load_set(write(line))
    assert message in caught.value.message


def test_a_draft_is_a_set_of_what_was_let_pass(write: Any) -> None:
    line = {"question": "When?", "language": "en", "answerable": True, "relevant": [{"article": "a", "grade": 3}]}
    states = ("accepted", "edited", "unreviewed", "proposed", "rejected", "rejected", "skipped")
    found = load_set(write(*({**line, "id": str(place), "state": state} for place, state in enumerate(states))))
    assert [case.id for case in found.cases] == ["0", "1", "2"]
    assert [case.tags for case in found.cases] == [(), (), ("unreviewed",)]
    assert found.cases[0].relevant[0].grade == 3
    assert found.notices == (
        "4 of 7 questions of the draft are not asked: 2 rejected, 1 proposed, 1 skipped.",
        "Questions that nobody has reviewed: 1.",
    )
