"""Keys to cite sources by, such as ``quill2026flood``: readable, and safe in BibTeX, RIS, pandoc and file names."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count

from rag.export.plain import latin

_WORD = re.compile(r"[a-z]{2,}")
_APOSTROPHES = re.compile("['’ʼʻ`]")
_ARTICLES = frozenset({"al", "the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "las", "il"})
_SHORTEST = 4  # a shorter word of a title is rarely the one it is known by
_LONGEST = 20
_NAMELESS = "source"


def citation_keys(named: Iterable[tuple[Iterable[str], date | None, str]]) -> Iterator[str]:
    """A key for each source, in the order given; a later one that would be the same gets a letter behind it.

    Args:
        named: For each source what it may be called by, best first (a family name, an outlet), its day, and its title.
    """
    given: Counter[str] = Counter()
    taken: set[str] = set()
    for names, day, title in named:
        base = f"{_name(names)}{day.year if day else 'nd'}{_title_word(title)}"
        key = next(key for key in (base + _letters(number) for number in count(given[base])) if key not in taken)
        given[base] += 1
        taken.add(key)
        yield key


def _name(names: Iterable[str]) -> str:
    for name in names:
        words = [word for word in _words(name) if word not in _ARTICLES]
        if words:
            return words[0][:_LONGEST]
    return _NAMELESS


def _title_word(title: str) -> str:
    words = _words(title)
    return next((word for word in words if len(word) >= _SHORTEST), next(iter(words), ""))[:_LONGEST]


def _words(text: str) -> list[str]:
    return _WORD.findall(_APOSTROPHES.sub("", latin(text)).lower())


def _letters(number: int) -> str:
    """Nothing for 0, then ``b``, ``c`` ... ``z``, ``ba`` ..."""
    letters = ""
    while number:
        number, digit = divmod(number, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
