"""Who wrote an article, as its byline says: persons with a family name, and names that stay whole."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from index.language.script import scripts
from index.models import Record
from rag.export.plain import one_line

_APART = re.compile(r"\s*[;؛；、]\s*")
_AND = re.compile(r"\s+(?:and|&|و|اور|и|та|und|et|ve)\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,،]\s*")
_PLACE_BEHIND = re.compile(r"\s+in\s+[A-Z].*$")
_BEFORE = re.compile(r"(?:by|von|par|por)\s+(?=[^\W\d_])|(?:بقلم|كتب|تحریر|Автор|Текст)\s*:?\s+", re.IGNORECASE)
_NO_NAME = re.compile(r"[\d@/|()\[\]<>:\"“”«»!?؟_{}\\%#$*^~=+]")
_OF = re.compile(r"\s(?:of|for|für)\s", re.IGNORECASE)
_SPLIT_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK"})
_FAMILY_FIRST = frozenset({"hu", "ja", "ko", "vi", "zh"})  # written so in Latin letters too: which part is the family is not known
_PATRONYMIC = re.compile(r"(?:вич|вна|ична|оглы|кызы)$")
_MOST_WORDS = 5


class Person(Record):
    """One who wrote an article.

    Attributes:
        family: Family name with its particles; empty where ``literal`` is not.
        given: The names before it.
        suffix: Such as ``Jr.``.
        literal: The whole name of an organisation, or of a person whose name is not told apart.
    """

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def written(self) -> str:
        """Family name first, as bibliographic files write it."""
        return self.literal or ", ".join(part for part in (self.family, self.suffix, self.given) if part)


def people(byline: str | None, *, outlet: str | None = None, language: str = "") -> tuple[Person, ...]:
    """The people and organisations of a byline, in its order.

    A name is split only where it is plain which part is the family name: in Latin, Cyrillic or Greek letters, and no word
    of it that organisations, desks and agencies are called by.
    """
    line = one_line(byline or "")
    begin = _BEFORE.match(line)
    line = line[begin.end() :] if begin else line
    whole = (outlet or "").casefold()
    named = [_person(name, language) if name.casefold() != whole else Person(literal=name) for name in _names(line)]
    return tuple(dict.fromkeys(named))


def _names(line: str) -> Iterator[str]:
    for part in filter(None, _APART.split(line)):
        joined = [name for name in _AND.split(part) if name]
        for name in [part] if len(joined) > 1 and any(map(_belongs_to_the_last, joined)) else joined:
            pieces = [piece for piece in _COMMA.split(_PLACE_BEHIND.sub("", name)) if piece]
            yield from ([", ".join(pieces)] if _one_person(pieces) else pieces)


def _belongs_to_the_last(part: str) -> bool:
    """Whether "and" stands inside a name, as in ``Ministry of Trade and Industry``."""
    return bool(_OF.search(part)) or (" " not in part and not part.isupper() and not _organisation(part.split()))


def _one_person(pieces: list[str]) -> bool:
    """Whether a comma stands between family and given name, or before a suffix."""
    if len(pieces) != 2:
        return len(pieces) == 1
    before, behind = (piece.split() for piece in pieces)
    if pieces[1] in _words()["suffixes"]:
        return True
    named = [word for word in before if word.casefold() not in _words()["particles"]]
    return len(named) == 1 and len(behind) <= 2 and not _organisation(before) and not _organisation(behind)


def _person(name: str, language: str) -> Person:
    if "," in name:
        family, _, given = name.partition(", ")
        if given in _words()["suffixes"]:
            return _person(family, language).model_copy(update={"suffix": given})
        return Person(family=family, given=given)
    words = [word for word in name.split() if word.casefold() not in _words()["titles"]]
    if not _splits(words, language):
        return Person(literal=name)
    if len(words) == 3 and _PATRONYMIC.search(words[-1]):
        return Person(family=words[0], given=" ".join(words[1:]))
    suffix = words.pop() if words[-1] in _words()["suffixes"] and len(words) > 2 else ""
    first = next((place for place, word in enumerate(words) if place and word.casefold() in _words()["particles"]), len(words) - 1)
    return Person(family=" ".join(words[first:]), given=" ".join(words[:first]), suffix=suffix)


def _splits(words: list[str], language: str) -> bool:
    if not 2 <= len(words) <= _MOST_WORDS or language in _FAMILY_FIRST or _organisation(words):
        return False
    if not set(scripts(" ".join(words))) <= _SPLIT_SCRIPTS or _NO_NAME.search(" ".join(words)):
        return False
    return all(not word[:1].islower() or word.casefold() in _words()["particles"] for word in words) and not words[-1][:1].islower()


def _organisation(words: list[str]) -> bool:
    shouted = [word for word in words if word.isupper() and len(word.rstrip(".")) > 2 and "." not in word[:-1]]
    if shouted and len(shouted) < len([word for word in words if len(word) > 2]):
        return True
    return any(word.casefold().strip(".,") in _words()["organisations"] for word in words)


@cache
def _words() -> dict[str, frozenset[str]]:
    read = tomllib.loads(files("rag.export").joinpath("people.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in read.items()}
