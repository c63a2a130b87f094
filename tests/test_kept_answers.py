"""Answers of the engine that are kept: with their conversation, when they are stopped, when they cannot be, and asked for again."""

import json
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from index.catalog.answers import ANSWERS_FILE, KeptAnswer
from index.circumstances import recorded
from index.errors import CatalogError, NotFoundError, QuestionError
from index.library import Library
from index.settings import load_settings
from rag import Sanad
from rag.kept import answer_of, compared, request_of
from rag.models import Answer, Filters
from tests.cli import run
from tests.servers.chat import ChatServer, chat_server
from tests.test_answering import says
from ui.answering.answers import Answers

TENDER = "Who won the tender for the tidal power station in Tarsan Bay?"
MANY = "What do the reports say about the Orsen flood?"
QUESTIONS = (TENDER, MANY, "كم تبلغ كلفة محطة ترسان؟", "What is the capital of France?", "Who mediated the border talks in 2026?")

DYING = """
import json, os, signal, sys
from index.settings import load_settings
from rag import Sanad

settings = load_settings(library=sys.argv[1], embedder="none", chat_base_url=sys.argv[2], chat_model="scripted")
with Sanad.open(sys.argv[1], settings=settings) as sanad:
    for answer in sanad.stream(sys.argv[3], conversation="c"):
        if len(answer.sentences) == 3:
            print(json.dumps([sentence.text for sentence in answer.sentences]), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def path(tmp_path: Path, sample_library: Path) -> Path:
    """A library of one's own with the sample articles."""
    shutil.copytree(sample_library, tmp_path / "library", ignore=shutil.ignore_patterns(f"{ANSWERS_FILE}*", "lock*"))
    return tmp_path / "library"


@contextmanager
def opened(path: Path, **options: Any) -> Iterator[Sanad]:
    with Sanad.open(path, settings=load_settings(library=path, **options)) as sanad:
        yield sanad


def conversation(sanad: Sanad, name: str = "c") -> tuple[KeptAnswer, ...]:
    return sanad.keeper.store.conversation(name)


def stream(sanad: Sanad, question: str) -> Generator[Answer, None, None]:
    """The stream of a reader who may leave."""
    yield from sanad.stream(question, conversation="c")


