"""Who said what when: the differences of a brief as rows of a table. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date

from index.models import UNKNOWN_LANGUAGE, Record, Span
from rag.brief.models import Brief, Identity, Item
from rag.brief.numbering import numbers
from rag.models import Difference, DifferenceValue, Relation


class Said(Record):
    """What one report says where reports differ.

    Attributes:
        item: Id of the item whose sources differ.
        what: What they differ about, in words of its question; rows of one difference stand together and have the same.
        relation: Whether the values of this difference contradict each other, one is a later stage, or one corrects another.
        value: As it is written there, with its unit.
        quote: The sentence that says it.
        span: Where it stands.
        title: Of the article.
        source: The outlet; ``None`` where the article names none.
        published: The day of the report; ``None`` where it has none.
        language: ISO 639-1 code of the sentence.
        newest: Whether no later report of this difference speaks, where they are of different days.
        number: Of the source in the bibliography of the brief; ``None`` where the text cites another version of it, or not at all.
        citation: Id of the citation of the brief that has these words; ``None`` where none has.
    """

    item: Identity
    what: str
    relation: Relation
    value: str
    quote: str = ""
    span: Span
    title: str = ""
    source: str | None = None
    published: date | None = None
    url: str | None = None
    language: str = UNKNOWN_LANGUAGE
    newest: bool = False
    number: int | None = None
    citation: Identity | None = None


def rows(brief: Brief, item: Identity | None = None) -> tuple[Said, ...]:
    """The reports that differ: by item, by what they differ about, and then the earliest first; those without a day come last.

    Args:
        brief: The brief.
        item: Id of the only item whose rows are wanted; ``None`` takes all. An item that is not there has none.
    """
    numbered = numbers(brief)
    chosen = (one for one in brief.items if item in (None, one.id))
    return tuple(
        row
        for one in chosen
        for difference in one.differences
        for row in sorted(
            _of_difference(brief, one, difference, numbered), key=lambda row: (row.published is None, row.published or date.max)
        )
    )


def tables(brief: Brief, item: Identity | None = None) -> tuple[tuple[Said, ...], ...]:
    """``rows``, those of one difference of one item together."""
    found: dict[tuple[Identity, str], list[Said]] = {}
    for row in rows(brief, item):
        found.setdefault((row.item, row.what), []).append(row)
    return tuple(map(tuple, found.values()))


def written(value: DifferenceValue) -> str:
    """A value with its unit, in the words of its sentence."""
    if value.emphasis and value.quote:
        start, end = value.emphasis[0]
        return value.quote[start:end]
    return f"{value.value} {value.unit}" if value.unit else value.value


def _of_difference(brief: Brief, item: Item, difference: Difference, numbered: Mapping[Identity, int]) -> Iterator[Said]:
    last = max((one.published for one in _voices(difference) if one.published), default=None)
    marked = any(value.newest for value in difference.values)
    for one in _voices(difference):
        yield Said(
            item=item.id,
            what=difference.what,
            relation=difference.relation,
            value=written(one),
            newest=marked and one.published is not None and one.published == last,
            number=_number(brief, one.span, numbered),
            citation=_citation(brief, one.span),
            **one.model_dump(include={"quote", "span", "title", "source", "published", "url", "language"}),
        )


def _voices(difference: Difference) -> Iterator[DifferenceValue]:
    for value in difference.values:
        yield value
        yield from value.also


def _number(brief: Brief, span: Span, numbered: Mapping[Identity, int]) -> int | None:
    places = ((one.article_id, one.version, number) for identity, number in numbered.items() if (one := brief.sources[identity]))
    return next((number for article, version, number in places if (article, version) == (span.article_id, span.version)), None)


def _citation(brief: Brief, span: Span) -> Identity | None:
    """The citation with exactly these words, else one that has them within it, or is within them."""
    own = [one for one in brief.citations.values() if _same_text(brief.span(one), span)]
    within = (one for one in own if one.start < span.end and span.start < one.end)
    exact = (one for one in own if (one.start, one.end) == (span.start, span.end))
    return next((one.id for one in (*exact, *within)), None)


def _same_text(one: Span, other: Span) -> bool:
    return (one.article_id, one.version) == (other.article_id, other.version)
