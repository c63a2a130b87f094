"""Briefs as Markdown: with footnotes for any reader, or with pandoc's citations and the references above."""

import re
from typing import Any

from rag.export import tree
from rag.export.document import REFERENCES
from rag.export.pandoc import written
from rag.export.tree import Blocks, Element

_FOR_ANYONE = "gfm"
_FOR_PANDOC = "markdown-grid_tables-multiline_tables-simple_tables"
_ACTIVE = re.compile(r"([@\\])")


def markdown(document: dict[str, Any]) -> bytes:
    """A document whose citations are written out, its title as the first heading."""
    blocks = _lower(tree.mapped(document["blocks"], lambda element: _plainer(element, refs=False)))
    title = [tree.heading(1, document["meta"]["title"]["c"])]
    byline = [document["meta"][name] for name in ("author", "date") if name in document["meta"]]
    lines = [words for one in byline for words in (_worded(one),) if words]
    about = [tree.paragraph([part for number, line in enumerate(lines) for part in (*(tree.piece(" · ") if number else []), *line)])]
    content = tree.mapped([*title, *(about if lines else []), *blocks], _inert)
    return written({**document, "meta": {}, "blocks": content}, _FOR_ANYONE)


def pandoc_markdown(document: dict[str, Any]) -> bytes:
    """A document whose citations are still keys, with its references as metadata."""
    blocks = tree.mapped(document["blocks"], lambda element: _plainer(element, refs=True))
    kept = {"meta": tree.mapped(document["meta"], _inert), "blocks": tree.mapped(blocks, _inert)}
    return written({**document, **kept}, _FOR_PANDOC, "--standalone")


def _inert(element: Element) -> list[Element]:
    """Words whose ``@`` begins no key and whose backslash no command of TeX, whichever program reads them."""
    if element["t"] != "Str":
        return [element]
    parts = _ACTIVE.split(element["c"])  # every other one is a sign
    escaped = [{"t": "RawInline", "c": ["markdown", f"\\{part}"]} if odd % 2 else {"t": "Str", "c": part} for odd, part in enumerate(parts)]
    return [part for part in escaped if part["c"]]


def _worded(meta: Element) -> list[Element]:
    return list(meta["c"][0]["c"] if meta["t"] == "MetaList" else meta["c"])


def _lower(blocks: Blocks) -> Blocks:
    """Headings one level lower, below the title."""

    def change(element: Element) -> list[Element]:
        return [{**element, "c": [element["c"][0] + 1, *element["c"][1:]]}] if element["t"] == "Header" else [element]

    return list(tree.mapped(blocks, change))


def _plainer(element: Element, *, refs: bool) -> list[Element]:
    """Elements without what Markdown has no words for: directions, languages and with ``refs`` the bibliography's place stay."""
    if element["t"] in ("Div", "Span"):
        identity, _, pairs = element["c"][0]
        kept = [[name, value] for name, value in pairs if name in ("lang", "dir")]
        if identity == REFERENCES and refs:
            return [element]
        return [{**element, "c": [["", [], kept], element["c"][1]]}] if kept else list(element["c"][1])
    if element["t"] == "Table":
        return [{**element, "c": tree.mapped(_default_widths(element["c"]), _flat)}]
    return [element]


def _default_widths(content: list[Any]) -> list[Any]:
    return [*content[:2], [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in content[2]], *content[3:]]


def _flat(element: Element) -> list[Element]:
    """Cells as one line, their direction stated by a span: pipe tables hold nothing else."""
    if element["t"] != "Div":
        return [element]
    return [tree.plain([{"t": "Span", "c": [element["c"][0], block["c"]]}]) for block in element["c"][1]]
