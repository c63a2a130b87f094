"""Comparing what is denied, only possible, or turned round. Each function gives what does not agree."""

from collections.abc import Iterator
from functools import lru_cache

from rag.verify.held import Held, informative, same_words
from rag.verify.models import Check
from rag.verify.reading import Reading, is_stop
from rag.verify.words import Cue, opposites

_REACH = 4  # words behind a negation that it may deny
_LENIENT = 7  # words between a negation and what it may deny in the text that seems not to
_BACK = 3  # words before it, where it stands behind what it denies
_DENYING = frozenset({"deny", "reject", "oppose", "none", "failure", "forbid"})


class _Denial:
    """A negation and the places of the words it denies."""

    def __init__(self, cue: Cue, targets: tuple[int, ...]) -> None:
        self.cue = cue
        self.targets = targets


@lru_cache(maxsize=4096)
def denials(reading: Reading) -> tuple[_Denial, ...]:
    """The negations of a text with what they deny."""
    return tuple(_Denial(cue, tuple(_targets(reading, cue))) for cue in reading.of("negation") if cue.name != "perhaps")


def _targets(reading: Reading, cue: Cue) -> Iterator[int]:
    taken = {place for one in reading.of("negation") if one.name != "perhaps" for place in range(one.start, one.end)}
    for place in informative(reading, cue.end, _until_stop(reading, cue.end, _REACH)):
        if place not in taken:
            yield place
    if cue.name == "after":
        yield from (place for place in informative(reading, _since_stop(reading, cue.start, _BACK), cue.start) if place not in taken)


def _until_stop(reading: Reading, start: int, reach: int) -> int:
    for place in range(start, min(start + reach, len(reading.words))):
        if place > start and (is_stop(reading.words[place].gap) or "," in reading.words[place].gap or "،" in reading.words[place].gap):
            return place
    return start + reach


def _since_stop(reading: Reading, end: int, reach: int) -> int:
    for place in range(end - 1, max(-1, end - 1 - reach), -1):
        if is_stop(reading.words[place].gap) or "،" in reading.words[place].gap:
            return place
    return end - reach


def negation(held: Held) -> Iterator[Check]:
    """What the sentence denies and the source does not, and the other way round."""
    for denial in denials(held.claim):
        for reading in held.readings[:2]:
            if denial.targets and _is_plain_in(held.claim, denial, reading):
                yield held.check(
                    "negation", "contradiction", denial.cue.start, _phrase(held.claim, denial), _plain(held.claim, denial, reading)
                )
                return
    if denials(held.claim):
        yield from _only_denied_here(held)
        return
    for reading in held.readings[:2]:
        for denial in denials(reading):
            if denial.targets and _is_plain_in(reading, denial, held.claim):
                place = next(place for target in denial.targets for place in same_words(reading, target, held.claim))
                yield held.check("negation", "contradiction", place, _plain(reading, denial, held.claim), _phrase(reading, denial))
                return


def _only_denied_here(held: Held) -> Iterator[Check]:
    """Across languages, where not every word is known: a denial, and nothing in the source that could be one."""
    for reading in held.readings[:1]:
        if reading.language != held.claim.language and not _may_deny(reading):
            denial = denials(held.claim)[0]
            yield held.check("negation", "contradiction", denial.cue.start, _phrase(held.claim, denial), reading.text)


def _may_deny(reading: Reading) -> bool:
    """Whether any word says no, or may say so."""
    return any(True for _ in reading.of("negation")) or _denies(reading, set())


def _is_plain_in(denying: Reading, denial: _Denial, other: Reading) -> bool:
    """Whether the other text has the denied words and denies none of them."""
    found = [places for target in denial.targets if (places := same_words(denying, target, other))]
    nearest = min(denial.targets, key=lambda target: abs(target - denial.cue.start))
    if not found or (len(found) * 2 <= len(denial.targets) and not same_words(denying, nearest, other)):
        return False
    same = {place for places in found for place in places}
    if _denies(other, same):
        return False
    cues = [cue.start for cue in other.of("negation") if cue.start not in same]
    return not any(abs(place - cue) <= _LENIENT for places in found for place in places for cue in cues)


def _denies(reading: Reading, besides: set[int]) -> bool:
    """Whether a word such as "denied" says no, other than the words that are compared."""
    return any(cue.name in _DENYING and cue.start not in besides for cue in reading.of("poles"))


def _phrase(reading: Reading, denial: _Denial) -> str:
    places = (*range(denial.cue.start, denial.cue.end), *denial.targets)
    return reading.written(min(places), max(places) + 1)


def _plain(denying: Reading, denial: _Denial, other: Reading) -> str:
    places = [place for target in denial.targets for place in same_words(denying, target, other)[:1]]
    return (
        other.written(min(places), max(places) + 1) if max(places) - min(places) < 2 * _REACH else other.written(places[0], places[0] + 1)
    )


def direction(held: Held) -> Iterator[Check]:
    """Words that say the opposite of the source's: rose and fell, before and after, all and some."""
    for group, name in (("poles", "direction"), ("quantifiers", "quantifiers")):
        for cue in held.claim.of(group):
            rival = _turned(held, cue)
            if rival:
                reading, other = rival
                yield held.check(
                    "direction" if name == "direction" else "quantifiers",
                    "contradiction",
                    cue.start,
                    held.claim.written(cue.start, cue.end),
                    reading.written(other.start, other.end),
                )
                break


def _turned(held: Held, cue: Cue) -> tuple[Reading, Cue] | None:
    """The opposite of a word, in its place or in a source that has only the opposite."""
    for slot in held.slots:
        if slot.own_start <= cue.start < slot.own_end:
            for other in slot.source.of(cue.group):
                if slot.start <= other.start < slot.end and (cue.name, other.name) in opposites():
                    return slot.source, other
    own = {one.name for one in held.claim.of(cue.group)}
    meanings = {one.name for reading in held.readings[:1] for one in reading.of(cue.group)}
    if cue.name in meanings or _is_several(held.claim, cue, meanings):
        return None
    for reading in held.readings[:1]:
        if cue.group == "quantifiers" and reading.language != held.claim.language:
            continue  # "every fifth" is "some" elsewhere
        for other in reading.of(cue.group):
            if (cue.name, other.name) in opposites() and other.name not in own:
                return reading, other
    return None


def _is_several(claim: Reading, cue: Cue, meanings: set[str]) -> bool:
    """Whether the word has another meaning too that the source shares."""
    return any(one.start == cue.start and one.name in meanings for one in claim.of(cue.group))


def modality(held: Held) -> Iterator[Check]:
    """What the source calls possible or planned and the sentence calls done."""
    claimed = {cue.name for cue in held.claim.of("modality")}
    if "done" not in claimed or claimed & {"possible", "planned"}:
        return
    for reading in held.readings[:1]:
        cues = list(reading.of("modality"))
        if any(cue.name == "done" for cue in cues):
            continue
        for cue in cues:
            targets = list(informative(reading, cue.end, _until_stop(reading, cue.end, _BACK)))
            found = [places for target in targets if (places := same_words(reading, target, held.claim))]
            if found:
                done = next(one for one in held.claim.of("modality") if one.name == "done")
                yield held.check(
                    "modality",
                    "contradiction",
                    done.start,
                    held.claim.written(done.start, found[0][0] + 1) or held.claim.written(done.start, done.end),
                    reading.written(cue.start, targets[0] + 1),
                )
                return
