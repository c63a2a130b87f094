"""``sanad brief check``: what is shown, what is printed for scripts, and when it fails."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli import run, run_json

_TOLL = "About 18,000 people were evacuated from Tashmar and eleven villages downstream, the district emergency office said on Monday."
_HOUSES = "The flood destroyed 214 houses, and the highest level at the Tashmar gauge was 9.4 metres."
_COST = "وتبلغ كلفة الحملة 3.1 مليون دولار، يغطي صندوق دولميرا للتنمية نصفها."

Sanad = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def made(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a brief over it; tests copy it."""
    library = tmp_path_factory.mktemp("brief") / "library"
    shutil.copytree(sample_library, library)
    run_json("brief", "new", "The spring", "--library", library)
    for article, words in (("orsen-flood-correction.en.md", _HOUSES), ("vaccination.ar.md", _COST)):
        run_json("brief", "add", "last", "--quote", article, words, "--library", library)
    return library


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "library"
    shutil.copytree(made, copy)
    return copy


def _change(library: Path, article: str, before: str, after: str) -> None:
    """Index another version of a sample in its place."""
    from index.library import Library
    from index.settings import load_settings

    with Library.open(library, embedder=None, settings=load_settings()) as opened:
        known = opened.article(article)
        raw = opened.catalog.raw.of_article(known.id)
        assert raw is not None
        assert before in raw.text
        list(opened.add([raw.model_copy(update={"text": raw.text.replace(before, after)})]))


def _delete(library: Path, article: str, *options: str) -> None:
    assert run("delete", article, "--yes", *options, "--library", library).exit_code == 0


def test_a_brief_that_stands_is_said_to_and_ends_well(library: Path) -> None:
    shown = run("brief", "check", "last", "--no-newer", "--library", library)
    assert shown.exit_code == 0
    assert "2 citations: 2 unchanged." in shown.stdout
    assert "Everything stands." in shown.stdout
    assert _HOUSES not in shown.stdout
    assert _HOUSES in run("brief", "check", "last", "--no-newer", "--all", "--library", library).stdout


def test_what_changed_is_shown_word_by_word_in_both_directions_of_writing(library: Path) -> None:
    _change(library, "vaccination.ar.md", "3.1 مليون", "3.9 مليون")
    shown = run("brief", "check", "last", "--no-newer", "--library", library)
    assert shown.exit_code == 1
    assert "[-3.1-] {+3.9+}" in shown.stdout
    assert "1 citation of 2 and 1 sentence of 2 do not stand as written." in shown.stdout
    found = run_json("brief", "check", "last", "--no-newer", "--library", library, code=1)
    assert (found["holds"], found["failed"]) == (False, ["changed"])
    assert found["counts"]["updated"] == 1
    changed = found["citations"][1]
    assert (changed["state"], changed["proof"], changed["stands"], changed["presence"]) == ("updated", "proved", False, "there")
    assert changed["present"] == _COST.replace("3.1", "3.9")
    assert [(one["kind"], one["text"]) for one in changed["changes"] if one["kind"] != "same"] == [("gone", "3.1 "), ("new", "3.9 ")]


def test_a_deleted_and_a_purged_article_leave_quotes_that_are_proved(library: Path) -> None:
    _delete(library, "vaccination.ar.md")
    _delete(library, "orsen-flood-correction.en.md", "--purge")
    found = run_json("brief", "check", "last", "--no-newer", "--library", library)
    assert [(one["state"], one["proof"]) for one in found["citations"]] == [("gone", "proved"), ("deleted", "proved")]
    assert run("brief", "check", "last", "--no-newer", "--library", library, "--fail-on", "gone").exit_code == 1
    assert run("brief", "check", "last", "--no-newer", "--library", library, "--fail-on", "damaged").exit_code == 0
    shown = run("brief", "show", "last", "--library", library).stdout
    assert _HOUSES in shown
    assert _COST in shown


def test_a_correction_and_a_later_report_are_told_with_their_words(library: Path) -> None:
    run_json("brief", "add", "last", "--quote", "orsen-flood.en.md", _TOLL, "--library", library)
    found = run_json("brief", "check", "last", "--library", library, code=1)
    corrected = found["citations"][-1]
    assert corrected["state"] == "corrected"
    assert corrected["notice"]["text"] == "The correct number is 8,100, not 18,000."
    assert corrected["notice"]["value"] == "18,000"
    assert ("18,000", "8,100") in {tuple(value["value"] for value in one["difference"]["values"]) for one in found["newer"]}
    shown = run("brief", "check", "last", "--library", library).stdout
    assert "“The correct number is 8,100, not 18,000.”" in shown
    assert "a later report says otherwise" in shown


def test_own_sentences_are_held_against_the_library(library: Path) -> None:
    run_json("brief", "add", "last", "--text", "The flood destroyed 300 houses. What follows?", "--library", library)
    found = run_json("brief", "check", "last", "--no-newer", "--library", library, code=1)
    wrong, asked = found["sentences"][-2:]
    assert (wrong["against"], wrong["verdict"]) == ("library", "not_supported")
    assert any("214" in citation["quote"] for citation in wrong["citations"])
    assert (asked["against"], asked["verdict"]) == ("nothing", None)
    shown = run("brief", "check", "last", "--no-newer", "--library", library)
    assert "not supported by the library" in shown.stdout
    assert "What follows?" not in shown.stdout


def test_evidence_that_was_changed_on_the_disk_is_damaged(library: Path) -> None:
    import sqlite3
    import zlib

    _delete(library, "vaccination.ar.md", "--purge")
    with sqlite3.connect(library / "briefs.sqlite") as connection:
        for version, content in connection.execute("SELECT version, content FROM evidence").fetchall():
            text = zlib.decompress(content).decode().replace("3.1", "9.9")
            connection.execute("UPDATE evidence SET content = ? WHERE version = ?", (zlib.compress(text.encode()), version))
    found = run_json("brief", "check", "last", "--no-newer", "--library", library, code=1)
    assert [one["state"] for one in found["citations"]] == ["unchanged", "damaged"]
    assert found["failed"] == ["damaged"]


def test_a_finding_that_is_none_is_refused_by_name(library: Path) -> None:
    refused = run("brief", "check", "last", "--fail-on", "wrong", "--library", library)
    assert refused.exit_code == 2
    assert "--fail-on wrong is no finding" in refused.stderr
