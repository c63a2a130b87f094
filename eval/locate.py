"""Finding a quote again in a text that was cleaned after the quote was taken. Pure."""

import unicodedata
from typing import NamedTuple


class Place(NamedTuple):
    """A half-open range of characters of a text."""

    start: int
    end: int


def locate(quote: str, text: str, *, start: int | None = None) -> Place | None:
    """Where ``quote`` stands in ``text``; ``None`` if nowhere.

    Args:
        quote: The exact words.
        text: The text as it was indexed.
        start: Where the quote began before cleaning. Of several occurrences the nearest to it is taken, else the first.

    An exact match comes first; otherwise white space, invisible characters and composed forms may differ.
    """
    if not quote.strip():
        return None
    return _nearest(quote, text, start) or _loosely(quote, text, start)


def _nearest(quote: str, text: str, start: int | None) -> Place | None:
    near = start or 0
    before = text.rfind(quote, 0, near + len(quote))
    after = text.find(quote, near)
    found = [position for position in (before, after) if position >= 0]
    if not found:
        return None
    best = min(found, key=lambda position: abs(position - near))
    return Place(best, best + len(quote))


def _loosely(quote: str, text: str, start: int | None) -> Place | None:
    plain, _ = _folded(quote.strip())
    folded, offsets = _folded(text)
    near = sum(offset < start for offset in offsets) if start else 0
    place = _nearest(plain, folded, near) if plain else None
    return Place(offsets[place.start], offsets[place.end - 1] + 1) if place else None


def _folded(text: str) -> tuple[str, list[int]]:
    """``text`` with single spaces, no controls and decomposed letters, and for each character the offset it came from."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for part in _parts(character):
            if part != " " or (characters and characters[-1] != " "):
                characters.append(part)
                offsets.append(offset)
    return "".join(characters), offsets


def _parts(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cc", "Cf"):
        return ""
    return unicodedata.normalize("NFD", character)
