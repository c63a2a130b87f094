"""How much of a sentence's informative weight a few sentences of the evidence carry. Pure.

Weights are rarity times what kind of word it is: numbers and names tell most about whether two texts speak of the same thing.
The constants are in ``weights.toml``, with where they come from.
"""

import tomllib
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.language import Unit
from index.language.analysis import SOUND
from index.language.glossary import CONCEPT
from index.models import Record
from rag.verify.dates import days
from rag.verify.names import name_places
from rag.verify.quantities import quantities
from rag.verify.reading import Reading, read

Rarity = Callable[[str], float]
Floats = NDArray[np.float64]

_AMOUNT = "#"
_SENSES = 2  # of a word; one with more is found by chance
_SMALL = 12  # numbers up to this are often part of a phrase, not a figure


class Weights(Record):
    """What ``weights.toml`` holds; the file says what each number is."""

    number: float
    name: float
    concept: float
    form: float
    most_grams: float
    neighbour: float
    sound: float
    sentences: int
    sentences_across: int
    supported: float
    unsupported: float
    supported_across: float
    unsupported_across: float
    contradicted: float
    absent: float
    turned: float


@cache
def weights() -> Weights:
    """The constants that come with the package."""
    return Weights.model_validate(tomllib.loads(files("rag.verify").joinpath("weights.toml").read_text(encoding="utf-8"))["weights"])


class Coverage(Record):
    """What was found of a sentence.

    Attributes:
        share: Of all its weight, in [0, 1].
        by_clause: Of the weight of each clause, in [0, 1].
        said: Of the weight of what each clause says beside names, dates and amounts, in [0, 1]; 1 where it says nothing else.
        chosen: The places of the sentences that carry it, best first.
        missing: The informative words that none of them carries, in order.
    """

    share: float
    by_clause: tuple[float, ...]
    said: tuple[float, ...]
    chosen: tuple[int, ...]
    missing: tuple[str, ...]


def cover(clauses: Sequence[Reading], evidence: Sequence[Reading], *, rarity: Rarity | None = None) -> Coverage:
    """Find the sentences of the evidence that together carry most of a sentence.

    Args:
        clauses: The sentence, clause by clause.
        evidence: Sentences of the sources, in order.
        rarity: How informative a stem is, above 0, such as its idf; ``None`` guesses by its length.
    """
    own = [(number, unit) for number, clause in enumerate(clauses) for unit in clause.units if unit.informative]
    if not own or not evidence:
        return Coverage(
            share=0.0,
            by_clause=(0.0,) * len(clauses),
            said=(0.0,) * len(clauses),
            chosen=(),
            missing=tuple(unit.written for _, unit in own),
        )
    worth = np.array([_worth(unit, clauses[number], rarity or _by_length) for number, unit in own])
    language = clauses[0].language
    named = [not _has_case(clauses[number]) or bool(set(unit.written.split()) & _named(clauses[number])) for number, unit in own]
    found = np.array(
        [[_found(unit, reading, language, named=name) for (_, unit), name in zip(own, named, strict=True)] for reading in evidence]
    )
    at_home = any(reading.language == language for reading in evidence)
    best, chosen = _greedy(_with_neighbours(found), worth, limit=weights().sentences if at_home else weights().sentences_across)
    owners = np.array([number for number, _ in own])
    shares = tuple(_share(best[owners == number], worth[owners == number]) for number in range(len(clauses)))
    plain = np.array([not _is_telling(unit, clauses[number]) for number, unit in own])
    said = tuple(_share(best[(owners == number) & plain], worth[(owners == number) & plain]) for number in range(len(clauses)))
    missing = tuple(unit.written for (_, unit), value in zip(own, best, strict=True) if value < weights().sound)
    return Coverage(share=_share(best, worth), by_clause=shares, said=said, chosen=tuple(chosen), missing=missing)


def _share(best: Floats, worth: Floats) -> float:
    """1 for a clause without informative words: nothing of it is missing."""
    total = float(worth.sum())
    return min(1.0, float((best * worth).sum()) / total) if total else 1.0


