"""What was understood of a question, at work over the sample articles."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.settings import load_settings
from rag import Sanad
from rag.models import Filters
from rag.question import EVERYTHING

TODAY = date(2026, 5, 14)
COST = "How much will the tidal power station in Tarsan Bay cost?"


@pytest.fixture(scope="module")
def sanad(sample_library: Path) -> Iterator[Sanad]:
    with Sanad.open(sample_library) as opened:
        yield opened


def test_an_outlet_that_is_named_comes_first(sanad: Sanad) -> None:
    outlets = {"The Velin Courier", "صدى أورسن", "روزنامہ موجِ ساحل"}
    for name in outlets:
        first = sanad.search(f"According to {name}, how much will the tidal power station in Tarsan Bay cost?", today=TODAY)[0]
        assert first.scores["preferred"] > 0
        assert first.scores["preferred"] == max(passage.scores["preferred"] for passage in sanad.search(f"According to {name}, {COST}"))


def test_a_wish_changes_only_what_has_the_words(sanad: Sanad) -> None:
    found = sanad.search(f"According to Вестник Орсена, {COST}", limit=30)
    assert found[0].article.source != "Вестник Орсена"
    assert all(sum(passage.scores.values()) == pytest.approx(passage.score) for passage in found)
    assert all(0 <= passage.score <= 1 for passage in found)
    assert all(passage.scores["preferred"] == 0 for passage in found if passage.coverage == 0)


def test_only_an_outlet_excludes_the_others(sanad: Sanad) -> None:
    answer = sanad.ask("Only from The Velin Courier: how much will the tidal power station cost?")
    assert answer.status == "answered"
    assert {citation.source for citation in answer.citations} == {"The Velin Courier"}
    undone = sanad.search("Only from The Velin Courier: how much will the tidal power station cost?", ignore=["outlet"])
    assert len({passage.article.source for passage in undone}) > 1


def test_articles_of_a_time_exclude_all_others(sanad: Sanad) -> None:
    found = sanad.search("What do articles since 7 April say about the Orsen flood?", today=TODAY)
    assert found
    assert all(passage.article.published and passage.article.published >= date(2026, 4, 7) for passage in found)


def test_a_restriction_that_nothing_fits_is_named(sanad: Sanad) -> None:
    answer = sanad.ask("What do articles from 2019 say about the Orsen flood?", today=TODAY)
    assert answer.status == "declined"
    assert any("articles from 2019" in notice for notice in answer.notices)


def test_the_clock_is_asked_when_no_day_is_given(sample_library: Path) -> None:
    with Sanad.open(sample_library) as opened:
        sanad = Sanad(opened.library, settings=load_settings(library=sample_library), clock=lambda: TODAY)
        (wish,) = sanad.ask("Who was rescued last month?").question.understood
        assert wish.value == "2026-04-01/2026-04-30"


def test_a_quoted_phrase_lifts_the_sentence_that_has_it(sanad: Sanad) -> None:
    plain = sanad.search("What is said of the river and a fish passage?", limit=30)
    quoted = sanad.search("What is said of the river and a “third fish passage”?", limit=30)
    assert "third fish passage" in quoted[0].text
    assert "preferred" not in plain[0].scores
    assert [bool(passage.scores["preferred"]) for passage in quoted] == ["third fish passage" in passage.text for passage in quoted]


def test_a_follow_up_is_answered_from_the_conversation(sanad: Sanad) -> None:
    history = ["Who won the tender for the tidal power station in Tarsan Bay?"]
    answer = sanad.ask("And how much will it cost?", history=history)
    assert answer.question.text == "And how much will it cost?"
    assert "tidal" in answer.question.searched
    assert any("2.4 billion" in sentence.text for sentence in answer.sentences)


def test_each_part_is_heard(sanad: Sanad) -> None:
    question = "Did The Velin Courier and صدى أورسن report the same cost of the tidal power station in Tarsan Bay?"
    answer = sanad.ask(question)
    assert [part.value for part in answer.question.wishes("part")] == ["The Velin Courier", "صدى أورسن"]
    assert {citation.source for citation in answer.citations} >= {"The Velin Courier", "صدى أورسن"}
    sources = [passage.article.source for passage in sanad.search(question)]
    assert set(sources[:2]) == {"The Velin Courier", "صدى أورسن"}


def test_a_part_that_nothing_answers_makes_the_answer_partial(sanad: Sanad) -> None:
    question = "What do The Velin Courier and Кадрунский листок say about the tender for the tidal power station in Tarsan Bay?"
    answer = sanad.ask(question)
    assert answer.status == "partial"
    assert any("Кадрунский листок" in notice for notice in answer.notices)
    assert {citation.source for citation in answer.citations} == {"The Velin Courier"}


def test_what_sources_say_is_told_by_several(sanad: Sanad) -> None:
    heard = sanad.search("What do sources say about the tidal power station in Tarsan Bay?", limit=3)
    assert len({passage.article.language for passage in heard}) == 3


def test_taken_literally_nothing_is_understood(sanad: Sanad) -> None:
    answer = sanad.ask("Only from The Velin Courier: how much did it cost last week?", history=[COST], ignore=EVERYTHING)
    assert answer.question.understood == ()
    assert answer.question.filters == Filters()
    assert answer.question.searched == answer.question.text
