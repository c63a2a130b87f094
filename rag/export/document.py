"""A brief as pandoc's document tree, citations still to be written out by a style."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.language import detect, direction
from index.models import UNKNOWN_LANGUAGE
from rag.brief import who_said
from rag.brief.models import Brief, BriefSentence, Identity, Item
from rag.export import tree
from rag.export.csl import csl_item
from rag.export.directions import runs, runs_as, tongue
from rag.export.labels import day, label
from rag.export.plain import web_address
from rag.export.references import Reference, keys_of, referenced
from rag.export.sentences import Manner, in_quotes, language_of, repeats, sentence_words, translation
from rag.export.tree import Blocks, Element, Inlines

REFERENCES = "refs"  # the identity by which pandoc knows where the bibliography goes

_WIDTHS = (0.2, 0.16, 0.16, 0.48)  # of the columns: outlet, day, value, words
_WORDED = ("title", "container-title", "publisher", "publisher-place")  # variables in the words of the source


def document(brief: Brief, body: Blocks) -> dict[str, Any]:
    """The whole document: ``body`` with what it says of itself and the references it cites."""
    meta = {
        "title": tree.words(brief.title) or tree.words(label("untitled", brief.language)),
        "date": tree.words(label("as_of", brief.language, day=brief.changed_at.date())),
        "lang": brief.language,
        "dir": direction(brief.language),
        "references": [_reference(one, brief) for one in referenced(brief)],
        **({"author": [tree.words(brief.author)]} if tree.clean(brief.author) else {}),
    }
    found = {name: tree.meta(value) for name, value in meta.items() if name != "author"}
    if "author" in meta:
        found["author"] = {"t": "MetaList", "c": [tree.meta(one) for one in meta["author"]]}
    return {"pandoc-api-version": tree.API, "meta": found, "blocks": body}


def body(brief: Brief, *, notes: bool, verdicts: bool, remarks: Mapping[Identity, Sequence[str]]) -> Blocks:
    """Sections and items of a brief in their order.

    Args:
        brief: The brief.
        notes: Whether citations are notes, which hold the quotes too.
        verdicts: Whether sentences that are supported have a sign as well.
        remarks: What is to be said under an item, by its id, such as that there is a newer report.
    """
    manner = Manner(brief, keys_of(brief), notes, verdicts)
    found: Blocks = []
    for section in brief.sections:
        named = bool(tree.clean(section.title))
        found += [titled(1, section.title, brief.language, brief)] if named else []
        for item in section.items:
            found += _item(item, manner, remarks.get(item.id, ()), level=2 if named else 1)
    return found


def titled(level: int, text: str, language: str, brief: Brief) -> Element:
    """A heading in its own direction."""
    return tongued([tree.heading(level, tree.words(text))], text, language, brief)[0]


def tongued(blocks: Blocks, text: str, language: str, brief: Brief) -> Blocks:
    """``blocks`` with their language and direction stated where these are not the brief's."""
    own = runs_as(text, language if language != UNKNOWN_LANGUAGE else brief.language)
    if own == direction(brief.language) and tongue(language) in ("", brief.language):
        return blocks
    return [tree.div(blocks, lang=tongue(language), dir=own)]


def _item(item: Item, manner: Manner, remarks: Sequence[str], *, level: int) -> Iterator[Element]:
    brief = manner.brief
    if tree.clean(item.heading):
        yield titled(level, item.heading, _language_of(item.heading, item, brief), brief)
    for group in _paragraphs(item, brief):
        yield from _paragraph(group, item, manner)
        yield from _translations(group, manner)
    yield from _differences(item, brief)
    yield from (tree.div([tree.paragraph(tree.words(one))], classes=("remark",), custom_style="Remark") for one in remarks)
    if item.kind != "text":
        yield tree.div([tree.paragraph(tree.words(_as_of(item, brief.language)))], classes=("as-of",), custom_style="As of")


def _language_of(text: str, item: Item, brief: Brief) -> str:
    """The language of words that stand above an item: the brief's or the item's, by what they look like."""
    own = (brief.language, item.language)
    seen = detect(text)
    return seen if seen in own else next((one for one in own if runs_as(text, one) == direction(one)), UNKNOWN_LANGUAGE)


