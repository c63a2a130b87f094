"""The values of a brief. All are frozen; a change makes a new brief, see `rag.brief.editing`."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from index.models import UNKNOWN_LANGUAGE, Record, Span
from rag.models import Copy, Difference, Verdict

Kind = Literal["answer", "quote", "text"]

Identity = str  # of sections, items and citations: short, unique in a brief, never used twice in it


class Source(Record):
    """One version of one article, as it was when it was first cited in a brief.

    Attributes:
        id: Unique in the brief, such as ``s3``.
        article_id: Of the article in the library.
        version: ``sha256`` of its text in UTF-8, in hexadecimal.
        accessed: The day it was first put into the brief.
        origin: Where the library has it from, as a URI.
    """

    id: Identity
    article_id: str
    version: str
    accessed: date
    title: str
    source: str | None = None
    author: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    place: str | None = None
    url: str | None = None
    origin: str = ""
    language: str = UNKNOWN_LANGUAGE


class BriefCitation(Record):
    """The exact words that a place in a brief rests on; they stand by themselves, whatever becomes of the article.

    Attributes:
        id: Unique in the brief, such as ``c7``.
        source: Id of the ``Source``.
        start: First character of the quote in the text of that version.
        end: One past its last.
        quote: ``text[start:end]`` of that version.
        before: What stands before it in the text, up to a paragraph.
        after: What stands behind it, up to a paragraph.
        language: ISO 639-1 code of the quote.
        page: Page of a paged document it begins on, counted from 1.
        also: Other articles that had the same words.
        translation: The quote in the language of the brief, by a model; empty without one.
        translator: Name of that model.
    """

    id: Identity
    source: Identity
    start: int = Field(ge=0)
    end: int
    quote: str
    before: str = ""
    after: str = ""
    language: str = UNKNOWN_LANGUAGE
    page: int | None = None
    also: tuple[Copy, ...] = ()
    translation: str = ""
    translator: str = ""

    @model_validator(mode="after")
    def _as_long_as_its_quote(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError(f"the quote of {self.id} has {len(self.quote)} characters, its span {self.end - self.start}")
        return self


class Mark(Record):
    """Where a citation stands in a sentence.

    Attributes:
        at: Number of characters of the sentence before it.
        citation: Id of the ``BriefCitation``.
    """

    at: int = Field(ge=0)
    citation: Identity


class BriefSentence(Record):
    """One sentence of an item.

    Attributes:
        text: Without markers of citations.
        marks: Its citations, by place and then in order.
        verdict: Whether they, or for words without a citation the library, support it; ``None`` while that was not looked at.
        support: In [0, 1].
        reasons: Why it is not wholly supported.
        begins: Whether a paragraph begins with it.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    verdict: Verdict | None = None
    support: float = Field(default=0.0, ge=0, le=1)
    reasons: tuple[str, ...] = ()
    begins: bool = False

    @model_validator(mode="after")
    def _marks_within(self) -> Self:
        places = [mark.at for mark in self.marks]
        if places != sorted(places) or (places and places[-1] > len(self.text)):
            raise ValueError(f"marks at {places} do not fit a sentence of {len(self.text)} characters")
        return self


class Item(Record):
    """A cited answer, a single quote, or the person's own text.

    Attributes:
        id: Unique in the brief, such as ``i5``.
        kind: What it is.
        heading: The question of an answer, or what the person wrote over it; may be empty.
        language: ISO 639-1 code of most of it.
        sentences: In reading order.
        differences: Where the sources of an answer disagree.
        as_of: When the answer was given, the quote taken, or the text last written.
        mode: How an answer was made: ``quotes``, or the name of the model.
        answer: The number it is kept under; ``None`` for what is no answer.
        edited: Whether a person changed what the answer said.
    """

    id: Identity
    kind: Kind
    heading: str = ""
    language: str = UNKNOWN_LANGUAGE
    sentences: tuple[BriefSentence, ...] = ()
    differences: tuple[Difference, ...] = ()
    as_of: datetime
    mode: str = ""
    answer: int | None = None
    edited: bool = False


class Section(Record):
    """Items under a heading; the title of the first section may be empty."""

    id: Identity
    title: str = ""
    items: tuple[Item, ...] = ()


class Brief(Record):
    """A document made of cited answers.

    Attributes:
        id: Of the brief in the catalog.
        title: Its title.
        language: ISO 639-1 code of its labels and dates.
        author: Who signs it; may be empty.
        style: Name of a citation style, see `rag.export.styles`.
        sections: At least one.
        sources: By their id. A source stays while a citation names it.
        citations: By their id. A citation stays while a mark names it.
        made_at: When it was begun, UTC.
        changed_at: When it was last changed, UTC.
        next: The next number for an id of a section, an item, a citation or a source.
    """

    id: str
    title: str
    language: str = "en"
    author: str = ""
    style: str = "chicago-notes"
    sections: tuple[Section, ...] = ()
    sources: dict[Identity, Source] = Field(default_factory=dict)
    citations: dict[Identity, BriefCitation] = Field(default_factory=dict)
    made_at: datetime
    changed_at: datetime
    next: int = 1

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = [mark.citation for item in self.items for mark in item_marks(item) if mark.citation not in self.citations]
        unknown = [citation.id for citation in self.citations.values() if citation.source not in self.sources]
        if missing or unknown:
            raise ValueError(f"citations without an entry: {missing}; citations without a source: {unknown}")
        return self

    @property
    def items(self) -> Iterator[Item]:
        """All items in reading order."""
        return (item for section in self.sections for item in section.items)

    def span(self, citation: BriefCitation) -> Span:
        """Where the quote stands: article, version and offsets."""
        source = self.sources[citation.source]
        return Span(article_id=source.article_id, version=source.version, start=citation.start, end=citation.end)


def item_marks(item: Item) -> Iterator[Mark]:
    """The marks of an item in reading order."""
    return (mark for sentence in item.sentences for mark in sentence.marks)
