"""Passages made by hand, for what begins where a search has ended."""

from datetime import UTC, date, datetime
from typing import Any

from index.models import Article, Chunk, Span, article_id, text_version
from index.segment import sentences
from rag.models import Passage, Question, SentenceScore


def passage(name: str, text: str, *, score: float = 1.0, scores: dict[int, float] | None = None, **fields: Any) -> Passage:
    """A passage that is the whole of an article.

    Args:
        name: Its title, and what its id is made from.
        text: Of the article.
        score: Of the passage.
        scores: Of its sentences, by their place from 1; the others have 0.
        **fields: Of the article.
    """
    language = str(fields.setdefault("language", "en"))
    given = {"source": "Orsen Wire", "published": date(2026, 2, 13), "title": name, **fields}
    article = Article(
        id=article_id(name),
        version=text_version(text),
        origin=f"file:///{name}",
        text=text,
        added_at=datetime(2026, 3, 1, tzinfo=UTC),
        **given,
    )
    spans = tuple(Span(article_id=article.id, version=article.version, start=start, end=end) for start, end in sentences(text, language))
    whole = Span(article_id=article.id, version=article.version, start=spans[0].start, end=spans[-1].end)
    scored = tuple(SentenceScore(span=spans[place - 1], score=value, coverage=min(value, 1.0)) for place, value in (scores or {}).items())
    chunk = Chunk(id=abs(hash(name)) % 10_000, span=whole, sentences=spans)
    return Passage(chunk=chunk, article=article, scores={"words": score}, score=score, sentences=scored, coverage=1.0)


def asked(text: str, language: str = "en") -> Question:
    return Question(text=text, language=language)
