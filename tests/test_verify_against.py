"""A text held against a library: sentences with offsets, verdicts and quotes that are there."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from index.models import Article, Chunk, Span, article_id, text_version
from index.segment import sentences
from rag.models import Passage
from rag.verify import check

ENGLISH = "The army sent 650 soldiers and 40 boats. The bridge at Tashmar reopened on 28 February."
RUSSIAN = "Ремонт моста обошёлся в 74 миллиона долларов."


def passage(text: str, language: str, title: str) -> Passage:
    identity, version = article_id(title), text_version(text)
    article = Article(
        id=identity,
        version=version,
        origin=f"file:///{title}",
        title=title,
        text=text,
        language=language,
        published=date(2026, 3, 2),
        added_at=datetime(2026, 3, 3, tzinfo=UTC),
    )
    spans = tuple(Span(article_id=identity, version=version, start=start, end=end) for start, end in sentences(text, language))
    whole = Span(article_id=identity, version=version, start=spans[0].start, end=spans[-1].end)
    return Passage(chunk=Chunk(id=1, span=whole, sentences=spans), article=article, scores={}, score=1.0, sentences=(), coverage=1.0)


def library(*passages: Passage) -> Callable[[str], Sequence[Passage]]:
    return lambda sentence: passages


def test_every_sentence_has_a_verdict_and_its_place() -> None:
    text = "The army sent 650 soldiers.  The bridge at Tashmar reopened on 18 February.\n\nA whale sang."
    checked = check(text, search=library(passage(ENGLISH, "en", "Flood")))
    assert [text[one.start : one.end] for one in checked] == [one.text for one in checked]
    assert [one.judgement.verdict for one in checked] == ["supported", "not_supported", "not_supported"]


def test_citations_are_the_exact_words_of_the_article() -> None:
    source = passage(ENGLISH, "en", "Flood")
    (checked,) = check("On 28 February the Tashmar bridge reopened.", search=library(source))
    (citation,) = checked.citations
    assert citation.quote == "The bridge at Tashmar reopened on 28 February."
    assert source.article.text[citation.span.start : citation.span.end] == citation.quote


def test_one_quote_keeps_its_number_through_the_text() -> None:
    checked = check("The army sent 650 soldiers. The army sent 40 boats.", search=library(passage(ENGLISH, "en", "Flood")))
    assert [citation.number for one in checked for citation in one.citations] == [1, 1]


def test_the_article_that_supports_a_sentence_is_cited_whatever_its_language() -> None:
    found = library(passage(ENGLISH, "en", "Flood"), passage(RUSSIAN, "ru", "Мост"))
    (checked,) = check("The repair of the bridge cost 74 million dollars.", search=found, language="en")
    assert checked.judgement.verdict == "supported"
    assert checked.citations[0].quote == RUSSIAN


def test_a_contradiction_is_shown_with_what_the_source_says() -> None:
    found = library(passage(RUSSIAN, "ru", "Мост"), passage(ENGLISH, "en", "Flood"))
    (checked,) = check("The army sent 950 soldiers and 40 boats.", search=found)
    assert checked.judgement.verdict == "not_supported"
    assert checked.judgement.reasons == ("The source says 650, the sentence says 950.",)
    assert checked.citations[0].quote.startswith("The army sent 650")


def test_a_library_without_passages_supports_nothing() -> None:
    (checked,) = check("The army sent 650 soldiers.", search=library())
    assert (checked.judgement.verdict, checked.citations) == ("not_supported", ())
