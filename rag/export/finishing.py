"""What is done to a document after a style has written its citations out: safe links, directions, and where each source is cited."""

from collections.abc import Iterable
from typing import Any

from rag.brief.models import Brief, Identity
from rag.export import tree
from rag.export.appendix import quotations
from rag.export.directions import Direction, directed
from rag.export.document import REFERENCES
from rag.export.labels import label
from rag.export.references import keys_of
from rag.export.tree import Blocks, Element

_SAFE = ("http://", "https://", "#")
_ENTRY = "ref-"


def finished(blocks: Blocks, base: Direction) -> Blocks:
    """The blocks without what only pandoc's citations need, with links of the web only, and runs of the other direction set apart."""
    plainer: Blocks = tree.mapped(blocks, _plainer)
    return directed(plainer, base)


def with_places(blocks: Blocks, brief: Brief, *, notes: bool) -> Blocks:
    """The blocks with the places of each source behind its entry: the numbers of notes, or of quotations in the appendix."""
    keys = keys_of(brief)
    known = _noted(blocks) if notes else {keys[identity]: [one.number for one in found] for identity, found in quotations(brief).items()}
    said = {
        f"{_ENTRY}{key}": label("cited_in_notes" if notes else "cited_in_quotations", brief.language, numbers=", ".join(map(str, numbers)))
        for key, numbers in known.items()
    }

    def change(element: Element) -> list[Element]:
        words = said.get(element["c"][0][0]) if element["t"] == "Div" else None
        return [_followed(element, words)] if words else [element]

    return list(tree.mapped(blocks, change))


def without_bibliography(blocks: Blocks) -> Blocks:
    """The blocks without the place of a bibliography that the style left empty, and its heading."""
    for place, block in enumerate(blocks):
        if block["t"] == "Div" and block["c"][0][0] == REFERENCES and not block["c"][1]:
            return [*blocks[: place - 1], *blocks[place + 1 :]]
    return blocks


def _followed(entry: Element, words: str) -> Element:
    """An entry with ``words`` behind its last line, within brackets."""
    attributes, blocks = entry["c"]
    *others, last = blocks
    content = last["c"]
    added = [*tree.piece(" "), *tree.words(f"[{words}]")]
    if content and content[-1]["t"] == "Span" and "csl-right-inline" in content[-1]["c"][0][1]:
        *before, inner = content
        return {**entry, "c": [attributes, [*others, {**last, "c": [*before, {**inner, "c": [inner["c"][0], [*inner["c"][1], *added]]}]}]]}
    return {**entry, "c": [attributes, [*others, {**last, "c": [*content, *added]}]]}


def _noted(blocks: Blocks) -> dict[Identity, list[int]]:
    """The numbers of the notes that cite each key."""
    found: dict[Identity, list[int]] = {}
    number = 0
    for cite in _cites(blocks):
        if any(part["t"] == "Note" for part in cite["c"][1]):
            number += 1
            for one in cite["c"][0]:
                places = found.setdefault(one["citationId"], [])
                places += [] if number in places else [number]
    return found


def _cites(content: Any) -> Iterable[Element]:
    if isinstance(content, list):
        for one in content:
            yield from _cites(one)
    elif isinstance(content, dict):
        if content.get("t") == "Cite":
            yield content
        else:
            yield from _cites(content.get("c"))


def _plainer(element: Element) -> list[Element]:
    if element["t"] == "Cite":
        return list(element["c"][1])
    if element["t"] == "Link" and not element["c"][2][0].startswith(_SAFE):
        return list(element["c"][1])
    if element["t"] == "Span" and element["c"][0] == ["", [], []]:
        return list(element["c"][1])
    return [element]
