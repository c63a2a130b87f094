"""How one language writes times, compiled from its words into patterns over folded text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from index.metadata.vocabulary import any_of, vocabulary
from rag.question.words import Words, folded, pattern, words_of

RELATIONS = ("since", "until", "before", "after")

_END = r"(?!\w)"
_SHORTEST_WEEKDAY = 4  # letters: "sun" and "sat" are other words too
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|-?го|-?е)?(?!\d)"
_SECOND = _DAY.replace("<day>", "<second>")


class Grammar(NamedTuple):
    """Patterns that are matched where a word begins, and what the words in them mean.

    Attributes:
        forms: Ways to write a time, tried in this order; the name before the colon says how it is read.
        leads: What stands in front of a time: the relations, ``between``, ``from`` and ``in``.
        behind: The same for what stands behind it, and ``year`` for what stands behind a year only.
        joins: ``and`` and ``to`` between the ends of a range, ``to_behind`` after it, ``also`` between times that are compared.
        parts: ``early``, ``mid`` and ``late`` in front of a time.
        parts_behind: The same behind it.
        numbers: What number words, ordinals, months, weekdays (Monday is 1) and days (today is 0) stand for, by their table's name.
        units: Units by word; those of which a word means two begin with ``2``.
        alone: Words of units that mean one without a number.
        weekday_before: A weekday in front of the date it belongs to.
        doubtful: Months that are another word behind "from".
    """

    forms: Mapping[str, re.Pattern[str]]
    leads: Mapping[str, re.Pattern[str]]
    behind: Mapping[str, re.Pattern[str]]
    joins: Mapping[str, re.Pattern[str]]
    parts: Mapping[str, re.Pattern[str]]
    parts_behind: Mapping[str, re.Pattern[str]]
    numbers: Mapping[str, Mapping[str, int]]
    units: Mapping[str, str]
    alone: frozenset[str]
    weekday_before: re.Pattern[str]
    doubtful: frozenset[str]


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language that has a file of words."""
    words = words_of(language)
    numbers = _numbers(words, language)
    units = {folded(word): unit for unit, listed in words.units.items() for word in listed}
    units |= {folded(word): f"2{unit}" for unit, listed in words.pairs.items() for word in listed}
    dates = words.dates
    of = rf"\s*(?:(?:{pattern(dates['of'])})\s+)?"
    leads = {**{name: words.relations[name] for name in RELATIONS}, "between": dates["between"], "from": dates["from"], "in": dates["in"]}
    behind = {**{name: words.relations_behind[name] for name in RELATIONS}, "between": dates["between_behind"], "in": dates["in_behind"]}
    joins = {**{name: dates[name] for name in ("and", "to", "to_behind")}, "also": (*words.parting["joins"], *dates["and"])}
    return Grammar(
        forms={name: re.compile(f"{words.before}(?:{form}){_END}") for name, form in _forms(words, numbers, units).items()},
        leads={name: re.compile(rf"(?:{_attached(words)})?(?:{pattern(listed)})\s+") for name, listed in leads.items()},
        behind={name: re.compile(rf"\s*(?:{pattern(listed)}){_END}") for name, listed in (*behind.items(), ("year", dates["of"]))},
        joins={name: re.compile(rf"\s*(?:{pattern(listed)})\s*") for name, listed in joins.items()},
        parts={name: re.compile(rf"{words.before}(?:{pattern(listed)})(?:\s|-)*{of}") for name, listed in words.parts.items()},
        parts_behind={
            name: re.compile(rf"\s*(?:{pattern(dates['of'])})\s+(?:{pattern(listed)}){_END}") for name, listed in words.parts.items()
        },
        numbers=numbers,
        units=units,
        alone=frozenset(map(folded, words.relative["alone"])),
        doubtful=frozenset(map(folded, words.dates["doubtful_months"])),
        weekday_before=re.compile(rf"{words.before}(?:{any_of(numbers['weekday'])})[\s,،]+(?=\d|{any_of(numbers['month'])})"),
    )


def _attached(words: Words) -> str:
    """Single letters only: what is joined to a preposition is "and" and its like."""
    return pattern([prefix for prefix in words.attached if len(prefix) == 1])


