"""Dates of the Islamic calendar (the only file that knows hijridate)."""

from datetime import date, timedelta

_SIGHTING_DAYS = range(-1, 3)  # how far a country's sighting of the moon differs from the calendar of Umm al-Qura


def to_gregorian(year: int, month: int, day: int) -> date | None:
    """The day by the Umm al-Qura calendar of Saudi Arabia, 1343 to 1500 AH; ``None`` for a day it does not have."""
    from hijridate import Hijri  # 25 ms, and rarely needed

    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(found.year, found.month, found.day)


def nearest(day: date, weekday: int) -> date | None:
    """The day on this weekday (Monday is 1) that a local sighting of the moon can make of a calendar's ``day``.

    Four days in a row hold each weekday at most once, so there is one or none.
    """
    days = (day + timedelta(days=shift) for shift in _SIGHTING_DAYS)
    return next((one for one in days if one.isoweekday() == weekday), None)