def _worth(unit: Unit, clause: Reading, rarity: Rarity) -> float:
    base = max(rarity(word) for word in unit.words)
    if _is_figure(unit, clause):
        return base * weights().number
    return base * (weights().name if _is_telling(unit, clause) else 1.0)


def _is_telling(unit: Unit, clause: Reading) -> bool:
    """Whether it is a name, a date or an amount: what a sentence is about, not what it says of that."""
    return bool(set(unit.written.split()) & _named(clause)) or _is_figure(unit, clause)


def _is_figure(unit: Unit, clause: Reading) -> bool:
    return bool(set(unit.written.split()) & _dated(clause)) or any(term.startswith(_AMOUNT) for term in unit.bridge)


@cache
def _dated(clause: Reading) -> frozenset[str]:
    return frozenset(clause.words[place].folded for day in days(clause) for place in range(day.start, day.end))


@cache
def _named(clause: Reading) -> frozenset[str]:
    return frozenset(clause.words[place].folded for place in name_places(clause))


def _by_length(word: str) -> float:
    """Without statistics: long words are rarer than short ones, a little."""
    return 3.0 + min(len(word), 8) / 8


def _found(unit: Unit, reading: Reading, language: str, *, named: bool) -> float:
    """How surely a sentence has a unit, in [0, 1]; one that may be a name is there if its sound is."""
    if reading.language == language and all(word in reading.unit_words for word in unit.words):
        return 1.0
    number = _value(unit, language)
    telling = number is not None and (number > _SMALL or reading.language != language)
    if telling and any(number == quantity.value for quantity in quantities(reading)):
        return 1.0
    meant = [term for term in unit.bridge if not term.startswith(SOUND)]
    shared = [term for term in meant if term in reading.bridge]
    if shared:
        ambiguous = reading.language == language or len(meant) > _SENSES
        exact = not ambiguous or any(not term.startswith(CONCEPT) for term in shared)
        return 1.0 if exact else weights().concept
    if reading.language == language or unit.written.isascii():
        found = sum(gram in reading.grams for gram in unit.grams)
        if len(unit.grams) >= 3 and found >= weights().most_grams * len(unit.grams):
            return weights().form
    if reading.language == language:
        return 0.0
    return weights().sound if named and any(term in _heard(reading) for term in unit.bridge) else 0.0


@cache
def _heard(reading: Reading) -> frozenset[str]:
    """The sounds of its words; where capitals tell, of its names only."""
    names = _named(reading) if _has_case(reading) else None
    return frozenset(
        term
        for unit in reading.units
        if names is None or set(unit.written.split()) & names
        for term in unit.bridge
        if term.startswith(SOUND)
    )


@cache
def _has_case(reading: Reading) -> bool:
    return any(character.isupper() or character.islower() for character in reading.text)


@cache
def _value(unit: Unit, language: str) -> Decimal | None:
    """The number a unit is, in digits or as a word."""
    found = quantities(read(unit.written, language))
    return found[0].value if len(found) == 1 and (found[0].start, found[0].end) == (0, len(read(unit.written, language).words)) else None


def _with_neighbours(found: Floats) -> Floats:
    """A little of what the sentences before and behind have: they speak of the same thing."""
    near = found.copy()
    near[1:] = np.maximum(near[1:], weights().neighbour * found[:-1])
    near[:-1] = np.maximum(near[:-1], weights().neighbour * found[1:])
    return near


def _greedy(found: Floats, worth: Floats, *, limit: int) -> tuple[Floats, list[int]]:
    """The best value of each unit among sentences chosen one by one, each for what it adds."""
    best = np.zeros(len(worth))
    chosen: list[int] = []
    for _ in range(limit):
        gains = (np.maximum(found, best) * worth).sum(axis=1)
        place = int(gains.argmax())
        if gains[place] <= float((best * worth).sum()) + 1e-9:
            break
        best = np.maximum(best, found[place])
        chosen.append(place)
    return best, chosen
