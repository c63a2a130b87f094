"""The words of the interface by key, in the language that the page speaks."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from markupsafe import Markup, escape

from eval.wording import writing_in
from index.language import direction

LANGUAGES = {"en": "English", "ar": "العربية"}  # each by its own name
COOKIE = "sanad-language"

_DEFAULT = "en"
_STRINGS = Path(__file__).parent / "strings"
_LOCALES = {"en": "en_GB", "ar": "ar"}
_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})

_spoken: ContextVar[str] = ContextVar("spoken", default=_DEFAULT)

Entry = str | Mapping[str, str]  # a text, or a text for each plural form of the language


def spoken() -> str:
    """The language the page speaks, an ISO 639-1 code."""
    return _spoken.get()


def locale() -> str:
    """The locale its dates and numbers are written in."""
    return _LOCALES[spoken()]


def ours() -> dict[str, str]:
    """The ``lang`` and ``dir`` attributes of our own words inside a text of another language."""
    return {"lang": spoken(), "dir": direction(spoken())}


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside the block, and write reports in it."""
    token = _spoken.set(language if language in LANGUAGES else _DEFAULT)
    try:
        with writing_in(spoken()):
            yield
    finally:
        _spoken.reset(token)


def text(key: str, /, **values: object) -> str:
    """The words of a key with values in place of their ``{name}``; with ``count``, in the form that goes with that number."""
    return _chosen(key, values).format(**{name: _written(value) for name, value in values.items()})


def marked(key: str, /, **values: object) -> Markup:
    """The same as HTML: the words and all values that are no markup are escaped."""
    return escape(_chosen(key, values)).format(**{name: _written(value) for name, value in values.items()})


def day(published: date, *, pattern: str = "d MMM y") -> str:
    """A calendar date as the language writes it."""
    from babel.dates import format_date

    return format_date(published, format=pattern, locale=locale())


def moment(at: datetime) -> str:
    """A moment as the language writes it, in the time zone of the server."""
    from babel.dates import format_datetime

    return format_datetime(at.astimezone(), format="d MMM y, HH:mm", tzinfo=at.astimezone().tzinfo, locale=locale())


def language_name(code: str) -> str:
    """The name of a language, in the language of the page."""
    from babel import Locale

    return str(Locale.parse(locale()).languages.get(code, code))


def wanted(cookies: str, accepted: str) -> str:
    """The language of a request.

    Args:
        cookies: Its ``Cookie`` header, where a choice is remembered.
        accepted: Its ``Accept-Language`` header, for who has not chosen.
    """
    try:
        chosen = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        chosen = None
    if chosen is not None and chosen.value in LANGUAGES:
        return chosen.value
    return next((code for code in _ranked(accepted) if code in LANGUAGES), _DEFAULT)


@cache
def entries(language: str) -> Mapping[str, Entry]:
    """All words of a language by key."""
    return dict(_flat(tomllib.loads((_STRINGS / f"{language}.toml").read_text(encoding="utf-8"))))


def _chosen(key: str, values: Mapping[str, object]) -> str:
    entry = entries(spoken())[key]
    if isinstance(entry, str):
        return entry
    from babel import Locale

    number = values["count"]
    form = Locale.parse(locale()).plural_form(number if isinstance(number, int) else 0)
    return entry.get(form, entry["other"])


def _written(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale())


def _flat(table: Mapping[str, object], path: str = "") -> Iterator[tuple[str, Entry]]:
    for name, value in table.items():
        key = f"{path}{name}"
        if isinstance(value, str) or (isinstance(value, dict) and _FORMS.issuperset(value) and "other" in value):
            yield key, value
        elif isinstance(value, dict):
            yield from _flat(value, f"{key}.")


def _ranked(accepted: str) -> list[str]:
    """The codes of an ``Accept-Language`` header, the most wanted first."""
    weighed = []
    for part in accepted.split(",")[:20]:
        name, _, parameters = part.strip().partition(";")
        weight = parameters.strip().removeprefix("q=") or "1"
        weighed.append((float(weight) if weight.replace(".", "", 1).isdecimal() else 0.0, name.split("-")[0].lower()))
    return [name for weight, name in sorted(weighed, key=lambda each: -each[0]) if weight > 0]
