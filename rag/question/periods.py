"""Stretches of days: months, quarters, weeks, and what lies before or behind them. Pure."""

from datetime import date, timedelta
from typing import Literal, NamedTuple

Unit = Literal["day", "week", "month", "quarter", "year"]
Part = Literal["early", "mid", "late"]

_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_THIRDS = {"early": (0, 1), "mid": (1, 2), "late": (2, 3)}


class Period(NamedTuple):
    """Days from ``first`` to ``last``, both included; ``None`` where it is open."""

    first: date | None
    last: date | None

    @property
    def value(self) -> str:
        """As an ISO 8601 interval."""
        return "/".join(day.isoformat() if day else ".." for day in self)


def of_day(day: date) -> Period:
    """One day."""
    return Period(day, day)


def of_months(year: int, month: int, count: int = 1) -> Period:
    """``count`` months from the first day of one."""
    return Period(date(year, month, 1), _shifted(date(year, month, 1), count) - _DAY)


def of_unit(unit: Unit, day: date) -> Period:
    """The day, week (from Monday), month, quarter or year that holds ``day``."""
    if unit == "day":
        return of_day(day)
    if unit == "week":
        monday = day - _DAY * day.weekday()
        return Period(monday, monday + _DAY * 6)
    size = _MONTHS[unit]
    return of_months(day.year, (day.month - 1) // size * size + 1, size)


def back(unit: Unit, count: int, day: date) -> date:
    """The day ``count`` units before ``day``."""
    if unit in _MONTHS:
        first = _shifted(day.replace(day=1), -count * _MONTHS[unit])
        return first + _DAY * min(day.day - 1, (_shifted(first, 1) - first).days - 1)
    return day - _DAY * count * (7 if unit == "week" else 1)


def part_of(part: Part, period: Period) -> Period:
    """The first, the middle or the last third of a closed period."""
    if period.first is None or period.last is None:
        return period
    days = (period.last - period.first).days + 1
    start, end = (days * share // 3 for share in _THIRDS[part])
    return Period(period.first + _DAY * start, period.first + _DAY * (max(end, start + 1) - 1))


def related(relation: str, period: Period) -> Period:
    """``since``, ``until``, ``before`` or ``after`` a period."""
    if relation == "since":
        return Period(period.first, None)
    if relation == "until":
        return Period(None, period.last)
    if relation == "before":
        return Period(None, period.first - _DAY if period.first else None)
    return Period(period.last + _DAY if period.last else None, None)


def _shifted(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
