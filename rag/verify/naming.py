"""Comparing names, and single words in the place of others. Each function gives what does not agree."""

from collections.abc import Iterator

from index.language.glossary import CONCEPT
from rag.verify.held import Held, Slot, informative, likeness, same_words
from rag.verify.models import Check
from rag.verify.names import comparable, is_found, name_places, perhaps_names, spelled
from rag.verify.reading import Reading, read

_CLOSE = 0.7  # share of the same words in the same order from which one other word is a change, not another wording


def names(held: Held) -> Iterator[Check]:
    """Names the source does not have, or has others in the place of."""
    told: set[int] = set()
    for check, places in (*_replaced(held), *_missing(held)):
        if not told & set(places):
            told |= set(places)
            yield check


def _replaced(held: Held) -> Iterator[tuple[Check, range]]:
    """Names that stand where the source has other names."""
    for slot in held.slots:
        others = [place for place in range(slot.start, slot.end) if place in perhaps_names(slot.source)]
        own = [place for place in range(slot.own_start, slot.own_end) if place in perhaps_names(held.claim)]
        if not own and others and 1 < slot.own_end - slot.own_start == slot.end - slot.start:  # a name whose words mean something
            own = list(informative(held.claim, slot.own_start, slot.own_end))
        own = [place for place in own if not is_found(held.claim, place, (slot.source,))]
        others = [place for place in others if not is_found(slot.source, place, (held.claim,))]
        if own and others and _one_for_one(slot):
            yield (
                held.check(
                    "names",
                    "contradiction",
                    own[0],
                    held.claim.written(own[0], own[-1] + 1),
                    slot.source.written(others[0], others[-1] + 1),
                ),
                range(slot.own_start, slot.own_end),
            )


def _one_for_one(slot: Slot) -> bool:
    return abs((slot.own_end - slot.own_start) - (slot.end - slot.start)) <= 2


def _missing(held: Held) -> Iterator[tuple[Check, range]]:
    """Names that no evidence has."""
    everywhere = (*held.readings, *held.elsewhere)
    places = name_places(held.claim) or _across(held)
    across = all(reading.language != held.claim.language for reading in held.readings)
    for first, end in spelled(held.claim, sorted(places)):
        start = _beginning(held.claim, first) if across else first
        judged = comparable(held.claim, range(start, end), across=across) or [*range(start, end if end - start > 1 else start)]
        absent = [place for place in judged if not is_found(held.claim, place, everywhere)]
        if not absent or (len(absent) < len(judged) and (across or not _has_rival(held, start, end, absent))):
            continue
        yield held.check("names", "absent", absent[0], held.claim.written(start, end)), range(start, end)


def _beginning(claim: Reading, place: int) -> int:
    """Where a name begins, with a word before it that has a capital because it begins the sentence: "Evil Corp won"."""
    before = claim.words[place - 1] if place else None
    joined = before is not None and before.is_capitalised and before.informative and not claim.words[place].gap.strip()
    return place - 1 if joined else place


def _has_rival(held: Held, start: int, end: int, absent: list[int]) -> bool:
    """Whether the source has another name beside the part of a name that it shares."""
    kept = [place for place in range(start, end) if place not in absent]
    for reading in held.readings:
        theirs = name_places(reading) or perhaps_names(reading)
        for place in kept:
            for number in same_words(held.claim, place, reading):
                beside = [one for one in (number - 1, number + 1) if one in theirs]
                if any(not is_found(reading, one, (held.claim,)) for one in beside):
                    return True
    return False


def _across(held: Held) -> frozenset[int]:
    """Where the sentence's script has no capitals: its unknown words beside a name that the source shares."""
    across = [reading for reading in held.readings if reading.language != held.claim.language]
    if not across:
        return frozenset()
    unknown = perhaps_names(held.claim)
    known = {place for place in unknown if is_found(held.claim, place, across)}
    return frozenset(place for place in unknown if place in known or place - 1 in known or place + 1 in known)


def wording(held: Held) -> Iterator[Check]:
    """One word in the place of another in a sentence that otherwise keeps to its source."""
    for slot in held.slots:
        if likeness(held.claim, slot.source) < _CLOSE:
            continue
        own = [place for place in informative(held.claim, slot.own_start, slot.own_end) if not _known_in(held.claim, place, slot.source)]
        theirs = [place for place in informative(slot.source, slot.start, slot.end) if not _known_in(slot.source, place, held.claim)]
        if (
            len(own) == 1
            and len(theirs) == 1
            and not _both_say(held.claim, own[0], slot.source, theirs[0])
            and _are_other_concepts(held.claim, own[0], slot.source, theirs[0])
        ):
            yield held.check(
                "wording", "contradiction", own[0], held.claim.written(own[0], own[0] + 1), slot.source.written(theirs[0], theirs[0] + 1)
            )


def _both_say(claim: Reading, place: int, source: Reading, other: int) -> bool:
    """Whether both are words of saying, one as good as the other."""
    return any(cue.start == place for cue in claim.of("speech")) and any(cue.start == other for cue in source.of("speech"))


def _known_in(one: Reading, place: int, other: Reading) -> bool:
    return bool(same_words(one, place, other))


def _are_other_concepts(claim: Reading, place: int, source: Reading, other: int) -> bool:
    """Whether the glossary knows both words, and as different concepts."""
    own, theirs = _concepts(claim, place), _concepts(source, other)
    return bool(own and theirs) and not own & theirs


def _concepts(reading: Reading, place: int) -> frozenset[str]:
    return frozenset(term for term in read(reading.words[place].text, reading.language).bridge if term.startswith(CONCEPT))
