"""Comparing who said it. Gives what does not agree."""

from collections.abc import Iterator, Sequence

from rag.verify.held import Held, informative
from rag.verify.models import Check
from rag.verify.names import comparable, is_found, name_places, perhaps_names
from rag.verify.quantities import quantities
from rag.verify.reading import QUOTES, Reading, is_stop, read
from rag.verify.words import Cue, words_of

_APPOSITION = 3  # words of a name between commas at most
_NO_VERBS = frozenset({"pronouns", "comma_turns", "titles"})  # lists of other words than those of saying
_REACH = 6  # words on either side of "said" that may name who did
_RELATIVE = 16  # words of "who flew over the area by helicopter" at most


def attribution(held: Held) -> Iterator[Check]:
    """What the sentence lets somebody else say than the source does."""
    others = [(reading, found) for reading in held.readings[:1] for _, found in speakers(reading)]
    own = list(speakers(held.claim))
    if not others or not own or any(_may_be(held.claim, places, *other) for _, places in own for other in others):
        return
    (cue, places), (reading, found) = own[0], others[0]
    yield held.check("attribution", "contradiction", cue.start, _written(held.claim, places), _written(reading, found))


def _may_be(claim: Reading, places: Sequence[int], reading: Reading, found: Sequence[int]) -> bool:
    """Whether two speakers can be the same: within a language if they share a word, across languages unless what is known differs."""
    if reading.language == claim.language:
        telling, theirs = _telling(claim, places), _telling(reading, found)
        if telling and theirs:
            return _share(claim, telling, reading, theirs)
        named = _names_any(reading, found) if theirs else _names_any(claim, places)
        return named or _share(claim, places, reading, found)  # "the minister" may be whoever is named
    own, others = _names(claim, places), _names(reading, found)
    if own:
        if any(is_found(claim, place, (reading,)) for place in own) or any(is_found(reading, place, (claim,)) for place in others):
            return True
        return not others and not _are_known(reading, found)
    own = _telling(claim, places)
    if not own or not _are_known(claim, own) or not (others or _are_known(reading, found)):
        return True
    return any(is_found(claim, place, (reading,)) for place in own)


def _telling(reading: Reading, places: Sequence[int]) -> list[int]:
    """The words that tell who it is: all but such as minister and director."""
    titles = {place for cue in reading.of("speech") if cue.name == "titles" for place in range(cue.start, cue.end)}
    return [place for place in places if place not in titles]


def _names(reading: Reading, places: Sequence[int]) -> list[int]:
    """The words among these by which a name would be known again in another script."""
    return comparable(reading, [place for place in places if place in perhaps_names(reading)], across=True)


def _are_known(reading: Reading, places: Sequence[int]) -> bool:
    """Whether the glossary knows every word."""
    return all(reading.meant.get(reading.words[place].folded) for place in places)


def speakers(reading: Reading) -> Iterator[tuple[Cue, tuple[int, ...]]]:
    """Each word of saying, with the places of the words that name who said it; none for "he said"."""
    counted = {place for one in quantities(reading) for place in range(one.start, one.end)}
    for cue in reading.of("speech"):
        if cue.name not in _NO_VERBS:
            places = tuple(place for place in _speaker(reading, cue) if place not in counted and not _is_cue(reading, place))
            if places:
                yield cue, places


def _is_cue(reading: Reading, place: int) -> bool:
    return any(cue.start <= place < cue.end for cue in reading.of("speech") if cue.name != "titles")


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
    if not 0 < end < len(reading.words) or "," not in reading.words[end].gap:
        return list(informative(reading, _back(reading, end), end))
    relative = _back(reading, end, reach=_RELATIVE)
    if 0 < relative < end and _is_pronoun(reading, relative):  # "Hana Belcourt, who signed it, said"
        return list(informative(reading, _back(reading, relative), relative))
    first = _back(reading, end)
    if first and not _names_any(reading, range(first, end)):  # "Ruth Ollery, the chair, said"
        first = _back(reading, first)
    return list(informative(reading, first, end))


def _back(reading: Reading, end: int, *, reach: int = _REACH) -> int:
    """Where the words before ``end`` begin that belong together; a comma directly before it does not count."""
    first = end
    while first > max(0, end - reach) and not _parts(reading, first, comma=first == end):
        first -= 1
    return first


def _behind(reading: Reading, start: int) -> list[int]:
    last = start
    while last < min(len(reading.words), start + _REACH) and not _ends_behind(reading, start, last):
        last += 1
    named = [place for place in range(start, last) if place in name_places(reading)]
    found = list(informative(reading, start, last))
    return [place for place in found if not named or place <= named[-1]]


def _ends_behind(reading: Reading, start: int, place: int) -> bool:
    """Whether who said it is told before the word at ``place``: what was said begins there."""
    if reading.language == "ar" and _is_pronoun(reading, place):
        return True
    return place > start and _parts(reading, place, comma=False)


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
