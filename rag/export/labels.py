"""The words and dates of an exported brief in its language."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

_FALLBACK = "en"


def label(key: str, language: str, **values: object) -> str:
    """The words for ``key`` in ``language``, in English where they are not there."""
    known = _labels()
    pattern = known.get(language.split("-")[0], {}).get(key) or known[_FALLBACK][key]
    return pattern.format(**values)


def day(moment: date | datetime, language: str) -> str:
    """A day as ``language`` writes it in full."""
    try:
        return format_date(moment, format="long", locale=Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return format_date(moment, format="long", locale=_FALLBACK)


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    read: Mapping[str, Mapping[str, str]] = tomllib.loads(files("rag.export").joinpath("labels.toml").read_text(encoding="utf-8"))
    return read
