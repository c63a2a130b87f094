"""Comparing who said it. Gives what does not agree."""

from collections.abc import Iterator, Sequence

from rag.verify.held import Held, informative
from rag.verify.models import Check
from rag.verify.names import is_found, name_places
from rag.verify.quantities import quantities
from rag.verify.reading import QUOTES, Reading, is_stop, read
from rag.verify.words import Cue, words_of

_APPOSITION = 3  # words of a name between commas at most
_REACH = 6  # words on either side of "said" that may name who did


def attribution(held: Held) -> Iterator[Check]:
    """What the sentence lets somebody else say than the source does. Across languages, ``names`` tells."""
    others = [
        (reading, found) for reading in held.readings[:1] if reading.language == held.claim.language for _, found in speakers(reading)
    ]
    own = list(speakers(held.claim))
    if not others or not own or any(_share(held.claim, places, *other) for _, places in own for other in others):
        return
    (cue, places), (reading, found) = own[0], others[0]
    yield held.check("attribution", "contradiction", cue.start, _written(held.claim, places), _written(reading, found))


def speakers(reading: Reading) -> Iterator[tuple[Cue, tuple[int, ...]]]:
    """Each word of saying, with the places of the words that name who said it; none for "he said"."""
    counted = {place for one in quantities(reading) for place in range(one.start, one.end)}
    for cue in reading.of("speech"):
        if cue.name not in ("pronouns", "comma_turns"):
            places = tuple(place for place in _speaker(reading, cue) if place not in counted and not _is_cue(reading, place))
            if places:
                yield cue, places


def _is_cue(reading: Reading, place: int) -> bool:
    return any(cue.start <= place < cue.end for cue in reading.of("speech"))


def _speaker(reading: Reading, cue: Cue) -> Sequence[int]:
    if cue.name == "front":
        return _before(reading, cue.start)
    if cue.name == "behind" or reading.language == "ar":
        return _behind(reading, cue.end)
    if cue.start and _is_pronoun(reading, cue.start - 1) and not reading.words[cue.start].gap.strip():
        return ()
    before, behind = _before(reading, cue.start), _behind(reading, cue.end)
    if not cue.start or _is_turned(reading, cue, before, behind):
        return behind
    return before


def _is_pronoun(reading: Reading, place: int) -> bool:
    return any(cue.name == "pronouns" and cue.start <= place < cue.end for cue in reading.of("speech"))


def _is_turned(reading: Reading, cue: Cue, before: Sequence[int], behind: Sequence[int]) -> bool:
    """Whether who said it stands behind: after a quotation, or after a comma that ends no apposition."""
    gap = set(reading.words[cue.start].gap)
    if gap & QUOTES or (gap & {",", "—"} and "comma_turns" in words_of(reading.language).speech):
        return True
    if not gap & {",", "—"} or not _names_any(reading, behind):
        return False
    return not (_names_any(reading, before) and cue.start - before[0] <= _APPOSITION)


def _names_any(reading: Reading, places: Sequence[int]) -> bool:
    return any(place in name_places(reading) for place in places)


def _before(reading: Reading, end: int) -> list[int]:
    first = _back(reading, end)
    if 0 < first < end and _is_pronoun(reading, first):  # "Hana Belcourt, who signed it, said"
        first = _back(reading, first)
    return list(informative(reading, first, end))


def _back(reading: Reading, end: int) -> int:
    """Where the words before ``end`` begin that belong together; a comma directly before it does not count."""
    first = end
    while first > max(0, end - _REACH) and not _parts(reading, first, comma=first == end):
        first -= 1
    return first


def _behind(reading: Reading, start: int) -> list[int]:
    last = start
    while last < min(len(reading.words), start + _REACH) and not (last > start and _parts(reading, last, comma=False)):
        last += 1
    named = [place for place in range(start, last) if place in name_places(reading)]
    found = list(informative(reading, start, last))
    return [place for place in found if not named or place <= named[-1]]


def _parts(reading: Reading, place: int, *, comma: bool) -> bool:
    """Whether what stands before the word at ``place`` ends a search; a comma may, a quotation mark always does."""
    if place >= len(reading.words):
        return False
    gap = reading.words[place].gap
    return is_stop(gap) or bool(set(gap) & (QUOTES | {"—", "–"})) or (not comma and bool(set(gap) & {",", "،"}))


def _share(claim: Reading, places: Sequence[int], reading: Reading, found: Sequence[int]) -> bool:
    """Whether any word names both."""
    other = read(_written(reading, found), reading.language)
    return any(is_found(claim, place, (other,)) for place in places)


def _written(reading: Reading, places: Sequence[int]) -> str:
    return reading.written(min(places), max(places) + 1)
