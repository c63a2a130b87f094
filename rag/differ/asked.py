"""What kind of value a question asks for, and of what. Pure."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rag.differ.naming import named
from rag.differ.terms import shared
from rag.differ.values import Value, moments, numbers
from rag.differ.words import asking, cue, heads, listed
from rag.expect import expected_kind
from rag.models import Question
from rag.phrases import plain
from rag.verify.reading import Reading, read

_MONEY = frozenset({"dollar", "euro", "pound", "ruble", "rupee", "yen", "yuan", "dinar", "dirham", "riyal"})
_SHARE = frozenset({"percent", "points", "basis_points"})
_TIME = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade", "century"})
_UNITS = {"percent": _SHARE, "money": _MONEY, "length": frozenset({"metre"}), "extent": frozenset({"metre"}) | _TIME, "duration": _TIME}
_SIGNS = frozenset(",.;!?،؛؟۔")
_FOCUS = 3  # informative words behind "how many" that may be what is counted
_BEHIND = 3  # words behind a number among which is what it counts


class Asked(NamedTuple):
    """A question for a value.

    Attributes:
        reading: Its words.
        kind: ``percent``, ``money``, ``length``, ``extent``, ``duration``, ``count``, ``number``, ``date``, ``person`` or ``place``;
            empty where it asks for something else.
        counted: Places of the words that may name what is counted.
        content: Places of the words that carry its subject.
    """

    reading: Reading
    kind: str
    counted: tuple[int, ...]
    content: tuple[int, ...]


def asked(question: Question) -> Asked:
    """What ``question`` asks for."""
    named_kind = question.kind if question.kind in ("person", "place") else ""
    return _asked(question.searched, question.language if question.language != "und" else "en", named_kind)


@lru_cache(maxsize=256)
def _asked(text: str, language: str, named_kind: str) -> Asked:
    reading = read(text, language)
    kind = _kind(text, language) or named_kind
    cues = _cued(reading, kind)
    content = tuple(place for place, word in enumerate(reading.words) if word.informative and place not in cues)
    counted = tuple(place for place in content if place > max(cues))[:_FOCUS] if kind == "count" and cues else ()
    return Asked(reading, kind, counted, content)


def _kind(text: str, language: str) -> str:
    """The kind of value; numbers and dates only where the question words, or its form, ask for one."""
    expected, read_as = expected_kind(text), plain(text)
    found = next((kind for kind, pattern in asking(language).items() if pattern.search(read_as)), "")
    if expected == "any":
        return found if found not in ("count", "date", "duration") and heads(language).search(read_as) else ""
    if expected == "date":
        return "date"
    return found if found not in ("", "date") else "number"


def _cued(reading: Reading, kind: str) -> frozenset[int]:
    """The places of the question words."""
    if kind not in ("count", "date", "number"):
        return frozenset()
    pattern = asking(reading.language)[kind]
    found: set[int] = set()
    for length in (1, 2, 3):
        for place in range(len(reading.words) - length + 1):
            written = plain(reading.written(place, place + length))
            if pattern.fullmatch(written) and (kind != "number" or length > 1):
                found.update(range(place, place + length))
    return frozenset(found)


def demands(question: Asked) -> bool:
    """Whether nothing but an amount of money can answer: a price, a cost."""
    return question.kind == "money" and bool(cue("strictly", "money").search(plain(question.reading.text)))


def fitting(question: Asked, reading: Reading, published: date | None = None) -> tuple[Value, ...]:
    """The values of a sentence that could be what is asked for, in order; weekdays count back from ``published``."""
    if not question.kind:
        return ()
    if question.kind == "date":
        return tuple(one for one in moments(reading, published) if not _is_asked_already(question, reading, one))
    if question.kind in ("person", "place"):
        return named(reading, question.reading)
    return tuple(one for one in numbers(reading) if not _is_asked_already(question, reading, one) and _fits(question, reading, one))


def _fits(question: Asked, reading: Reading, one: Value) -> bool:
    if question.kind in _UNITS:
        return one.unit in _UNITS[question.kind]
    if one.spelled and (question.kind == "number" or one.low % 1):
        return False
    if one.unit:
        return question.kind == "number"
    found = counts(question, reading, one)
    if question.kind == "number" and one.counted is not None and is_people(reading, one.counted):
        return True
    if question.kind == "count":
        return bool(found) or (found is None and not one.spelled and _ends_phrase(reading, one))
    return found is not False


def _ends_phrase(reading: Reading, one: Value) -> bool:
    """Whether a sign stands behind a number, so that it cannot count what comes next: ``is 8,100, not 18,000``."""
    return one.end == len(reading.words) or bool(set(reading.words[one.end].gap.strip()) & _SIGNS)


def counts(question: Asked, reading: Reading, one: Value) -> bool | None:
    """Whether a number counts what the question asks for; ``None`` where it does not say what it counts."""
    near = range(one.end, min(len(reading.words), one.end + _BEHIND))
    for place in near:
        named = question.counted if place == one.end else question.counted[:1]
        if any(place in shared(question.reading, own, reading) for own in named):
            return True
        if is_people(reading, place) and any(is_people(question.reading, own) for own in question.counted[:1]):
            return True
    if not one.spelled and any(place in shared(question.reading, own, reading) for own in question.content for place in near[:1]):
        return True
    return None if one.counted is None else False


def is_people(reading: Reading, place: int) -> bool:
    """Whether a word is one of those by which people are counted."""
    return reading.words[place].folded in listed("people", "words")


def _is_asked_already(question: Asked, reading: Reading, one: Value) -> bool:
    """Whether the question itself has the value."""
    own = moments(question.reading, None) if one.kind == "date" else numbers(question.reading)
    return any(one.agrees(other) and one.unit == other.unit for other in own)
