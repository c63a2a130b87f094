"""The words by which a language counts, denies, compares and attributes: one file of ``words`` for each language."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import Field

from index.language.normalise import fold, normalise
from index.language.stems import stem
from index.models import Record

Lists = dict[str, tuple[str, ...]]

_EXACT, _PREFIX = "=", "*"
_SHORTEST_STEM = 4  # shorter words stand for themselves alone


class Words(Record):
    """The words of one language; lists by what they mean. ``words/en.toml`` says what each list is for."""

    negation: Lists = Field(default_factory=dict)
    modality: Lists = Field(default_factory=dict)
    poles: Lists = Field(default_factory=dict)
    quantifiers: Lists = Field(default_factory=dict)
    speech: Lists = Field(default_factory=dict)
    numbers: Lists = Field(default_factory=dict)
    parts: Lists = Field(default_factory=dict)
    scales: Lists = Field(default_factory=dict)
    units: Lists = Field(default_factory=dict)
    about: Lists = Field(default_factory=dict)
    years: Lists = Field(default_factory=dict)
    dates: Lists = Field(default_factory=dict)
    clauses: Lists = Field(default_factory=dict)


class Cue(NamedTuple):
    """A word or phrase that means something: ``group`` and ``name`` are its list, ``words[start:end]`` are it."""

    group: str
    name: str
    start: int
    end: int


class _Pattern(NamedTuple):
    """One entry: a set of forms, or the beginning of a form, for each of its words."""

    group: str
    name: str
    words: tuple[tuple[frozenset[str], str], ...]

    def matches(self, forms: Sequence[frozenset[str]], place: int) -> bool:
        if place + len(self.words) > len(forms):
            return False
        return all(_matches(word, forms[place + number]) for number, word in enumerate(self.words))


class Lexicon:
    """The cues of one language, looked up by the forms of words."""

    def __init__(self, patterns: Sequence[_Pattern]) -> None:
        """Index ``patterns`` by the first form of each."""
        self._exact: dict[str, list[_Pattern]] = {}
        self._beginning: dict[str, list[_Pattern]] = {}
        for pattern in patterns:
            known, beginning = pattern.words[0]
            for form in known:
                self._exact.setdefault(form, []).append(pattern)
            if beginning:
                self._beginning.setdefault(beginning, []).append(pattern)

    def cues(self, forms: Sequence[frozenset[str]]) -> Iterator[Cue]:
        """The cues among words with these forms, by place; of one list at one place, the longest."""
        for place, own in enumerate(forms):
            longest: dict[tuple[str, str], int] = {}
            for pattern in self._at(own):
                if pattern.matches(forms, place):
                    key = (pattern.group, pattern.name)
                    longest[key] = max(longest.get(key, 0), len(pattern.words))
            yield from (Cue(group, name, place, place + length) for (group, name), length in longest.items())

    def _at(self, forms: frozenset[str]) -> Iterator[_Pattern]:
        for form in forms:
            yield from self._exact.get(form, ())
            for length in range(2, len(form) + 1):
                yield from self._beginning.get(form[:length], ())


def words_of(language: str) -> Words:
    """The words of a language; empty lists for one without a file."""
    return _all().get(language, Words())


def languages() -> tuple[str, ...]:
    """The languages that have a file."""
    return tuple(_all())


@cache
def lexicon(language: str) -> Lexicon:
    """The cues of ``language``."""
    lists = words_of(language)
    entries = ((group, name, entry) for group in type(lists).model_fields for name, own in getattr(lists, group).items() for entry in own)
    return Lexicon([_compiled(group, name, entry, language) for group, name, entry in entries if group not in ("dates",)])


@cache
def opposites() -> frozenset[tuple[str, str]]:
    """Pairs of meanings that exclude each other, in both orders."""
    pairs = tomllib.loads(files("rag.verify").joinpath("poles.toml").read_text(encoding="utf-8"))["opposites"]
    return frozenset((one, other) for pair in pairs for one, other in (pair, pair[::-1]))


def _compiled(group: str, name: str, entry: str, language: str) -> _Pattern:
    exact = entry.startswith(_EXACT)
    return _Pattern(group, name, tuple(_word(word, language, exact=exact) for word in entry.removeprefix(_EXACT).split()))


def _word(written: str, language: str, *, exact: bool) -> tuple[frozenset[str], str]:
    if written.endswith(_PREFIX):
        return frozenset(), fold(normalise(written[:-1]))
    folded = fold(normalise(written))
    stemmed = stem(folded, language)
    return frozenset({folded} if exact or len(stemmed) < _SHORTEST_STEM else {folded, stemmed}), ""


def _matches(word: tuple[frozenset[str], str], forms: frozenset[str]) -> bool:
    known, beginning = word
    return bool(known & forms) or (bool(beginning) and any(form.startswith(beginning) for form in forms))


@cache
def _all() -> Mapping[str, Words]:
    entries = [entry for entry in files("rag.verify").joinpath("words").iterdir() if entry.name.endswith(".toml")]
    return {entry.name.removesuffix(".toml"): Words.model_validate(tomllib.loads(entry.read_text(encoding="utf-8"))) for entry in entries}
