"""Briefs as PDF, set by Typst (the only file that knows it), with fonts of our own for Arabic and Urdu."""

import re
import tempfile
from collections.abc import Callable
from datetime import datetime
from importlib.resources import as_file, files
from typing import Any

from index.errors import ExportError
from index.language import direction
from index.language.script import scripts
from rag.export import tree
from rag.export.pandoc import written
from rag.export.tree import Blocks, Element, Inlines

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_NOT_FIRST = "#none;"  # what would begin a heading or a list at the beginning of a line stays text behind it
_CLASSES = frozenset({"as-of", "legend", "facts", "quotation", "remark", "differences"})
_OURS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "MODIFIER"})  # what the fonts have that always come along


def pdf(document: dict[str, Any], *, language: str, made_at: datetime) -> bytes:
    """A document whose citations are written out, as PDF. The same document gives the same bytes.

    Fonts of the system are looked for only where the text has scripts that neither Typst's fonts nor ours have.

    Raises:
        ExportError: Typst is not installed, or cannot set it.
    """
    typst = _typst()
    meta = document["meta"]
    author = [tree.text_of(one["c"]) for one in meta["author"]["c"]] if "author" in meta else []
    inputs = {
        "title": tree.text_of(meta["title"]["c"]),
        "author": ", ".join(author),
        "byline": " · ".join(f"\u2068{part}\u2069" for part in (*author, tree.text_of(meta["date"]["c"]))),  # each in its own direction
        "lang": _code(language) or "en",
        "direction": direction(language),
    }
    shaped = tree.mapped(tree.mapped(document["blocks"], _turned), _shaped)
    body = written({**document, "meta": {}, "blocks": shaped}, "typst").decode()
    look = files("rag.export").joinpath("brief.typ").read_text(encoding="utf-8")
    apart = set(scripts(body + inputs["title"])) <= _OURS
    with as_file(files("rag.export").joinpath("fonts")) as fonts, tempfile.TemporaryDirectory(prefix="sanad-") as root:
        try:
            made = typst.compile(
                (look + body).encode(),
                root=root,
                font_paths=[str(fonts)],
                ignore_system_fonts=apart,
                package_path=root,
                package_cache_path=root,
                sys_inputs=inputs,
                timestamp=made_at.replace(microsecond=0),
            )
        except typst.TypstError as error:
            raise ExportError(f"Typst cannot set the brief: {error.message}.", remedy="Export it as DOCX or HTML.") from error
    return bytes(made)


def _typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise ExportError("PDF is set by Typst, which is not installed.", remedy='Run: pip install "sanad[pdf]"') from error
    return typst


def _turned(element: Element) -> list[Element]:
    """A quotation whose words all run one way within a division that says so, so that its bar stands where its lines begin."""
    if element["t"] == "BlockQuote" and len(element["c"]) == 1 and element["c"][0]["t"] == "Div":
        (attributes, content) = element["c"][0]["c"]
        return [{"t": "Div", "c": [attributes, [{**element, "c": content}]]}]
    return [element]


def _shaped(element: Element) -> list[Element]:
    change = _CHANGES.get(element["t"])
    return change(element) if change else [element]


def _words(element: Element) -> list[Element]:
    return [{**element, "c": [_inline(_NOT_FIRST), *element["c"]]}]


def _link(element: Element) -> list[Element]:
    attributes, content, target = element["c"]
    return [{**element, "c": [attributes, [_inline(_NOT_FIRST), *content], target]}]


def _break(element: Element) -> list[Element]:
    return [element, _inline(_NOT_FIRST)]


def _note(element: Element) -> list[Element]:
    """Its number is never alone at the beginning of a line."""
    return [{"t": "Str", "c": "\u2060"}, element]


def _heading(element: Element) -> list[Element]:
    """Without an identity, which would be a label: those of two headings alike would be the same."""
    level, _, content = element["c"]
    return [{**element, "c": [level, tree.attributes(), content]}]


def _span(element: Element) -> Inlines:
    (_, classes, pairs), content = element["c"]
    opening = _run(dict(pairs))
    if "verdict" in classes:
        opening = f'#verdict("{classes[-1]}")['
    return [_inline(opening + _NOT_FIRST), *content, _inline("];")] if opening else [element]


def _div(element: Element) -> Blocks:
    (_, classes, pairs), content = element["c"]
    if "csl-entry" in classes:
        return _entry(content)
    name = next((name for name in classes if name in _CLASSES), None)
    opening = f"#{name}[" if name else _run(dict(pairs), "headed" if content and content[0]["t"] == "Header" else "side")
    return [_block(opening), *content, _block("]")] if opening else [*content]


def _entry(content: Blocks) -> Blocks:
    """An entry of the bibliography; where the style numbers them, the number in a column of its own."""
    inlines = content[0].get("c", []) if content else []
    apart = {name: part["c"][1] for part in inlines if part["t"] == "Span" for name in part["c"][0][1] if name.startswith("csl-")}
    if {"csl-left-margin", "csl-right-inline"} <= apart.keys():
        number, words = (tree.plain(apart[name]) for name in ("csl-left-margin", "csl-right-inline"))
        return [_block("#numbered["), number, _block("]["), words, _block("]"), *content[1:]]
    return [_block("#entry["), *content, _block("]")]


def _run(pairs: dict[str, str], function: str = "run") -> str:
    """The call that states language and direction; empty where neither is stated."""
    code, runs = _code(pairs.get("lang", "")), pairs.get("dir", "")
    if not code and runs not in ("ltr", "rtl"):
        return ""
    return f"#{function}({_quoted(code)}, {runs if runs in ('ltr', 'rtl') else direction(code)})["


def _quoted(code: str) -> str:
    return f'"{code}"' if code else "none"


def _code(language: str) -> str:
    """A language as Typst takes it: two or three letters; empty for anything else."""
    code = language.partition("-")[0].lower()
    return code if _LANGUAGE.fullmatch(code) and code != "und" else ""


_CHANGES: dict[str, Callable[[Element], list[Element]]] = {
    "Span": _span,
    "Div": _div,
    "Para": _words,
    "Plain": _words,
    "Link": _link,
    "LineBreak": _break,
    "Note": _note,
    "Header": _heading,
}


def _inline(text: str) -> Element:
    return {"t": "RawInline", "c": ["typst", text]}


def _block(text: str) -> Element:
    return {"t": "RawBlock", "c": ["typst", text]}
