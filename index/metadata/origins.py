"""What the name or the address of a source says: a day, a title, an outlet."""

import re
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import SplitResult, unquote, urlsplit

_WEB = ("http", "https")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_IN_NAME = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sign>[-_.])(?P<month>\d\d)(?P=sign)(?P<day>\d\d)(?!\d)")
_COMPACT_DAY = re.compile(r"\A(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?![a-z0-9])", re.IGNORECASE)
_DAY_IN_ADDRESS = re.compile(rf"/(?P<year>(?:19|20)\d\d)[/-](?P<month>\d\d?|{'|'.join(_MONTHS)})[/-](?P<day>\d\d?)(?=[/_-]|\Z)")


def day_of(address: str) -> date | None:
    """The day in a file's name (``2025-12-03_title.txt``) or in a page's address (``/2025/12/03/``).

    ``None`` when there is none, or several that differ. Directories of files are not looked at: they tell when something was saved.
    """
    parts = urlsplit_or_none(address)
    if parts is None:
        return None
    name = _name(parts)
    found = [_day(match) for match in _DAY_IN_NAME.finditer(name)] + [_day(match) for match in _COMPACT_DAY.finditer(name)]
    if parts.scheme in _WEB:
        found += [_day(match) for match in _DAY_IN_ADDRESS.finditer(unquote(parts.path).lower())]
    days = {day for day in found if day}
    return days.pop() if len(days) == 1 else None


def title_of(address: str) -> str:
    """The name of a file without its ending; empty for a page or for one row of a table."""
    parts = urlsplit_or_none(address)
    return _name(parts) if parts and parts.scheme not in _WEB else ""


def outlet_of(address: str) -> str | None:
    """The host of a page, without ``www.``; ``None`` for a file."""
    parts = urlsplit_or_none(address)
    host = parts.hostname if parts and parts.scheme in _WEB else None
    return host.removeprefix("www.") or None if host else None


def urlsplit_or_none(address: str) -> SplitResult | None:
    """The parts of an address; ``None`` for one that is malformed."""
    try:
        parts = urlsplit(address)
        _ = parts.hostname
    except ValueError:
        return None
    return parts


def _name(parts: SplitResult) -> str:
    kind, _, member = parts.fragment.partition("=")
    if parts.fragment and kind != "member":
        return ""  # a row's date is not that of its table
    return PurePosixPath(unquote(member or parts.path)).stem


def _day(match: re.Match[str]) -> date | None:
    month = match["month"]
    try:
        return date(int(match["year"]), int(month) if month.isdigit() else _MONTHS.index(month) + 1, int(match["day"]))
    except ValueError:
        return None
