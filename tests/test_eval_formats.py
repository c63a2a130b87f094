"""Evaluation sets: what each format means, and that nothing broken passes in silence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.formats import load_set
from eval.models import EvaluationSet
from index.errors import EvaluationError

LIGHTHOUSE = "The lighthouse of Marrow Point was lit in 1871. Its keeper lived alone. The lamp burned whale oil until 1902."
BRIDGE = "The bridge at Tollan has nine arches. It fell in the flood of 1913 and was built again within two years."

Write = Callable[[object], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a value as JSON, or a text as it is, and give the path."""

    def write(value: object) -> Path:
        path = tmp_path / "harbour set.json"
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return path

    return write


def question(number: int, text: str, context: str, answer: str) -> dict[str, Any]:
    return {"id": f"q{number}", "question": text, "answers": [{"text": answer, "answer_start": context.index(answer)}]}


def squad() -> dict[str, Any]:
    lamp = question(1, "When was the lighthouse first lit?", LIGHTHOUSE, "1871")
    oil = question(2, "What did the lamp of the lighthouse burn?", LIGHTHOUSE, "whale oil")
    arches = question(3, "How many arches does the bridge have?", BRIDGE, "nine")
    return {
        "version": "1.1",
        "data": [
            {"title": "Marrow_Point", "paragraphs": [{"context": LIGHTHOUSE, "qas": [lamp, oil]}]},
            {"title": "Tollan", "paragraphs": [{"context": BRIDGE, "qas": [arches]}]},
        ],
    }


def line(**changes: object) -> dict[str, Any]:
    given: dict[str, Any] = {
        "id": "a",
        "question": "When was the lighthouse lit?",
        "language": "en",
        "answerable": True,
        "relevant": [{"article": "lighthouse", "quote": "was lit in 1871"}],
        "answers": ["1871"],
        "type": "date",
        "tags": ["harbour"],
    }
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def lines(*values: object) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def refusal(path: Path) -> str:
    with pytest.raises(EvaluationError) as caught:
        load_set(path)
    assert caught.value.remedy
    return caught.value.message


def by_id(found: EvaluationSet) -> dict[str, Any]:
    return {case.id: case for case in found.cases}


def test_squad_gives_passages_and_questions_with_offsets(write: Write) -> None:
    found = load_set(write(squad()))
    assert (found.name, found.kind, len(found.sha256)) == ("harbour set", "squad", 64)
    first, second = found.documents
    assert (first.article.title, first.article.text) == ("Marrow Point", LIGHTHOUSE)
    assert first.article.origin == "set://harbour%20set/1"
    assert second.article.language is None
    case = by_id(found)["q2"]
    (evidence,) = case.relevant
    assert evidence.document == first.id
    assert LIGHTHOUSE[evidence.start : evidence.end] == evidence.quote == "whale oil"
    assert evidence.sentence is None
    assert (case.language, case.answerable, case.answers) == ("en", True, ("whale oil",))


def test_the_same_paragraph_twice_is_one_document(write: Write) -> None:
    value = squad()
    value["data"].append(
        {"title": "Tollan", "paragraphs": [{"context": BRIDGE + " ", "qas": [question(4, "When was the flood?", BRIDGE, "1913")]}]}
    )
    found = load_set(write(value))
    assert [document.id for document in found.documents] == ["1", "2"]
    assert by_id(found)["q4"].relevant[0].document == by_id(found)["q3"].relevant[0].document == "2"


def test_the_same_answer_annotated_twice_is_one_piece_of_evidence(write: Write) -> None:
    value = squad()
    answers = value["data"][0]["paragraphs"][0]["qas"][0]["answers"]
    answers.extend([dict(answers[0]), {"text": "in 1871", "answer_start": LIGHTHOUSE.index("in 1871")}])
    case = by_id(load_set(write(value)))["q1"]
    assert case.answers == ("1871", "in 1871")
    assert [place.quote for place in case.relevant] == ["1871", "in 1871"]


def test_squad_two_marks_the_impossible(write: Write) -> None:
    value = squad()
    impossible = {
        "id": "q9",
        "question": "Who painted it?",
        "is_impossible": True,
        "answers": [],
        "plausible_answers": [{"text": "x", "answer_start": 0}],
    }
    value["data"][0]["paragraphs"][0]["qas"].append(impossible)
    case = by_id(load_set(write(value)))["q9"]
    assert (case.answerable, case.relevant, case.type) == (False, (), "unanswerable")


def test_xquad_r_names_the_sentence(write: Write) -> None:
    value = squad()
    for entry in value["data"]:
        (paragraph,) = entry["paragraphs"]
        ends = [place + 1 for place, character in enumerate(paragraph["context"]) if character == "."]
        paragraph["sentence_breaks"] = [[start, end] for start, end in zip([0, *(end + 1 for end in ends)], ends, strict=False)]
        paragraph["sentences"] = [paragraph["context"][start:end] for start, end in paragraph["sentence_breaks"]]
    found = load_set(write(value))
    assert found.kind == "xquad-r"
    assert by_id(found)["q2"].relevant[0].sentence == "The lamp burned whale oil until 1902."
    assert by_id(found)["q3"].relevant[0].sentence == "The bridge at Tollan has nine arches."


