"""Labels of documents: alike in all languages, dates as each writes them."""

import re
from datetime import date
from pathlib import Path

import pytest

import rag.export.labels
from rag.export.labels import LANGUAGES, day, label, labels, language_name, spoken

PLACES = re.compile(r"{(\w+)}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_label_with_the_same_places(language: str) -> None:
    assert {key: sorted(PLACES.findall(text)) for key, text in labels(language).items()} == {
        key: sorted(PLACES.findall(text)) for key, text in labels("en").items()
    }
    assert all(text.strip() == text and text for text in labels(language).values())


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "7 April 2026"),
        ("ar", "7 أبريل 2026"),
        ("ur", "7 اپریل، 2026"),
        ("ru", "7 апреля 2026\u202fг."),
        ("fa", "۷ آوریل ۲۰۲۶"),
        ("zh", "2026年4月7日"),
    ],
)
def test_a_day_is_written_as_its_language_does(language: str, expected: str) -> None:
    assert day(date(2026, 4, 7), language) == expected


def test_values_are_put_into_a_label_and_never_read_as_one() -> None:
    assert label("as_of", "de", day=date(2026, 4, 7)) == "Stand: 7. April 2026"
    assert label("page", "fa", number=12) == "صفحهٔ ۱۲"
    assert label("by_model", "en", model="{model} {0}") == "Written by the model {model} {0}"


def test_a_language_without_labels_is_labelled_in_english() -> None:
    assert (spoken("sw"), spoken("ar-EG"), spoken("und")) == ("en", "ar", "en")
    assert label("sources", "sw") == "Sources"
    assert language_name("ur", "ar") == "الأوردية"


def test_an_unknown_label_is_a_fault_of_who_asks() -> None:
    with pytest.raises(KeyError):
        label("nonsense", "en")


def test_labels_and_what_asks_for_them_are_the_same() -> None:
    root = Path(rag.export.labels.__file__).parents[2]
    code = "\n".join(path.read_text(encoding="utf-8") for name in ("rag", "ui") for path in (root / name).rglob("*.py"))
    asked = set(re.findall(r"\blabel\(\s*[\"'](\w+)[\"']", code))
    assert asked <= labels("en").keys()
    assert [key for key in labels("en") if f'"{key}"' not in code and f"'{key}'" not in code] == []
