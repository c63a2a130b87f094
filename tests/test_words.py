"""The words of the interface: the same in every language, and chosen by who asks."""

import ast
import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from ui.words import LANGUAGES, day, entries, language_name, marked, speaking, spoken, text, wanted

ROOT = Path(__file__).parent.parent
OTHERS = sorted(set(LANGUAGES) - {"en"})


def _names(entry: object) -> set[str]:
    forms = entry.values() if isinstance(entry, dict) else [entry]
    return {name for form in forms for _, name, _, _ in Formatter().parse(str(form)) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_words_with_the_same_places(language: str) -> None:
    ours, theirs = entries("en"), entries(language)
    assert set(ours) == set(theirs)
    assert [key for key in ours if _names(ours[key]) != _names(theirs[key])] == []
    assert [key for key in ours if isinstance(ours[key], str) != isinstance(theirs[key], str)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_untranslated(language: str) -> None:
    same = [key for key, entry in entries("en").items() if isinstance(entry, str) and entry == entries(language)[key] and _letters(entry)]
    assert same == []


def _letters(entry: str) -> str:
    return re.sub(r"\{\w+\}|\W|\d", "", entry)


def test_every_key_that_the_code_asks_for_is_there() -> None:
    asked = {key for path in (ROOT / "ui").rglob("*.py") for key in _asked(path)}
    assert asked
    assert asked - set(entries("en")) == set()


def _asked(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("text", "marked") and call.args)
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)}


def test_the_language_changes_inside_a_block_only() -> None:
    with speaking("ar"):
        assert spoken() == "ar"
        assert text("reader.back") == entries("ar")["reader.back"]
    assert text("reader.back") == "Back"
    with speaking("tlh"):
        assert spoken() == "en"


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    assert text("reader.place", number=1, count=2_000) == "1 of 2,000"
    assert day(date(2025, 12, 3)) == "3 Dec 2025"
    with speaking("ar"):
        assert "ديسمبر" in day(date(2025, 12, 3))
        assert language_name("ur") == "الأوردية"


def test_values_are_escaped_in_markup() -> None:
    assert marked("reader.original", host="<b>") == "Open the original on &lt;b&gt;"


@pytest.mark.parametrize(
    ("cookies", "accepted", "language"),
    [
        ("", "", "en"),
        ("sanad-language=ar", "en", "ar"),
        ("a=b; sanad-language=en", "ar", "en"),
        ("sanad-language=<x>", "ar-EG,ar;q=0.9,en;q=0.8", "ar"),
        ("", "fr;q=0.9, en;q=0.1, ar;q=0.5", "ar"),
        ("", "ar;q=0, *", "en"),
        ("", "ar;q=much, en-GB", "en"),
        ("=;;;\x00", "ar", "ar"),
    ],
)
def test_the_language_of_a_request_is_the_one_chosen_else_the_one_accepted(cookies: str, accepted: str, language: str) -> None:
    assert wanted(cookies, accepted) == language
