"""Values of a sentence with their bounds: ``up to 300 homes``, ``2–3 million``, ``about 8,100``, ``September 2010``. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from rag.differ.words import just_before, just_behind
from rag.phrases import plain
from rag.verify.dates import Day, days
from rag.verify.quantities import Quantity, quantities
from rag.verify.reading import Reading
from rag.verify.words import words_of

Kind = Literal["quantity", "date", "name"]

_NEAR = Decimal("0.05")  # how far an "about" reaches
_ROUNDED = Decimal("0.02")  # how far a rounded number may be from the exact one
_REACH = 6  # words before a value that may bound it
_DASHES = frozenset("-–—")
_OUR_TIME = 1900  # from here a plain number of four digits is a year
_INFINITE = Decimal("Infinity")
_METRES = {
    "kilometre": Decimal(1000),
    "metre": Decimal(1),
    "centimetre": Decimal("0.01"),
    "millimetre": Decimal("0.001"),
    "mile": Decimal("1609.344"),
    "foot": Decimal("0.3048"),
    "inch": Decimal("0.0254"),
    "yard": Decimal("0.9144"),
}
_BASE = {
    **{unit: ("metre", factor) for unit, factor in _METRES.items()},
    "tonne": ("kilogram", Decimal(1000)),
    "gram": ("kilogram", Decimal("0.001")),
    "acre": ("hectare", Decimal("0.404686")),
    "kilowatt": ("watt", Decimal(1000)),
    "megawatt": ("watt", Decimal(1_000_000)),
    "gigawatt": ("watt", Decimal(1_000_000_000)),
}


class Value(NamedTuple):
    """One value.

    Attributes:
        kind: What it is.
        low: The least it can be, in the base unit; for a date, its first day as an ordinal.
        high: The most it can be.
        unit: Base unit, empty without one.
        about: Whether it is said to be not exact.
        start: The first word.
        end: One past the last word, unit included.
        number_end: One past the last word of number and scale.
        counted: Place of the word behind it, where it has no unit.
        withdrawn: Whether its own sentence says that it is not, or no longer, right.
        spelled: Whether it is a small number in words, which is often not meant as a figure.
    """

    kind: Kind
    low: Decimal
    high: Decimal
    unit: str
    about: bool
    start: int
    end: int
    number_end: int
    counted: int | None = None
    withdrawn: bool = False
    spelled: bool = False

    def agrees(self, other: "Value") -> bool:
        """Whether both can be true: their ranges meet, or one is the other rounded."""
        if self.low <= other.high and other.low <= self.high:
            return True
        nearest = min(abs(self.low - other.high), abs(other.low - self.high))
        larger = max(abs(self.high if self.high.is_finite() else self.low), abs(other.high if other.high.is_finite() else other.low))
        near = _NEAR if self.about or other.about else _ROUNDED if self.is_rounded or other.is_rounded else Decimal(0)
        return self.kind == "quantity" and nearest <= near * larger

    @property
    def is_rounded(self) -> bool:
        """Whether it has few digits of its own: thousands, millions."""
        return len(self.low.normalize().as_tuple().digits) <= 2 and abs(self.low) >= 100


@lru_cache(maxsize=2048)
def numbers(reading: Reading) -> tuple[Value, ...]:
    """The quantities of a text that are no years, no parts of dates and no names of things."""
    dated = {place for day in days(reading) if day.day or day.year for place in range(day.start, day.end)}
    found = [one for one in quantities(reading) if not is_year(reading, one) and one.start not in dated and not _is_name(reading, one)]
    return tuple(_ranged(reading, found))


@lru_cache(maxsize=2048)
def moments(reading: Reading, published: date | None) -> tuple[Value, ...]:
    """The dates of a text, years alone among them; weekdays are counted back from the day of publication."""
    known = days(reading)
    taken = {place for day in known for place in range(day.start, day.end)}
    alone = [one for one in quantities(reading) if is_year(reading, one) and one.start not in taken]
    years = [Day(int(one.value), None, None, None, one.start, one.end) for one in alone]
    found = (_moment(reading, day, published) for day in sorted((*known, *years), key=lambda day: day.start))
    return tuple(_spans(reading, [one for one in found if one]))


def is_year(reading: Reading, one: Quantity) -> bool:
    """Whether a number of four digits is a year: of our time, or behind a word such as "in", or counting nothing."""
    if not one.year or one.about:
        return False
    before = reading.words[one.start - 1].folded if one.start else ""
    return not one.counted or one.value >= _OUR_TIME or before in _year_words(reading.language)


@cache
def _year_words(language: str) -> frozenset[str]:
    return frozenset(plain(word.lstrip("=")) for word in words_of(language).years.get("in_front", ()))


def _is_name(reading: Reading, one: Quantity) -> bool:
    """Whether a number belongs to a word or a time: ``CASA-1000``, ``07:55``, ``47-летний``, ``[12]``."""
    gap = reading.words[one.start].gap
    before = reading.words[one.start - 1] if one.start else None
    behind = reading.words[one.end] if one.end < len(reading.words) else None
    if gap == ":" or (behind is not None and (behind.gap == ":" or (behind.gap == "-" and not behind.is_number))):
        return True
    joined = before is not None and not before.is_number and before.informative and gap in _DASHES
    return joined or gap.endswith("[") or (before is not None and gap == "" and before.text[0].isalpha())


def _ranged(reading: Reading, found: Sequence[Quantity]) -> Iterator[Value]:
    """Each quantity with its bounds; two joined by a dash, or by "between ... and", are one."""
    place = 0
    while place < len(found):
        one = found[place]
        following = found[place + 1] if place + 1 < len(found) else None
        if following is not None and _makes_range(reading, one, following):
            yield _range(reading, one, following)
            place += 2
        else:
            yield _single(reading, one, following)
            place += 1


def _makes_range(reading: Reading, one: Quantity, following: Quantity) -> bool:
    if one.unit and one.unit != following.unit:
        return False
    if following.start == one.end and reading.words[following.start].gap.strip() in _DASHES:
        return one.value < following.value
    between = plain(reading.written(one.end, following.start))
    opened = reading.words[one.start - 1].folded if one.start else ""
    return (opened, between) in _BETWEEN and one.value < following.value


_BETWEEN = frozenset({("between", "and"), ("from", "to"), ("بين", "و"), ("من", "الي"), ("от", "до"), ("между", "и"), ("с", "до")})


def _range(reading: Reading, one: Quantity, following: Quantity) -> Value:
    low, high = one.value, following.value
    scale = _scale_of(reading, following)
    if scale > 1 and low * scale < high:
        low *= scale
    whole = _single(reading, following, None)
    factor = _BASE.get(following.unit, ("", Decimal(1)))[1]
    return whole._replace(low=low * factor, high=high * factor, start=_with_sign(reading, one.start))


def _scale_of(reading: Reading, one: Quantity) -> Decimal:
    written = reading.words[one.start].folded.replace(",", "")
    try:
        digits = Decimal(written)
    except ArithmeticError:
        return Decimal(1)
    return one.value / digits if digits else Decimal(1)


def _single(reading: Reading, one: Quantity, following: Quantity | None) -> Value:
    unit, factor = _BASE.get(one.unit, (one.unit, Decimal(1)))
    value = one.value * factor
    start = _with_sign(reading, one.start)
    before = plain(reading.written(max(0, start - _REACH), start)) if start else ""
    behind = plain(reading.written(one.end, min(len(reading.words), one.end + _REACH)))
    least, most, about = (
        bool(just_before("bounds_before", name).search(before) or just_behind("bounds_behind", name).search(behind))
        for name in ("least", "most", "about")
    )
    most = most and not just_before("update", "text").search(before)  # "выросло до" is no bound
    counted = one.end if one.counted and reading.words[one.end].informative else None
    return Value(
        "quantity",
        Decimal(0) if most and not least else value,
        _INFINITE if least and not most else value,
        unit,
        about,
        start,
        one.end,
        _number_end(reading, one),
        counted,
        _is_withdrawn(reading, one, following, before, behind),
        one.spelled,
    )


def _with_sign(reading: Reading, start: int) -> int:
    """The place of the sign of money in front of a number, and of the letters before it: ``US$100``."""
    if start and reading.words[start - 1].text in "$€£¥₽₹":
        start -= 1
        if start and reading.words[start - 1].text.isupper() and not reading.words[start].gap and len(reading.words[start - 1].text) <= 3:
            start -= 1
    return start


def _number_end(reading: Reading, one: Quantity) -> int:
    """Before the unit, which is the last word or the last two, if there is one."""
    units = [cue for cue in reading.of("units") if one.start < cue.start < one.end and cue.end == one.end]
    return min((cue.start for cue in units), default=one.end)


def _is_withdrawn(reading: Reading, one: Quantity, following: Quantity | None, before: str, behind: str) -> bool:
    if just_before("earlier", "before").search(_without_bounds(before)) or just_behind("earlier", "behind").search(behind):
        return True
    if following is None or not just_before("earlier", "from").search(before):
        return False
    between = plain(reading.written(one.end, following.start))
    return bool(just_before("earlier", "to").search(between)) and len(between.split()) <= 2


def _without_bounds(before: str) -> str:
    return just_before("bounds_before", "about").sub("", before).strip()


def _moment(reading: Reading, day: Day, published: date | None) -> Value | None:
    """The first and the last day a date can mean; ``None`` where it lacks a year and nothing gives one."""
    before = plain(reading.written(max(0, day.start - 3), day.start)) if day.start else ""
    about = bool(just_before("bounds_before", "about").search(before))
    withdrawn = bool(just_before("earlier", "before").search(before))
    whole = _first_and_last(day, published)
    if whole is None:
        return None
    low, high = whole
    slack = 1 if day.weekday and not day.day else 0  # a night belongs to two days
    return Value(
        "date",
        Decimal(low.toordinal() - slack),
        Decimal(high.toordinal() + slack),
        "",
        about,
        day.start,
        day.end,
        day.end,
        withdrawn=withdrawn,
    )


def _first_and_last(day: Day, published: date | None) -> tuple[date, date] | None:
    if day.weekday and not day.month:
        if published is None:
            return None
        meant = published - timedelta(days=(published.isoweekday() - day.weekday) % 7)
        return meant, meant
    year = day.year or (published.year if published and day.month else None)
    if not year:
        return None
    try:
        if day.month and day.day:
            return date(year, day.month, day.day), date(year, day.month, day.day)
        if day.month:
            following = date(year + day.month // 12, day.month % 12 + 1, 1)
            return date(year, day.month, 1), following - timedelta(days=1)
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


def _spans(reading: Reading, found: Sequence[Value]) -> Iterator[Value]:
    """Dates joined by a dash are one span of time."""
    place = 0
    while place < len(found):
        one = found[place]
        following = found[place + 1] if place + 1 < len(found) else None
        joined = following is not None and following.start == one.end and reading.words[following.start].gap.strip() in _DASHES
        if following is not None and joined:
            yield one._replace(high=max(one.high, following.high), end=following.end, number_end=following.end)
            place += 2
        else:
            yield one
            place += 1
