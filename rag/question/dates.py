"""The times a question speaks of: days, months, ranges, and what is counted from today. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from index.metadata.moments import YEARS, day_at
from rag.question.grammar import RELATIONS, Grammar, grammar
from rag.question.periods import Period, Unit, back, of_day, of_months, of_unit, part_of, related

_STARTS = re.compile(r"(?<!\w)\w")
_ROUND = 100  # "of 2000" is mostly a number of things


class Mention(NamedTuple):
    """A time in a text.

    Attributes:
        start: First character, with the words that relate it to what happened ("since").
        core: First character of the time itself.
        end: One past the last character.
        period: The days.
        lead: What stands in front: a relation, ``between``, ``from``, ``in``, or empty.
    """

    start: int
    core: int
    end: int
    period: Period
    lead: str


class _Read(NamedTuple):
    """A time without what is around it; a bare one, such as "May", needs a word around it to be one."""

    end: int
    period: Period
    bare: bool = False
    ranged: bool = False  # written as a range: "3 to 10 December"


def find_dates(folded: str, *, language: str, today: date, ahead: bool = False) -> list[Mention]:
    """The times in ``folded``, in order, not overlapping.

    Args:
        folded: Text folded by ``fold_line``.
        language: One that has a file of words.
        today: What "last week" counts from.
        ahead: Whether times that lie ahead of ``today`` count too; nothing is published there yet.
    """
    reader = _Reader(folded, grammar(language), language, today)
    return [mention for mention in reader.mentions() if ahead or not _is_ahead(mention.period, today)]


def _is_ahead(period: Period, today: date) -> bool:
    return period.first > today if period.first else period.last is None or period.last > today


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, known: Grammar, language: str, today: date) -> None:
        self._text, self._grammar, self._language, self._today = text, known, language, today

    def mentions(self) -> Iterator[Mention]:
        position = 0
        joined: Mention | None = None
        while (start := _STARTS.search(self._text, position)) is not None:
            found = self._after(joined, start.start()) or self._mention(start.start())
            joined = found
            if found is None:
                position = start.end()
                continue
            yield found
            position = found.end

    def _mention(self, start: int) -> Mention | None:
        for lead, pattern in self._grammar.leads.items():
            match = pattern.match(self._text, start)
            found = self._led(start, match.end(), lead) if match else None
            if found:
                return found
        return self._led(start, start, "")

    def _after(self, before: Mention | None, start: int) -> Mention | None:
        """A bare time joined to one before it: "in 2023 and 2024"."""
        if before is None:
            return None
        join = self._grammar.joins["also"].match(self._text, before.end)
        read = self._time(join.end(), self._today) if join and join.end() >= start else None
        return Mention(join.end(), join.end(), read.end, read.period, before.lead) if join and read else None

    def _led(self, start: int, core: int, lead: str) -> Mention | None:
        return self._range(start, core, lead) or self._single(start, core, lead)

    def _single(self, start: int, core: int, lead: str) -> Mention | None:
        read = self._time(core, self._today)
        if read is None or (lead == "between" and not read.ranged):
            return None
        relation, end = (lead, read.end) if lead in RELATIONS or read.ranged else self._behind(read.end)
        if read.bare and not (lead or relation or self._follows_year(read.end) or self._pairs(read)):
            return None
        if read.bare and lead == "from" and self._is_doubtful(self._text[core : read.end]):
            return None
        period = related(relation, read.period) if relation in RELATIONS and not read.ranged else read.period
        return Mention(start, core, end, period, lead or relation)

    def _is_doubtful(self, written: str) -> bool:
        return written in self._grammar.doubtful or (written[:4].isdigit() and int(written[:4]) % _ROUND == 0)

    def _range(self, start: int, core: int, lead: str) -> Mention | None:
        """Two times with "and" or "to" between them; the first takes what it lacks from the second."""
        first = self._time(core, self._today)
        join = self._joined(first.end, lead) if first else None
        second = self._time(join.end(), self._today) if join else None
        if first is None or join is None or second is None or second.period.last is None:
            return None
        closed = self._closed(join, second.end, lead, bare=first.bare or second.bare)
        first = self._time(core, second.period.last) or first
        if closed is None or first.period.first is None or first.period.first > second.period.last:
            return None
        return Mention(start, core, closed, Period(first.period.first, second.period.last), lead or "between")

    def _joined(self, end: int, lead: str) -> re.Match[str] | None:
        joins = self._grammar.joins
        both = lead == "between" or self._grammar.behind["between"].pattern != r"\s*(?:(?!))(?!\w)"
        return joins["to"].match(self._text, end) or (joins["and"].match(self._text, end) if both else None)

    def _closed(self, join: re.Match[str], end: int, lead: str, *, bare: bool) -> int | None:
        """Where a range ends, if it is one: what is around it must say so when its times could be other words."""
        behind = self._grammar.joins["to_behind"].match(self._text, end) or self._grammar.behind["between"].match(self._text, end)
        if behind and behind.end() > end:
            return behind.end()
        joined_by_and = self._grammar.joins["and"].fullmatch(join[0]) is not None
        if lead == "between" or (not joined_by_and and (lead in ("from", "since", "in") or not bare)):
            return end
        return None

    def _behind(self, end: int) -> tuple[str, int]:
        """What stands behind a time, and where it ends."""
        for name in (*RELATIONS, "in"):
            match = self._grammar.behind[name].match(self._text, end)
            if match and match.end() > end:
                return name, match.end() if name != "in" else end
        return "", end

    def _follows_year(self, end: int) -> bool:
        match = self._grammar.behind["year"].match(self._text, end)
        return bool(match and match.end() > end and self._text[end - 4 : end].isdigit())

    def _pairs(self, read: _Read) -> bool:
        """Whether it is the first of two years with "and" between them."""
        join = self._grammar.joins["and"].match(self._text, read.end)
        return bool(
            join and re.match(r"(?:19|20)\d\d(?![\d.,])", self._text[join.end() :]) and self._text[read.end - 4 : read.end].isdigit()
        )

    def _time(self, start: int, anchor: date) -> _Read | None:
        """The time that begins at ``start``; what it leaves open is taken as the latest up to ``anchor``."""
        part, begin = self._part(start)
        if weekday := self._grammar.weekday_before.match(self._text, begin):
            begin = weekday.end() if self._time(weekday.end(), anchor) else begin
        whole = day_at(self._text, begin, language=self._language)
        read = _Read(whole[0], of_day(whole[1])) if whole else self._form(begin, anchor)
        if read is None:
            return None
        for name, pattern in () if part else self._grammar.parts_behind.items():
            if match := pattern.match(self._text, read.end):
                return _Read(match.end(), part_of(name, read.period))  # type: ignore[arg-type]  # the names of the tables
        return _Read(read.end, part_of(part, read.period)) if part else read  # type: ignore[arg-type]

    def _part(self, start: int) -> tuple[str, int]:
        matches = ((name, pattern.match(self._text, start)) for name, pattern in self._grammar.parts.items())
        return next(((name, match.end()) for name, match in matches if match), ("", start))

    def _form(self, start: int, anchor: date) -> _Read | None:
        for name, pattern in self._grammar.forms.items():
            match = pattern.match(self._text, start)
            period = self._handlers[name.partition(":")[0]](match, anchor) if match else None
            if match and period:
                alone = (name == "year:" and not match["stated"]) or name in ("month:alone", "weekday:")
                return _Read(match.end(), period, bare=alone, ranged=name.startswith("span"))
        return None

    @cached_property
    def _handlers(self) -> Mapping[str, Callable[[re.Match[str], date], Period | None]]:
        return {
            "span": self._span,
            "day": self._day,
            "month": self._whole_month,
            "fraction": self._fraction,
            "days": lambda match, _: of_day(back("day", -self._number("days", match["days"]), self._today)),
            "ago": self._ago,
            "past": self._past,
            "last": self._last,
            "this": lambda match, _: of_unit(self._unit(match)[0], self._today),
            "year": lambda match, _: of_months(int(match["year"]), 1, 12),
            "weekday": lambda match, _: self._weekday(match["weekday"]),
        }

    def _number(self, table: str, word: str) -> int:
        return self._grammar.numbers[table][" ".join(word.split())]

    def _month(self, match: re.Match[str]) -> int:
        return self._number("month", match["month"])

    def _day(self, match: re.Match[str], anchor: date) -> Period | None:
        month, day = self._month(match), int(match["day"])
        return _real(match["year"], month, day) if match["year"] else self._latest(anchor, month, day)

    def _span(self, match: re.Match[str], anchor: date) -> Period | None:
        last = _real(match["year"], self._month(match), int(match["second"])) if match["year"] else None
        last = last or self._latest(anchor, self._month(match), int(match["second"]))
        first = _real(last.last.year, self._month(match), int(match["day"])) if last and last.last else None
        return Period(first.first, last.last) if first and last and first < last else None

    def _whole_month(self, match: re.Match[str], anchor: date) -> Period:
        month = self._month(match)
        written = match.groupdict().get("year")
        return of_months(int(written), month) if written else of_months(anchor.year - (month > anchor.month), month)

    @staticmethod
    def _latest(anchor: date, month: int, day: int) -> Period | None:
        """The latest day of that name up to ``anchor``; a leap day may be years away."""
        found = (_real(year, month, day) for year in range(anchor.year, anchor.year - 9, -1))
        return next((period for period in found if period and period.first and period.first <= anchor), None)

    def _fraction(self, match: re.Match[str], _: date) -> Period | None:
        groups = match.groupdict()
        number = int(groups["short"]) if groups.get("short") else self._number("ordinal", match["ordinal"])
        size = 3 if groups.get("short") or groups.get("quarter") else 6
        return of_months(int(match["year"]), (number - 1) * size + 1, size) if number * size <= 12 else None

    def _unit(self, match: re.Match[str]) -> tuple[Unit, int]:
        """The unit, and how many of it its word means."""
        groups = match.groupdict()
        written = self._grammar.units[" ".join((groups["unit"] or groups["other"]).split())]
        return written.removeprefix("2"), 2 if written[0] == "2" else 0  # type: ignore[return-value]  # the names of the tables

    def _count(self, match: re.Match[str]) -> int:
        groups = match.groupdict()
        if groups.get("count"):
            return int(groups["count"])
        return self._number("number", groups["number"]) if groups.get("number") else self._unit(match)[1] or 1

    def _ago(self, match: re.Match[str], _: date) -> Period | None:
        unit, pair = self._unit(match)
        if not (match["count"] or match["number"] or pair or match["unit"] in self._grammar.alone):
            return None  # "66 million years ago"
        return of_unit(unit, back(unit, self._count(match), self._today))

    def _past(self, match: re.Match[str], _: date) -> Period | None:
        unit, pair = self._unit(match)
        groups = match.groupdict()
        if "number" not in groups and not pair and (groups["other"] or "last" in self._kind_of_past(match)):
            return None
        return Period(back(unit, self._count(match), self._today), self._today)

    def _kind_of_past(self, match: re.Match[str]) -> str:
        """``last`` where the same words also mean the unit before this one: "the last week"."""
        last = any(form.match(self._text, match.start()) for name, form in self._grammar.forms.items() if name.startswith("last"))
        return "last" if last else ""

    def _last(self, match: re.Match[str], _: date) -> Period | None:
        groups = match.groupdict()
        if groups["weekday"]:
            return self._weekday(groups["weekday"])
        if groups["month"]:
            return self._whole_month(match, back("month", 1, self._today))
        unit, pair = self._unit(match)
        return Period(back(unit, pair, self._today), self._today) if pair else of_unit(unit, back(unit, 1, self._today))

    def _weekday(self, word: str) -> Period:
        """The latest one before today."""
        behind = (self._today.isoweekday() - self._number("weekday", word)) % 7 or 7
        return of_day(back("day", behind, self._today))


def _real(year: int | str, month: int, day: int) -> Period | None:
    try:
        return of_day(date(int(year), month, day)) if int(year) in YEARS else None
    except ValueError:
        return None
