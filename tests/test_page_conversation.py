"""A turn's way through the engine, the shelf, and opening a place, without any HTML."""

import pytest

from eval.models import Case, Evidence
from index.errors import NotFoundError
from tests.browser.corpus import ARTICLES, ENERGY, GRID
from tests.browser.scripted import ScriptedEngine, ScriptedLibrary, ask_scripted
from ui.conversation import Turn
from ui.reading import GONE, OUTSIDE, Place, open_place
from ui.shelf import read_shelf

ENGINE = ScriptedEngine(ARTICLES)
LIBRARY = ENGINE.library


def case(question: str, language: str, *evidence: tuple[str, str]) -> Case:
    relevant = tuple(Evidence(document=document, quote=quote) for document, quote in evidence)
    return Case(id=question, question=question, language=language, relevant=relevant)


def test_a_turn_grows_and_ends() -> None:
    turns = list(ask_scripted(ENGINE, "Why do two of the six reactors remain offline?"))
    sizes = [len(turn.answer.sentences) if turn.answer else 0 for turn in turns]
    assert sizes == sorted(sizes)
    assert [turn.state for turn in turns[:-1]] == ["working"] * (len(turns) - 1)
    assert turns[-1].state == "done"


def test_different_questions_get_different_answers() -> None:
    texts = [
        list(ask_scripted(ENGINE, question))[-1].answer for question in ("the six reactors offline", "updated winter outlook operator")
    ]
    assert texts[0] and texts[1]
    assert texts[0].sentences[0].text != texts[1].sentences[0].text


def test_an_error_of_ours_ends_the_turn_with_its_message_and_remedy() -> None:
    last = list(ask_scripted(ENGINE, "fail"))[-1]
    assert last.state == "failed"
    assert last.problem == "The scripted engine fails on <b>purpose</b>. Ask something else."


def test_a_defect_is_not_hidden() -> None:
    with pytest.raises(RuntimeError):
        list(ask_scripted(ENGINE, "crash"))


def test_a_turn_that_ended_stays_as_it_is() -> None:
    done = Turn(question="?", state="done")
    assert done.ended("stopped") is done
    assert Turn(question="?").ended("stopped").state == "stopped"


def test_cited_spans_are_those_of_one_version() -> None:
    *_, last = ask_scripted(ENGINE, "Why do two of the six reactors remain offline, and بقي المفاعلان خارج الخدمة")
    assert len(last.cited_spans(GRID.id, GRID.version)) >= 1
    assert {each.article_id for each in last.cited_spans(ENERGY.id, ENERGY.version)} == {ENERGY.id}
    assert last.cited_spans(GRID.id, "other") == ()


def test_the_shelf_counts_and_lists_the_newest_first() -> None:
    shelf = read_shelf(LIBRARY.articles, ())
    assert shelf.articles == len(ARTICLES)
    assert shelf.languages[0] == "en"
    assert set(shelf.languages) == {"en", "ar", "ur", "ru"}
    days = [article.published for article in shelf.newest if article.published]
    assert days == sorted(days, reverse=True)
    assert read_shelf(ScriptedLibrary([]).articles, ()).articles == 0


def test_only_questions_whose_evidence_is_there_word_for_word_are_suggested() -> None:
    held, quote = case("held?", "en", ("grid.en.txt", "cooling pipes.")), "3 December."
    cases = (
        case("lost?", "ar", ("gone.ar", "x")),
        case("changed?", "ur", ("power.ur.txt", "words that are not in it")),
        case("of no article?", "ru"),
        held,
        case("two sources?", "en", ("grid.en.txt", quote), ("grid.en.txt", "cooling pipes.")),
    )
    assert [each.question for each in read_shelf(LIBRARY.articles, cases).suggestions] == ["two sources?"]
    assert [each.question for each in read_shelf(LIBRARY.articles, cases[:4]).suggestions] == ["held?"]


def test_a_place_opens_at_its_span() -> None:
    reading = open_place(LIBRARY, Place(article=GRID.id, version=GRID.version, start=4, end=8))
    assert reading.hit is not None
    assert reading.article.quote(reading.hit) == "grid"
    assert open_place(LIBRARY, Place(article=GRID.id)).hit is None


def test_a_place_that_cannot_be_marked_says_why() -> None:
    assert open_place(LIBRARY, Place(article=GRID.id, version="0" * 64, start=4, end=8)) == (GRID, None, GONE)
    assert open_place(LIBRARY, Place(article=GRID.id, start=8, end=4)) == (GRID, None, OUTSIDE)
    with pytest.raises(NotFoundError):
        open_place(LIBRARY, Place(article="nothing", version="0" * 64))
