"""What the library page shows, as its address says it: every choice is a link that can be kept, opened and gone back to."""

import re
from collections.abc import Mapping
from typing import get_args
from urllib.parse import parse_qs, urlencode

from index.catalog.listing import ListedState, Order, Sought
from index.models import Record

PAGE = 50  # articles
_MOST_PAGES = 1_000_000
_MOST_CHOICES = 40
_MOST_WORDS = 200  # characters
_NONE = "-"  # no outlet, no date
_MONTH = re.compile(r"\d{4}-\d{2}|")
_MANY = {"outlet": "sources", "language": "languages", "month": "months", "state": "states"}
_STATES = frozenset((*get_args(get_args(ListedState)[0]), "deleted"))


class Browse(Record):
    """A place in the list.

    Attributes:
        sought: What is listed.
        page: Which page of it, from 1.
    """

    sought: Sought = Sought()
    page: int = 1


def read_address(query: str) -> Browse:
    """What an address asks for; what makes no sense in it is passed over."""
    given = parse_qs(query.lstrip("?")[:20_000], keep_blank_values=True)
    chosen = {
        field: tuple(dict.fromkeys(_value(name, one) for one in given.get(name, [])[:_MOST_CHOICES])) for name, field in _MANY.items()
    }
    chosen["months"] = tuple(month for month in chosen["months"] if _MONTH.fullmatch(month))
    chosen["states"] = tuple(state for state in chosen["states"] if state in _STATES)
    order = _last(given, "sort").removesuffix(".up")
    page = _last(given, "page")
    sought = Sought(
        words=_last(given, "q")[:_MOST_WORDS].strip(),
        group=_last(given, "group")[:200] or None,
        copies=_last(given, "copies") == "1",
        order=order if order in get_args(Order) else "published",  # type: ignore[arg-type]  # as just checked
        ascending=_last(given, "sort").endswith(".up"),
        **chosen,  # type: ignore[arg-type]  # states are among those there are
    )
    return Browse(sought=sought, page=min(int(page), _MOST_PAGES) if page.isascii() and page.isdecimal() and int(page[:9]) else 1)


def address(browse: Browse) -> str:
    """The address of a place in the list, relative to the workbench."""
    sought = browse.sought
    sort = f"{sought.order}{'.up' if sought.ascending else ''}"
    said: list[tuple[str, str]] = [("q", sought.words)] if sought.words else []
    said += [(name, one or _NONE) for name, field in _MANY.items() for one in getattr(sought, field)]
    said += [("group", sought.group)] if sought.group else []
    said += [("copies", "1")] if sought.copies else []
    said += [("sort", sort)] if sort != "published" else []
    said += [("page", str(browse.page))] if browse.page > 1 else []
    return f"library?{urlencode(said)}" if said else "library"


def changed(browse: Browse, **fields: object) -> str:
    """The address where something else is sought, from the first page."""
    return address(Browse(sought=browse.sought.model_copy(update=fields)))


def toggled(browse: Browse, field: str, value: str) -> str:
    """The address where one choice is added, or taken away if it is there."""
    chosen: tuple[str, ...] = getattr(browse.sought, field)
    left = tuple(one for one in chosen if one != value)
    return changed(browse, **{field: left if value in chosen else (*chosen, value)})


def _value(name: str, written: str) -> str:
    return "" if written == _NONE and name in ("outlet", "month") else written[:300]


def _last(given: Mapping[str, list[str]], name: str) -> str:
    return given.get(name, [""])[-1]
