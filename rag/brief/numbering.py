"""The numbers of a brief: sources are numbered by the order in which the text cites them first."""

from collections.abc import Mapping
from typing import NamedTuple

from rag.brief.models import Brief, BriefCitation, Identity, Item, Source, item_marks


class Place(NamedTuple):
    """One place of a brief that cites a source."""

    item: Item
    citation: BriefCitation


class NumberedSource(NamedTuple):
    """A source with its number and every place that cites it.

    Attributes:
        number: From 1, by first use.
        source: The article version.
        places: In reading order.
    """

    number: int
    source: Source
    places: tuple[Place, ...]


def numbered(brief: Brief) -> tuple[NumberedSource, ...]:
    """The bibliography of a brief, each source once, in the order of first use."""
    places: dict[Identity, list[Place]] = {}
    for item in brief.items:
        for mark in item_marks(item):
            citation = brief.citations[mark.citation]
            places.setdefault(citation.source, []).append(Place(item, citation))
    return tuple(
        NumberedSource(number, brief.sources[identity], tuple(found)) for number, (identity, found) in enumerate(places.items(), 1)
    )


def numbers(brief: Brief) -> Mapping[Identity, int]:
    """The number of each source that is cited, by its id."""
    return {one.source.id: one.number for one in numbered(brief)}
