"""Follow-ups that ask for the same answer in another form: "in Arabic please", "shorter", "which source says that?". Pure."""

import re
from functools import cache

from index.language import detect, units
from rag.models import Manner
from rag.question.words import folded, pattern, spoken, words_of

_LONGEST = 60  # characters; more says something besides
_LANGUAGE = "language:"


def find_manner(text: str) -> Manner | None:
    """What ``text`` asks of the form of an answer; ``None`` if it asks for anything besides, or for nothing of it."""
    if len(text) > _LONGEST:
        return None
    language = detect(text)
    known = spoken(language, text)
    rest, shorter = _taken(folded(text), known, "shorter")
    rest, source = _taken(rest, known, "source")
    rest, _ = _taken(rest, known, "polite")
    left = [unit for unit in units(rest, known) if unit.informative]
    named = {token.removeprefix(_LANGUAGE) for unit in left for token in unit.bridge if token.startswith(_LANGUAGE)}
    if len(left) != len(named) or len(named) > 1 or not (named or shorter or source):
        return None
    return Manner(language=next(iter(named), ""), shorter=shorter, source=source)


def _taken(text: str, known: str, kind: str) -> tuple[str, bool]:
    """``text`` without the words of one kind, and whether it had any."""
    rest, count = _words(known, kind).subn(" ", text)
    return rest, count > 0


@cache
def _words(known: str, kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern(words_of(known).manner[kind])})(?!\w)")
