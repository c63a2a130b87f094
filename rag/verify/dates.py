"""Days, months and weekdays of a text, whole or in part: ``1 June``, ``في نوفمبر ٢٠٢٤``, ``в субботу, 28 февраля``."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from index.language.normalise import fold, normalise
from index.language.stems import stem
from index.metadata.vocabulary import OWN_LANGUAGES, vocabulary
from rag.verify.reading import Reading, Word
from rag.verify.words import words_of

_DAYS = range(1, 32)
_YEARS = range(1000, 2101)
_WEEK = 7


class Day(NamedTuple):
    """A date, of which any part may be missing; the words it stands in, from ``start`` up to ``end``."""

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    start: int
    end: int

    def parts(self) -> tuple[int | None, ...]:
        """Year, month, day and weekday."""
        return self.year, self.month, self.day, self.weekday

    def agrees(self, other: "Day") -> bool:
        """Whether both can be the same: no part differs, and one is shared."""
        pairs = [(own, its) for own, its in zip(self.parts(), other.parts(), strict=True) if own is not None and its is not None]
        return bool(pairs) and all(own == its for own, its in pairs)

    def differs(self, other: "Day") -> bool:
        """Whether a part of both is different."""
        return any(own is not None and its is not None and own != its for own, its in zip(self.parts(), other.parts(), strict=True))


@lru_cache(maxsize=4096)
def days(reading: Reading) -> tuple[Day, ...]:
    """The dates of a text, in order; a year alone is a number and not among them."""
    return tuple(_days(reading))


def eves(reading: Reading, day: Day) -> Iterator[Day]:
    """The day before, where a date is that of the morning after: ``в ночь на понедельник`` begins on Sunday."""
    lists = words_of(reading.language).dates.get("eve", ())
    if any(_stands_before(reading, day.start, entry.split()) for entry in lists):
        weekday = (day.weekday - 2) % _WEEK + 1 if day.weekday else None
        yield day._replace(weekday=weekday, day=day.day - 1 if day.day and day.day > 1 else None)


def _stands_before(reading: Reading, place: int, words: Sequence[str]) -> bool:
    return [word.folded for word in reading.words[max(0, place - len(words)) : place]] == [fold(normalise(word)) for word in words]


def resolved(found: Sequence[Day], published: date | None) -> Iterator[Day]:
    """Those dates, and what they were for a reader of that day: the weekday before it, the year it stood in."""
    yield from found
    if published is None:
        return
    for one in found:
        if one.month and one.day and not one.year:
            yield one._replace(year=published.year)
        elif one.weekday and not one.day:
            back = (published.isoweekday() - one.weekday) % _WEEK
            meant = published - timedelta(days=back)
            yield Day(meant.year, meant.month, meant.day, one.weekday, one.start, one.end)


def _days(reading: Reading) -> Iterator[Day]:
    words, end = reading.words, 0
    for place in range(len(words)):
        if place < end:
            continue
        month, length = _named(words, place, reading.language, "month")
        weekday, _ = _named(words, place, reading.language, "weekday")
        if month is not None:
            found = _around(words, place, place + length, month)
        elif weekday is not None:
            found = Day(None, None, None, weekday, place, place + 1)
        else:
            continue
        if _is_meant(words, found, place, reading.language):
            end = found.end
            yield found


def _around(words: Sequence[Word], start: int, end: int, month: int) -> Day:
    """A month with the day before or behind it, and the year behind."""
    day = year = None
    first = start
    if start and (number := _whole(words[start - 1])) in _DAYS and not words[start].gap.strip(" ./-"):
        day, first = number, start - 1
    last = end
    if last < len(words) and day is None and (number := _whole(words[last])) in _DAYS and not words[last].gap.strip(" "):
        day, last = number, last + 1
    if last < len(words) and (number := _whole(words[last])) in _YEARS and not words[last].gap.strip(" ,،"):
        year, last = number, last + 1
    return Day(year, month, day, None, first, last)


def _whole(word: Word) -> int | None:
    digits = word.folded
    for ending in ("st", "nd", "rd", "th"):
        digits = digits.removesuffix(ending)
    return int(digits) if digits.isdecimal() and len(digits) <= 4 else None


def _is_meant(words: Sequence[Word], found: Day, place: int, language: str) -> bool:
    """Whether a word that has other meanings too means a date here."""
    word = words[place]
    if word.folded not in _ambiguous(language):
        return True
    if found.day or found.year:
        return True
    return word.text.isascii() and len(word.text) >= 3 and word.is_capitalised and bool(place) and not word.starts_sentence


def _named(words: Sequence[Word], place: int, language: str, kind: str) -> tuple[int | None, int]:
    """The number of the month or weekday that begins at ``place``, and how many words name it."""
    names = _names(language, kind)
    for length in (2, 1):
        if place + length <= len(words):
            for forms in _forms(words[place : place + length], short=words_of(language).dates.get("stems", ())):
                if forms in names:
                    return names[forms], length
    return None, 1


def _forms(words: Sequence[Word], *, short: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield tuple(word.folded for word in words)
    if len(words) == 1:
        yield from ((form,) for form in words[0].forms if len(form) > 3 or form in short)


@cache
def _names(language: str, kind: str) -> dict[tuple[str, ...], int]:
    known = vocabulary(language if language not in OWN_LANGUAGES else None)
    table = known.months if kind == "month" else known.weekdays
    found: dict[tuple[str, ...], int] = {}
    for name, number in table.items():
        folded = tuple(fold(normalise(part)) for part in name.split())
        found[folded] = number
        if len(folded) == 1 and len(folded[0]) > 3:
            found.setdefault((stem(folded[0], language),), number)
    return found


@cache
def _ambiguous(language: str) -> frozenset[str]:
    return frozenset(fold(normalise(word)) for word in words_of(language).dates.get("not_names", ()))
