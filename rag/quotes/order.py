"""The order in which quotes are read: the shortest path to the fact first, or what happened in order of time. Pure."""

from collections.abc import Sequence
from datetime import date

from index.models import Article, Span
from rag.differ.values import moments
from rag.models import Question
from rag.phrases import plain
from rag.quotes.words import within
from rag.verify.reading import read


def wants_timeline(question: Question) -> bool:
    """Whether a question asks for what happened in order of time."""
    return within("timeline", "asks").search(plain(question.text)) is not None


def in_time(places: Sequence[tuple[Article, Span]]) -> list[int]:
    """The places of quotes by the first day each tells of, or else by the day its article was published; undated ones last."""
    return sorted(range(len(places)), key=lambda number: (_when(*places[number]), number))


def _when(article: Article, span: Span) -> int:
    told = (one.low for one in moments(read(article.quote(span), article.language_at(span.start)), article.published))
    return int(min(told, default=_published(article.published)))


def _published(day: date | None) -> int:
    return (day or date.max).toordinal()
