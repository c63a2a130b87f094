"""Names of a text: capitalised words where a script has capitals; elsewhere words that no list knows."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from index.language.analysis import SOUND
from index.language.function_words import function_words
from index.language.glossary import CONCEPT
from index.language.romanise import skeletons
from rag.verify.dates import days
from rag.verify.quantities import quantities
from rag.verify.reading import Reading, Word, read

_SHARED_GRAMS = 0.5  # of a name's runs of four letters, from which another form of it is the same name
_SHORTEST = 3
_MANY = 4  # consonants from which one of them may be missing or another
_TELLING = 3  # consonants from which a name is known again in another script


@lru_cache(maxsize=4096)
def name_places(reading: Reading) -> frozenset[int]:
    """The places of words that are certainly names: capitals within a sentence, or at its start if no list knows the word."""
    spans = [(one.start, one.end) for one in days(reading)] + [(one.start, one.end) for one in quantities(reading)]
    taken = {place for start, end in spans for place in range(start, end)}
    return frozenset(place for place, word in enumerate(reading.words) if place not in taken and _is_name(word, reading.language))


@lru_cache(maxsize=4096)
def perhaps_names(reading: Reading) -> frozenset[int]:
    """The places of words that may be names: those, and in scripts without capitals whatever the glossary does not know."""
    if _has_case(reading):
        return name_places(reading)
    known = {written for unit in reading.units if _is_known(unit.bridge) for written in unit.written.split()}
    cued = {place for cue in reading.cues for place in range(cue.start, cue.end)}
    dated = {place for one in days(reading) for place in range(one.start, one.end)}
    return frozenset(
        place
        for place, word in enumerate(reading.words)
        if word.informative
        and not word.is_number
        and len(word.folded) >= _SHORTEST
        and word.folded not in known
        and place not in cued
        and place not in dated
    )


def is_found(claim: Reading, place: int, among: Sequence[Reading]) -> bool:
    """Whether a name of the claim occurs in any of the texts, in another form, script or language."""
    word = claim.words[place]
    sounds = frozenset(SOUND + one for form in {word.folded, word.stem} for one in skeletons(form, claim.language, shortest=2))
    return any(_is_in(word, claim, sounds, reading) for reading in among)


def comparable(claim: Reading, places: Sequence[int], *, across: bool) -> list[int]:
    """The words of a name by which it would be known again: in another script, only if they have enough consonants.

    Abbreviations are spelled out there, and common words translated.
    """
    if not across:
        return list(places)
    words = {place: claim.words[place] for place in places}
    sounding = {
        place: max(map(len, skeletons(word.folded, claim.language, shortest=2)), default=0)
        for place, word in words.items()
        if not word.text.isupper() and not any(map(_is_common, claim.meant.get(word.folded, ())))
    }
    telling = [place for place, length in sounding.items() if length >= _TELLING or claim.meant.get(words[place].folded)]
    return telling or ([*sounding] if sum(sounding.values()) > _TELLING and all(sounding.values()) else [])


def _is_in(word: Word, claim: Reading, sounds: frozenset[str], reading: Reading) -> bool:
    if word.stem in reading.stems or word.folded in _folded(reading):
        return True
    if reading.language == claim.language or word.text.isascii():
        grams = _grams(word.folded)
        if sum(gram in reading.grams for gram in grams) >= _SHARED_GRAMS * len(grams) and _begins_alike(word, reading):
            return True
    if reading.language == claim.language:
        return False
    meant = claim.meant.get(word.folded, frozenset())
    if meant & reading.bridge or sounds & _sounds(reading, names=any(map(_is_common, meant))):
        return True
    return any(_nearly(one, other) for one in sounds for other in _sounds(reading, names=True))


def _begins_alike(word: Word, reading: Reading) -> bool:
    return any(one[:3] == word.folded[:3] for one in _folded(reading))


def _nearly(one: str, other: str) -> bool:
    """Where there are many consonants, all but one of them, or another in the place of one; never of the first."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    if len(longer) < _MANY + len(SOUND) or len(longer) - len(shorter) > 1:
        return False
    left_out = (longer[:cut] + longer[cut + 1 :] for cut in range(len(SOUND) + 1, len(longer)))
    if len(longer) > len(shorter):
        return shorter in left_out
    return sum(own != its for own, its in zip(longer, shorter, strict=True)) == 1 and longer[len(SOUND)] == shorter[len(SOUND)]


@lru_cache(maxsize=8192)
def _sounds(reading: Reading, *, names: bool = False) -> frozenset[str]:
    """Of its words, or of its names: with and without endings, and of two that another language may write as one."""
    places = sorted(perhaps_names(reading)) if names else range(len(reading.words))
    words = [word for word in (reading.words[place] for place in places) if not word.is_number]
    pairs = (one.folded + other.folded for one, other in pairwise(words) if not other.gap.strip(" -‐"))
    forms = {form for word in words for form in (word.folded, word.stem)}.union(pairs)
    return frozenset(SOUND + one for form in forms for one in skeletons(form, reading.language, shortest=2))


@lru_cache(maxsize=4096)
def _folded(reading: Reading) -> frozenset[str]:
    return frozenset(form for word in reading.words for form in word.forms)


def _terms(word: Word, language: str) -> frozenset[str]:
    return read(word.text, language).meant.get(word.folded, frozenset())


def _grams(folded: str) -> tuple[str, ...]:
    padded = f"_{folded}_"
    return tuple(padded[start : start + 4] for start in range(max(1, len(padded) - 3)))


def _has_case(reading: Reading) -> bool:
    return any(character.isupper() for character in reading.text)


def _is_known(bridge: Sequence[str]) -> bool:
    return any(not term.startswith(SOUND) for term in bridge)


def _is_name(word: Word, language: str) -> bool:
    if not word.is_capitalised or len(word.folded) < 2 or word.folded in function_words(language):
        return False
    if not word.starts_sentence:
        return True
    return _unknown(word, language) and not any(map(_is_common, _terms(word, language)))


def _is_common(term: str) -> bool:
    """Whether the glossary knows a word as a common one; its proper names have capitals."""
    return term.startswith(CONCEPT) and not term[len(CONCEPT) :][:1].isupper()


def _unknown(word: Word, language: str) -> bool:
    """Whether a word at the start of a sentence is none that a list knows."""
    return not read(word.text, language).cues


def spelled(reading: Reading, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring places, as the names they make: first word and one past the last."""
    start = previous = None
    for place in sorted(places):
        if start is None or previous is None or place != previous + 1 or reading.words[place].gap.strip(" -"):
            if start is not None and previous is not None:
                yield start, previous + 1
            start = place
        previous = place
    if start is not None and previous is not None:
        yield start, previous + 1
