"""Briefs as one HTML file that loads nothing and prints well."""

import base64
import hashlib
import html
from importlib.resources import files
from typing import Any

from index.language import direction
from rag.export import tree
from rag.export.pandoc import written
from rag.export.tree import Element

_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<header>
<h1>{title}</h1>
<p class="byline">{byline}</p>
</header>
{content}</main>
</body>
</html>
"""


def page(document: dict[str, Any], *, language: str) -> bytes:
    """A document whose citations are written out, as a whole page."""
    meta = document["meta"]
    style = files("rag.export").joinpath("brief.css").read_text(encoding="utf-8")
    content = written({**document, "meta": {}, "blocks": tree.mapped(document["blocks"], _plainer)}, "html5", "--shift-heading-level-by=1")
    author = [one["c"] for one in meta["author"]["c"]] if "author" in meta else []
    byline = " · ".join(html.escape(tree.text_of(words)) for words in (*author, meta["date"]["c"]))
    filled = _PAGE.format(
        language=html.escape(language),
        direction=direction(language),
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        title=html.escape(tree.text_of(meta["title"]["c"])),
        style=style,
        byline=byline,
        content=content.decode(),
    )
    return filled.encode()


def _plainer(element: Element) -> list[Element]:
    """Without attributes that HTML does not know and styles within it, which the page does not allow itself."""
    if element["t"] in ("Div", "Span"):
        identity, classes, pairs = element["c"][0]
        kept = [[name, value] for name, value in pairs if name in ("lang", "dir")]
        return [{**element, "c": [[identity, classes, kept], element["c"][1]]}]
    if element["t"] == "Table":
        content = element["c"]
        return [{**element, "c": [*content[:2], [[one, {"t": "ColWidthDefault"}] for one, _ in content[2]], *content[3:]]}]
    return [element]
