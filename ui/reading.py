"""Opening an article at a citation: what a link says, and what is found there."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import Field

from index.catalog.articles import Version
from index.errors import NotFoundError
from index.models import Article, Record, Span

GONE, MISSING, OUTSIDE, OLDER = "reader.gone", "reader.missing", "reader.outside", "reader.older"  # keys of words

WHOLE = 60_000  # characters of an article that are shown at once; of a longer one, a part of that length
COPIES = 12  # listed
HEADINGS = 60

_NO_HEADING = re.compile(r"[.!?…؟۔;؛:,،»”\")\]-]\s*$|^[-*•«“\"(\[]|\d[\d.,]*%?$")


class Articles(Protocol):
    """What is asked of the catalog's articles."""

    def get(self, identity: str) -> Article | None:
        """An article by its id."""

    def versions(self, identity: str) -> tuple[Version, ...]:
        """All versions that can still be read, newest first."""


class Copies(Protocol):
    """What is asked of the catalog's near-copies."""

    def of_voice(self, voices: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The articles of each of these voices that have more than one."""


class Catalog(Protocol):
    """The part of the catalog that is read."""

    @property
    def articles(self) -> Articles:
        """The articles."""

    @property
    def copies(self) -> Copies:
        """Which of them are near-copies."""


class ArticleSource(Protocol):
    """Where articles are found: the library."""

    def article(self, reference: str, version: str | None = None) -> Article:
        """One version of an article, the newest without ``version``; raises NotFoundError."""


class Shelves(ArticleSource, Protocol):
    """The library with what it knows about its articles."""

    @property
    def catalog(self) -> Catalog:
        """The catalog."""


class Place(Record):
    """Where a link points.

    Attributes:
        version: The version the offsets belong to; ``None`` means the newest.
        start: First character of the quote; ``None`` opens the article without a highlight.
        end: One behind the last character.
        at: A character of the part to show of a long article, where nothing is quoted.
    """

    article: str = Field(max_length=200)
    version: str | None = Field(default=None, max_length=64)
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=0)
    at: int | None = Field(default=None, ge=0)


class Reading(NamedTuple):
    """An opened article: the version, the span to highlight, and the key of what the reader must be told."""

    article: Article
    hit: Span | None
    notice: str = ""


class Heading(NamedTuple):
    """A line that reads like a heading, and its first character."""

    start: int
    words: str


class About(NamedTuple):
    """What the library knows about an article besides its text: its versions, newest first, and its near-copies."""

    versions: tuple[Version, ...] = ()
    copies: tuple[Article, ...] = ()


def place_of(address: str) -> Place:
    """Where the address of a link points.

    Raises:
        ValueError: It is not the address of an article.
    """
    parts = urlsplit(address)
    return Place.model_validate({"article": unquote(parts.path.rpartition("/")[2]), **dict(parse_qsl(parts.query))})


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


def known_about(library: Shelves, article: Article) -> About:
    """What the library knows about an article."""
    alike = library.catalog.copies.of_voice([article.voice or article.id]).get(article.voice or article.id, ())
    others = (library.catalog.articles.get(identity) for identity in [each for each in alike if each != article.id][:COPIES])
    return About(library.catalog.articles.versions(article.id), tuple(other for other in others if other is not None))


def shown_part(text: str, at: int, *, whole: int = WHOLE) -> tuple[int, int]:
    """The part of a text to show around a character: all of it unless it is long, and whole paragraphs where there are some."""
    if len(text) <= whole:
        return 0, len(text)
    first, last = max(0, min(at, len(text)) - whole // 2), min(len(text), at + whole // 2)
    start = text.find("\n\n", first, first + whole // 4) + 2 if first else 0
    end = text.rfind("\n\n", last - whole // 4, last) if last < len(text) else last
    return (start if first == 0 or start > 1 else first), (end if end > 0 else last)


def headings(text: str) -> tuple[Heading, ...]:
    """Lines that read like headings: short paragraphs without an ending, before a longer one. Empty unless there are two."""
    found, start, blocks = [], 0, text.split("\n\n")
    for block, following in pairwise(blocks):
        words = block.lstrip("# ")
        if 1 < len(words) < 80 and len(following) > max(60, len(words)) and "\n" not in words and not _NO_HEADING.search(words):
            found.append(Heading(start, words))
        start += len(block) + 2
    return tuple(found[:HEADINGS]) if len(found) > 1 else ()