def _paragraphs(item: Item, brief: Brief) -> Iterator[list[BriefSentence]]:
    """The sentences of an item by paragraphs; one that runs the other way begins its own."""
    group: list[BriefSentence] = []
    for sentence in item.sentences:
        if group and (sentence.begins or _runs(sentence, item, brief) != _runs(group[-1], item, brief)):
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def _runs(sentence: BriefSentence, item: Item, brief: Brief) -> str:
    return runs_as(sentence.text, language_of(sentence, item, brief))


def _paragraph(group: list[BriefSentence], item: Item, manner: Manner) -> Blocks:
    first = language_of(group[0], item, manner.brief)
    found: Inlines = []
    for sentence in group:
        own = language_of(sentence, item, manner.brief)
        content = sentence_words(sentence, manner)
        found += [{"t": "Space"}] if found else []
        found += content if own == first else [tree.span(content, lang=tongue(own), dir=runs_as(sentence.text, own))]
    block = tree.paragraph(found)
    return tongued([tree.quote([block]) if item.kind == "quote" else block], " ".join(one.text for one in group), first, manner.brief)


def _translations(group: list[BriefSentence], manner: Manner) -> Iterator[Element]:
    """Quotes that a paragraph repeats, in the language of the brief; where citations are notes, these have them."""
    brief = manner.brief
    cited = [(sentence.text, brief.citations[mark.citation]) for sentence in group for mark in sentence.marks if not manner.notes]
    told = {one.id: translation(one, brief.language) for text, one in cited if one.translation and repeats(text, one)}
    yield from (tree.div([tree.paragraph(words)], classes=("as-of", "translation"), custom_style="As of") for words in told.values())


def _as_of(item: Item, language: str) -> str:
    parts = [label("as_of", language, day=item.as_of.date())]
    if item.mode:
        parts.append(label("by_quotes", language) if item.mode == "quotes" else label("by_model", language, model=item.mode))
    if item.edited:
        parts.append(label("edited", language))
    return " · ".join(parts)


def _differences(item: Item, brief: Brief) -> Iterator[Element]:
    for rows in who_said.tables(brief, item.id):
        language = brief.language
        caption = [
            tree.strong(tree.words(label("differences", language, what=in_quotes(rows[0].what, _language_of(rows[0].what, item, brief)))))
        ]
        told = tree.words(label(rows[0].relation, language))
        yield tree.div([tree.paragraph([*caption, {"t": "Space"}, *told])], classes=("differences",), custom_style="Differences")
        head = [[tree.plain(tree.words(label(name, language)))] for name in ("outlet", "date", "value", "quote")]
        yield tree.table(head, [_said(row, brief) for row in rows], widths=_WIDTHS, classes=("differences",))


def _said(row: who_said.Said, brief: Brief) -> list[Blocks]:
    language = brief.language
    outlet = tree.words(row.source or row.title or label("untitled", language))
    address = web_address(row.url)
    value = [tree.strong(tree.words(row.value))] if row.newest else tree.words(row.value)
    return [
        [tree.plain([tree.link(outlet, address)] if address else outlet)],
        [tree.plain(tree.words(_when(row, language)))],
        _cell(value, row.value, row.language, brief),
        _cell(tree.words(in_quotes(row.quote, row.language)), row.quote, row.language, brief) if row.quote else [],
    ]


def _when(row: who_said.Said, language: str) -> str:
    when = day(row.published, language) if row.published else label("undated", language)
    return f"{when} ({label('newest', language)})" if row.newest else when


def _cell(content: Inlines, text: str, language: str, brief: Brief) -> Blocks:
    return tongued([tree.plain(content)], text, language, brief) if runs(text) else [tree.plain(content)]


def _reference(reference: Reference, brief: Brief) -> dict[str, Any]:
    """A reference as metadata: words as elements, so that nothing in them is read as markup, in their language and direction."""
    item = csl_item(reference)
    item.pop("note", None)
    for name in _WORDED:
        if name in item:
            item[name] = _worded(item[name], reference, brief)
    if "author" in item:
        item["author"] = [{part: tree.words(value) for part, value in person.items()} for person in item["author"]]
    return item


def _worded(text: str, reference: Reference, brief: Brief) -> Inlines:
    own = runs(text)
    foreign = reference.language and reference.language != brief.language
    if not foreign and own in (None, direction(brief.language)):
        return tree.words(text)
    speaks = reference.language if own == direction(reference.language) else ""
    return [tree.span(tree.words(text), lang=speaks, dir=own or "")]
