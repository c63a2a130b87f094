"""Opening an article at a citation: what a link says, and what is found there."""

from typing import NamedTuple, Protocol

from pydantic import Field

from index.errors import NotFoundError
from index.models import Article, Record, Span

GONE = "The version that was cited is no longer in the library. This is the newest one, without the highlight."
MISSING = "There is no such article in the library. It may have been deleted since."
OUTSIDE = "The cited place lies outside this article, so nothing is highlighted."


class ArticleSource(Protocol):
    """Where articles are found: the library."""

    def article(self, reference: str, version: str | None = None) -> Article:
        """One version of an article, the newest without ``version``; raises NotFoundError."""


class Place(Record):
    """Where a link points.

    Attributes:
        version: The version the offsets belong to; ``None`` means the newest.
        start: First character of the quote; ``None`` opens the article without a highlight.
        end: One behind the last character.
    """

    article: str = Field(max_length=200)
    version: str | None = Field(default=None, max_length=64)
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=0)


class Reading(NamedTuple):
    """An opened article: the version, the span to highlight, and what the reader must be told."""

    article: Article
    hit: Span | None
    notice: str = ""


def open_place(articles: ArticleSource, place: Place) -> Reading:
    """The article a link points to.

    Raises:
        NotFoundError: There is no such article in any version.
    """
    try:
        article = articles.article(place.article, place.version)
    except NotFoundError:
        if place.version is None:
            raise
        return Reading(articles.article(place.article), None, GONE)
    if place.start is None or place.end is None:
        return Reading(article, None)
    if not place.start < place.end <= len(article.text):
        return Reading(article, None, OUTSIDE)
    return Reading(article, Span(article_id=article.id, version=article.version, start=place.start, end=place.end))
