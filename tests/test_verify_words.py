"""The word lists of verification: every language has the same lists, and every meaning has its opposite."""

import pytest

from rag.verify.reading import read
from rag.verify.words import languages, lexicon, opposites, words_of

CLAIMED = ("negation", "modality", "poles", "quantifiers", "speech", "numbers", "parts", "scales", "units", "about", "years", "clauses")


def test_the_languages_of_the_samples_have_lists() -> None:
    assert {"en", "ar", "ru", "ur"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_a_language_fills_every_list(language: str) -> None:
    assert [name for name in CLAIMED if not getattr(words_of(language), name)] == []


@pytest.mark.parametrize("language", languages())
def test_poles_are_known_meanings_and_units_are_those_of_english(language: str) -> None:
    known = {one for pair in opposites() for one in pair} | {"small", "big", "together", "apart", "deeper"}
    assert set(words_of(language).poles) <= known
    assert set(words_of(language).units) <= set(words_of("en").units) | {"runs", "wickets", "balls", "overs"}


@pytest.mark.parametrize("language", languages())
def test_entries_are_written_so_that_they_can_be_found(language: str) -> None:
    """Each entry, read as a text, is found as itself: a slip in folding or a stray sign would make it dead."""
    dead = []
    for group in ("negation", "poles", "quantifiers", "numbers", "parts"):
        for name, entries in getattr(words_of(language), group).items():
            for entry in entries:
                written = entry.strip("=").replace("*", "")
                found = {(cue.group, cue.name) for cue in lexicon(language).cues([word.forms for word in read(written, language).words])}
                if (group, name) not in found:
                    dead.append(entry)
    assert not dead
