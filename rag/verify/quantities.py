"""Numbers of a text with their scale and unit: ``2.4 billion dollars`` = ``2.4 مليار دولار`` = ``2 ارب 40 کروڑ ڈالر``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from index.language.amounts import amount_at
from index.language.normalise import fold, normalise
from index.language.tokens import Token
from rag.verify.reading import Reading, Word
from rag.verify.words import Cue, words_of

_SMALL = Decimal(100)
_TENS = Decimal(10)
_YEARS = range(1000, 2101)
_NEAR = Decimal("0.05")
_MONEY = frozenset({"dollar", "euro", "pound", "ruble", "rupee", "yen", "yuan", "dinar", "dirham", "riyal"})
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₽": "ruble", "₹": "rupee"}
_FAMILIES = (
    _MONEY,
    frozenset({"kilometre", "metre", "centimetre", "millimetre", "mile", "foot", "inch", "yard"}),
    frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade", "century"}),
    frozenset({"tonne", "kilogram", "gram"}),
    frozenset({"litre", "gallon", "barrel"}),
    frozenset({"hectare", "acre"}),
    frozenset({"watt", "kilowatt", "megawatt", "gigawatt"}),
    frozenset({"percent", "points", "basis_points"}),
)


class Quantity(NamedTuple):
    """A number as it is meant.

    Attributes:
        value: With its scale.
        unit: Name of a unit in the word lists; empty without one.
        counted: Stem of the word behind it, where it has no unit.
        about: Whether it is said to be not exact.
        year: Whether it may be a year.
        start: The first word.
        end: One past the last word of number, scale and unit.
        spelled: Whether it is a small number in words, which is often not meant as a figure.
    """

    value: Decimal
    unit: str
    counted: str
    about: bool
    year: bool
    start: int
    end: int
    spelled: bool

    def equals(self, other: "Quantity") -> bool:
        """Whether both can be the same number: nearly, where the sentence says so."""
        if self.value == other.value:
            return True
        return self.about and not self.year and abs(self.value - other.value) <= _NEAR * abs(other.value)

    def same_unit(self, other: "Quantity") -> bool:
        """Whether no unit speaks against it."""
        return not self.unit or not other.unit or self.unit == other.unit

    def comparable(self, other: "Quantity") -> bool:
        """Whether one could stand in the place of the other."""
        if self.unit and other.unit:
            return self.unit == other.unit or any(self.unit in family and other.unit in family for family in _FAMILIES)
        return self.unit == other.unit and self.year == other.year


class _Number(NamedTuple):
    value: Decimal
    end: int
    spelled: bool


@lru_cache(maxsize=4096)
def quantities(reading: Reading) -> tuple[Quantity, ...]:
    """The quantities of a text, in order."""
    return tuple(_quantities(reading))


def _quantities(reading: Reading) -> Iterator[Quantity]:
    cues = _by_start(reading)
    place = 0
    while place < len(reading.words):
        number = _number(reading, place, cues)
        if number is None:
            place += 1
            continue
        quantity = _quantity(reading, place, number, cues)
        yield quantity
        place = max(number.end, place + 1)


def _by_start(reading: Reading) -> Mapping[int, list[Cue]]:
    found: dict[int, list[Cue]] = {}
    for cue in reading.cues:
        if cue.group in ("numbers", "parts", "scales", "units", "about"):
            found.setdefault(cue.start, []).append(cue)
    return found


def _number(reading: Reading, place: int, cues: Mapping[int, list[Cue]]) -> _Number | None:
    """The whole number that begins at ``place``: each part with its scale, parts of falling scales added."""
    part = _fraction(reading, place, cues)
    if part:
        return part
    total, position, last, spelled = Decimal(0), place, Decimal("Infinity"), True
    while (piece := _scaled(reading, position, cues)) is not None:
        value, scale, end, written = piece
        if position > place and (scale >= last or not _goes_on(reading.words[position], last)):
            break
        total, position, last, spelled = total + value * scale, end, scale, spelled and written
        if scale == 1:
            break
    return _Number(total, position, spelled) if position > place else None


def _goes_on(word: Word, last: Decimal) -> bool:
    return last > 1 and not word.gap.strip(" \u00a0")


def _fraction(reading: Reading, place: int, cues: Mapping[int, list[Cue]]) -> _Number | None:
    parts = [cue for cue in cues.get(place, ()) if cue.group == "parts"]
    if not parts:
        return None
    longest = max(parts, key=lambda cue: cue.end)
    numbers = [_exactness(reading, cue) for cue in cues.get(place, ()) if cue.group == "numbers"]
    if longest.end == place + 1 and max(numbers, default=0) > _exactness(reading, longest):  # five and a fifth share a stem
        return None
    above, _, below = longest.name.partition("/")
    return _Number(Decimal(above) / Decimal(below), longest.end, spelled=True)


def _scaled(reading: Reading, place: int, cues: Mapping[int, list[Cue]]) -> tuple[Decimal, Decimal, int, bool] | None:
    """A number with its scale: value, scale, where it ends, whether it is in words."""
    if place >= len(reading.words):
        return None
    word = reading.words[place]
    if word.is_number:
        value, end, spelled = _digits(word.text, reading.language), place + 1, False
    else:
        value, end = _spelled(reading, place, cues)
        spelled = True
    if value is None:
        return _bare_scale(reading, place, cues)
    scale, end = _scale(cues, end)
    return value, scale, end, spelled and scale < _SMALL


def _bare_scale(reading: Reading, place: int, cues: Mapping[int, list[Cue]]) -> tuple[Decimal, Decimal, int, bool] | None:
    """``مليار دولار``: one of it, where a unit follows."""
    if reading.words[place].is_number:
        return None
    scale, end = _scale(cues, place)
    follows = any(cue.group == "units" for cue in cues.get(end, ()))
    return (Decimal(1), scale, end, False) if end > place and follows and scale > _SMALL else None


def _scale(cues: Mapping[int, list[Cue]], place: int) -> tuple[Decimal, int]:
    scale = Decimal(1)
    while found := [cue for cue in cues.get(place, ()) if cue.group == "scales"]:
        longest = max(found, key=lambda cue: cue.end)
        scale, place = scale * Decimal(10) ** int(longest.name), longest.end
    return scale, place


def _spelled(reading: Reading, place: int, cues: Mapping[int, list[Cue]]) -> tuple[Decimal | None, int]:
    """A number in words: ``five``, ``twenty-five``, ``خمسة وعشرون``, ``сорок семь``."""
    value, end = _named_number(reading, place, cues)
    if value is None:
        return None, place
    following, after = _named_number(reading, end, cues)
    if following is not None and _adds(value, following, reading.words[end]):
        return value + following, after
    return value, end


def _adds(value: Decimal, following: Decimal, word: Word) -> bool:
    if word.gap.strip(" -"):
        return False
    if word.folded.startswith("و"):
        return value < _TENS <= following < _SMALL
    return following < _TENS <= value < _SMALL and value % _TENS == 0 and value > _TENS


def _named_number(reading: Reading, place: int, cues: Mapping[int, list[Cue]]) -> tuple[Decimal | None, int]:
    found = [cue for cue in cues.get(place, ()) if cue.group == "numbers"]
    if not found:
        return None, place
    longest = max(found, key=lambda cue: (cue.end, _exactness(reading, cue)))  # four and forty share a stem
    return Decimal(longest.name), longest.end


def _exactness(reading: Reading, cue: Cue) -> int:
    """2 for a word as it is listed, 1 without what is joined to it, 0 for another form of it."""
    word, listed = reading.words[cue.start], _listed(reading.language, cue.group)[cue.name]
    return 2 if word.folded in listed else int(bool((word.forms - {word.stem}) & listed))


@cache
def _listed(language: str, group: str) -> Mapping[str, frozenset[str]]:
    """The words of a list by name, as they are written there."""
    lists: Mapping[str, Sequence[str]] = getattr(words_of(language), group)
    return {name: frozenset(fold(normalise(entry.strip("=*"))) for entry in entries) for name, entries in lists.items()}


@lru_cache(maxsize=20_000)
def _digits(written: str, language: str) -> Decimal | None:
    amount = amount_at([Token(written, "number", 0)], 0, language)
    return Decimal(amount.digits) if amount else None


def _quantity(reading: Reading, place: int, number: _Number, cues: Mapping[int, list[Cue]]) -> Quantity:
    words = reading.words
    unit, end = _unit(words, place, number.end, cues)
    counted = "" if unit or end >= len(words) or words[end].gap.strip() else words[end].stem
    about = any(cue.group == "about" for before in (1, 2, 3) for cue in cues.get(place - before, ()) if cue.end <= place)
    plain = bool(re.fullmatch(r"\d{4}", words[place].text)) and number.end == place + 1 and not unit
    return Quantity(number.value, unit, counted, about, plain and int(number.value) in _YEARS, place, end, number.spelled)


def _unit(words: tuple[Word, ...], start: int, end: int, cues: Mapping[int, list[Cue]]) -> tuple[str, int]:
    """The unit behind a number, perhaps with an adjective between, or the sign in front of it."""
    if start and words[start - 1].text in _SIGNS:
        return _SIGNS[words[start - 1].text], end
    for place in (end, end + 1):
        if place < len(words) and not _parted(words[end : place + 1]):
            found = [cue for cue in cues.get(place, ()) if cue.group == "units"]
            if found:
                longest = max(found, key=lambda cue: cue.end)
                return longest.name, longest.end
        if place < len(words) and (words[place].is_number or not words[place].informative):
            break
    return "", end


def _parted(words: tuple[Word, ...]) -> bool:
    return any(word.gap.strip(" -\u00a0") for word in words)
