"""Elements of pandoc's document tree, made of plain text: nothing in a text can be markup. The tree is JSON, as pandoc reads it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rag.export.plain import one_line

Element = dict[str, Any]  # {"t": name, "c": content}
Inlines = list[Element]
Blocks = list[Element]

API = [1, 23, 1]  # the version of pandoc's tree that is written here

_NO_CHARACTERS = re.compile("[\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]")  # XML may not hold them, or they stand for no text
LEAVES = frozenset({"Str", "Code", "Space", "SoftBreak", "LineBreak", "Math", "RawInline"})


def words(text: str) -> Inlines:
    """``text`` as words and spaces, on one line, without control characters and marks that turn what follows."""
    found: Inlines = []
    for word in clean(text).split(" "):
        if found:
            found.append({"t": "Space"})
        if word:
            found.append({"t": "Str", "c": word})
    return found


def piece(text: str) -> Inlines:
    """``words`` of a part of a text, with the spaces at its edges."""
    found = words(text)
    if not found:
        return [{"t": "Space"}] if text else []
    return [*_space(text[0]), *found, *_space(text[-1])]


def clean(text: str) -> str:
    """``text`` as one line that any format can hold."""
    return one_line(_NO_CHARACTERS.sub("", text))


def attributes(*, identity: str = "", classes: Sequence[str] = (), **pairs: str) -> list[Any]:
    """Identity, classes and further attributes; an underscore in a name stands for a hyphen, an empty value is left out."""
    return [identity, list(classes), [[name.replace("_", "-"), value] for name, value in pairs.items() if value]]


def span(content: Inlines, *, classes: Sequence[str] = (), **pairs: str) -> Element:
    """Words with attributes, such as ``lang`` and ``dir``."""
    return {"t": "Span", "c": [attributes(classes=classes, **pairs), content]}


def div(content: Blocks, *, identity: str = "", classes: Sequence[str] = (), **pairs: str) -> Element:
    """Blocks with attributes."""
    return {"t": "Div", "c": [attributes(identity=identity, classes=classes, **pairs), content]}


def paragraph(content: Inlines) -> Element:
    """A paragraph."""
    return {"t": "Para", "c": content}


def quote(content: Blocks) -> Element:
    """Blocks that are somebody else's words."""
    return {"t": "BlockQuote", "c": content}


def heading(level: int, content: Inlines, *, identity: str = "", classes: Sequence[str] = ()) -> Element:
    """A heading; level 1 is the highest."""
    return {"t": "Header", "c": [level, attributes(identity=identity, classes=classes), content]}


def strong(content: Inlines) -> Element:
    """Words that stand out."""
    return {"t": "Strong", "c": content}


def code(text: str) -> Element:
    """Characters to be taken as they are, such as a hash."""
    return {"t": "Code", "c": [attributes(), clean(text)]}


def link(content: Inlines, target: str) -> Element:
    """Words that lead to an address."""
    return {"t": "Link", "c": [attributes(), content, [target, ""]]}


def lines(content: Iterable[Inlines]) -> Inlines:
    """Lines of one paragraph."""
    return [part for number, line in enumerate(content) for part in ([{"t": "LineBreak"}] if number else []) + line]


def bullets(items: Iterable[Inlines]) -> Element:
    """A list, one line to an item."""
    return {"t": "BulletList", "c": [[plain(item)] for item in items]}


def plain(content: Inlines) -> Element:
    """A line that is no paragraph, as in a cell or a list."""
    return {"t": "Plain", "c": content}


def table(head: Sequence[Blocks], rows: Iterable[Sequence[Blocks]], *, widths: Sequence[float], classes: Sequence[str] = ()) -> Element:
    """A table; ``widths`` are shares of the line that add up to 1."""
    specifications = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": width}] for width in widths]
    body = [attributes(), 0, [], [_row(row) for row in rows]]
    return {
        "t": "Table",
        "c": [attributes(classes=classes), [None, []], specifications, [attributes(), [_row(head)]], [body], [attributes(), []]],
    }


def _row(cells: Sequence[Blocks]) -> list[Any]:
    return [attributes(), [[attributes(), {"t": "AlignDefault"}, 1, 1, cell] for cell in cells]]


def _space(edge: str) -> Inlines:
    return [{"t": "Space"}] if edge.isspace() else []


def meta(value: Any) -> Element:
    """A value of a document's metadata; a list of elements stands for words."""
    if isinstance(value, Mapping):
        return {"t": "MetaMap", "c": {name: meta(one) for name, one in value.items()}}
    if isinstance(value, bool):
        return {"t": "MetaBool", "c": value}
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping) and "t" in value[0]:
            return {"t": "MetaInlines", "c": value}
        return {"t": "MetaList", "c": [meta(one) for one in value]}
    return {"t": "MetaString", "c": str(value)}


def text_of(content: Any) -> str:
    """The characters of elements, for comparing and for names."""
    if isinstance(content, list):
        return "".join(map(text_of, content))
    kind = content.get("t")
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Str":
        return str(content["c"])
    if kind in ("Code", "Math", "RawInline"):
        return str(content["c"][1])
    return "" if kind == "Note" else "".join(text_of(part) for part in parts(content))


def parts(element: Element) -> Iterator[Element]:
    """The elements directly within one."""
    content = element.get("c")
    if element["t"] not in LEAVES and isinstance(content, list):
        yield from _elements(content)


def _elements(content: list[Any]) -> Iterator[Element]:
    for one in content:
        if isinstance(one, list):
            yield from _elements(one)
        elif isinstance(one, dict) and "t" in one:
            yield one


def mapped(content: Any, change: Callable[[Element], list[Element]]) -> Any:
    """``content`` with every element replaced by what ``change`` makes of it, the innermost first."""
    if isinstance(content, dict):
        if content.get("t") in LEAVES or not content.get("c", True):
            return content
        return {name: mapped(one, change) for name, one in content.items()}
    if not isinstance(content, list):
        return content
    found: list[Any] = []
    for one in content:
        new = mapped(one, change)
        found += change(new) if isinstance(new, dict) and "t" in new else [new]
    return found
