"""Finding a quote again in a text that was cleaned after the quote was taken. Pure."""

import unicodedata
from collections.abc import Iterator
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
    folded, origins = _folded(text)
    near = sum(origin.start < start for origin in origins) if start else 0
    place = _nearest(plain, folded, near) if plain else None
    return Place(origins[place.start].start, origins[place.end - 1].end) if place else None


def _folded(text: str) -> tuple[str, list[Place]]:
    """``text`` with single spaces, no controls and decomposed letters, and for each character where it came from."""
    characters: list[str] = []
    origins: list[Place] = []
    for place in _clusters(text):
        for character in _plain(text[place.start : place.end]):
            if character != " " or (characters and characters[-1] != " "):
                characters.append(character)
                origins.append(place)
    return "".join(characters), origins


def _clusters(text: str) -> Iterator[Place]:
    """Each character with the marks that follow it: only together can they be decomposed into a fixed order."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not unicodedata.combining(text[end]):
            yield Place(start, end)
            start = end


def _plain(cluster: str) -> str:
    if cluster.isspace():
        return " "
    return "".join(part for part in unicodedata.normalize("NFD", cluster) if unicodedata.category(part) not in ("Cc", "Cf"))
