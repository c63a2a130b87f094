"""What stands behind the text of an exported brief: its sources, the meaning of its signs, and every quotation in its context."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.brief.models import Brief, BriefCitation, BriefSentence, Identity, Source
from rag.brief.numbering import NumberedSource, numbered
from rag.export import tree
from rag.export.directions import runs_as, tongue
from rag.export.document import REFERENCES, titled, tongued
from rag.export.labels import day, label
from rag.export.plain import web_address
from rag.export.sentences import Standing, in_quotes, sign, standing, translation
from rag.export.tree import Blocks, Element, Inlines
from rag.models import Copy

_STANDINGS: tuple[Standing, ...] = ("supported", "partly", "not_supported", "unchecked")
_AND = " · "


class Quotation(NamedTuple):
    """A quotation of the appendix.

    Attributes:
        number: From 1, in the order of the appendix.
        citation: What it shows.
        headings: Of the items that cite it.
    """

    number: int
    citation: BriefCitation
    headings: tuple[str, ...]


def sources(brief: Brief) -> Blocks:
    """The heading of the bibliography, and its place."""
    return [_own(1, "sources", brief), tree.div([], identity=REFERENCES)] if any(True for _ in numbered(brief)) else []


def legend(brief: Brief, *, verdicts: bool, reasons: bool) -> Blocks:
    """What the signs mean that the text has; with ``reasons``, why sentences are not supported."""
    sentences = [sentence for item in brief.items for sentence in item.sentences]
    used = [one for one in _STANDINGS if any(standing(sentence) == one for sentence in sentences) and (verdicts or one != "supported")]
    if not used:
        return []
    meanings = [[sign(one), *tree.piece(f" {label(one, brief.language)}")] for one in used]
    line = [part for number, meaning in enumerate(meanings) for part in (*(tree.piece(_AND) if number else []), *meaning)]
    found = [tree.div([tree.paragraph(line)], classes=("legend",), custom_style="Legend")]
    weak = [sentence for sentence in sentences if sentence.verdict != "supported" and sentence.reasons]
    if reasons and weak:
        found.append(_own(2, "reasons", brief))
        found.append(tree.bullets(_weak(one) for one in weak))
    return found


def quotations(brief: Brief) -> dict[Identity, tuple[Quotation, ...]]:
    """The quotations of each source, by its id, in the order of the bibliography's numbers and then of the text."""
    found: dict[Identity, tuple[Quotation, ...]] = {}
    number = 0
    for entry in numbered(brief):
        headings: dict[Identity, dict[str, None]] = {}
        for place in entry.places:
            headings.setdefault(place.citation.id, {})[tree.clean(place.item.heading)] = None
        ordered = sorted((brief.citations[one] for one in headings), key=lambda citation: (citation.start, citation.end))
        found[entry.source.id] = tuple(
            Quotation(number + place, citation, tuple(filter(None, headings[citation.id]))) for place, citation in enumerate(ordered, 1)
        )
        number += len(ordered)
    return found


def appendix(brief: Brief) -> Blocks:
    """Every quotation with what stands around it, by source, with what is known of the version that was cited."""
    known = quotations(brief)
    found: Blocks = [_own(1, "appendix", brief)]
    for entry in numbered(brief):
        source = entry.source
        found.append(titled(2, source.title or label("untitled", brief.language), source.language, brief))
        found.append(tree.div([tree.paragraph(tree.lines(_facts(entry, brief)))], classes=("facts",), custom_style="Facts"))
        for quotation in known[source.id]:
            found += _quotation(quotation, brief)
    return found


def _facts(entry: NumberedSource, brief: Brief) -> Iterator[Inlines]:
    source, language = entry.source, brief.language
    for key, value in _known(source, language):
        yield [*tree.words(f"{label(key, language)}:"), *tree.piece(" "), *_worded(value, source, brief)]
    address = web_address(source.url)
    if address:
        yield [*tree.words(f"{label('address', language)}:"), *tree.piece(" "), tree.link([{"t": "Str", "c": address}], address)]
    if source.origin and source.origin != source.url:
        yield [*tree.words(f"{label('origin', language)}:"), *tree.piece(" "), tree.code(source.origin)]
    yield [*tree.words(f"{label('version', language)}:"), *tree.piece(" "), tree.code(source.version)]


def _known(source: Source, language: str) -> Iterator[tuple[str, str]]:
    changed = source.updated_at.date() if source.updated_at else None
    days = {"published": source.published, "changed": changed, "accessed": source.accessed}
    yield from ((key, value) for key, value in (("outlet", source.source), ("author", source.author), ("place", source.place)) if value)
    yield from ((key, day(value, language)) for key, value in days.items() if value)


def _worded(text: str, source: Source, brief: Brief) -> Inlines:
    own = runs_as(text, brief.language)
    foreign = own == runs_as("", source.language) and source.language != brief.language
    return [tree.span(tree.words(text), lang=tongue(source.language) if foreign else "", dir=own)]


def _quotation(quotation: Quotation, brief: Brief) -> Iterator[Element]:
    citation, language = quotation.citation, brief.language
    told = [label("characters", language, start=citation.start, end=citation.end)]
    told += [label("page", language, number=citation.page)] if citation.page else []
    line = [tree.strong(tree.words(f"{quotation.number}.")), *tree.piece(f" {_AND.join(told)}")]
    line += [*tree.piece(_AND), *_cited_under(quotation.headings, language)] if quotation.headings else []
    yield tree.div([tree.paragraph(line)], classes=("quotation",), custom_style="Quotation place")
    context = [*tree.piece(citation.before), tree.strong(tree.piece(citation.quote)), *tree.piece(citation.after)]
    yield from tongued([tree.quote([tree.paragraph(context)])], citation.quote, citation.language, brief)
    if citation.translation:
        yield tree.paragraph(translation(citation, language))
    if citation.also:
        copies = "; ".join(_copy(copy, language) for copy in citation.also)
        yield tree.paragraph(tree.words(f"{label('also', language)}: {copies}"))


def _cited_under(headings: Sequence[str], language: str) -> Inlines:
    """The headings in quotation marks, each in its own direction."""
    before, behind = label("cited_under", language, headings="\0").split("\0")
    named = [[_apart(in_quotes(heading, language), language)] for heading in headings]
    listed = [part for number, one in enumerate(named) for part in (*(tree.piece("; ") if number else []), *one)]
    return [*tree.piece(before), *listed, *tree.piece(behind)]


def _apart(text: str, language: str) -> Element:
    return tree.span(tree.words(text), dir=runs_as(text, language))


def _weak(sentence: BriefSentence) -> Inlines:
    """A sentence with its sign, and why it is not supported."""
    parts = (sentence.text, " ".join(sentence.reasons))
    said, reasons = (_apart(one, "en") for one in parts)  # reasons are in English
    return [sign(standing(sentence)), {"t": "Space"}, said, *tree.piece(" — "), reasons]


def _copy(copy: Copy, language: str) -> str:
    return ", ".join(filter(None, (copy.source, copy.title, day(copy.published, language) if copy.published else "")))


def _own(level: int, key: str, brief: Brief) -> Element:
    return tree.heading(level, tree.words(label(key, brief.language)))
