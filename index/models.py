"""The values of the index: articles, spans and chunks. All are frozen; none holds a connection or a path."""

import hashlib
from bisect import bisect_right
from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

UNKNOWN_LANGUAGE = "und"  # ISO 639-2 "undetermined"

How = Literal["meta", "json-ld", "text", "filename", "feed", "column", "detected", "user"]  # how a field was found

ArticleState = Literal["read", "cleaned", "embedded", "indexed"]


class Record(BaseModel):
    """A frozen value: equal by content, and without fields that were not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Record):
    """A half-open range of characters of one version of one article.

    ``article.text[span.start:span.end]`` is the quote, always: offsets count Unicode code points, as Python does.
    """

    article_id: str
    version: str
    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"a span must hold at least one character, not [{self.start}, {self.end})")
        return self


class RawArticle(Record):
    """What a reader found in a source, before cleaning.

    Attributes:
        origin: Where it came from, as a URI (``file:///...`` or ``https://...``). One origin is one article: the same
            origin with another text is a new version of it.
        text: The body, as read. The title is not repeated in it.
        language: ISO 639-1 code if the source states one; ``None`` leaves it to detection.
        published: The calendar date the source states; ``None`` when it states none. Never guessed.
        published_at: The moment, where the source states a time too; with a zone where it states one.
        updated_at: When the source says it was last changed.
        place: Where the report was written, as its dateline says.
        found: How each of these fields was found, by name.
    """

    origin: str
    text: str
    title: str = ""
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    place: str | None = None
    language: str | None = None
    found: dict[str, How] = Field(default_factory=dict)


class Article(Record):
    """One version of an article as the catalog holds it.

    Attributes:
        id: Sixteen hexadecimal digits, made from ``origin``; stays the same across versions.
        version: ``sha256`` of ``text`` in UTF-8, 64 hexadecimal digits.
        source: The outlet that published it.
        published: The calendar date it was published; ``None`` when nothing states one.
        published_at: The moment, where a time is stated too; with a zone where one is stated.
        updated_at: When the source says it was last changed.
        place: Where the report was written, as its dateline says.
        language: ISO 639-1 code of most of it, or ``und``.
        passages: Where paragraphs are in another language: start, end and ISO 639-1 code, in order.
        pages: Where each page of a paged document begins in ``text``; empty for others.
        found: How each field was found, by name.
        added_at: When this version entered the library, UTC.
        voice: Id of the article whose near-copy it is; its own id otherwise. Articles of one voice count once.
    """

    id: str
    version: str
    origin: str
    title: str
    text: str
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    place: str | None = None
    language: str = UNKNOWN_LANGUAGE
    passages: tuple[tuple[int, int, str], ...] = ()
    pages: tuple[int, ...] = ()
    found: dict[str, How] = Field(default_factory=dict)
    added_at: datetime
    voice: str = ""

    def page(self, span: Span) -> int | None:
        """The number of the page ``span`` begins on, counted from 1; ``None`` in an article without pages."""
        return bisect_right(self.pages, span.start) or None

    def language_at(self, position: int) -> str:
        """The language of the paragraph at ``position``."""
        before = bisect_right(self.passages, position, key=lambda passage: passage[0])
        if before and position < self.passages[before - 1][1]:
            return self.passages[before - 1][2]
        return self.language

    def quote(self, span: Span) -> str:
        """The exact characters of ``span``.

        Raises:
            ValueError: ``span`` belongs to another article or version, or ends behind the text.
        """
        if (span.article_id, span.version) != (self.id, self.version):
            raise ValueError(f"span of {span.article_id}@{span.version[:12]} asked of {self.id}@{self.version[:12]}")
        if span.end > len(self.text):
            raise ValueError(f"span ends at {span.end}, the text at {len(self.text)}")
        return self.text[span.start : span.end]


class Chunk(Record):
    """A run of whole sentences of one article version: the unit that is embedded and retrieved.

    Attributes:
        id: The catalog's number for it; never used again after a deletion.
        span: From the first character of the first sentence to the last of the last.
        sentences: Their spans, in order, not overlapping.
    """

    id: int
    span: Span
    sentences: tuple[Span, ...]


class Filters(Record):
    """What the person restricted the search to. Empty or ``None`` restricts nothing.

    Attributes:
        languages: ISO 639-1 codes of articles.
        sources: Names of outlets, exactly as the articles carry them.
        published_from: First day, inclusive. Articles without a date do not match a date filter.
        published_to: Last day, inclusive.
        articles: Ids of articles.
    """

    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
    articles: tuple[str, ...] = ()


def article_id(origin: str) -> str:
    """The identity of the article that comes from ``origin``: the first 16 hexadecimal digits of its ``sha256``."""
    return hashlib.sha256(origin.encode()).hexdigest()[:16]


def text_version(text: str) -> str:
    """The version of an article with this text: ``sha256`` of its UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