def test_a_language_that_one_question_seems_to_be_in_is_a_mistake(write: Write) -> None:
    paragraphs: list[dict[str, Any]] = [
        {"context": f"{LIGHTHOUSE} {number}", "qas": [question(number, f"When was lighthouse number {number} lit?", LIGHTHOUSE, "1871")]}
        for number in range(101)
    ]
    paragraphs[7]["qas"][0]["question"] = "Когда был зажжён маяк?"
    alone = load_set(write({"data": [{"paragraphs": paragraphs[7:9]}]}))
    assert [case.language for case in alone.cases] == ["ru", "en"]
    among_many = load_set(write({"data": [{"paragraphs": paragraphs}]}))
    assert {case.language for case in among_many.cases} == {"en"}


def test_own_lines(write: Write) -> None:
    nobody = line(id="b", question="من رسم الجسر؟", language="ar", answerable=False, relevant=[], answers=[], type="unanswerable")
    found = load_set(write("\ufeff" + lines(line()) + "\n" + lines(nobody)))
    assert (found.kind, found.documents) == ("sanad", ())
    first, second = found.cases
    assert first.relevant[0].document == "lighthouse"
    assert (first.type, first.tags, first.answers) == ("date", ("harbour",), ("1871",))
    assert (second.language, second.answerable, second.question) == ("ar", False, "من رسم الجسر؟")


def test_one_own_line_is_a_set(write: Write) -> None:
    assert len(load_set(write(line())).cases) == 1


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (line(question=None), "line 2, question: field required"),
        (line(answerable="yes"), "line 2, answerable:"),
        (line(relevant=[{"article": 7}]), "line 2, relevant[0].article:"),
        (line(relevant=[]), "line 2: answerable, but without a relevant article"),
        (line(answerable=False, relevant=[], answers=[]), "line 2: type must be"),
        (line(answerable=False, type="unanswerable"), "line 2: not answerable, but"),
        (line(type="riddle"), "line 2, type:"),
        (line(language="English"), "line 2, language:"),
        (line(speaker="Ada"), "line 2, speaker:"),
        ("just words", "line 2:"),
    ],
)
def test_a_broken_line_is_named(write: Write, broken: object, where: str) -> None:
    assert where in refusal(write(lines(line(), broken)))


def test_a_line_that_is_cut_off_is_named(write: Write) -> None:
    assert "line 2: invalid JSON" in refusal(write(lines(line()) + lines(line(id="b"))[:40]))


def test_an_id_may_be_used_once(write: Write) -> None:
    assert "case a: the id is used 2 times" in refusal(write(lines(line(), line())))


def test_many_problems_are_counted(write: Write) -> None:
    message = refusal(write(lines(line(), *[{"question": 1}] * 4)))
    assert message.count("line ") == 5
    assert "and 11 more" in message


def spoil_offset(paragraph: dict[str, Any]) -> None:
    paragraph["qas"][1]["answers"][0]["answer_start"] += 1


def spoil_missing_offset(paragraph: dict[str, Any]) -> None:
    del paragraph["qas"][1]["answers"][0]["answer_start"]


def spoil_no_answer(paragraph: dict[str, Any]) -> None:
    paragraph["qas"][1]["answers"] = []


def spoil_contradiction(paragraph: dict[str, Any]) -> None:
    paragraph["qas"][1]["is_impossible"] = True


def spoil_question(paragraph: dict[str, Any]) -> None:
    paragraph["qas"][1] = "What?"


def spoil_breaks(paragraph: dict[str, Any]) -> None:
    paragraph["sentence_breaks"] = [[0, 48]]


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (spoil_offset, "qas[1].answers[0].answer_start: the context has"),
        (spoil_missing_offset, "qas[1].answers[0].answer_start: field required"),
        (spoil_no_answer, "qas[1]: there is no answer"),
        (spoil_contradiction, "qas[1]: is_impossible is true"),
        (spoil_question, "qas[1]: "),
        (spoil_breaks, "qas[1].answers[0].answer_start: no sentence"),
    ],
)
def test_a_broken_question_is_named(write: Write, spoil: Callable[[dict[str, Any]], None], where: str) -> None:
    value = squad()
    spoil(value["data"][0]["paragraphs"][0])
    assert f"data[0].paragraphs[0].{where}" in refusal(write(value))


def test_a_broken_frame_is_named(write: Write) -> None:
    value = squad()
    del value["data"][1]["paragraphs"][0]["context"]
    assert "data[1].paragraphs[0].context: field required" in refusal(write(value))


def test_going_on_keeps_the_broken_in_sight(write: Write) -> None:
    value = squad()
    spoil_offset(value["data"][0]["paragraphs"][0])
    found = load_set(write(value), keep_going=True)
    assert [case.id for case in found.cases] == ["q1", "q3"]
    assert [problem.where for problem in found.broken] == ["data[0].paragraphs[0].qas[1].answers[0].answer_start"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is not JSON: line 1, column 1"),
        ("\n\n", "is not JSON"),
        ('{"data": [', "is not JSON: line 1"),
        ("[1, 2]", "not an evaluation set"),
        ('{"questions": []}', "not an evaluation set"),
        ('{"data": []}', "no usable question"),
        ("[" * 200_000, "nests too deeply"),
    ],
)
def test_what_is_no_set_is_refused(write: Write, content: str, reason: str) -> None:
    assert reason in refusal(write(content))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b'{"id": "\xff"}')
    assert "not UTF-8: byte 8" in refusal(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "nowhere.jsonl: No such file" in refusal(tmp_path / "nowhere.jsonl")
    assert str(tmp_path) in refusal(tmp_path)
