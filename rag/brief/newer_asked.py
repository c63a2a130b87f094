"""The questions whose answers a sentence gives: for each of its figures, what it is a figure of. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from index.models import Article
from rag.differ.asked import is_people
from rag.differ.terms import characters, shared
from rag.differ.values import Value, moments, numbers
from rag.differ.words import just_before, names
from rag.models import DifferenceValue, Question
from rag.phrases import plain
from rag.verify.reading import Reading, read

# By language: what asks for a number of things, an amount of money, a share, a length.
_OPENINGS = {
    "en": ("How many", "How much money", "What percentage", "What length"),
    "ar": ("كم عدد", "كم مبلغ", "كم نسبة", "كم طول"),
    "ru": ("Сколько", "Какая сумма", "Сколько процентов", "Какая длина"),
    "ur": ("کتنے", "کتنی رقم", "کتنے فیصد", "لمبائی"),
}
_COUNT, _MONEY, _SHARE, _LENGTH = range(4)
_UNITS = {
    **dict.fromkeys(("dollar", "euro", "pound", "ruble", "rupee", "yen", "yuan", "dinar", "dirham", "riyal"), _MONEY),
    "percent": _SHARE,
    "metre": _LENGTH,
}
_MOST = 3  # figures of one sentence
_BEHIND, _BEFORE = 4, 3  # words of substance on either side of a figure that say what it is of
_SIGNS = frozenset(',.;:!?،؛؟۔()—–«»“”"')
_NEWS = 400  # days from its report within which a date is news
_CONVERTED = Decimal("0.05")  # how far a length in metres may be from the same in feet
_FEWEST = 3  # other words of substance, without which a sentence does not say what its figure is of


class Figure(NamedTuple):
    """A figure of a sentence as a question: ``About 18,000 people were evacuated`` asks how many people were evacuated.

    Attributes:
        question: It.
        about: The words of the sentence that have the figure.
    """

    question: Question
    about: str


def figures(sentence: str, language: str) -> tuple[Figure, ...]:
    """The figures that another report may give otherwise, the first ones; none in a language in which nothing asks for them.

    Args:
        sentence: One sentence.
        language: ISO 639-1 code.
    """
    return tuple(_figures(sentence, language)) if language in _OPENINGS else ()


def rivals(ours: DifferenceValue, cited: Article, theirs: DifferenceValue, later: Article) -> bool:
    """Whether two values can only be meant for the same thing: comparable ones, and neither report gives the other's value too.

    Names are never told: across reports they differ for too many reasons.

    Args:
        ours: What is cited.
        cited: The article it stands in.
        theirs: What a later report says.
        later: The article of that report.
    """
    own, its = _value(ours, cited), _value(theirs, later)
    if own is None or its is None or own[1].kind != its[1].kind:
        return False
    near = _are_of_the_news if own[1].kind == "date" else _are_figures_alike
    return near(own, its, cited, later) and not _has(later, own[1]) and not _has(cited, its[1])


def _value(one: DifferenceValue, article: Article) -> tuple[Reading, Value] | None:
    """The value as it was read; ``None`` where it is neither a number nor a date."""
    reading = read(one.quote, one.language)
    start = one.emphasis[0][0] if one.emphasis else -1
    found = (*numbers(reading), *moments(reading, article.published))
    places = ((value, characters(reading, value.start, value.number_end)) for value in found)
    return next(((reading, value) for value, place in places if place and place[0] == start), None)


def _are_figures_alike(own: tuple[Reading, Value], its: tuple[Reading, Value], _cited: Article, _later: Article) -> bool:
    """Whether both are figures, of the same things, and not one figure written in two ways."""
    if own[1].spelled or its[1].spelled or not _level(its[1]) or _may_be_one(own[1], its[1]):
        return False
    return own[1].unit == its[1].unit and bool(own[1].unit or _count_the_same(*own, *its))


def _are_of_the_news(own: tuple[Reading, Value], its: tuple[Reading, Value], cited: Article, later: Article) -> bool:
    """Whether both are days of about the time of the reports: a date of history is told of many things."""
    return all(
        article.published is not None and abs(value.low - article.published.toordinal()) <= _NEWS
        for (_, value), article in ((own, cited), (its, later))
    )


def _may_be_one(own: Value, its: Value) -> bool:
    """Whether two values may be one: a length in metres and in feet, or a number whose thousands are parted by a point."""
    small, large = sorted((_level(own), _level(its)))
    return (own.unit == "metre" and large - small <= _CONVERTED * large) or large in (1_000 * small, 1_000_000 * small)


def _level(value: Value) -> Decimal:
    return value.high if value.high.is_finite() else value.low


def _count_the_same(reading: Reading, own: Value, other: Reading, its: Value) -> bool:
    """Whether two plain numbers count the same; one that does not say what it counts may, within a language."""
    if own.counted is None or its.counted is None:
        return reading.language == other.language
    alike = its.counted in shared(reading, own.counted, other)
    return alike or (is_people(reading, own.counted) and is_people(other, its.counted))


def _has(article: Article, value: Value) -> bool:
    """Whether an article gives a value, other than to take it back."""
    reading = read(article.text, article.language)
    found = moments(reading, article.published) if value.kind == "date" else numbers(reading)
    return any(one.unit == value.unit and not one.withdrawn and one.agrees(value) for one in found)


def _figures(sentence: str, language: str) -> Iterator[Figure]:
    reading = read(sentence, language)
    for one in [value for value in numbers(reading) if not value.spelled and not value.withdrawn][:_MOST]:
        opening = _UNITS.get(one.unit) if one.unit else _COUNT if one.counted is not None else None
        first, last = _next_to(reading, one)
        rest = f"{reading.written(one.end, last).strip()} {reading.written(first, _unbounded(reading, first, one.start)).strip()}".strip()
        if opening is not None and _telling(rest, language) >= _FEWEST:
            text = f"{_OPENINGS[language][opening]} {rest}?"
            yield Figure(Question(text=text, language=language, searched=text, kind="number"), reading.written(first, last))


def _next_to(reading: Reading, one: Value) -> tuple[int, int]:
    """The words of substance next to a value: those behind it, which say what is counted, and those before it, in its clause."""
    first, last = _clause(reading, one)
    last = next((place for place in range(one.end, last) if _substance(reading, one.end, place) == _BEHIND), last)
    first = next((place for place in range(one.start - 1, first, -1) if _substance(reading, place, one.start) == _BEFORE), first)
    return first, last


def _unbounded(reading: Reading, first: int, end: int) -> int:
    """Without "about", "more than" and the like before a figure."""
    for start in range(first, end):
        if any(just_before("bounds_before", name).fullmatch(plain(reading.written(start, end))) for name in names("bounds_before")):
            return start
    return end


def _telling(rest: str, language: str) -> int:
    """How many words say what a figure is of: those of substance that are no spans of time and no units."""
    reading = read(rest, language)
    measures = {place for cue in reading.of("units") for place in range(cue.start, cue.end)}
    return sum(word.informative and not word.is_number and place not in measures for place, word in enumerate(reading.words))


def _substance(reading: Reading, start: int, end: int) -> int:
    return sum(word.informative for word in reading.words[start:end])


def _clause(reading: Reading, one: Value) -> tuple[int, int]:
    """The words around a value up to the next comma on either side, or the like."""
    first, last = one.start, one.end
    while first and not _parts(reading.words[first].gap):
        first -= 1
    while last < len(reading.words) and not _parts(reading.words[last].gap):
        last += 1
    return first, last


def _parts(gap: str) -> bool:
    return any(sign in _SIGNS for sign in gap)
