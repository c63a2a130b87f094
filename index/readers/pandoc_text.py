"""Plain text from pandoc's document tree.

Headings are lines of their own. The cells of a table row stand on one line, parted by bars. A footnote becomes a paragraph
behind the one that refers to it, without a mark in the sentence, so that sentences can be quoted as they are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]

_SILENT = frozenset({"RawInline", "RawBlock", "HorizontalRule", "Image", "Null"})
_SPACES = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
_QUOTES = {"SingleQuote": "‘{}’", "DoubleQuote": "“{}”"}


def first_heading(blocks: Sequence[Node]) -> str:
    """The text of the heading that the document begins with; empty when it begins with something else."""
    for block in _unwrapped(blocks):
        if block["t"] == "Header":
            return " ".join(_inline(block["c"][2], []).split())
        if any(_blocks([block])):
            break
    return ""


def _unwrapped(blocks: Sequence[Node]) -> Iterator[Node]:
    for block in blocks:
        if block["t"] == "Div":
            yield from _unwrapped(block["c"][1])
        else:
            yield block


def plain(blocks: Sequence[Node]) -> str:
    """The text of a document: paragraphs parted by blank lines."""
    return "\n\n".join(_blocks(blocks))


def inline_text(value: object) -> str:
    """The text of a value of the metadata: inlines, blocks, a text, or a list of them joined by commas."""
    if not isinstance(value, Mapping):
        return ""
    kind, content = value.get("t"), value.get("c")
    if kind == "MetaList":
        return ", ".join(text for text in map(inline_text, content or []) if text)
    if kind == "MetaString":
        return str(content)
    text = _inline(content or [], []) if kind == "MetaInlines" else plain(content or []) if kind == "MetaBlocks" else ""
    return " ".join(text.split())


def _blocks(blocks: Sequence[Node]) -> Iterator[str]:
    for block in blocks:
        notes: list[Node] = []
        yield from (text for text in _block(block, notes) if text.strip())
        while notes:
            inner, notes = notes, []
            yield from _blocks(inner)


def _block(block: Node, notes: list[Node]) -> Iterator[str]:
    kind = block["t"]
    if kind not in _SILENT and kind in _BLOCKS:
        yield from _BLOCKS[kind](block.get("c"), notes)


def _paragraph(content: Any, notes: list[Node]) -> Iterator[str]:
    yield _inline(content, notes).strip()


def _lines(content: Any, notes: list[Node]) -> Iterator[str]:
    yield "\n".join(_inline(line, notes) for line in content)


def _listed(items: Any, marks: Sequence[str], notes: list[Node]) -> Iterator[str]:
    """One item a line while all are short lines; else paragraphs."""
    texts = [list(_inner(item, notes)) for item in items]
    lines = [f"{mark} " + "\n\n".join(paragraphs) for mark, paragraphs in zip(marks, texts, strict=True)]
    yield ("\n" if all(len(paragraphs) < 2 for paragraphs in texts) else "\n\n").join(lines)


def _inner(blocks: Sequence[Node], notes: list[Node]) -> Iterator[str]:
    for block in blocks:
        yield from (text for text in _block(block, notes) if text.strip())


def _ordered(content: Any, notes: list[Node]) -> Iterator[str]:
    start, items = content[0][0], content[1]
    return _listed(items, [f"{number}." for number in range(start, start + len(items))], notes)


def _defined(content: Any, notes: list[Node]) -> Iterator[str]:
    for term, definitions in content:
        yield "\n".join([_inline(term, notes), *(text for blocks in definitions for text in _inner(blocks, notes))])


def _table(content: Any, notes: list[Node]) -> Iterator[str]:
    _, caption, _, head, bodies, foot = content
    yield from _inner(caption[1], notes)
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    yield "\n".join(line for row in rows if (line := _row(row, notes)).strip(" |"))


def _row(row: Any, notes: list[Node]) -> str:
    return " | ".join(" ".join(" ".join(_inner(cell[4], notes)).split()) for cell in row[1])


_BLOCKS: Mapping[str, Callable[[Any, list[Node]], Iterator[str]]] = {
    "Plain": _paragraph,
    "Para": _paragraph,
    "Header": lambda content, notes: _paragraph(content[2], notes),
    "LineBlock": _lines,
    "CodeBlock": lambda content, notes: iter([content[1]]),
    "BlockQuote": _inner,
    "Div": lambda content, notes: _inner(content[1], notes),
    "Figure": lambda content, notes: _inner([*content[2], *content[1][1]], notes),
    "BulletList": lambda content, notes: _listed(content, ["-"] * len(content), notes),
    "OrderedList": _ordered,
    "DefinitionList": _defined,
    "Table": _table,
}


def _inline(inlines: Sequence[Node], notes: list[Node]) -> str:
    return "".join(_one(inline, notes) for inline in inlines)


def _one(inline: Node, notes: list[Node]) -> str:
    kind, content = inline["t"], inline.get("c")
    if kind == "Str":
        return str(content)
    if kind in _SPACES:
        return _SPACES[kind]
    if kind in _SILENT:
        return ""
    if kind == "Note":
        notes.extend(content or [])
        return ""
    if kind in ("Code", "Math"):
        return str(content[1]) if content else ""
    if kind == "Quoted" and content:
        return _QUOTES[content[0]["t"]].format(_inline(content[1], notes))
    return _inline(_children(kind, content), notes)


def _children(kind: str, content: Any) -> Sequence[Node]:
    """The inlines within one that only marks them: emphasis, a link, a span, a citation."""
    within = content[1] if kind in ("Link", "Span", "Cite") and content else content
    return within if isinstance(within, list) else []
