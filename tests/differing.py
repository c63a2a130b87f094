"""Passages made of a few sentences, for comparing what articles say."""

from datetime import UTC, date, datetime
from itertools import count

from index.models import Article, Chunk, Span, article_id, text_version
from index.segment import sentences
from rag.models import Passage, Question, SentenceScore
from rag.question import understand

_NUMBERS = count(1)


def article(
    text: str, *, language: str = "en", source: str | None = None, published: date | None = None, title: str = "", voice: str = ""
) -> Article:
    """An article of its own, with its own voice unless one is given."""
    origin = f"file:///articles/{next(_NUMBERS)}.txt"
    identity = article_id(origin)
    return Article(
        id=identity,
        version=text_version(text),
        origin=origin,
        title=title,
        text=text,
        source=source,
        published=published,
        language=language,
        added_at=datetime(2026, 3, 4, tzinfo=UTC),
        voice=voice or identity,
    )


def passage(found: Article, *, coverage: float = 0.9) -> Passage:
    """All of an article as one passage, every sentence with the same coverage."""
    spans = tuple(
        Span(article_id=found.id, version=found.version, start=each.start, end=each.end) for each in sentences(found.text, found.language)
    )
    whole = spans[0].model_copy(update={"end": spans[-1].end})
    scored = tuple(SentenceScore(span=span, score=1.0, coverage=coverage) for span in spans)
    chunk = Chunk(id=next(_NUMBERS), span=whole, sentences=spans)
    return Passage(chunk=chunk, article=found, scores={}, score=1.0, sentences=scored, coverage=coverage)


def question(text: str, language: str = "en") -> Question:
    """A question with the kind of thing it asks for."""
    return understand(text, today=date(2026, 4, 12)).model_copy(update={"language": language})
