"""Questions to ask next: in the language of the one that was asked, and such as the library answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.settings import load_settings
from rag import Sanad
from ui.answering.further import further_questions
from ui.conversation import Turn
from ui.server import sample_cases

LANGUAGES = ("en", "ar", "ur", "ru")


@pytest.fixture(scope="module")
def sanad(sample_library: Path) -> Iterator[Sanad]:
    with Sanad.open(settings=load_settings(library=sample_library)) as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_further_questions_are_of_the_language_asked_in_and_are_answered(sanad: Sanad, language: str) -> None:
    offered: list[tuple[str, str]] = []
    for case in [case for case in sample_cases() if case.language == language and case.relevant][:4]:
        answer = sanad.ask(case.question)
        offered += further_questions(sanad, Turn(question=case.question, answer=answer, state="done"))
    assert {found for _, found in offered} == {language}
    assert [question for question, _ in offered if sanad.ask(question).status == "declined"] == []


def test_nothing_is_offered_where_nothing_was_answered(sanad: Sanad) -> None:
    answer = sanad.ask("Which colour has the bishop's second umbrella?")
    assert answer.status == "declined"
    assert further_questions(sanad, Turn(question="?", answer=answer, state="done")) == ()
