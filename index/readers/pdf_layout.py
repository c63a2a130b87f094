"""The text of a PDF page from its placed pieces: lines in reading order, paragraphs parted by blank lines.

A PDF holds no lines or paragraphs. Lines are as pypdf parts them; a paragraph ends where the distance to the next line is
larger than usual, the size of the letters changes, or an indented line follows a full stop. Pieces of a line written from
right to left are put into the order in which they are read.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

_WIDER = 1.35  # of the usual distance between lines
_LARGER = 1.15
_INDENT = (0.8, 6.0)  # in letters' sizes
_TERMINAL = re.compile(r"[.!?:؟۔。][\"'”’»)\]]*$")
_SPACES = re.compile(r"[^\S\n]+")
_OPENS, _CLOSES = "([{«‹<", ")]}»›>"
_MIRRORED = str.maketrans(_OPENS + _CLOSES, _CLOSES + _OPENS)
_OPENING = re.compile(r" *([(\[{«‹]) *")
_CLOSING = re.compile(r" +(?=[)\]}»›])|(?<=[)\]}»›])(?=\w)")
_PERCENT = re.compile(r"(?<=\d) +([%٪])(?=\w)")
_BEFORE_MARKS = re.compile(r" +(?=[.,;:!?،؛؟])")


class Piece(NamedTuple):
    """A run of text and where its baseline begins, in points from the lower left corner."""

    text: str
    x: float
    y: float
    size: float


class Line(NamedTuple):
    """A line of a page: its text, and the place and size of its first piece."""

    text: str
    x: float
    y: float
    size: float


def page_text(pieces: Sequence[Piece]) -> str:
    """The text of a page."""
    lines = list(_lines(pieces))
    if not lines:
        return ""
    gaps = [gap for above, line in pairwise(lines) if (gap := above.y - line.y) > 0 and abs(above.size - line.size) < 1]
    usual = median_low(gaps) if gaps else 0.0
    parts = [lines[0].text]
    for above, line in pairwise(lines):
        parts.append("\n\n" if _ends_paragraph(above, line, usual) else "\n")
        parts.append(line.text)
    return "".join(parts)


def _ends_paragraph(above: Line, line: Line, usual: float) -> bool:
    size = max(above.size, line.size, 1.0)
    if size > _LARGER * max(min(above.size, line.size), 1.0):
        return True
    if above.y - line.y > _WIDER * usual:
        return True
    indent = (line.x - above.x) / size
    return _INDENT[0] < indent < _INDENT[1] and _TERMINAL.search(above.text) is not None


def _lines(pieces: Sequence[Piece]) -> Iterator[Line]:
    waiting: list[Piece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        waiting.append(piece._replace(text=first))
        for text in others:
            yield from _line(waiting)
            waiting = [piece._replace(text=text)]
    yield from _line(waiting)


def _line(pieces: Sequence[Piece]) -> Iterator[Line]:
    written = [piece for piece in pieces if piece.text.strip()]
    if written:
        right_to_left = _is_right_to_left("".join(piece.text for piece in written))
        text = _right_to_left(pieces) if right_to_left else "".join(piece.text for piece in pieces)
        first = written[0]
        yield Line(_SPACES.sub(" ", text).strip(), first.x, first.y, first.size)


def _right_to_left(pieces: Sequence[Piece]) -> str:
    """The text of a line in reading order. Brackets are turned as well, where that makes pairs of them.

    A page shows the bracket that opens a parenthesis as the one that closes it elsewhere; some files name it by its meaning.
    """
    ordered = _as_read(pieces)
    seen = "".join(piece.text if _is_strong(piece.text) else piece.text[::-1] for piece in ordered)
    meant = "".join(_meant(piece.text) for piece in ordered)
    text = seen if _in_pairs(seen) and not _in_pairs(meant) else meant
    text = _PERCENT.sub(r"\1 ", text)
    return _CLOSING.sub(_room, _OPENING.sub(r" \1", _BEFORE_MARKS.sub("", text)))


def _room(match: re.Match[str]) -> str:
    """No space before a closing bracket, one behind it."""
    return "" if match[0] else " "


def _meant(text: str) -> str:
    if _runs_west(text):
        return text
    return (text if _is_strong(text) else text[::-1]).translate(_MIRRORED)


def _in_pairs(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in _OPENS) - (character in _CLOSES)
        if depth < 0:
            return False
    return True


def _is_strong(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _as_read(pieces: Sequence[Piece]) -> list[Piece]:
    """From the right to the left, but for numbers and Latin words, which keep their order among themselves."""
    ordered: list[Piece] = []
    westward: list[Piece] = []
    for piece in sorted((piece for piece in pieces if piece.text), key=lambda piece: -piece.x):
        if _runs_west(piece.text) or (westward and not piece.text.strip()):
            westward.append(piece)
            continue
        ordered += _turned(westward)
        westward = []
        ordered.append(piece)
    return ordered + _turned(westward)


def _turned(pieces: Sequence[Piece]) -> list[Piece]:
    """Left to right; blank pieces behind the last word stay behind it."""
    blank = next((number for number, piece in enumerate(reversed(pieces)) if piece.text.strip()), len(pieces))
    end = len(pieces) - blank
    return [*reversed(pieces[:end]), *pieces[end:]]


def _runs_west(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("L", "EN", "AN") for character in text) and not _is_right_to_left(text)


def _is_right_to_left(text: str) -> bool:
    kinds = [unicodedata.bidirectional(character) for character in text]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")
