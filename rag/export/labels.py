"""The words of a document that are Sanad's own, and dates, in the language of the brief."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "ar", "de", "es", "fa", "fr", "ru", "tr", "ur", "zh")  # that have all labels

_DEFAULT = "en"
_LOCALES = {"en": "en_GB"}
_DIGITS = {"arab": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"), "arabext": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}


def spoken(language: str) -> str:
    """The language that labels are in for a brief in ``language``: its own if there are any, else English."""
    code = language.replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else _DEFAULT


def label(key: str, language: str, /, **values: object) -> str:
    """The words of a key, such as ``sources``, with values in place of their ``{name}``.

    Raises:
        KeyError: There is no such key, or a value it needs is not given.
    """
    return labels(language)[key].format(**{name: _written(value, language) for name, value in values.items()})


def day(when: date, language: str) -> str:
    """The day of a date or a moment in full, as the language writes it (Unicode CLDR): ``7 April 2026``, ``7 أبريل 2026``."""
    from babel.dates import format_date

    return _own_digits(format_date(when, format="long", locale=_locale(language)), language)


def language_name(code: str, language: str) -> str:
    """What ``language`` calls the language of a code; the code where it has no name for it."""
    from babel import Locale

    return str(Locale.parse(_locale(language)).languages.get(code, code))


@cache
def labels(language: str) -> Mapping[str, str]:
    """All labels for a brief in ``language``, by key."""
    return tomllib.loads(files("rag.export.words").joinpath(f"{spoken(language)}.toml").read_text(encoding="utf-8"))


def _written(value: object, language: str) -> str:
    if isinstance(value, date):
        return day(value, language)
    return _own_digits(str(value), language) if isinstance(value, int) else str(value)


def _locale(language: str) -> str:
    return _LOCALES.get(spoken(language), spoken(language))


def _own_digits(text: str, language: str) -> str:
    from babel import Locale

    return text.translate(_DIGITS.get(Locale.parse(_locale(language)).default_numbering_system, {}))
