"""Dates as a source states them in a field of its own: ISO 8601, RFC 2822, epoch numbers, English and numeric dates.

Running text is not read here. What can be read in two ways (03/04/2025) is no date.
"""

import re
import unicodedata
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

EARLIEST_YEAR, LATEST_YEAR = 1600, 2100

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTH = rf"(?P<month>{_MONTHS})[a-z]*\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_ENGLISH = [
    re.compile(rf"(?<!\d){_DAY}[\s-]+(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}(?!\d)", re.IGNORECASE),
]
_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?!\d)")
_CLOCK = re.compile(r"\d:\d\d|T\d\d")
_MAIL = re.compile(r"\d{1,2} [a-z]{3} \d{4} \d{1,2}:\d\d", re.IGNORECASE)
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_ZULU = re.compile(r"\s*(?:Z|UTC|GMT)$", re.IGNORECASE)
_LONGEST = 100
_SPACE_BEFORE_ZONE = re.compile(r"\s+(?=(?:[+-]\d{2}:?\d{2}|Z)$)")
_NEVER_SET = frozenset({date(1970, 1, 1), date(1900, 1, 1)})  # what programs write for a date they were not given


class Moment(NamedTuple):
    """A calendar day, and the moment where a time of day is stated."""

    day: date
    at: datetime | None = None


def stated_moment(value: object) -> Moment | None:
    """The date in a field, or ``None`` when it holds none or one that can be read in two ways.

    A number is seconds or milliseconds since 1970, in UTC. The day is the day where the source is, in its own zone.
    """
    if isinstance(value, datetime):
        return _plausible(Moment(value.date(), value))
    if isinstance(value, date):
        return _plausible(Moment(value))
    if isinstance(value, bool) or value is None:
        return None
    text = _western_digits(str(value).strip())
    if not text or len(text) > _LONGEST:
        return None
    for read in (_epoch, _iso, _mail, _english, _numeric):
        found = read(text)
        if found is not None:
            return _plausible(found)
    return None


def _plausible(moment: Moment) -> Moment | None:
    sound = EARLIEST_YEAR <= moment.day.year <= LATEST_YEAR and moment.day not in _NEVER_SET
    return moment if sound else None


def _western_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character)) if character.isdecimal() else character for character in text)


def _epoch(text: str) -> Moment | None:
    if not _EPOCH.fullmatch(text):
        return None
    number = float(text)
    at = datetime.fromtimestamp(number / 1000 if number > 1e11 else number, tz=UTC)
    return Moment(at.date(), at)


def _iso(text: str) -> Moment | None:
    if not text[:4].isdigit():
        return None
    try:
        at = datetime.fromisoformat(_SPACE_BEFORE_ZONE.sub("", _ZULU.sub("+00:00", text)) if _CLOCK.search(text) else text)
    except ValueError:
        return None
    return Moment(at.date(), at if _CLOCK.search(text) else None)


def _mail(text: str) -> Moment | None:
    if not _MAIL.search(text):
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Moment(at.date(), at)


def _english(text: str) -> Moment | None:
    for pattern in _ENGLISH:
        match = pattern.search(text)
        if match:
            return _moment(match["year"], str(_MONTHS.split("|").index(match["month"].lower()) + 1), match["day"])
    return None


def _numeric(text: str) -> Moment | None:
    """Year first; or year last, when dots part it (day first everywhere), or the order of the others is certain."""
    match = _NUMERIC.match(text)
    if match is None:
        return None
    first, mark, second, third = match.groups()
    if len(first) == 4 and len(third) <= 2:
        return _moment(first, second, third)
    if len(third) != 4 or len(first) > 2:
        return None
    if mark == "." or int(first) > 12 or first.lstrip("0") == second.lstrip("0"):
        return _moment(third, second, first)
    return _moment(third, first, second) if int(second) > 12 else None


def _moment(year: str, month: str, day: str) -> Moment | None:
    try:
        return Moment(date(int(year), int(month), int(day)))
    except ValueError:
        return None
