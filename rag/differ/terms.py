"""What each word of a text shares with other texts, in its own language and in others, and where it stands. Pure."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from index.language.amounts import join_thousands
from index.language.analysis import SOUND
from index.language.normalise import normalise
from rag.verify.reading import Reading, read

Range = tuple[int, int]


@lru_cache(maxsize=2048)
def terms(reading: Reading) -> tuple[frozenset[str], ...]:
    """For each word, what it is in its own language (its stem) and in every language (concepts, names, amounts, sounds)."""
    found = [{word.stem} for word in reading.words]
    place = 0
    for unit in reading.units:
        written = unit.written.split()
        place = next((at for at in range(place, len(found)) if reading.words[at].folded == written[0]), place)
        for at in range(place, min(place + len(written), len(found))):
            found[at].update(unit.bridge)
        place = min(place + len(written), len(found))
    return tuple(frozenset(one) for one in found)


@lru_cache(maxsize=2048)
def where(reading: Reading) -> Mapping[str, tuple[int, ...]]:
    """The places of each term."""
    found: dict[str, list[int]] = {}
    for place, own in enumerate(terms(reading)):
        for term in own:
            found.setdefault(term, []).append(place)
    return {term: tuple(places) for term, places in found.items()}


def shared(one: Reading, place: int, other: Reading) -> tuple[int, ...]:
    """Where ``other`` has the word at ``place`` of ``one``: the same stem, concept or name; a like sound only across languages."""
    across = one.language != other.language
    known = where(other)
    own = terms(one)[place]
    return tuple(sorted({at for term in own if across or not term.startswith(SOUND) for at in known.get(term, ())}))


@lru_cache(maxsize=2048)
def ranges(reading: Reading) -> tuple[Range, ...] | None:
    """The characters of each word in ``reading.text``; ``None`` where they cannot be told."""
    text = reading.text
    read_as = join_thousands(normalise(text), reading.language)
    origin = range(len(text) + 1) if read_as == text else _origin(text, read_as)
    if origin is None:
        return None
    found, position = [], 0
    for number, word in enumerate(reading.words):
        start = position + len(word.gap) - (0 if number else 1)
        position = start + len(word.text)
        found.append((origin[start], origin[position - 1] + 1 if read_as == text else _end(text, origin[position - 1])))
    return tuple(found)


def characters(reading: Reading, start: int, end: int) -> Range | None:
    """The characters of the words from ``start`` up to ``end``."""
    found = ranges(reading)
    return (found[start][0], found[end - 1][1]) if found and end > start else None


def _origin(text: str, read_as: str) -> list[int] | None:
    """For each character of the normalised text, where the character it was made of begins."""
    found: list[int] = []
    for start, piece in _clusters(text):
        made = normalise(piece)
        if read_as.startswith(made, len(found)):
            found.extend([start] * len(made))
        elif made.strip():
            return None
    return [*found, len(text)] if len(found) == len(read_as) else None


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield start, text[start:place]
            start = place


def _end(text: str, start: int) -> int:
    end = start + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


__all__ = ["characters", "read", "shared", "terms", "where"]
