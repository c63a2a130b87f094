"""What was understood of a question, and what became of it, in words for a person. Pure."""

import calendar
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rag.chat.models import Usage
from rag.models import DifferenceValue, Mode, Question, Relation, Understood, Verdict

VERDICTS: Mapping[Verdict, str] = {"supported": "supported", "partly": "partly supported", "not_supported": "not supported"}
RELATIONS: Mapping[Relation, str] = {
    "contradiction": "they contradict each other",
    "update": "one is a later stage",
    "correction": "one corrects the other",
}
NO_DATE = "no date"
UNCHECKED = "being written, not checked yet"

_LANGUAGES = {"en": "English", "ar": "Arabic", "ru": "Russian", "ur": "Urdu"}


def described(understood: Understood) -> str:
    """What it is, without how much it counts: ``Dawn``, ``1–10 December 2025``, ``sources in Arabic``, ``“green line”``."""
    if understood.kind == "date":
        return period(*understood.days)
    if understood.kind == "language":
        return f"sources in {_LANGUAGES.get(understood.value, understood.value)}"
    if understood.kind == "translation":
        return f"“{understood.text}”"
    return f"“{understood.value}”" if understood.kind in ("phrase", "follow_up") else understood.value


def manner(understood: Understood) -> str:
    """How much it counts, in one or two words."""
    if understood.kind == "follow_up":
        return "read as"
    if understood.kind == "part":
        return "asked apart"
    if understood.kind == "translation":
        return "also searched as"
    return "only" if understood.strict else "preferred"


def listed(question: Question) -> tuple[str, ...]:
    """Everything that was understood, each in a few words; the parts together."""
    single = tuple(f"{manner(one)} {described(one)}" for one in question.understood if one.kind != "part")
    parts = question.wishes("part")
    return (*single, f"{manner(parts[0])} {', '.join(map(described, parts))}") if parts else single


def kinds(understood: Sequence[Understood]) -> tuple[str, ...]:
    """The kinds there are, each once."""
    return tuple(dict.fromkeys(one.kind for one in understood))


def period(first: date | None, last: date | None) -> str:
    """A stretch of days as people write it."""
    if first is None or last is None:
        return f"since {_day(first)}" if first else f"until {_day(last)}" if last else "any time"
    if first == last:
        return _day(first)
    ends_month = (last + timedelta(days=1)).day == 1
    if first.day == 1 and ends_month and first.year == last.year:
        if (first.month, last.month) == (1, 12):
            return str(first.year)
        names = dict.fromkeys((calendar.month_name[first.month], calendar.month_name[last.month]))
        return f"{'–'.join(names)} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day(last)}"
    start = _day(first) if first.year != last.year else f"{first.day} {calendar.month_name[first.month]}"
    return f"{start} – {_day(last)}"


def amount(value: DifferenceValue) -> str:
    """A value with its unit."""
    return " ".join(part for part in (value.value, value.unit) if part)


def made(mode: Mode, model: str = "") -> tuple[str, str]:
    """How an answer was made, in a word or two and in a sentence."""
    if mode == "quotes":
        return "Quotes", "The sentences are copied word for word from the articles; no model wrote them."
    author = model or "a model"
    return f"Written by {author}", f"The sentences were written by {author}; each was checked against the text it cites."


def used(usage: Usage) -> str:
    """What a model took for an answer, in one line."""
    tokens = f"{usage.prompt_tokens:,} tokens sent, {usage.completion_tokens:,} received{' (estimated)' if usage.estimated else ''}"
    first = f"first words after {usage.first_token:.1f} s" if usage.first_token is not None else ""
    cost = f"cost {price(usage.cost)}" if usage.cost is not None else ""
    return " · ".join(filter(None, (tokens, first, f"{usage.seconds:.1f} s", cost)))


def runs_rightwards(text: str) -> bool | None:
    """Whether most letters of a text are read from left to right; ``None`` where it has none."""
    signs = Counter(map(unicodedata.bidirectional, text))
    left, right = signs["L"], signs["R"] + signs["AL"]
    return left >= right if left or right else None


def price(cost: float) -> str:
    """What an answer cost, in the currency of the settings."""
    return f"{cost:,.2f}" if cost >= 1 else f"{cost:.6f}".rstrip("0").rstrip(".")


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
