"""Lines above or below a report that say when, by whom or from where it is, and nothing of what it reports."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from index.metadata.bylines import author_of, is_byline_label, is_name, source_of
from index.metadata.lines import Line
from index.metadata.moments import DateLine, is_date_label, parse_date_line

_LONGEST = 200
_LABEL_BESIDE = 40  # characters: longest name of a section or outlet that stands beside a date
_MOST_BOUNDARIES = 40
_MOST_NAMES = 5
_BAR = re.compile(r"\s*[|•·]\s*|\s{3,}")
_BOUNDARY = re.compile(r"\s*[,،–—-]\s*|\s+")
_COMMA = re.compile(r"\s*[,،]\s*")


class Note(NamedTuple):
    """What one line says; nothing when it is but the label of the next.

    Attributes:
        dates: Its dates, in offsets of the line.
        author: The name behind ``By`` or its like.
        source: The outlet behind ``Source:`` or its like.
    """

    dates: DateLine | None = None
    author: str | None = None
    source: str | None = None


def read_notes(among: Sequence[Line], language: str | None = None) -> list[tuple[Line, Note]]:
    """Those of the lines that are notes, with what they say; a label may stand on a line of its own above its date or name.

    Args:
        among: Lines one below another.
        language: ISO 639-1 code of the text around them.
    """
    found: list[tuple[Line, Note]] = []
    above: Line | None = None  # the line above, unless that is a note itself
    for line in among:
        note = read_note(line.text, language)
        both = (
            read_note(f"{above.text} {line.text}", language)
            if above and (is_date_label(above.text) or is_byline_label(above.text))
            else None
        )
        if above and both and (both.dates is not None) == (note is not None and note.dates is not None):
            found.append((above, Note()))
            dates = note.dates._replace(moments=both.dates.moments) if note and note.dates and both.dates else None
            note = both._replace(dates=dates)
        if note:
            found.append((line, note))
        above = None if note else line
    return found


@lru_cache(maxsize=512)  # the lines of a head are read for several fields
def read_note(line: str, language: str | None = None) -> Note | None:
    """What ``line`` says if it says nothing else, beside short labels parted by ``|`` or a bullet; else ``None``.

    Args:
        line: One line, without white space around it.
        language: ISO 639-1 code of the text around it.
    """
    if len(line) > _LONGEST:
        return None
    dates = parse_date_line(line, language=language)
    if dates:
        return Note(dates)
    if any(character.isdigit() for character in line) and (beside := _labels(line, language) or _halves(line, language)):
        return beside
    author, source = author_of(line), source_of(line)
    return Note(author=author, source=source) if author or source else None


def _labels(line: str, language: str | None) -> Note | None:
    """A date among labels: ``World | 3 December 2025 | By Nora Pell``."""
    ends = [0, *(edge for match in _BAR.finditer(line) for edge in match.span()), len(line)]
    pieces = [(start, line[start:end]) for start, end in list(pairwise(ends))[::2] if end > start]
    notes = [(start, piece, note) for start, piece in pieces if (note := _piece(piece, language))]
    dated = [(start, note) for start, _, note in notes if note.dates]
    others = {piece for _, piece in pieces} - {piece for _, piece, note in notes if note.dates}
    if len(pieces) < 2 or len(dated) != 1 or any(len(piece) > _LABEL_BESIDE or piece.endswith((".", "۔", "؟", "?")) for piece in others):
        return None
    (start, note) = dated[0]
    author = next((one.author for _, _, one in notes if one.author), None)
    return Note(_shifted(note.dates, start), author) if note.dates else None


def _piece(piece: str, language: str | None) -> Note | None:
    if dates := parse_date_line(piece, language=language):
        return Note(dates)
    return _halves(piece, language) or (Note(author=author) if (author := author_of(piece)) else None)


def _halves(line: str, language: str | None) -> Note | None:
    """A date beside a byline, or behind a name: ``By Nora Pell, 3 Dec 2025``, ``3 Dec 2025 by Nora Pell``, ``KADRUN, 3 Dec 2025``."""
    for match in list(_BOUNDARY.finditer(line))[:_MOST_BOUNDARIES]:
        left, right = line[: match.start()], line[match.end() :]
        by_left, by_right = author_of(left), author_of(right)
        if (by_left or _names_before(left, match[0], right)) and (dates := parse_date_line(right, language=language)):
            if by_left or dates.moments[0].role or _COMMA.fullmatch(match[0]):
                return Note(_shifted(dates, match.end()), by_left)
        elif by_right and (dates := parse_date_line(left, language=language)):
            return Note(dates, by_right)
    return None


def _names_before(left: str, boundary: str, right: str) -> bool:
    """Whether names stand before what may be a date: ``Staff Reporter Published ...``, ``KADRUN, 3 December ...``.

    Before a comma only one word, or capitals: ``Market Report, 3 December 2025`` is a title.
    """
    if not right or not left[:1].isupper() or not is_name(left):
        return False
    return left.isupper() or " " not in left if _COMMA.fullmatch(boundary) else len(left.split()) <= _MOST_NAMES


def _shifted(dates: DateLine | None, by: int) -> DateLine | None:
    return dates._replace(start=dates.start + by, end=dates.end + by) if dates else None
