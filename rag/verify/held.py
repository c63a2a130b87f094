"""A sentence held against its evidence: what every comparison works on."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import NamedTuple

from index.language.romanise import skeletons
from index.models import Record
from rag.verify.dates import Day, days, eves, resolved
from rag.verify.models import Check, CheckName, Evidence, Finding
from rag.verify.names import perhaps_names
from rag.verify.quantities import Quantity, quantities
from rag.verify.reading import Reading, read

_SLOT = 4  # words that another wording of the same place has at most
_ALIKE = 0.5  # share of a sentence's words in the same order from which places can be compared
_LIKENESS = 0.6


class Source(Record):
    """One sentence of the evidence: its place among the evidence, its characters there, and the evidence."""

    number: int
    start: int
    end: int
    evidence: Evidence

    @property
    def reading(self) -> Reading:
        """Its words."""
        return read(self.evidence.text[self.start : self.end], self.evidence.language)


class Slot(NamedTuple):
    """Where the sentence has other words than its source between the same words: ranges of words of both."""

    source: Reading
    own_start: int
    own_end: int
    start: int
    end: int


@dataclass(frozen=True)
class Held:
    """A sentence, and the sentences of the evidence that carry it.

    Attributes:
        claim: The sentence.
        ends: For each clause, one past its last word.
        chosen: What it rests on, best first.
        sources: All of the evidence.
    """

    claim: Reading
    ends: tuple[int, ...]
    chosen: tuple[Source, ...]
    sources: tuple[Source, ...]

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Of what was chosen."""
        return tuple(source.reading for source in self.chosen)

    @cached_property
    def elsewhere(self) -> tuple[Reading, ...]:
        """The rest of the evidence, titles and what stands before the quotes."""
        taken = {(source.number, source.start) for source in self.chosen}
        rest = [source.reading for source in self.sources if (source.number, source.start) not in taken]
        around = {(text, one.language) for one in self.evidence for text in (one.title, one.context) if text}
        return (*rest, *(read(text, language) for text, language in sorted(around)))

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Each once."""
        return tuple({source.number: source.evidence for source in self.sources}.values())

    @cached_property
    def days(self) -> tuple[tuple[Reading, Day], ...]:
        """The dates of what was chosen, as written and as they were meant on the day of publication."""
        return tuple((source.reading, day) for source in self.chosen for day in _days(source))

    @cached_property
    def quantities(self) -> tuple[tuple[Reading, Quantity], ...]:
        """The numbers of what was chosen."""
        return tuple((reading, quantity) for reading in self.readings for quantity in quantities(reading))

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Where a source in the same language that is worded alike has other words."""
        return tuple(slot for reading in self.readings if reading.language == self.claim.language for slot in slots(self.claim, reading))

    def clause_of(self, place: int) -> int:
        """The clause the word at ``place`` stands in."""
        return next((number for number, end in enumerate(self.ends) if place < end), len(self.ends) - 1)

    def check(self, name: CheckName, finding: Finding, place: int, claim: str, source: str = "") -> Check:
        """What was found about the word at ``place``."""
        return Check(name=name, finding=finding, claim=claim, source=source, clause=self.clause_of(place))


def _days(source: Source) -> Iterator[Day]:
    found = [one for day in days(source.reading) for one in (day, *eves(source.reading, day))]
    return resolved(found, source.evidence.published)


@lru_cache(maxsize=2048)
def slots(claim: Reading, source: Reading) -> tuple[Slot, ...]:
    """The places where two texts of one language differ between words they share; none if they are worded differently."""
    matcher = SequenceMatcher(None, [word.stem for word in claim.words], [word.stem for word in source.words], autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    if same < _ALIKE * len(claim.words):
        return ()
    found = (Slot(source, *places) for kind, *places in matcher.get_opcodes() if kind == "replace")
    return tuple(slot for slot in found if max(slot.own_end - slot.own_start, slot.end - slot.start) <= _SLOT)


@lru_cache(maxsize=2048)
def likeness(claim: Reading, source: Reading) -> float:
    """Share of the claim's words that stand in the source in the same order, in [0, 1]."""
    if claim.language != source.language or not claim.words:
        return 0.0
    matcher = SequenceMatcher(None, [word.stem for word in claim.words], [word.stem for word in source.words], autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(claim.words)


@lru_cache(maxsize=8192)
def same_words(claim: Reading, place: int, source: Reading) -> tuple[int, ...]:
    """Where the source has the word at ``place`` of the claim: the same stem, another form, the same concept or sound."""
    return tuple(number for number in range(len(source.words)) if _is_same(claim, place, source, number))


def _is_same(claim: Reading, place: int, source: Reading, number: int) -> bool:
    own, other = claim.words[place], source.words[number]
    if claim.language == source.language:
        if own.stem == other.stem:
            return True
        if _alike(own.folded, other.folded):
            return True
    meant, its = claim.meant.get(own.folded, frozenset()), source.meant.get(other.folded, frozenset())
    if meant & its:
        return True
    if claim.language == source.language or place not in perhaps_names(claim) or number not in perhaps_names(source):
        return False
    return bool(_sounds(own.folded, claim.language) & _sounds(other.folded, source.language))


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 5 or one[:3] != other[:3]:
        return False
    own, its = ({word[start : start + 3] for start in range(len(word) - 2)} for word in (one, other))
    return len(own & its) >= _LIKENESS * min(len(own), len(its))


@lru_cache(maxsize=60_000)
def _sounds(folded: str, language: str) -> frozenset[str]:
    return frozenset(skeletons(folded, language))


def informative(reading: Reading, start: int, end: int) -> Iterator[int]:
    """The places between ``start`` and ``end`` whose words carry a subject."""
    return (place for place in range(max(0, start), min(end, len(reading.words))) if reading.words[place].informative)
