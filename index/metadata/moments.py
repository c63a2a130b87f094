"""One line that holds nothing but dates, read into days, times and zones.

Precision comes first: a line that can be read in two ways, or that holds any other word, gives nothing.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal, NamedTuple

from index.metadata import hijri
from index.metadata.folded import fold_line
from index.metadata.vocabulary import Vocabulary, day_first_languages, is_after_noon, vocabulary

LONGEST_LINE = 160
_LONGEST_LABEL = 40
_LABELS = frozenset({"published", "updated", "weekday"})
YEARS = range(1800, 2101)
HIJRI_YEARS = range(1343, 1501)
# Arabic papers print the calculated date; elsewhere the moon is sighted, and a date is certain with its weekday only.
_CALCULATED = (None, "ar")

Calendar = Literal["gregorian", "hijri"]


class Moment(NamedTuple):
    """A day as written, perhaps with a time.

    Attributes:
        role: What its label says; ``None`` without a label.
        day: The day, in the Gregorian calendar.
        clock: The time of day, with its zone if the line names one.
        calendar: The calendar it was written in.
    """

    role: Literal["published", "updated"] | None
    day: date
    clock: time | None
    calendar: Calendar

    @property
    def at(self) -> datetime | None:
        """Day and time together; ``None`` without a time."""
        return datetime.combine(self.day, self.clock) if self.clock else None


class DateLine(NamedTuple):
    """The dates of one line and the range of characters from the first to the last of them."""

    moments: tuple[Moment, ...]
    start: int
    end: int


class _Parts:
    """The pieces of one moment while a line is read from left to right."""

    def __init__(self, role: Literal["published", "updated"] | None = None) -> None:
        self.role = role
        self.days: dict[Calendar, list[date]] = {}
        self.weekday: int | None = None
        self.clock: time | None = None
        self.zone: timezone | None = None


def parse_date_line(line: str, *, language: str | None = None) -> DateLine | None:
    """The dates in ``line`` if it holds nothing else but labels, weekdays, times and zones; else ``None``.

    Args:
        line: One line.
        language: ISO 639-1 code of the text around it; adds that language's month names and tells whether ``3.4.2026``
            has the day first.
    """
    folded = fold_line(line) if len(line) <= LONGEST_LINE else None
    if folded is None or not any(character.isdigit() for character in folded.text):
        return None
    words = vocabulary(language)
    matches = list(_tokens(folded.text, words.token))
    if not matches or matches[-1].end() != len(folded.text):
        return None
    moments = _moments(matches, words, language=language)
    dated = [match for match in matches if match.lastgroup != "separator"]
    return DateLine(moments, folded.offsets[dated[0].start()], folded.offsets[dated[-1].end()]) if moments else None


def is_date_label(line: str) -> bool:
    """Whether ``line`` is nothing but ``Published:``, ``Wednesday`` or their like."""
    if len(line) > _LONGEST_LABEL:
        return False
    text = fold_line(line).text
    matches = list(_tokens(text, vocabulary().token))
    kinds = {_kind(match) for match in matches}
    return bool(matches) and matches[-1].end() == len(text) and bool(kinds & _LABELS) and kinds <= _LABELS | {"separator", "filler"}


def day_at(folded: str, position: int, *, language: str | None = None) -> tuple[int, date] | None:
    """Where the whole date that begins at ``position`` ends, and its day; ``None`` if none does or it can be read in two ways.

    Args:
        folded: Text folded by ``fold_line``; it may hold anything else around the date.
        position: Where a word or number begins.
        language: ISO 639-1 code, as for ``parse_date_line``.
    """
    words = vocabulary(language)
    match = words.token.match(folded, position)
    if match is None or _kind(match) not in ("iso", "numeric", "dmy", "mdy", "ymd", "hijri"):
        return None
    _, days = _days(_kind(match), match, words, day_first=language in day_first_languages())
    return (match.end(), days[0]) if len(days) == 1 else None


def _tokens(text: str, token: re.Pattern[str]) -> Iterator[re.Match[str]]:
    position = 0
    while (match := token.match(text, position)) is not None:
        yield match
        position = match.end()


def _moments(matches: list[re.Match[str]], words: Vocabulary, *, language: str | None) -> tuple[Moment, ...]:
    groups: list[_Parts] = [_Parts()]
    after_time = False
    for match in matches:
        kind = _kind(match)
        if kind in ("published", "updated"):
            groups.append(_Parts("published" if kind == "published" else "updated"))
        elif not _take(groups[-1], kind, match, words, day_first=language in day_first_languages(), after_time=after_time):
            return ()
        after_time = kind == "time" or (after_time and kind == "separator" and match[0] == " ")
    calculated = language in _CALCULATED
    return _consistent([_moment(parts, calculated=calculated) for parts in groups if parts.days or parts.clock or parts.weekday])


def _kind(match: re.Match[str]) -> str:
    """The alternative that matched: the one group that spans the whole match and is no part of another."""
    return next(kind for kind in _KINDS if match[kind] is not None)


_KINDS = (
    *("iso", "numeric", "dmy", "mdy", "ymd", "hijri", "time", "offset", "zone"),
    *("published", "updated", "weekday", "filler", "relative", "separator"),
)


def _take(parts: _Parts, kind: str, match: re.Match[str], words: Vocabulary, *, day_first: bool, after_time: bool) -> bool:
    """Put one piece where it belongs; false when it makes the line unreadable."""
    if kind in ("filler", "relative", "separator"):
        return True
    if kind == "weekday":
        known, parts.weekday = parts.weekday, words.weekdays[match[0]]
        return known in (None, parts.weekday)
    if kind == "time":
        known_clock, parts.clock = parts.clock, _clock(match)
        return known_clock is None and parts.clock is not None
    if kind in ("offset", "zone"):
        parts.zone = _offset(match) if kind == "offset" else _zone(match[0], words)
        return kind == "zone" or (after_time and parts.zone is not None)
    calendar, days = _days(kind, match, words, day_first=day_first)
    return bool(days) and parts.days.setdefault(calendar, days) == days


def _days(kind: str, match: re.Match[str], words: Vocabulary, *, day_first: bool) -> tuple[Calendar, list[date]]:
    """The days a piece can mean: none when it is no date, two when day and month cannot be told apart."""
    if kind == "hijri" or (kind == "iso" and int(match["iso_year"]) in HIJRI_YEARS):
        month = words.hijri_months[match["hijri_month"]] if kind == "hijri" else int(match["iso_month"])
        day = hijri.to_gregorian(int(match[f"{kind}_year"]), month, int(match[f"{kind}_day"]))
        return "hijri", [day] if day else []
    if kind == "iso":
        return "gregorian", _real(int(match["iso_year"]), (int(match["iso_month"]), int(match["iso_day"])))
    if kind == "numeric":
        first, second = int(match["first"]), int(match["second"])
        pairs = [(second, first)] if day_first and match["sign"] == "." else [(second, first), (first, second)]
        return "gregorian", _real(int(match["numeric_year"]), *pairs)
    number = words.months[match[f"{kind}_month"]]
    if match[f"{kind}_again"] and words.months[match[f"{kind}_again"]] != number:
        return "gregorian", []
    return "gregorian", _real(int(match[f"{kind}_year"]), (number, int(match[f"{kind}_day"])))


def _real(year: int, *pairs: tuple[int, int]) -> list[date]:
    found = []
    for month, day in dict.fromkeys(pairs):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found if year in YEARS else []


def _clock(match: re.Match[str]) -> time | None:
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["seconds"] or 0)
    noon = match["noon"] or match["bare_noon"]
    if noon:
        after = is_after_noon(noon)
        if hour > 12:
            return None if not after else _time(hour, minute, second)
        hour = hour % 12 + (12 if after else 0)
    return _time(hour, minute, second)


def _time(hour: int, minute: int, second: int) -> time | None:
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _offset(match: re.Match[str]) -> timezone | None:
    shift = timedelta(hours=int(match["offset_hours"]), minutes=int(match["offset_minutes"] or 0))
    if shift > timedelta(hours=14):
        return None
    return timezone(shift if match["offset_sign"] == "+" else -shift)


def _zone(name: str, words: Vocabulary) -> timezone | None:
    hours = words.zones[name]
    return None if hours is None else timezone(timedelta(hours=hours))


def _moment(parts: _Parts, *, calculated: bool) -> Moment | None:
    days = parts.days.get("gregorian") or parts.days.get("hijri") or []
    calendar: Calendar = "gregorian" if parts.days.get("gregorian") else "hijri"
    if calendar == "hijri" and parts.weekday:
        days = [near for day in days if (near := hijri.nearest(day, parts.weekday))]
    elif calendar == "hijri" and not calculated:
        return None
    elif parts.weekday:
        days = [day for day in days if day.isoweekday() == parts.weekday]
    if len(days) != 1 or not _same_day(parts):
        return None
    clock = parts.clock.replace(tzinfo=parts.zone) if parts.clock else None
    return Moment(parts.role, days[0], clock, calendar)


def _same_day(parts: _Parts) -> bool:
    """Whether a date given in both calendars is about the same day; the sighting of the moon moves it a little."""
    both = [days[0] for days in parts.days.values()]
    return len(both) < 2 or abs((both[0] - both[1]).days) <= 2


def _consistent(moments: list[Moment | None]) -> tuple[Moment, ...]:
    """All of them, or none when one cannot be read or two contradict each other."""
    known = [moment for moment in moments if moment is not None]
    roles = ["updated" if moment.role == "updated" else "published" for moment in known]
    return tuple(known) if len(known) == len(moments) and len(set(roles)) == len(roles) else ()
