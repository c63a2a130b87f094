"""Runs over other passages, over halves, and among other articles, through the real library and engine."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.models import Choice
from eval.records import read_run
from eval.run import run
from index.errors import EvaluationError
from index.settings import Settings, load_settings

ENGLISH = (
    (
        "Velin",
        "The harbour of Velin was dredged in 1987 by forty barges.",
        "How many barges dredged the harbour of Velin in 1987?",
        "forty",
    ),
    ("Kestrel Hill", "The mirror of Kestrel Hill was paid for by a brewer.", "Who paid for the mirror of Kestrel Hill?", "a brewer"),
    ("Orla Finch", "Orla Finch saw the comet from a rowing boat.", "Where did Orla Finch see the comet from?", "a rowing boat"),
    ("Tarsan", "The bakery in Tarsan bakes bread with seaweed.", "What bread does the bakery in Tarsan bake?", "bread with seaweed"),
)
RUSSIAN = (
    ("Velin", "Гавань Велин углубили в 1987 году сорок барж.", "Сколько барж углубили гавань Велин в 1987 году?", "сорок"),
    ("Kestrel Hill", "Зеркало оплатил пивовар.", "Кто оплатил зеркало?", "пивовар"),
    ("Orla Finch", "Комету она увидела с лодки.", "Откуда она увидела комету?", "с лодки"),
    ("Tarsan", "Пекарня печёт хлеб с водорослями.", "Какой хлеб печёт пекарня?", "хлеб с водорослями"),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(embedder="none", library=tmp_path / "library")


def write(path: Path, rows: tuple[tuple[str, str, str, str], ...]) -> Path:
    def entry(number: int, title: str, context: str, question: str, answer: str) -> dict[str, Any]:
        answers = [{"text": answer, "answer_start": context.index(answer)}]
        return {
            "title": title,
            "paragraphs": [{"context": context, "qas": [{"id": f"q{number}", "question": question, "answers": answers}]}],
        }

    path.write_text(json.dumps({"data": [entry(number, *row) for number, row in enumerate(rows)]}), encoding="utf-8")
    return path


@pytest.fixture
def english(tmp_path: Path) -> Path:
    return write(tmp_path / "en.json", ENGLISH)


@pytest.fixture
def russian(tmp_path: Path) -> Path:
    return write(tmp_path / "ru.json", RUSSIAN)


def test_a_mixed_pool_has_a_right_passage_in_each_language(english: Path, russian: Path, settings: Settings, tmp_path: Path) -> None:
    output = tmp_path / "run.json"
    choice = Choice(passages=(str(english), str(russian)))
    found = run(english, settings=settings, choice=choice, output=output)
    assert found.metrics["MRR"] == 1
    assert 0.5 < found.metrics["Recall@10"] <= 1  # the harbour's year and name are in both languages
    assert all(len(case.relevant) == 2 for case in found.cases)
    assert found.counts["documents"] == 8
    assert read_run(output).choice == choice


def test_titles_of_the_original_give_a_translated_passage_away(english: Path, settings: Settings, tmp_path: Path) -> None:
    words = ("Глокая куздра", "Бурлыка хрюм", "Пуськи бятые", "Калуша сяпала")  # mean nothing, so that nothing else can tell
    rows = tuple((row[0], f"{text} мимзы.", "Кто?", text) for row, text in zip(ENGLISH, words, strict=True))
    other = str(write(tmp_path / "translated.json", rows))
    figures = [run(english, settings=settings, choice=Choice(passages=(other,), titles=titles)).metrics["MRR"] for titles in (None, True)]
    assert figures[0] < figures[1] == 1


def test_questions_of_the_other_half_are_unanswerable(english: Path, settings: Settings) -> None:
    found = run(english, settings=settings, choice=Choice(unanswerable=True))
    assert found.counts == {"cases": 8, "answerable": 4, "failed": 0, "documents": 4, "chunks": 4}
    assert found.metrics["AUROC"] == found.metrics["Declined right"] == 1
    assert found.metrics["Declined wrong"] == 0
    assert found.metrics["MRR"] == 1
    assert found.answered
    assert any("half" in notice for notice in found.notices)


def test_articles_that_join_are_asked_among(english: Path, settings: Settings, tmp_path: Path) -> None:
    rows = tuple((title, f"{question} {question}", question, question) for title, _, question, _ in ENGLISH)  # better than the answer
    echoes = write(tmp_path / "echoes.json", rows)
    found = run(english, settings=settings, choice=Choice(among=(str(echoes), "ar:3")))
    assert found.counts["documents"] == 4 + 4 + 3
    assert found.counts["cases"] == 4
    assert found.metrics["MRR"] < found.alone["MRR"] == 1
    assert run(english, settings=settings, choice=Choice(among=("ar:3",))).metrics["MRR"] == 1


def test_only_so_many_are_asked(english: Path, settings: Settings) -> None:
    found = run(english, settings=settings, choice=Choice(sample=2, seed=5))
    assert (found.counts["cases"], found.counts["documents"], found.choice.seed) == (2, 4, 5)


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (Choice(among=("xx:5",)), "5 articles in 'xx'"),
        (Choice(among=("ar:0",)), "0 articles in 'ar'"),
        (Choice(among=("nothing.json",)), r"nothing\.json"),
        (Choice(unanswerable=True, among=("ar:5",)), "two different things"),
    ],
)
def test_what_cannot_be_chosen_is_refused(english: Path, settings: Settings, choice: Choice, reason: str) -> None:
    with pytest.raises(EvaluationError, match=reason) as caught:
        run(english, settings=settings, choice=choice)
    assert caught.value.remedy


def test_one_article_cannot_be_parted(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(EvaluationError, match="no two articles"):
        run(write(tmp_path / "one.json", ENGLISH[:1]), settings=settings, choice=Choice(unanswerable=True))


def test_a_library_of_the_persons_own_is_left_alone(english: Path, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"--unanswerable .*stays as it is"):
        run(english, settings=settings, choice=Choice(unanswerable=True), library=tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
