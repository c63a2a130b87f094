"""The words by which a language speaks of days, outlets and what was asked before: one file of ``words`` for each language."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from index.language.script import scripts
from index.metadata.folded import fold_line
from index.metadata.vocabulary import any_of
from index.models import Record
from rag.models import Kind

Lists = dict[str, tuple[str, ...]]


class Words(Record):
    """The words of one language; lists by what they mean. The files say what each list is for."""

    script: str
    attached: tuple[str, ...]
    dates: Lists
    relations: Lists
    relations_behind: Lists
    parts: Lists
    ordinals: Lists
    fractions: Lists
    days: Lists
    units: Lists
    pairs: Lists
    relative: Lists
    numbers: Lists
    months: Lists
    outlets: Lists
    only: Lists
    languages: Lists
    press: dict[str, tuple[str, ...] | bool]
    sources: Lists
    kinds: dict[Kind, tuple[str, ...]]
    follow: Lists
    manner: Lists
    parting: Lists

    @property
    def before(self) -> str:
        """What may stand between the start of a word and the word itself, as a pattern."""
        return optional(self.attached)


def words_of(language: str) -> Words:
    """The words of a language that has a file."""
    return _all()[language]


def spoken(language: str, text: str) -> str:
    """The language whose words are looked for in ``text``: its own, or else the first that is written with the same letters."""
    if language in _all():
        return language
    script = next((name for name, _ in scripts(text).most_common(1)), "")
    return next((known for known, words in _all().items() if words.script == script), "en")


def languages() -> tuple[str, ...]:
    """The languages that have a file, English first."""
    return tuple(_all())


def folded(text: str) -> str:
    """``text`` as it is compared."""
    return fold_line(text).text


def pattern(words: Sequence[str]) -> str:
    """A pattern for any of ``words``, folded, with any white space between its parts; one that matches nothing if there are none."""
    return any_of(map(folded, words)).replace(r"\ ", r"\s+") or r"(?!)"


def optional(words: Sequence[str]) -> str:
    """A pattern for any of ``words`` or nothing."""
    return f"(?:{pattern(words)})?"


@cache
def searcher(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for any of those written in a file."""
    return re.compile("|".join(f"(?:{folded(one)})" for one in patterns) or r"(?!)")


@cache
def _all() -> Mapping[str, Words]:
    found = {
        entry.name.removesuffix(".toml"): entry.read_text(encoding="utf-8")
        for entry in files("rag.question").joinpath("words").iterdir()
        if entry.name.endswith(".toml")
    }
    return {
        language: Words.model_validate(tomllib.loads(found[language])) for language in sorted(found, key=lambda one: (one != "en", one))
    }
