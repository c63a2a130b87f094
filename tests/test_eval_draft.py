"""Drafting a set from the sample articles: drawn evenly, every question checked, spans exact, and a person decides."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.draft.drafting import Drafter
from eval.draft.sampling import spread
from eval.draft.written import QuestionWriter
from eval.formats import load_set
from eval.formats.line import Line
from index.catalog.articles import Stated
from index.errors import ChatError, EvaluationError
from index.models import Filters
from index.segment import sentences
from index.settings import load_settings
from rag import Sanad
from rag.chat import load_chat
from tests.cli import run, run_json
from tests.servers.chat import Asked, ChatServer, Reply, chat_server, prompt_of


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("draft") / "library"
    assert run("index", "--samples", "--library", directory).exit_code == 0
    return directory


@pytest.fixture
def sanad(library: Path) -> Iterator[Sanad]:
    with Sanad.open(library) as opened:
        yield opened


def stated(number: int, language: str, source: str, month: int) -> tuple[str, Stated]:
    return f"{language}-{source}-{month}-{number}", Stated(source, date(2026, month, 1), language)


def test_a_rare_language_outlet_and_month_has_its_turn() -> None:
    many = [stated(number, "en", "Big", 1) for number in range(50)]
    few = [stated(1, "en", "Small", 1), stated(1, "en", "Big", 2), stated(1, "ur", "Subh", 3), stated(2, "ur", "Subh", 3)]
    articles = dict([*many, *few])
    order = list(spread(articles, seed=1))
    assert sorted(order) == sorted(articles)
    assert {articles[name].language for name in order[:2]} == {"en", "ur"}
    assert {(articles[name].source, articles[name].published) for name in order[:6] if articles[name].language == "en"} == {
        ("Big", date(2026, 1, 1)),
        ("Small", date(2026, 1, 1)),
        ("Big", date(2026, 2, 1)),
    }
    assert order == list(spread(dict(reversed(articles.items())), seed=1))
    assert order != list(spread(articles, seed=2))


def test_templates_draft_checked_questions_in_every_language(sanad: Sanad) -> None:
    drafter = Drafter(sanad, seed=3, unanswerable=0.25)
    lines = list(drafter.draft(16))
    assert len(lines) == len({line.question for line in lines}) == 16
    assert {line.language for line in lines} == {"ar", "en", "ru", "ur"}
    nothing = sum(not line.answerable for line in lines)
    assert nothing in (3, 4)
    for line in lines:
        assert (line.state, line.made.startswith("template: ")) == ("proposed", True)
        assert line.answerable == bool(line.relevant and line.answers)
        for place in line.relevant:
            article = sanad.library.article(place.article)
            assert article.text[place.start : place.end] == place.quote
            assert line.answers[0] in place.quote
            assert place.source == article.source
    assert lines == list(Drafter(sanad, seed=3, unanswerable=0.25).draft(16))
    summary = drafter.summary(lines)
    assert (summary.questions, summary.unanswerable, summary.tokens) == (16, nothing, None)


def test_the_same_sentence_of_another_article_is_evidence_too(tmp_path: Path) -> None:
    shared = "Corvane Marine will install 24 turbines in Tarsan Bay."
    for name, around in (("one", "The tide comes in twice a day."), ("two", "Fishers fear for the herring. Nobody asked them.")):
        (tmp_path / f"{name}.txt").write_text(f"{around} {shared}")
    assert run("index", tmp_path / "one.txt", tmp_path / "two.txt", "--library", tmp_path / "library", "--embedder", "none").exit_code == 0
    with Sanad.open(tmp_path / "library") as sanad:
        (line,) = Drafter(sanad, unanswerable=0).draft(1)
        texts = {place.article: sanad.library.article(place.article).text for place in line.relevant}
    assert len(texts) == 2
    assert [texts[place.article][place.start : place.end] for place in line.relevant] == [shared, shared]


def test_filters_restrict_and_nothing_is_an_error(sanad: Sanad) -> None:
    lines = list(Drafter(sanad, unanswerable=0).draft(3, filters=Filters(languages=("ru",))))
    assert {line.language for line in lines} == {"ru"}
    with pytest.raises(EvaluationError, match="No article of the library matches"):
        list(Drafter(sanad).draft(1, filters=Filters(languages=("zu",))))


def written(**fields: Any) -> str:
    given = {"question": "", "answer": "", "statement": "", "sentences": [], "type": "fact"}
    return json.dumps({**given, **fields})


def careful(asked: Asked) -> str:
    """A model that asks about the tender of the tidal power station, and otherwise something no article says."""
    prompt = prompt_of(asked)
    if "hold an answer" in prompt:
        return json.dumps({"answered": "turbines" in prompt.split("Question:")[1].splitlines()[0]})
    if "NOT answered" in prompt:
        return written(question="Who painted the portrait of the queen of Selkara in the town hall?", type="unanswerable")
    number = next((line.split(".")[0] for line in prompt.splitlines() if "24 turbines" in line), None)
    if number is None:
        return "I would rather not."
    statement = "Corvane Marine will install 24 turbines in a wall 3.2 kilometres long."
    question = "How many turbines will Corvane Marine install in the wall?"
    return f"```json\n{written(question=question, answer='24', statement=statement, sentences=[int(number)], type='number')}\n```"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(careful) as running:
        yield running


@pytest.fixture
def writer(server: ChatServer) -> Iterator[QuestionWriter]:
    client = load_chat(load_settings(chat_model="scripted", chat_base_url=server.url, chat_timeout=5))
    assert client is not None
    made = QuestionWriter(client)
    yield made
    made.close()


def test_a_model_drafts_and_its_answers_are_verified(sanad: Sanad, writer: QuestionWriter, server: ChatServer) -> None:
    drafter = Drafter(sanad, unanswerable=0.5, writer=writer)
    lines = list(drafter.draft(2, filters=Filters(languages=("en",))))
    answered, nothing = lines
    (place,) = answered.relevant
    assert (answered.question[:17], answered.answers, answered.type) == ("How many turbines", ["24"], "number")
    assert sanad.library.article(place.article).text[place.start : place.end] == place.quote
    assert answered.made == nothing.made == "model: scripted"
    assert (nothing.answerable, nothing.relevant) == (False, [])
    assert drafter.rejected.keys() <= {"no answer of the model", "asked already"}
    assert server.requests[0]["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
    assert (drafter.summary(lines).tokens or 0) > 100


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"statement": "Corvane Marine will install 42 turbines in a wall."}, "not supported"),
        ({"answer": "forty-two"}, "answer not in the evidence"),
        ({"sentences": [99]}, "answer not in the evidence"),
        ({"sentences": []}, "malformed"),
        ({"question": "Corvane Marine will install turbines"}, "malformed"),
        ({"question": "Сколько турбин установит компания Корвейн Марин?"}, "another language"),
        ({"question": "Which recipe for lentil soup needs no onions?"}, "not found by the search"),
        ({"type": "unanswerable"}, "malformed"),
    ],
)
def test_what_a_model_gets_wrong_is_rejected_and_counted(
    sanad: Sanad, writer: QuestionWriter, server: ChatServer, fields: dict[str, Any], reason: str
) -> None:
    article = sanad.library.article("tidal-dam.en")
    places = sentences(article.text, article.language)
    number = next(place for place, (start, end) in enumerate(places, start=1) if "24 turbines" in article.text[start:end])
    good = json.loads(careful({"messages": [{"content": f"{number}. will install 24 turbines"}]}).strip("`json\n"))
    server.model = lambda asked: json.dumps({**good, **fields})
    drafter = Drafter(sanad, unanswerable=0, writer=writer)
    assert list(drafter.draft(1, filters=Filters(articles=(article.id,)))) == []
    assert drafter.rejected == Counter({reason: 3})


def test_a_missed_question_may_be_kept_for_a_person(sanad: Sanad, writer: QuestionWriter, server: ChatServer) -> None:
    statement = "Corvane Marine will install 24 turbines."
    asked = written(
        question="Which recipe for lentil soup needs no onions?", answer="24", statement=statement, sentences=[4], type="number"
    )
    server.model = lambda _: asked
    article = sanad.library.article("tidal-dam.en")
    (line,) = Drafter(sanad, unanswerable=0, keep_missed=True, writer=writer).draft(1, filters=Filters(articles=(article.id,)))
    assert line.tags == ["drafted", "missed"]
    assert "does not find" in line.note


def test_a_question_the_library_may_answer_is_not_called_unanswerable(sanad: Sanad, writer: QuestionWriter, server: ChatServer) -> None:
    server.model = lambda asked: '{"answered": true}' if "hold an answer" in prompt_of(asked) else careful(asked)
    drafter = Drafter(sanad, unanswerable=0.5, writer=writer)
    lines = list(drafter.draft(2, filters=Filters(languages=("en",))))
    assert [line.answerable for line in lines] == [True]
    assert drafter.rejected["perhaps answered"] > 0


def test_an_endpoint_that_is_gone_ends_the_drafting(sanad: Sanad, writer: QuestionWriter, server: ChatServer) -> None:
    server.script.extend(Reply(status=401) for _ in range(12))
    with pytest.raises(ChatError):
        list(Drafter(sanad, writer=writer).draft(5))


def test_the_command_writes_a_draft_that_is_a_set(tmp_path: Path, library: Path) -> None:
    file = tmp_path / "draft.jsonl"
    drafted = run_json("eval", "new", file, "--size", 8, "--library", library)
    lines = [Line.model_validate_json(text) for text in file.read_text(encoding="utf-8").splitlines()]
    assert (drafted["questions"], len(lines)) == (8, 8)
    with pytest.raises(EvaluationError, match="8 of 8 questions of the draft are not asked"):
        load_set(file)
    assert run("eval", "new", file, "--library", library).exit_code == 2
    assert run("eval", "review", file, "--accept-all", "--library", library).exit_code == 0
    assert {tag for case in load_set(file).cases for tag in case.tags} == {"drafted", "unreviewed"}
    assert run_json("eval", "check", file, "--library", library)["result"] == "good"


def test_fewer_questions_than_asked_for_are_told(tmp_path: Path, library: Path) -> None:
    result = run("eval", "new", tmp_path / "draft.jsonl", "--size", 500, "--language", "ru", "--library", library)
    assert result.exit_code == 1
    assert "not 500" in result.stderr
    assert run("eval", "new", tmp_path / "other.jsonl", "--model", "--library", library).exit_code == 2
