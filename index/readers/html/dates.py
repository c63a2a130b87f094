"""Dates as machines write them in pages, feeds and site maps."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

_EARLIEST_YEAR = 1800
_PLACEHOLDERS = {date(1970, 1, 1), date(1900, 1, 1)}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?|\d{8}(?:T.*)?")
_SPACE_BEFORE_ZONE = re.compile(r"\s+(?=(?:[+-]\d{2}:?\d{2}|Z)$)")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")


class Moment(NamedTuple):
    """A date, and the time of day where the source states one.

    Attributes:
        day: The calendar date as it is written, in the zone of the source.
        at: With a zone where the source states one; ``None`` for a date alone.
    """

    day: date
    at: datetime | None


def read_moment(value: object) -> Moment | None:
    """The moment in an ISO 8601 or e-mail date; ``None`` for what is written otherwise, which is left to be found in the text."""
    if not isinstance(value, str) or len(value) > 100:
        return None
    text = _SPACE_BEFORE_ZONE.sub("", " ".join(value.split()))
    try:
        moment = _parsed(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if moment is None or moment.day.year < _EARLIEST_YEAR or moment.day in _PLACEHOLDERS:
        return None
    return moment


def _parsed(text: str) -> Moment | None:
    if _ISO.fullmatch(text):
        at = datetime.fromisoformat(text)
        return Moment(at.date(), None if len(text) in {8, 10} else at)
    match = _YEAR_FIRST.match(text)
    if match:
        return Moment(date(int(match[1]), int(match[2]), int(match[3])), None)
    at = parsedate_to_datetime(text)
    return Moment(at.date(), at)
