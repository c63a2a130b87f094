"""Questions that a model puts into the library's other languages: what is found, shown, kept, and what happens when it fails."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from index.settings import load_settings
from rag import Sanad
from rag.models import Filters, Question, Translation
from rag.translated import versions
from tests.corpus import raw
from tests.servers.chat import Asked, ChatServer, Reply, chat_server, prompt_of

RATE = "Which decision on borrowing did they take at their meeting?"
ARABIC = "ما قرار البنك المركزي بشأن سعر الفائدة؟"
DAM = "Who won the tender for the tidal power station in Tarsan Bay?"


def prepares(asked: Asked) -> bool:
    return "You prepare questions for a search" in prompt_of(asked)


def model(asked: Asked) -> str:
    """Translates into Arabic only; writes no answer."""
    found = {"question": "anything", "translations": [{"language": "ar", "text": ARABIC}]}
    return json.dumps(found) if prepares(asked) else ""


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(model) as running:
        yield running


@contextmanager
def engine(server: ChatServer, library: Path, **options: Any) -> Iterator[Sanad]:
    given = {"chat_question_timeout": 1.0, "chat_timeout": 1.0, "chat_deadline": 2.0, **options}
    with Sanad.open(library, settings=load_settings(chat_base_url=server.url, chat_model="scripted", **given)) as sanad:
        yield sanad


def prepared(server: ChatServer) -> list[str]:
    return [prompt_of(asked) for asked in server.requests if prepares(asked)]


def test_a_passage_is_found_by_what_the_question_is_in_its_language(server: ChatServer, sample_library: Path) -> None:
    with engine(server, sample_library) as sanad:
        found = sanad.find(RATE)
        without = sanad.find(RATE, ignore=["translation"])
    assert "Languages to translate into:" in prepared(server)[0]
    assert "en (English)" not in prepared(server)[0].partition("translate into:")[2]
    assert len(prepared(server)) == 1
    assert found.passages[0].article.language == "ar"
    assert found.passages[0].coverage > max(one.coverage for one in without.passages if one.article.id == found.passages[0].article.id)
    assert sum(found.passages[0].scores.values()) == pytest.approx(found.passages[0].score)
    assert [(one.value, one.text) for one in found.question.wishes("translation")] == [("ar", ARABIC)]
    assert without.question.translations == ()


def test_what_the_question_itself_finds_stays_beside_a_translation_that_asks_something_else(
    server: ChatServer, sample_library: Path
) -> None:
    with engine(server, sample_library) as sanad:
        found, without = sanad.find(DAM), sanad.find(DAM, ignore=["translation"])
    assert found.question.translations
    assert found.passages[0].chunk.id == without.passages[0].chunk.id


def test_only_languages_that_may_be_searched_are_translated_into(server: ChatServer, sample_library: Path) -> None:
    with engine(server, sample_library) as sanad:
        sanad.find(RATE, filters=Filters(languages=("ar",)))
        assert "translate into: ar (Arabic)\n" in prepared(server)[-1] + "\n"
        sanad.find(RATE, filters=Filters(languages=("en",)))
        sanad.find(RATE, ignore=["translation:ru", "translation:ur"])
        assert "translate into: ar (Arabic)\n" in prepared(server)[-1] + "\n"
    assert len(prepared(server)) == 1


def test_it_can_be_turned_off(server: ChatServer, sample_library: Path) -> None:
    with engine(server, sample_library, chat_translations=False) as sanad:
        assert sanad.find(RATE).question.translations == ()
    assert server.requests == []


@pytest.mark.parametrize("reply", [Reply(status=401), Reply(text="no"), Reply(delay=1.5)], ids=repr)
def test_a_model_that_fails_leaves_the_question_as_it_is_and_says_so(server: ChatServer, sample_library: Path, reply: Reply) -> None:
    server.script.append(reply)
    with engine(server, sample_library) as sanad:
        found = sanad.find(DAM)
    assert "as it is" in found.notices[0]
    assert found.question.translations == ()
    assert found.passages


def test_a_kept_answer_is_asked_again_with_the_translations_it_had(server: ChatServer, tmp_path: Path) -> None:
    library = tmp_path / "library"
    settings = load_settings()
    with Sanad.open(library, settings=settings, read_only=False) as filled:
        list(filled.library.add([raw("rate", "قرر البنك المركزي في أورسن رفع سعر الفائدة إلى 4 في المئة.", language="ar")]))
    with engine(server, library) as sanad:
        answer = sanad.ask(RATE, conversation="rates")
        assert answer.usage is not None
        assert answer.kept is not None
        once = len(prepared(server))
        again = sanad.replay(answer.kept)
    assert len(prepared(server)) == once == 1
    assert again.question == answer.question
    assert again.question.translations == (Translation(language="ar", text=ARABIC, searched=ARABIC),)
    assert [one.text for one in again.sentences] == [one.text for one in answer.sentences]


def test_a_translation_searches_what_the_person_left(server: ChatServer) -> None:
    both = (Translation(language="ar", text="س", searched="س"), Translation(language="ru", text="ж", searched="ж"))
    question = Question(text="q", language="en", translations=both)
    assert [one.language for one in versions(question, None)] == ["en", "ar", "ru"]
    assert [one.searched for one in versions(question, Filters(languages=("ru",)))] == ["q", "ж"]