def texts(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def test_an_answer_is_kept_with_all_that_it_rests_on(path: Path) -> None:
    with opened(path, chat_api_key=None, embedding_api_key="sk-hush") as sanad:
        filters = Filters(languages=("en",))
        answer = sanad.ask(TENDER, conversation="c", filters=filters, ignore=("phrase",), today=date(2026, 5, 2))
        (kept,) = conversation(sanad)
        assert answer_of(kept) == answer
        assert (kept.id, kept.question, kept.state, kept.model) == (answer.kept, TENDER, "done", None)
        asked = request_of(kept)
        assert (asked.filters, asked.ignore, asked.today, asked.history) == (filters, ("phrase",), date(2026, 5, 2), ())
        assert {"sanad", "analyzer", "embedder", "model"} <= set(kept.versions)
        assert kept.settings["answer_sentences"] == 5
        assert "hush" not in kept.model_dump_json()
        assert kept.seconds > 0
        for citation in answer.citations:
            read = [sanad.library.article(span.article_id, span.version).quote(span) for span in kept.passages]
            assert any(citation.quote in passage for passage in read)


def test_nothing_is_kept_without_a_conversation(path: Path) -> None:
    with opened(path) as sanad:
        assert sanad.ask(TENDER).kept is None
    assert not (path / ANSWERS_FILE).exists()


@pytest.mark.parametrize("name", ["", "  \n", "x" * 201])
def test_a_conversation_needs_a_name(path: Path, name: str) -> None:
    with opened(path) as sanad, pytest.raises(QuestionError):
        sanad.ask(TENDER, conversation=name)


def test_a_follow_up_takes_from_the_conversation_it_is_kept_in(path: Path) -> None:
    with opened(path) as sanad:
        sanad.ask("How many people were evacuated because of the Orsen flood?", conversation="c")
        alone = sanad.ask("And when?", history=(), conversation="c")
    with opened(path) as sanad:
        sanad.keeper.store.rename("c", "The flood")
        follow = sanad.ask("And when?", conversation="The flood")
        assert [one.conversation for one in conversation(sanad)] == ["c"] * 3
    assert not alone.question.wishes("follow_up")
    assert "flood" in follow.question.searched


def test_the_same_library_gives_the_same_answers_again(path: Path) -> None:
    with opened(path, answer_sentences=2, answer_threshold=0.55) as sanad:
        given = [sanad.ask(question, conversation="c") for question in (*QUESTIONS, "And when?")]
    with opened(path, answer_sentences=5, answer_threshold=0.9) as sanad:
        for answer, kept in zip(given, conversation(sanad), strict=True):
            again = sanad.replay(kept.id)
            assert compared(answer_of(kept), again).same
            assert (texts(again), again.citations) == (texts(answer), answer.citations)
            assert sanad.keeper.changed_since(kept) == {"answer_sentences": (2, 5), "answer_threshold": (0.55, 0.9)}
        assert len(conversation(sanad)) == len(given)  # a replay is not kept
        with pytest.raises(NotFoundError, match="999"):
            sanad.replay(999)


def test_a_changed_library_is_told_from_the_same(path: Path, tmp_path: Path) -> None:
    with opened(path) as sanad:
        before = sanad.ask(TENDER, conversation="c")
    run("delete", before.citations[0].span.article_id, "--yes", "--library", path)
    with opened(path) as sanad:
        (kept,) = conversation(sanad)
        found = compared(answer_of(kept), sanad.replay(kept.id))
        assert (found.same, found.text, found.citations) == (False, False, False)
        assert before.sentences[0].text in found.gone
        span = kept.passages[0]
        article = sanad.library.catalog.articles.get(span.article_id, span.version)
        assert article is not None
        assert article.quote(span)


def test_a_reader_who_leaves_finds_what_was_shown(path: Path) -> None:
    with opened(path, answer_sentences=5) as sanad:
        whole = sanad.ask(MANY)
        assert len(whole.sentences) > 1
        growing = stream(sanad, MANY)
        shown = next(growing)
        growing.close()
        (kept,) = conversation(sanad)
        assert kept.state == "stopped"
        assert answer_of(kept).sentences == shown.sentences
        assert "The answer was stopped." in answer_of(kept).notices


def test_the_last_answer_is_kept_before_it_is_given(path: Path) -> None:
    with opened(path) as sanad:
        growing = stream(sanad, MANY)
        for answer in growing:
            if answer.kept is not None:
                break
        (kept,) = conversation(sanad)
        assert answer_of(kept) == answer
        growing.close()
        assert [one.state for one in conversation(sanad)] == ["done"]


def test_an_answer_is_kept_while_another_process_writes_and_survives_a_rebuild(path: Path) -> None:
    with Library.open(path, embedder=None, settings=load_settings(library=path)) as writing, opened(path) as sanad:
        sanad.ask(TENDER, conversation="c")
        assert writing.catalog.articles.ids()
    assert run("rebuild", "--library", path).exit_code == 0
    with opened(path) as sanad:
        assert [one.question for one in conversation(sanad)] == [TENDER]


def test_where_nothing_can_be_kept_answers_come_and_say_so_once(path: Path) -> None:
    (path / ANSWERS_FILE).mkdir()
    with opened(path) as sanad:
        first, second = (sanad.ask(TENDER, conversation="c") for _ in range(2))
        assert texts(first) == texts(second) != []
        assert [notice for notice in first.notices if "not kept" in notice]
        assert not [notice for notice in second.notices if "not kept" in notice]
        assert (first.kept, second.kept) == (None, None)
        with pytest.raises(CatalogError):
            sanad.replay(1)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda asked: " ".join(says(asked, "Corvane Marine won the tender.") for _ in range(30))) as running:
        yield running


