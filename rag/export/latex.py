"""Briefs as LaTeX, for LuaLaTeX, which sets several directions in one line."""

from typing import Any

from index.language.script import scripts
from rag.export import tree
from rag.export.pandoc import written
from rag.export.sentences import SIGNS
from rag.export.tree import Element

_SIGNS = {SIGNS["supported"]: r"\(\checkmark\)", SIGNS["partly"]: r"\(\approx\)", SIGNS["not_supported"]: r"\(\times\)"}
_SCRIPTS = {"arabic": ("Noto Naskh Arabic", "Amiri"), "hebrew": ("Noto Serif Hebrew", "FreeSerif")}  # fonts, in order of choice
_FIRST = b"% Compile with lualatex.\n"


def latex(document: dict[str, Any]) -> bytes:
    """A document whose citations are written out, as a file that stands by itself."""
    fonts = {"t": "MetaBlocks", "c": [{"t": "RawBlock", "c": ["latex", _fonts(document)]}]}
    paper = {"papersize": tree.meta("a4"), "fontsize": tree.meta("11pt"), "colorlinks": tree.meta(True)}
    meta = {**document["meta"], **paper, "linkcolor": tree.meta("black"), "urlcolor": tree.meta("teal"), "header-includes": fonts}
    blocks = tree.mapped(document["blocks"], _signed)
    return _FIRST + written({**document, "meta": meta, "blocks": blocks}, "latex", "--standalone")


def _fonts(document: dict[str, Any]) -> str:
    """Fonts for the scripts that the document has beside its own, taken wherever their letters stand."""
    found = scripts(f"{tree.text_of(document['meta']['title']['c'])} {tree.text_of(document['blocks'])}")
    lines = [line for name, fonts in _SCRIPTS.items() if found[name.upper()] for line in _font_of(name, *fonts)]
    return "\n".join([r"\ifLuaTeX", *lines, r"\fi"])


def _font_of(script: str, first: str, second: str) -> list[str]:
    chosen = [rf"\babelfont[*{script}]{{rm}}{{{font}}}" for font in (first, second)]
    return [
        rf"  \babelprovide[import,onchar=ids fonts]{{{script}}}",
        rf"  \IfFontExistsTF{{{first}}}{{{chosen[0]}}}{{\IfFontExistsTF{{{second}}}{{{chosen[1]}}}{{}}}}",
    ]


def _signed(element: Element) -> list[Element]:
    """The signs of verdicts as symbols that every font of TeX has."""
    if element["t"] == "Span" and "verdict" in element["c"][0][1]:
        sign = _SIGNS.get(tree.text_of(element))
        return [{"t": "RawInline", "c": ["latex", sign]}] if sign else [element]
    return [element]
