"""A question about several outlets, times or names, split into what is searched apart. Pure; when in doubt it stays whole."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from index.language import units
from rag.question.marks import Marked
from rag.question.words import folded, pattern, words_of

_WORD = re.compile(r"\w+")
_LONGEST_NAME = 4  # words
_MOST_PARTS = 4


class Piece(NamedTuple):
    """One part of a question.

    Attributes:
        value: What sets it apart.
        text: The question with only that in it.
    """

    value: str
    text: str


class Time(NamedTuple):
    """A time in a text: where it begins with the preposition before it, where it begins, where it ends, and its days."""

    start: int
    core: int
    end: int
    value: str


def by_times(text: str, times: Sequence[Time], spoken: str) -> tuple[Piece, ...]:
    """The parts of a question that joins times: "in 2023 and 2024"; empty if it does not."""
    if not 1 < len(times) <= _MOST_PARTS or len({time.value for time in times}) < len(times):
        return ()
    joins = _joins(spoken)
    if not all(joins.fullmatch(folded(text[one.end : other.core])) for one, other in pairwise(times)):
        return ()
    head, tail = text[: times[0].core], text[times[-1].end :]
    return tuple(Piece(said := text[time.core : time.end], f"{head}{said}{tail}") for time in times)


def by_names(text: str, language: str, spoken: str) -> tuple[Piece, ...]:
    """The parts of a comparison of two names: "the difference between France and Germany"; empty if there are not two."""
    for first, second in _joined_names(text, language, spoken):
        head, tail = text[: first.start], text[second.end :]
        return tuple(Piece(name.value, f"{head}{name.value}{tail}") for name in (first, second))
    return ()


def _joined_names(text: str, language: str, spoken: str) -> Iterator[tuple[Marked, Marked]]:
    words = list(_WORD.finditer(text))
    joins = set(map(folded, words_of(spoken).parting["names"]))
    for place in range(1, len(words)):
        attached = _attached(words[place], spoken)
        behind = place if attached else place + 1
        if attached or folded(words[place][0]) in joins:
            first, second = _run(text, words[:place][::-1], language), _run(text, words[behind:], language, skipped=attached)
            if first and second and first.value != second.value:
                yield first, second


def _attached(word: re.Match[str], spoken: str) -> int:
    """How many letters of "and" are written together with the word; 0 if none are."""
    letters = [join for join in words_of(spoken).parting["names"] if join in words_of(spoken).attached]
    return next((len(letter) for letter in letters if word[0].startswith(letter) and len(word[0]) > len(letter) + 1), 0)


def _run(text: str, words: Sequence[re.Match[str]], language: str, *, skipped: int = 0) -> Marked | None:
    """The name made of the first of ``words``, which run away from the "and" between two names; ``None`` if they are no name.

    Where a script has capitals a name is a run of capitalised words, elsewhere a place that every language names.
    """
    run: list[re.Match[str]] = []
    for word in words[:_LONGEST_NAME]:
        near = not run or text[min(word.end(), run[-1].end()) : max(word.start(), run[-1].start())] in (" ", "-")
        first = word.start() == 0 and word[0].upper() != word[0].lower()  # capitalised whatever it is
        if not near or first or not _may_be_name(word[0][skipped:], language):
            break
        run.append(word)
    if not run:
        return None
    start, end = min(run[0].start(), run[-1].start()) + skipped, max(run[0].end(), run[-1].end())
    return Marked(start, end, text[start:end])


def _may_be_name(word: str, language: str) -> bool:
    if word.upper() != word.lower():
        return word[0].isupper()
    found = units(word, language)
    return len(found) == 1 and any(token.startswith("place:") for token in found[0].bridge)


@cache
def _joins(spoken: str) -> re.Pattern[str]:
    words = words_of(spoken)
    return re.compile(rf"[\s,،]*(?:{pattern([*words.parting['joins'], *words.dates['and']])})?[\s,،]*")