def _numbers(words: Words, language: str) -> dict[str, dict[str, int]]:
    known, dates = vocabulary(language), words.dates
    short = set(map(folded, dates["short_weekdays"]))
    others = {folded(word) for word in dates["no_months"]}  # the vocabulary is of several languages at once
    return {
        "month": {**{name: number for name, number in known.months.items() if name not in others}, **_by_word(words.months)},
        "weekday": {name: number for name, number in known.weekdays.items() if len(name) >= _SHORTEST_WEEKDAY or name in short},
        "number": _by_word(words.numbers),
        "ordinal": _by_word(words.ordinals),
        "days": _by_word(words.days),
    }


def _by_word(table: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {folded(word): int(number) for number, listed in table.items() for word in listed}


def _named(name: str, words: Iterable[str]) -> str:
    return rf"(?P<{name}>{any_of(words).replace(chr(92) + ' ', chr(92) + 's+') or '(?!)'})"


def _forms(words: Words, numbers: Mapping[str, Mapping[str, int]], units: Mapping[str, str]) -> dict[str, str]:
    dates, relative, fractions = words.dates, words.relative, words.fractions
    names = any_of(numbers["month"])
    month = rf"(?P<month>{names})(?:\s?[/(]\s?(?:{names})\s?\)?)?\.?(?!\w)"
    of = rf"[\s,،]*(?:(?:{pattern(dates['of'])})\s+)?"
    behind = rf"(?:\s?(?:{pattern(dates['year_behind'])})(?!\w))?"
    year = rf"(?P<year>(?:18|19|20)\d\d)(?![\d٪%]|[.,]\d){behind}"
    join = rf"\s*(?:{pattern([*dates['and'], *dates['to']])})\s*"
    number = rf"(?:(?P<count>\d{{1,3}})|{_named('number', numbers['number'])})\s+"
    unit = rf"{words.before}{_named('unit', units)}(?!\w)"
    ordinal, fraction = (
        _named("ordinal", numbers["ordinal"]),
        rf"(?:(?P<quarter>{pattern(fractions['quarter'])})|(?:{pattern(fractions['half'])}))",
    )
    ago, ago_behind = pattern(relative["ago"]), pattern(relative["ago_behind"])
    return {
        "span:days_month": rf"{_DAY}{join}{_SECOND}{of}{month}(?:{of}{year})?",
        "span:month_days": rf"{month}\s?{_DAY}{join}{_SECOND}(?!\s*{names})(?:{of}{year})?",
        "day:day_month": rf"{_DAY}[\s-]?{of}{month}(?:{of}{year})?",
        "day:month_day": rf"{month}\s?{_DAY}(?:{of}{year})?",
        "month:year": rf"{month}{of}{year}",
        "fraction:ordinal_first": rf"{ordinal}\s+{fraction}{of}{year}",
        "fraction:ordinal_behind": rf"{fraction}\s+{ordinal}{of}{year}",
        "fraction:year_first": rf"{year}{of}{ordinal}\s+{fraction}",
        "fraction:short": rf"(?:{pattern(fractions['short_quarter'])})(?P<short>[1-4]){of}{year}",
        "days:": _named("days", numbers["days"]),
        "ago:behind": rf"(?:{number})?{unit}\s+(?:{ago_behind})",
        "ago:before": rf"(?:{ago})\s+(?:{number})?{unit}",
        "past:before": rf"(?:{pattern(relative['past'])})\s+{number}{unit}",
        "past:behind": rf"{unit}\s+{number}(?:{pattern(relative['past'])})",
        "past:pair": rf"(?:{pattern(relative['past'])})\s+{unit}|{_named('other', units)}\s+(?:{pattern(relative['past'])})",
        "last:before": rf"(?:{pattern(relative['last'])})\s+(?:{_named('weekday', numbers['weekday'])}|{unit}|{month})",
        "last:behind": rf"(?:{_named('weekday', numbers['weekday'])}|{unit}|{month})\s+(?:{pattern(relative['last'])})",
        "this:before": rf"(?:{pattern(relative['this'])})\s+(?:{unit})",
        "this:behind": rf"(?:{unit})\s+(?:{pattern(relative['this'])})",
        "year:": rf"(?:(?P<stated>{pattern(dates['year'])})\s+)?{year}",
        "weekday:": _named("weekday", numbers["weekday"]),
        "month:alone": month,
    }
