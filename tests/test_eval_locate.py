"""A quote is found again after its text was cleaned, and at the right one of several places."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.locate import locate
from index.clean import clean_text

TEXT = "Rain fell. The dam held. Rain fell again. The dam broke."


@pytest.mark.parametrize(("start", "expected"), [(None, 11), (0, 11), (11, 11), (20, 11), (35, 42), (42, 42), (400, 42)])
def test_the_nearest_of_several(start: int | None, expected: int) -> None:
    assert locate("The dam", TEXT, start=start) == (expected, expected + 7)


def test_what_is_not_there_is_not_found() -> None:
    assert locate("The bridge", TEXT) is None
    assert locate("", TEXT) is None
    assert locate(" \u200b", TEXT) is None


def test_white_space_and_invisible_characters_may_differ() -> None:
    place = locate("dam\u200f \n held.  Rain\ufeff", TEXT)
    assert place is not None
    assert TEXT[place.start : place.end] == "dam held. Rain"


def test_composed_letters_may_differ() -> None:
    text = "Das Café Müller schloss."
    place = locate(unicodedata.normalize("NFD", "Café Müller"), text, start=4)
    assert place is not None
    assert text[place.start : place.end] == "Café Müller"


def test_marks_may_come_in_another_order() -> None:
    written, indexed = "موسّ\u064eع", "قال موس\u064e\u0651ع اليوم"
    assert written not in indexed
    place = locate(written, indexed)
    assert place is not None
    assert indexed[place.start : place.end] == "موس\u064e\u0651ع"


@given(st.text(min_size=1), st.data())
def test_whatever_is_in_a_text_is_found_after_cleaning(text: str, data: st.DataObject) -> None:
    cleaned = clean_text(text)
    if cleaned:
        start = data.draw(st.integers(0, len(cleaned) - 1))
        end = data.draw(st.integers(start + 1, len(cleaned)))
        if cleaned[start:end].strip():
            place = locate(cleaned[start:end], cleaned, start=start)
            assert place == (start, end)
