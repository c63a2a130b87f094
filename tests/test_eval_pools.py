"""Questions over other passages than their own, drawn questions, and halves of a set: what is right stays right."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.assemble import assemble
from eval.models import Case, Choice, EvaluationSet, Evidence, SetDocument
from eval.pools import halves, over, sampled, without_titles
from index.errors import EvaluationError
from index.metadata import complete
from index.models import RawArticle


def document(name: str, number: int, *, group: str = "", title: str = "") -> SetDocument:
    return SetDocument(
        id=str(number), article=RawArticle(origin=f"set://{name}/{number}", title=title, text=f"{name} {number}."), group=group
    )


def case(number: int, *documents: int) -> Case:
    places = tuple(Evidence(document=str(place), quote="word", start=0, end=4) for place in documents)
    return Case(id=f"q{number}", question=f"Question {number}?", relevant=places, answers=(f"answer {number}",))


def made(name: str, *cases: Case, documents: int = 2, groups: str = "") -> EvaluationSet:
    brought = tuple(document(name, number, group=groups[number - 1] if groups else "") for number in range(1, documents + 1))
    return EvaluationSet(name=name, kind="squad", sha256=name * 64, parts={name: name * 64}, documents=brought, cases=cases)


def test_questions_take_the_evidence_of_every_file_that_has_their_id() -> None:
    asked = made("e", case(1, 1), case(2, 2))
    found = over(asked, [made("a", case(2, 1), case(1, 2)), made("r", case(1, 1))])
    assert [one.question for one in found.cases] == ["Question 1?", "Question 2?"]
    assert [[place.document for place in one.relevant] for one in found.cases] == [["a/2", "r/1"], ["a/1"]]
    assert {one.id for one in found.documents} == {"a/1", "a/2", "r/1", "r/2"}
    assert len({one.article.origin for one in found.documents}) == 4
    assert set(found.parts) == {"e", "a", "r"}
    assert found.name == "e over a + r"


def test_files_of_the_same_name_keep_their_passages_apart() -> None:
    found = over(made("e", case(1, 1)), [made("e", case(1, 1)), made("e", case(1, 2))])
    assert [place.document for place in found.cases[0].relevant] == ["e1/1", "e2/2"]
    assert len({one.id for one in found.documents}) == 4


def test_a_question_that_no_file_has_is_broken() -> None:
    found = over(made("e", case(1, 1), case(2, 2)), [made("a", case(1, 1))])
    assert [one.id for one in found.cases] == ["q1"]
    assert [problem.item for problem in found.broken] == ["case q2"]


def test_what_the_files_call_unanswerable_is_unanswerable() -> None:
    impossible = case(1).model_copy(update={"answerable": False, "type": "unanswerable", "answers": ()})
    (one,) = over(made("e", case(1, 1)), [made("a", impossible)]).cases
    assert (one.answerable, one.type, one.relevant, one.answers) == (False, "unanswerable", (), ())


def test_a_passage_without_a_title_gets_none_from_its_address() -> None:
    chosen = made("e", case(1, 1)).model_copy(update={"documents": (document("e", 12, title="Warsaw"),)})
    (one,) = without_titles(chosen).documents
    assert complete(one.article).title == ""
    assert without_titles(without_titles(chosen)) == without_titles(chosen)


def test_a_sample_is_drawn_by_its_seed() -> None:
    chosen = made("e", *(case(number, 1) for number in range(40)))
    drawn = sampled(chosen, 5, seed=1)
    assert drawn == sampled(chosen, 5, seed=1)
    assert drawn.cases != sampled(chosen, 5, seed=2).cases != chosen.cases[:5]
    assert len(drawn.cases) == 5
    assert drawn.documents == chosen.documents
    assert sampled(chosen, 99, seed=1) == chosen


def test_halves_part_articles_and_ask_everything_of_both() -> None:
    chosen = made("e", case(1, 1), case(2, 2), case(3, 3), case(4, 4), documents=4, groups="AABB")
    one, other = halves(chosen, seed=1)
    assert {frozenset(place.group for place in half.documents) for half in (one, other)} == {frozenset("A"), frozenset("B")}
    for half in (one, other):
        held = {place.id for place in half.documents}
        assert [found.answerable for found in half.cases] == [place.relevant[0].document in held for place in chosen.cases]
        assert all(not found.relevant and not found.answers for found in half.cases if not found.answerable)
    ids = [found.id for half in (one, other) for found in half.cases]
    assert len(set(ids)) == len(ids) == 8


def test_a_question_that_both_halves_answer_is_asked_once() -> None:
    chosen = made("e", case(1, 1, 2), case(2, 2), groups="AB")
    one, other = halves(chosen, seed=1)
    assert [found.id for found in one.cases].count("q1") + [found.id for found in other.cases].count("q1") == 1
    assert all(found.answerable for half in (one, other) for found in half.cases if found.id.startswith("q1"))


def write(path: Path, *, answer: str, ids: tuple[str, ...] = ("q1",)) -> Path:
    context = f"The tower is {answer} high."
    qas: list[dict[str, Any]] = [
        {"id": one, "question": "How high is it?", "answers": [{"text": answer, "answer_start": context.index(answer)}]} for one in ids
    ]
    path.write_text(json.dumps({"data": [{"title": "Tower", "paragraphs": [{"context": context, "qas": qas}]}]}), encoding="utf-8")
    return path


def test_passages_of_another_file_come_without_titles_unless_they_are_wanted(tmp_path: Path) -> None:
    asked, other = write(tmp_path / "e.json", answer="90 m"), write(tmp_path / "a.json", answer="ninety metres")
    found = assemble(asked, Choice(passages=(str(other),)))
    assert [one.article.title for one in found.documents] == [""]
    assert found.cases[0].answers == ("ninety metres",)
    assert set(found.parts) == {f"{tmp_path.name}/e.json", f"{tmp_path.name}/a.json"}
    assert assemble(asked, Choice(passages=(str(other),), titles=True)).documents[0].article.title == "Tower"
    assert assemble(asked, Choice()).documents[0].article.title == "Tower"
    assert assemble(asked, Choice(titles=False)).documents[0].article.title == ""


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    asked, other = write(tmp_path / "e.json", answer="90 m", ids=("q1", "q2")), write(tmp_path / "a.json", answer="90 m", ids=("q2",))
    choice = Choice(passages=(str(other),))
    with pytest.raises(EvaluationError, match="case q1: no file of passages"):
        assemble(asked, choice)
    found = assemble(asked, choice, keep_going=True)
    assert ([one.id for one in found.cases], len(found.broken)) == (["q2"], 1)


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (Choice(source="eng"), "one set"),
        (Choice(sample=0), "sample of 0"),
        (Choice(passages=("lines.jsonl",)), "brings no passages"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(tmp_path: Path, choice: Choice, reason: str) -> None:
    line = {"id": "a", "question": "Who?", "language": "en", "answerable": False, "type": "unanswerable"}
    Path("lines.jsonl").write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(EvaluationError, match=reason) as caught:
        assemble(write(tmp_path / "e.json", answer="90 m"), choice)
    assert caught.value.remedy
