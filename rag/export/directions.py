"""Words of two directions in one line.

A run against the direction of its paragraph is set apart, so that it and its surroundings stay in order, and so is a number with
a sign in a paragraph from the right.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from index.language.script import direction
from index.models import UNKNOWN_LANGUAGE
from rag.export.tree import LEAVES, Blocks, Element, Inlines, parts, span, text_of

Direction = Literal["ltr", "rtl"]

_OTHER: dict[Direction, Direction] = {"ltr": "rtl", "rtl": "ltr"}
_MARKS: dict[Direction, str] = {"ltr": "\u200e", "rtl": "\u200f"}
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_FIGURE = r"\d(?:[\d.,]*\d)?"
_SIGNED = re.compile(
    rf"(?<![\d.,])(?:[+\-−±][$€£₹]?{_FIGURE}[%‰$€£₹]?|[$€£₹]{_FIGURE}|{_FIGURE}[%‰$€£₹])"
)  # of which a sign would change sides
_ABBREVIATED = re.compile(r"\w+\.?")
_NUMBER = re.compile(r"\d+\W*$")
_EDGE = re.compile(r"^([^\w]*)(.*?)([^\w/]*)$", re.DOTALL)
_BARRIERS = frozenset({"LineBreak", "Math", "RawInline"})


class _Token(NamedTuple):
    element: Element
    runs: Direction | None  # None: as what is around it
    barrier: bool = False


@lru_cache(maxsize=20_000)
def runs(text: str) -> Direction | None:
    """The direction of most of the letters of ``text``; ``None`` without letters."""
    found = [_STRONG[kind] for character in text if (kind := unicodedata.bidirectional(character)) in _STRONG]
    if not found:
        return None
    return "rtl" if 2 * found.count("rtl") > len(found) else "ltr"


def runs_as(text: str, language: str) -> Direction:
    """The direction of ``text``, by its letters, or else by its language."""
    return runs(text) or direction(language)


def tongue(language: str) -> str:
    """``language`` as documents state it; empty where it is not known."""
    return "" if language == UNKNOWN_LANGUAGE else language


def directed(blocks: Blocks, base: Direction) -> Blocks:
    """``blocks`` with runs against the direction of their paragraph in spans of their own direction.

    Args:
        blocks: A division may state a direction of its own.
        base: The direction of the document, which footnotes keep wherever they are called.
    """
    return [_block(block, base, base) for block in blocks]


def stated(element: Element) -> Direction | None:
    """The direction that a span or a division states."""
    if element["t"] not in ("Span", "Div"):
        return None
    found: Direction | None = dict(map(tuple, element["c"][0][2])).get("dir")
    return found


def _block(block: Element, base: Direction, document: Direction) -> Element:
    kind = block["t"]
    inner = stated(block) or base
    if kind in ("Para", "Plain"):
        return {**block, "c": _inlines(block["c"], inner, document)}
    if kind == "Header":
        level, attributes, content = block["c"]
        return {**block, "c": [level, attributes, _inlines(content, inner, document)]}
    return {**block, "c": _within(block["c"], inner, document)} if "c" in block else block


def _within(content: Any, base: Direction, document: Direction) -> Any:
    """The blocks somewhere in the content of a list, a table or a division."""
    if isinstance(content, list):
        return [_within(one, base, document) for one in content]
    return _block(content, base, document) if isinstance(content, dict) and "t" in content else content


def _inlines(content: Inlines, base: Direction, document: Direction) -> Inlines:
    tokens = [token for element in content for token in _tokens(element, base, document)]
    found: Inlines = []
    while tokens:
        length = _run(tokens, _OTHER[base])
        if length:
            found += _apart([token.element for token in tokens[:length]], _OTHER[base])
        else:
            found += _signs(tokens[0].element) if base == "rtl" else [tokens[0].element]
        del tokens[: max(length, 1)]
    return found


def _tokens(element: Element, base: Direction, document: Direction) -> Iterator[_Token]:
    kind = element["t"]
    if kind == "Str":
        yield from (_Token({"t": "Str", "c": piece}, runs(piece)) for piece in _pieces(element["c"]))
    elif kind in ("Note", "Cite"):
        yield _Token(_noted(element, document), None, barrier=True)
    elif kind in ("Space", "SoftBreak"):
        yield _Token(element, None)
    elif element["t"] == "Span" and element["c"][0] == ["", [], [["dir", base]]]:  # which says what is so anyhow
        for part in element["c"][1]:
            yield from _tokens(part, base, document)
    elif own := stated(element):
        yield _Token({**element, "c": [element["c"][0], _inlines(element["c"][1], own, document)]}, None, barrier=True)
    elif kind in _BARRIERS:
        yield _Token(element, None, barrier=True)
    else:
        yield _nested(element, base, document)


def _nested(element: Element, base: Direction, document: Direction) -> _Token:
    """Emphasis, a link: part of a run if all of it runs so, else looked into."""
    kinds = {_STRONG[kind] for character in text_of(element) if (kind := unicodedata.bidirectional(character)) in _STRONG}
    whole = kinds == {_OTHER[base]} and not any(stated(part) or part["t"] == "Note" for part in parts(element))
    if whole or element["t"] == "Code":
        return _Token(element, next(iter(kinds), None) if len(kinds) == 1 else "ltr")
    place = 1 if element["t"] in ("Link", "Span", "Quoted") else 0
    if not place:
        return _Token({**element, "c": _inlines(element["c"], base, document)}, None, barrier=True)
    inner = [_inlines(part, base, document) if number == place else part for number, part in enumerate(element["c"])]
    return _Token({**element, "c": inner}, None, barrier=True)


def _noted(element: Element, document: Direction) -> Element:
    if element["t"] == "Note":
        return {**element, "c": [_block(block, document, document) for block in element["c"]]}
    return {**element, "c": [element["c"][0], _inlines(element["c"][1], document, document)]}


def _run(tokens: list[_Token], against: Direction) -> int:
    """How many tokens from the first on run ``against`` the paragraph, with what stands between them."""
    if tokens[0].runs != against:
        return 0
    length = 1
    for place, token in enumerate(tokens):
        if token.barrier or token.runs == _OTHER[against]:
            break
        length = place + 1 if token.runs == against else length
    return length + _number(tokens[length - 1 :])


def _number(tokens: list[_Token]) -> int:
    """How many tokens of a number follow a word that it belongs to, such as in ``p. 3``."""
    if len(tokens) < 3 or tokens[1].element["t"] != "Space" or any(token.element["t"] != "Str" for token in (tokens[0], tokens[2])):
        return 0
    return 2 if _ABBREVIATED.fullmatch(tokens[0].element["c"]) and _NUMBER.match(tokens[2].element["c"]) else 0


def _apart(run: Inlines, own: Direction) -> Inlines:
    """A run in a span of its own, without the punctuation at its edges, which belongs to what is around it."""
    before, first, behind = _trimmed(run[0])
    if len(run) == 1:
        return [*before, _spanned(first, own), *behind]
    start, last, end = _trimmed(run[-1])
    return [*before, _spanned([*first, *behind, *run[1:-1], *start, *last], own), *end]


def _spanned(content: Inlines, own: Direction) -> Element:
    return span([part for one in content for part in _signs(one)] if own == "rtl" else content, dir=own)


def _trimmed(element: Element) -> tuple[Inlines, Inlines, Inlines]:
    match = _EDGE.match(element["c"]) if element["t"] == "Str" else None
    if match is None or not match[2]:
        return [], [element], []
    before, core, behind = ([{"t": "Str", "c": part}] if part else [] for part in match.groups())
    return before, core, behind


def _signs(element: Element) -> Inlines:
    """A word of a paragraph from the right, a number with its sign in it as one run from the left."""
    if element["t"] != "Str":
        return [element]
    found: Inlines = []
    place = 0
    for match in _SIGNED.finditer(element["c"]):
        found += [{"t": "Str", "c": element["c"][place : match.start()]}, span([{"t": "Str", "c": match.group()}], dir="ltr")]
        place = match.end()
    rest = element["c"][place:]
    return [one for one in (*found, {"t": "Str", "c": rest}) if one["c"]]


def _pieces(word: str) -> Iterator[str]:
    """A word cut where its letters change direction, such as an English name behind an Arabic article."""
    if word.isascii():
        yield word
        return
    start, last = 0, None
    for place, character in enumerate(word):
        kind = _STRONG.get(unicodedata.bidirectional(character))
        if kind and last and kind != last:
            yield word[start:place]
            start = place
        last = kind or last
    yield word[start:]


def marked(blocks: Blocks, base: Direction) -> Blocks:
    """``blocks`` with marks of direction at the edges of runs against their line, for programs that heed characters only."""
    return list(_marked(blocks, base, base))


def titled(meta: dict[str, Any], base: Direction) -> dict[str, Any]:
    """What a document says of itself, with such marks in its title."""
    return {**meta, "title": {**meta["title"], "c": marked(meta["title"]["c"], base)}}


def _marked(content: Any, base: Direction, document: Direction) -> Any:
    if isinstance(content, list):
        return [new for one in content for new in _edged(_marked(one, base, document), base)]
    if not isinstance(content, dict) or "c" not in content:
        return content
    inner = document if content["t"] == "Note" else stated(content) or base
    return {**content, "c": _marked(content["c"], inner, document)} if content["t"] not in LEAVES else content


def _edged(element: Any, base: Direction) -> list[Any]:
    own = stated(element) if isinstance(element, dict) and element.get("t") == "Span" else None
    if own in (None, base):
        return [element]
    edge = {"t": "Str", "c": _MARKS[own]}
    return [{**element, "c": [element["c"][0], [edge, *element["c"][1], edge]]}, {"t": "Str", "c": _MARKS[base]}]
