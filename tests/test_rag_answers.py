"""Answers in quotes mode over the sample articles, with the real index."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.errors import QuestionError
from index.settings import load_settings
from rag import Sanad
from rag.models import Filters


@pytest.fixture(scope="module")
def sanad(sample_library: Path) -> Iterator[Sanad]:
    with Sanad.open(sample_library) as opened:
        yield opened


ASKED = [
    ("Who won the tender for the tidal power station in Tarsan Bay?", "Corvane Marine"),
    ("كم جرعة من اللقاح ستقدم سلكارا إلى نورفاند؟", "80 ألف جرعة"),
    ("اورسن کپ کے فائنل میں نوروند نے سلکارا کو کتنے رنز سے شکست دی؟", "رنز"),
    ("Сколько насосов отправил Норванд?", "насосов"),
]


@pytest.mark.parametrize(("question", "found"), ASKED)
def test_an_answer_holds_what_was_asked_for(sanad: Sanad, question: str, found: str) -> None:
    answer = sanad.ask(question)
    assert answer.status == "answered"
    assert any(found in sentence.text for sentence in answer.sentences)


@pytest.mark.parametrize("question", [question for question, _ in ASKED])
def test_every_citation_reproduces_its_article(sanad: Sanad, question: str) -> None:
    answer = sanad.ask(question)
    for sentence in answer.sentences:
        assert sentence.verdict == "supported"
        assert sentence.citations
        for citation in sentence.citations:
            article = sanad.library.article(citation.span.article_id, citation.span.version)
            assert article.text[citation.span.start : citation.span.end] == citation.quote
            assert (citation.title, citation.source, citation.language) == (article.title, article.source, article.language)


@pytest.mark.parametrize("question", ["What is the capital of France?", "Qui a composé la Marseillaise ?", "qqqq zzzz"])
def test_a_question_without_evidence_is_declined(sanad: Sanad, question: str) -> None:
    answer = sanad.ask(question)
    assert answer.status == "declined"
    assert not answer.sentences


def test_a_declined_answer_shows_what_is_nearest(sanad: Sanad) -> None:
    answer = sanad.ask("How high are the cliffs near Port Velin and who climbed them last winter with ropes?")
    assert answer.status == "declined"
    assert answer.related
    assert [citation.number for citation in answer.related] == list(range(1, len(answer.related) + 1))


def test_a_stream_grows_by_one_sentence_and_ends_complete(sanad: Sanad) -> None:
    growing = list(sanad.stream("How many people were evacuated from Tashmar?"))
    assert [len(answer.sentences) for answer in growing] == list(range(1, len(growing) + 1))
    assert growing[-1].timings["total"] > 0
    assert [citation.number for citation in growing[-1].citations] == list(range(1, len(growing) + 1))


def test_no_two_sentences_of_an_answer_say_the_same(sanad: Sanad) -> None:
    answer = sanad.ask("Which border crossings did Norvand and Selkara agree to reopen?")
    texts = [sentence.text for sentence in answer.sentences]
    assert len(set(texts)) == len(texts)


def test_filters_restrict_language_source_date_and_article(sanad: Sanad) -> None:
    question = "tidal power station Tarsan Bay ترسان"
    arabic = sanad.search(question, filters=Filters(languages=("ar",)))
    assert arabic
    assert {passage.article.language for passage in arabic} == {"ar"}
    source = arabic[0].article.source
    assert source is not None
    assert {passage.article.source for passage in sanad.search(question, filters=Filters(sources=(source,)))} == {source}
    late = sanad.search("Orsen flood", filters=Filters(published_from=date(2026, 4, 9)))
    assert late
    assert all(passage.article.published and passage.article.published >= date(2026, 4, 9) for passage in late)
    one = arabic[0].article.id
    assert {passage.article.id for passage in sanad.search(question, filters=Filters(articles=(one,)))} == {one}
    assert sanad.search(question, filters=Filters(languages=("ja",))) == ()


def test_contributions_of_the_channels_sum_to_the_score(sanad: Sanad) -> None:
    for passage in sanad.search("How much will the tidal power station cost?"):
        assert sum(passage.scores.values()) == pytest.approx(passage.score)
        assert [sentence.score for sentence in passage.sentences] == sorted((one.score for one in passage.sentences), reverse=True)


@pytest.mark.parametrize(
    ("answered", "not_answered"),
    [
        ("Who won the tender for the tidal power station?", "Who composed the opera about the French revolution?"),
        ("من فاز بمناقصة محطة طاقة المد والجزر؟", "من ألف الأوبرا عن الثورة الفرنسية؟"),
    ],
)
def test_an_answer_is_likelier_for_a_question_the_articles_answer(sanad: Sanad, answered: str, not_answered: str) -> None:
    likely, unlikely = (sanad.find(question).answerability for question in (answered, not_answered))
    assert 0 <= unlikely.score < 0.5 < likely.score <= 1
    assert likely.features["coverage"] > unlikely.features.get("coverage", 0)


@pytest.mark.parametrize("question", ["", "   ", "?!", "\u202e", "word " * 2_000])
def test_what_is_no_question_is_refused(sanad: Sanad, question: str) -> None:
    with pytest.raises(QuestionError) as error:
        sanad.ask(question)
    assert error.value.remedy


def test_the_limit_of_sentences_is_kept(sample_library: Path) -> None:
    with Sanad.open(sample_library, settings=load_settings(library=sample_library, answer_sentences=1)) as sanad:
        assert len(sanad.ask("How many people were evacuated from Tashmar?").sentences) == 1


def test_without_an_embedder_words_alone_answer(sample_library: Path) -> None:
    with Sanad.open(sample_library, settings=load_settings(library=sample_library, embedder="none")) as sanad:
        passages = sanad.search("Who won the tender for the tidal power station?")
        assert "Corvane Marine" in passages[0].text
        assert "vectors" not in passages[0].scores