def test_what_a_model_took_is_counted(server: ChatServer, path: Path) -> None:
    prices = {"chat_price_in": 1.0, "chat_price_out": 2.0}
    with opened(path, chat_base_url=server.url, chat_model="scripted", chat_api_key="sk-hush", **prices) as sanad:
        answers = [sanad.ask(TENDER, conversation=name) for name in "cd"]
        (total,) = sanad.keeper.store.totals().models
        assert "hush" not in conversation(sanad)[0].model_dump_json()
    spent = [answer.usage for answer in answers if answer.usage]
    assert (total.model, total.answers, total.priced) == ("scripted", 2, 2)
    assert total.prompt_tokens == sum(usage.prompt_tokens for usage in spent) > 0
    assert total.cost == pytest.approx(sum(usage.cost or 0 for usage in spent))


def test_a_model_that_is_stopped_or_left_leaves_what_it_wrote(server: ChatServer, path: Path) -> None:
    with opened(path, chat_base_url=server.url, chat_model="scripted") as sanad:
        asked = count()
        stopped = list(sanad.stream(TENDER, conversation="c", cancelled=lambda: next(asked) > 40))[-1]
        growing = stream(sanad, TENDER)
        left = next(answer for answer in growing if answer.sentences)
        growing.close()
        first, second = conversation(sanad)
    assert (first.state, second.state) == ("stopped", "stopped")
    assert answer_of(first) == stopped
    assert answer_of(second).sentences == left.sentences
    assert answer_of(second).growing == ""


def test_what_a_model_wrote_is_kept_while_it_writes(server: ChatServer, path: Path) -> None:
    with opened(path, chat_base_url=server.url, chat_model="scripted") as sanad:
        states = [[(kept.id, kept.state) for kept in conversation(sanad)] for answer in stream(sanad, TENDER) if answer.sentences]
        assert states[0] == states[-2] == [(1, "stopped")]
        assert states[-1] == [(1, "done")]
        for answer in stream(sanad, TENDER):
            if len(answer.sentences) == 2:
                sanad.keeper.store.delete(["c"])
        assert [kept.state for kept in conversation(sanad)] == ["done"]


def test_what_a_model_wrote_survives_the_death_of_the_process(server: ChatServer, path: Path) -> None:
    command = [sys.executable, "-c", DYING, str(path), server.url, TENDER]
    ended = subprocess.run(command, cwd=Path(__file__).parents[1], check=False, stdout=subprocess.PIPE, text=True)
    assert ended.returncode == -9
    with opened(path) as sanad:
        (kept,) = conversation(sanad)
    assert kept.state == "stopped"
    assert texts(answer_of(kept)) == json.loads(ended.stdout)


def test_an_answer_of_quotes_is_asked_for_again_without_the_model(server: ChatServer, path: Path) -> None:
    with opened(path) as sanad:
        sanad.ask(TENDER, conversation="c")
    with opened(path, chat_base_url=server.url, chat_model="scripted") as sanad:
        (kept,) = conversation(sanad)
        assert compared(answer_of(kept), sanad.replay(kept.id)).same
        assert sanad.keeper.changed_since(kept)["chat_model"] == (None, "scripted")
    assert server.requests == []


def test_an_answer_of_another_version_is_an_error_of_ours(path: Path) -> None:
    with opened(path) as sanad:
        sanad.ask(TENDER, conversation="c")
        (kept,) = conversation(sanad)
        with pytest.raises(CatalogError, match=str(kept.id)):
            answer_of(kept.model_copy(update={"answer": json.dumps(json.loads(kept.answer) | {"other": 1})}))


def test_keys_among_the_arguments_of_an_embedder_are_not_recorded() -> None:
    settings = load_settings(embedder='some.where.Embedding:{"api_key": "sk-\\"hush", "size": 3}', chat_proxy="http://me:hush@localhost:9")
    told = json.dumps(recorded(settings))
    assert "hush" not in told
    assert "size" in told


def test_an_answer_is_made_in_the_place_that_was_kept_for_it(path: Path) -> None:
    with opened(path) as sanad:
        answers = Answers(sanad)
        answers.open()
        number = answers.ask("c", TENDER)
        assert number is not None
        assert answers.ask("c", "And when?") is None
        *_, turn = answers.follow(number)
        second = answers.ask("c", "And when?")
        assert second is not None
        list(answers.follow(second))
        first, after = conversation(sanad)
        assert (first.id, first.state, first.passages != ()) == (number, "done", True)
        assert answer_of(first) == turn.answer
        assert request_of(after).history[0].question == TENDER
        answers.close()
