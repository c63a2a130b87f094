"""Wishes of a question lift what has its words and matches; they exclude nothing and invent nothing."""

from datetime import date

import numpy as np
import pytest

from index.catalog import Stated
from index.language import analyze
from index.language.codes import decode_terms, encode_terms
from index.models import Filters
from rag.models import Question, Understood
from rag.prefer import has_phrase, has_wishes, preference, restricted


def asked(*wishes: Understood) -> Question:
    return Question(text="?", language="en", understood=wishes)


def outlet(name: str, *, strict: bool = False) -> Understood:
    return Understood(kind="outlet", value=name, text=name, strict=strict)


def days(value: str) -> Understood:
    return Understood(kind="date", value=value, text=value)


def stated(source: str | None = None, published: str | None = None, language: str = "en") -> Stated:
    return Stated(source, date.fromisoformat(published) if published else None, language)


def test_an_outlet_is_known_by_any_of_its_spellings() -> None:
    found = preference(asked(outlet("Dawn")), [stated("Dawn"), stated("DAWN.COM"), stated("The Dawn"), stated("Dawn Gazette"), stated()])
    assert found.tolist() == [1, 1, 1, 0, 0]


def test_several_outlets_are_one_wish() -> None:
    found = preference(asked(outlet("Dawn"), outlet("Al Jazeera")), [stated("Dawn"), stated("Al Jazeera"), stated("Other")])
    assert found.tolist() == [1, 1, 0]


def test_outlet_and_time_share() -> None:
    wishes = asked(outlet("Dawn"), days("2025-12-01/2025-12-10"))
    found = preference(wishes, [stated("Dawn", "2025-12-05"), stated("Dawn"), stated("Other", "2025-12-05"), stated("Other")])
    assert found.tolist() == [1, 0.5, 0.5, 0]


def test_days_outside_a_range_count_less_the_further_away_they_are() -> None:
    near = ["2025-12-05", "2025-12-01", "2025-11-30", "2025-11-01", "2025-01-01"]
    found = preference(asked(days("2025-12-01/2025-12-10")), [stated(published=day) for day in near])
    assert found[:2].tolist() == [1, 1]
    assert list(found[1:]) == sorted(found[1:], reverse=True)
    assert found[3] == pytest.approx(0.5)
    assert found[4] < 0.01


def test_an_open_range_has_no_further_end() -> None:
    found = preference(asked(days("2025-12-01/..")), [stated(published="2031-01-01"), stated(published="2025-11-01")])
    assert found[0] == 1
    assert found[1] == pytest.approx(0.5)


def test_without_wishes_nothing_is_preferred() -> None:
    assert not has_wishes(asked())
    assert not has_wishes(asked(outlet("Dawn", strict=True)))  # a filter has seen to it
    assert preference(asked(outlet("Dawn", strict=True)), [stated("Dawn")]).tolist() == [0]


SENTENCES = ["The green line was drawn in May.", "A line of green trucks.", "Green lines and borders.", "Зелёная линия проведена."]


@pytest.mark.parametrize(
    ("phrase", "language", "found"),
    [
        ("green line", "en", [False, True, False, True, False]),
        ("Green Line", "ar", [False, True, False, True, False]),
        ("зелёную линию", "ru", [False, False, False, False, True]),
        ("line drawn", "en", [False] * 5),
        ("a phrase that is much longer than all of these sentences together, and then a little more", "en", [False] * 5),
        ("...", "en", [False] * 5),
    ],
)
def test_a_phrase_is_found_in_any_inflection_and_only_word_behind_word(phrase: str, language: str, found: list[bool]) -> None:
    title = analyze("Trucks", "en")
    sentences = [analyze(text, "ru" if "л" in text else "en") for text in SENTENCES]
    codes = decode_terms([encode_terms(title, sentences)])
    assert has_phrase(phrase, codes, language).tolist() == found


def test_a_phrase_is_not_found_across_sentences() -> None:
    codes = decode_terms([encode_terms(analyze("Green", "en"), [analyze("Line of trees.", "en")])])
    assert not np.any(has_phrase("green line", codes, "en"))


def test_what_the_person_chose_goes_before_what_the_question_says() -> None:
    own = Filters(sources=("Dawn",), published_from=date(2025, 1, 1), published_to=date(2025, 12, 31))
    assert restricted(None, Filters()) is None
    assert restricted(None, own) == own
    given = Filters(sources=("Other",), languages=("ar",), published_from=date(2025, 6, 1))
    both = restricted(given, own)
    assert both == Filters(sources=("Other",), languages=("ar",), published_from=date(2025, 6, 1), published_to=date(2025, 12, 31))
