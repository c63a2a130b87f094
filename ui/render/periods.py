"""A stretch of days in the language of the page."""

from datetime import date, timedelta

from ui import wording
from ui.words import day, spoken, text


def period(first: date | None, last: date | None) -> str:
    """A stretch of days as people write it; English says it as the command line does."""
    if spoken() == "en":
        return wording.period(first, last)
    if first is None or last is None:
        one = first or last
        return text("understood.since" if first else "understood.until", day=_written(one)) if one else text("understood.any_time")
    if first == last:
        return _written(first)
    ends_month = (last + timedelta(days=1)).day == 1
    if first.day == 1 and ends_month and first.year == last.year:
        if first.month == last.month:
            return day(first, pattern="MMMM y")
        if (first.month, last.month) == (1, 12):
            return day(first, pattern="y")
    return text("understood.range", first=_written(first), last=_written(last))


def _written(one: date) -> str:
    return day(one, pattern="d MMMM y")
