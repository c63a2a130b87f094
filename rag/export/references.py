"""The bibliography of a brief: what is known of each source, told apart as reference managers want it."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from index.models import UNKNOWN_LANGUAGE, Record
from rag.brief.models import Brief, Identity, Source
from rag.brief.numbering import NumberedSource, numbered
from rag.export.keys import citation_keys
from rag.export.people import Person, people
from rag.export.plain import one_line, romanised_title, web_address

ReferenceKind = Literal["news", "page", "report", "document"]


class Reference(Record):
    """One source as it is written into a bibliography. Every text is one line.

    Attributes:
        key: To cite it by: ASCII letters and digits, unique in the brief, and the same however its items are ordered.
        source: Id of the ``Source``.
        kind: ``news`` of an outlet, a ``page`` of the web, a ``report`` of pages without an address, or another ``document``.
        title: In its own script; may be empty.
        romanised: The title in Latin letters; empty where it is in Latin script.
        outlet: Who published it; may be empty.
        issued: The day it was published.
        accessed: The day it was first put into the brief.
        address: ``http`` or ``https``; may be empty.
        language: ISO 639-1 code; empty where it is not known.
        place: Where it was written; may be empty.
        version: ``sha256`` of its text.
    """

    key: str
    source: Identity
    kind: ReferenceKind
    title: str
    romanised: str = ""
    people: tuple[Person, ...] = ()
    outlet: str = ""
    issued: date | None = None
    accessed: date
    address: str = ""
    language: str = ""
    place: str = ""
    version: str


def referenced(brief: Brief) -> tuple[Reference, ...]:
    """The references of a brief, one for each source, in the order of their numbers."""
    keys = keys_of(brief)
    return tuple(_reference(entry, keys[entry.source.id]) for entry in numbered(brief))


def keys_of(brief: Brief) -> dict[Identity, str]:
    """The key of each source of a brief, whatever the order of its items."""
    sources = sorted(brief.sources.values(), key=lambda source: (len(source.id), source.id))
    return dict(zip((source.id for source in sources), citation_keys(map(_named_by, sources)), strict=True))


def authors_of(source: Source) -> tuple[Person, ...]:
    """The people and organisations that a source's byline names."""
    return people(source.author, outlet=one_line(source.source or ""), language=source.language)


def _named_by(source: Source) -> tuple[Iterable[str], date | None, str]:
    names = (_called(person) for person in authors_of(source)[:1])
    return (*names, source.source or ""), source.published, source.title


def _called(person: Person) -> str:
    """The one word of a family name without particles; in scripts where names are not told apart, the last word."""
    return person.family.split()[-1] if person.family else person.literal if person.literal.isascii() else person.literal.split()[-1]


def _reference(entry: NumberedSource, key: str) -> Reference:
    source = entry.source
    title = one_line(source.title)
    address = web_address(source.url, source.origin) or ""
    return Reference(
        key=key,
        source=source.id,
        kind=_kind(entry, address),
        title=title,
        romanised=romanised_title(title),
        people=authors_of(source),
        outlet=one_line(source.source or ""),
        issued=source.published,
        accessed=source.accessed,
        address=address,
        language="" if source.language == UNKNOWN_LANGUAGE else source.language,
        place=one_line(source.place or ""),
        version=source.version,
    )


def _kind(entry: NumberedSource, address: str) -> ReferenceKind:
    if not address and any(place.citation.page for place in entry.places):
        return "report"
    if entry.source.source and entry.source.published:
        return "news"
    return "page" if address else "document"
