"""What Unicode CLDR knows of a language: names of things, number signs, words for thousands (the only file that knows babel)."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

Name = tuple[str, str]  # the written name, and a token that is the same in every language


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


def short_code(language: str) -> str:
    """The ISO 639-1 code of a language that has one, such as ``ar`` for ``arb``, ``ara`` and ``ar-EG``; else the code as it is."""
    code = language.replace("_", "-").partition("-")[0].lower()
    return str(get_global("language_aliases").get(code, code)).partition("_")[0]


def names(language: str) -> Iterator[Name]:
    """Countries, regions, larger languages, currencies, months and days as ``language`` calls them."""
    locale = _locale(language)
    if locale is None:
        return
    yield from ((name, f"place:{code}") for code, name in locale.territories.items() if not code.isdigit() or code in _REGIONS)
    yield from ((name, f"language:{code}") for code, name in locale.languages.items() if len(code) == 2)
    yield from ((name, f"currency:{code}") for code, name in locale.currencies.items())
    for kind, calendar in (("month", locale.months), ("day", locale.days)):
        for form in ("format", "stand-alone"):
            yield from ((name, f"{kind}:{number}") for number, name in calendar[form]["wide"].items())


_REGIONS = frozenset({"002", "009", "019", "142", "143", "145", "150", "419", "015", "003", "005", "013", "035", "034", "030"})


@cache
def number_signs(language: str) -> tuple[str, str]:
    """The decimal sign and the sign between thousands; English ones for a language that CLDR does not know."""
    locale = _locale(language)
    signs = locale.number_symbols.get("latn", {}) if locale else {}
    return str(signs.get("decimal", ".")), str(signs.get("group", ","))


def scale_words(language: str) -> Iterator[tuple[str, Decimal]]:
    """What ``language`` writes behind a number to scale it, and the factor: ``million`` and 1000000, ``لاکھ`` and 100000."""
    locale = _locale(language)
    if locale is None:
        return
    for forms in locale.compact_decimal_formats.values():
        for by_magnitude in forms.values():
            for magnitude, pattern in by_magnitude.items():
                text = str(pattern.pattern)
                zeros = text.count("0")
                if zeros:
                    yield text.replace("0", "").replace("'", "").strip(" \u00a0\u200f"), Decimal(magnitude) / 10 ** (zeros - 1)
