"""HTML in a field of a table, as plain text. One pass, so that nothing in it takes long."""

import html
import re

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-z][a-z0-9]{0,15})(?![a-z0-9])(?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'|[\"'])*+>"
    r"|<![a-z\[][^<>]*+>",
    re.IGNORECASE | re.DOTALL,
)
_KNOWN = re.compile(r"</?(?:p|br|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|table|tr|td|img|figure|blockquote|script|style)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe"})
_PARAGRAPHS = re.compile(r"p|div|h[1-6r]|[uo]l|table|blockquote|section|article|header|footer|figure|figcaption|pre")
_LINES = frozenset({"br", "li", "tr"})
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


def plain_text(text: str) -> str:
    """``text`` without tags, comments and scripts if it is HTML; paragraphs parted by blank lines. Other text as it is."""
    if not _KNOWN.search(text):
        return html.unescape(text) if _ENTITY.search(text) else text
    flowing = _SPACES.sub(" ", html.unescape(_without_tags(text)))
    return _BLANK_LINES.sub("\n\n", flowing.replace(" \n", "\n").replace("\n ", "\n")).strip()


def _without_tags(text: str) -> str:
    parts: list[str] = []
    position, unseen = 0, ""
    for match in _TAG.finditer(text):
        if not unseen:
            parts.append(text[position : match.start()].replace("\n", " "))
        position = match.end()
        name, ends = (match["name"] or "").lower(), bool(match["end"])
        if unseen:
            unseen = "" if ends and name == unseen else unseen
        elif name in _UNSEEN and not ends:
            unseen = name
        else:
            parts.append("\n\n" if _PARAGRAPHS.fullmatch(name) else "\n" if name in _LINES else " " if name == "td" else "")
    return "".join(parts) if unseen else "".join(parts) + text[position:].replace("\n", " ")
