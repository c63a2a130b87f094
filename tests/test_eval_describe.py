"""What `eval check` and `eval datasheet` say of a set."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from eval.describe.check import check_set
from eval.describe.datasheet import datasheet, questions_needed, tell
from eval.sources import find_set
from rag import Sanad
from tests.cli import run, run_json

TEXT = "The lighthouse of Marrow Point was lit in 1871. Its keeper lived alone."


def line(identity: str, **changes: Any) -> dict[str, Any]:
    quote = {"article": "lighthouse", "quote": "was lit in 1871", "start": TEXT.index("was"), "end": TEXT.index(". Its"), "source": "Post"}
    given = {"id": identity, "question": f"When was lamp {identity} lit?", "language": "en", "answerable": True, "relevant": [quote]}
    return {**given, "answers": ["1871"], "type": "date", **changes}


def write(folder: Path, *values: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text("".join((value if isinstance(value, str) else json.dumps(value)) + "\n" for value in values))
    return path


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "lighthouse.txt").write_text(TEXT)
    assert run("index", tmp_path / "articles", "--library", tmp_path / "library", "--embedder", "none").exit_code == 0
    return tmp_path / "library"


def test_every_problem_has_its_place_and_a_remedy(tmp_path: Path) -> None:
    path = write(tmp_path, line("a"), line("b", type="riddle"), '{"id": "c", ', line("d", relevant=[{"article": "x", "colour": 1}]))
    checked = check_set(path)
    assert checked.questions == 1
    found = [(one.file, one.line, one.field) for one in checked.complaints]
    assert found == [("set.jsonl", 2, "type"), ("set.jsonl", 3, ""), ("set.jsonl", 4, "relevant[0].colour")]
    assert checked.complaints[1].remedy == "Write one whole JSON object on the line."
    assert "sanad eval schema" in checked.complaints[2].remedy


def test_exit_codes_tell_good_from_partly_and_wholly_bad(tmp_path: Path) -> None:
    assert run_json("eval", "check", write(tmp_path, line("a")))["result"] == "good"
    assert run_json("eval", "check", write(tmp_path, line("a"), "{"), code=1)["result"] == "problems"
    assert run_json("eval", "check", write(tmp_path, line("a", language="English")), code=2)["questions"] == 0
    shown = run("eval", "check", write(tmp_path, line("a"), "{"))
    assert "set.jsonl, line 2: invalid JSON" in shown.stderr
    assert "1 question, 1 problem" in shown.stdout


def test_evidence_is_looked_for_in_a_library(tmp_path: Path, library: Path) -> None:
    moved = line("b")
    moved["relevant"][0] |= {"start": 3, "end": 18}
    absent = line("c", relevant=[{"article": "lighthouse", "quote": "was lit in 1902"}])
    unknown = line("d", relevant=[{"article": "harbour"}])
    path = write(tmp_path, line("a"), moved, absent, unknown)
    assert run_json("eval", "check", path)["located"] is False
    checked = run_json("eval", "check", path, "--library", library, "--embedder", "none", code=1)
    assert (checked["questions"], checked["located"]) == (1, True)
    assert [one["line"] for one in checked["complaints"]] == [2, 3, 4]
    reasons = [one["reason"] for one in checked["complaints"]]
    assert reasons[0] == f"the quote stands at {TEXT.index('was')}, not at 3"
    assert "does not hold the quote 'was lit in 1902'" in reasons[1]
    assert "harbour" in reasons[2]


def test_what_may_not_be_meant_is_a_warning(tmp_path: Path) -> None:
    again = line("b", question="when was  lamp a lit?")
    checked = check_set(write(tmp_path, line("a"), again, line("c", answers=["the keeper"])))
    assert checked.complaints == ()
    assert checked.warnings == (
        "Questions that repeat another one in the same words: 1.",
        "No quote holds any of the reference answers of c.",
    )


def test_a_datasheet_counts() -> None:
    path = find_set("samples")
    lines = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]
    sheet = datasheet(path)
    assert sheet.questions == len(lines)
    assert sheet.answerable == sum(one["answerable"] for one in lines)
    assert sheet.languages == dict(Counter(one["language"] for one in lines))
    assert sheet.types == dict(Counter(one["type"] for one in lines))
    assert sheet.tags == dict(Counter(tag for one in lines for tag in one["tags"]))
    assert sheet.evidence == sheet.quoted == sum(len(one["relevant"]) for one in lines)
    lengths = sorted(len(one["question"]) for one in lines)
    assert sheet.question_length is not None
    assert (sheet.question_length.least, sheet.question_length.most) == (lengths[0], lengths[-1])


def test_sources_grades_and_groups(tmp_path: Path) -> None:
    other = line("b", relevant=[{"article": "bridge", "grade": 2, "source": "Times"}, {"article": "lighthouse", "source": "Post"}])
    sheet = datasheet(write(tmp_path, line("a"), other, line("c", relevant=[{"article": "fog"}])))
    assert (sheet.sources, sheet.grades, sheet.clusters, sheet.quoted) == ({"Post": 2, "Times": 1}, {"1": 3, "2": 1}, 2, 1)


def test_what_a_set_can_show() -> None:
    one, _, _ = tell(400, 400)
    assert one.independent == one.together == pytest.approx(2.8 * (0.05 / 400) ** 0.5, rel=0.02)  # 1.96 + 0.84 standard errors
    assert tell(400, 100)[0].together == pytest.approx(2 * one.independent, rel=0.02)
    assert questions_needed(0.05) == pytest.approx(7.85 * 0.1 / 0.05**2, rel=0.03)
    assert tell(1, 1) == ()


def test_the_datasheet_as_text_markdown_and_json(tmp_path: Path) -> None:
    path = write(tmp_path, line("a", tags=["a|b"]), line("b"))
    assert "in 1 group that share" in run("eval", "datasheet", path).stdout
    assert run_json("eval", "datasheet", path)["sources"] == {"Post": 2}
    assert run("eval", "datasheet", path, "-o", tmp_path / "sheet.md").exit_code == 0
    page = (tmp_path / "sheet.md").read_text()
    assert "| language | questions |\n|---|---|\n| en | 2 |" in page
    assert "| a\\|b | 1 |" in page


def test_a_library_of_claims_has_a_datasheet_too() -> None:
    sheet = datasheet(find_set("altered"))
    assert sheet.types["supported"] == sheet.answerable
    assert check_set(find_set("altered")).complaints == ()


def test_the_samples_fit_the_sample_library(tmp_path: Path) -> None:
    assert run("index", "--samples", "--library", tmp_path / "library", "--embedder", "none").exit_code == 0
    with Sanad.open(tmp_path / "library") as sanad:
        checked = check_set(find_set("samples"), sanad=sanad)
    assert (checked.complaints, checked.questions) == ((), 56)
