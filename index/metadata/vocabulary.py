"""The words of dates in the languages of the press, compiled into patterns."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from index.language.locales import names
from index.metadata.folded import fold_line

# Orders of a written date; the letters in capitals are filled in below.
_FORMS = {
    "dmy": r"DAY(?:\s?of|\s?de)?[\s/.,،-]{0,3}MONTH\.?(?:\sde)?[\s/.,،-]{0,3}YEAR",
    "mdy": r"MONTH\.?\s?DAY[\s,،]{1,3}YEAR",
    "ymd": r"YEAR[\s,،-]{1,2}MONTH[\s,،-]{1,2}DAY",
}

OWN_LANGUAGES = frozenset({"en", "ar", "ur", "ru"})  # their words are in dates.toml


class Vocabulary(NamedTuple):
    """What the words of dates mean, folded, and patterns that match any of them.

    Attributes:
        months: Number of each Gregorian month by name.
        hijri_months: Number of each Islamic month by name.
        weekdays: Number of each weekday by name, Monday is 1.
        zones: Hours from UTC by name; ``None`` for a name that several zones share.
        token: One piece of a line that holds nothing but dates.
    """

    months: Mapping[str, int]
    hijri_months: Mapping[str, int]
    weekdays: Mapping[str, int]
    zones: Mapping[str, float | None]
    token: re.Pattern[str]


@cache
def vocabulary(language: str | None = None) -> Vocabulary:
    """The words of English, Arabic, Urdu and Russian, and those of ``language`` as Unicode CLDR knows them."""
    data = _data()
    months, weekdays = _by_name(data["months"]), _by_name(data["weekdays"])
    if language and language not in OWN_LANGUAGES:
        months |= {name: number for name, number in _of_locale(language, "month").items() if name not in months}
        weekdays |= {name: number for name, number in _of_locale(language, "day").items() if name not in weekdays}
    hijri = _by_name(data["hijri_months"])
    zones = {_folded(name): None if hours == "?" else float(hours) for name, hours in data["zones"].items()}
    return Vocabulary(months, hijri, weekdays, zones, _token(months, hijri, weekdays, zones))


@cache
def day_first_languages() -> frozenset[str]:
    """Languages whose press writes ``3.4.2026`` for the third of April."""
    return frozenset(_data()["words"]["day_first"])


def is_after_noon(word: str) -> bool | None:
    """Whether ``word`` (folded) marks the hours after noon; ``None`` when it marks neither half of the day."""
    words = _data()["words"]
    if word in {_folded(one) for one in words["after_noon"]}:
        return True
    return False if word in {_folded(one) for one in words["before_noon"]} else None


@cache
def _data() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(files("index.metadata").joinpath("dates.toml").read_text(encoding="utf-8"))


def _folded(name: str) -> str:
    return fold_line(name).text


def _by_name(table: Mapping[str, list[str]]) -> dict[str, int]:
    return {_folded(name): int(number) for number, names_of in table.items() for name in names_of}


def _of_locale(language: str, kind: str) -> dict[str, int]:
    tokens = (name for name in names(language) if name[1].startswith(f"{kind}:"))
    shift = 1 if kind == "day" else 0  # CLDR counts weekdays from 0
    return {_folded(name): int(token.partition(":")[2]) + shift for name, token in tokens}


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def _token(months: Iterable[str], hijri: Iterable[str], weekdays: Iterable[str], zones: Iterable[str]) -> re.Pattern[str]:
    data = _data()
    labels = {kind: any_of(map(_folded, words)) for kind, words in data["labels"].items()}
    alternatives = (
        *_numeric_forms(),
        *_written_forms(any_of(months), any_of(hijri)),
        _time(any_of(_folded(word) for kind in ("after_noon", "before_noon") for word in data["words"][kind])),
        r"(?P<offset>(?:utc|gmt)?(?P<offset_sign>[+−-])(?P<offset_hours>\d{1,2}):?(?P<offset_minutes>\d{2})?)(?!\d)",
        rf"(?P<zone>{any_of(zones)})(?!\w)",
        rf"(?P<published>{labels['published']})(?!\w)",
        rf"(?P<updated>{labels['updated']})(?!\w)",
        rf"(?P<weekday>{any_of(weekdays)})(?!\w)",
        rf"(?P<filler>{any_of(map(_folded, data['words']['fillers']))})(?![^\W\d])",
        r"(?P<relative>(?:about )?(?:\d{1,2}|an?) (?:second|minute|min|hour|hr|day|week)s? ago)(?!\w)",
        r"(?P<separator>[@\s|•·,،;:./()\[\]*_«»–—-])",
    )
    return re.compile("|".join(alternatives))


def _numeric_forms() -> tuple[str, str]:
    year_first = r"(?P<iso>(?P<iso_year>\d{4})(?P<iso_sign>[-/.])(?P<iso_month>\d{1,2})(?P=iso_sign)(?P<iso_day>\d{1,2}))(?!\d)"
    return year_first, r"(?P<numeric>(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<numeric_year>\d{4}))(?!\d)"


def _written_forms(months: str, hijri: str) -> Iterable[str]:
    for form, pattern in _FORMS.items():
        day, year = rf"(?P<{form}_day>\d{{1,2}})(?!\d)(?:st|nd|rd|th|-?го|-?е|\.|º)?", rf"(?P<{form}_year>\d{{4}})(?!\d)"
        month = rf"(?P<{form}_month>{months})(?:\s?[/(]\s?(?P<{form}_again>{months})\s?\)?)?(?!\w)"
        yield f"(?P<{form}>{pattern.replace('DAY', day).replace('MONTH', month).replace('YEAR', year)})"
    yield rf"(?P<hijri>(?P<hijri_day>\d{{1,2}})\s?(?P<hijri_month>{hijri})\s?[,،]?\s?(?P<hijri_year>1[345]\d\d))(?!\d)"


def _time(noon: str) -> str:
    clock = rf":(?P<minute>\d{{2}})(?::(?P<seconds>\d{{2}})(?:\.\d+)?)?(?!\d)(?:\s?(?P<noon>{noon})(?!\w))?"
    return rf"(?P<time>(?P<hour>\d{{1,2}})(?:{clock}|\s?(?P<bare_noon>[ap]\.?m\b\.?)))"
