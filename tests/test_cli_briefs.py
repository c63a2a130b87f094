"""``sanad brief``: made, collected, edited, ordered, undone and shown on the command line."""

import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from index.catalog.answers import ANSWERS_FILE
from index.catalog.briefs import BRIEFS_FILE
from index.library import Library
from index.settings import load_settings
from tests.cli import run, run_json

FLOOD = "How many people were evacuated because of the Orsen flood?"
WORDS = "Corvane Marine, the company that won the tender"


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Path:
    """A library with the sample articles and one kept answer; no test changes it."""
    path = tmp_path_factory.mktemp("answered") / "library"
    shutil.copytree(sample_library, path, ignore=shutil.ignore_patterns(f"{ANSWERS_FILE}*", f"{BRIEFS_FILE}*", "lock*"))
    assert run_json("ask", "--conversation", "flood", FLOOD, "--library", path)["kept"] == 1
    return path


@pytest.fixture(autouse=True)
def library(answered: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That library, without a brief."""
    for file in answered.glob(f"{BRIEFS_FILE}*"):
        file.unlink()
    monkeypatch.setenv("SANAD_LIBRARY", str(answered))
    return answered


@pytest.fixture
def brief() -> str:
    identity: str = run_json("brief", "new", "The flood in spring", "--author", "A. Haddad")["id"]
    return identity


def shown(brief: str) -> dict[str, Any]:
    return run_json("brief", "show", brief)


def items(brief: str) -> list[str]:
    return [item["id"] for section in shown(brief)["sections"] for item in section["items"]]


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Set an editor that is a small program, run with the file as its argument."""
    script = tmp_path / "editor"
    script.write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(script))


def test_a_brief_begins_empty_is_listed_and_gets_settings(brief: str) -> None:
    (listed,) = run_json("brief", "list")["briefs"]
    assert set(listed) == {"id", "title", "owner", "made_at", "changed_at", "revision", "deleted_at"}
    assert (listed["id"], listed["title"], listed["revision"]) == (brief, "The flood in spring", 1)
    assert "It is empty" in run("brief", "show", "last").stdout
    assert run_json("brief", "set", brief, "--language", "ar", "--style", "apa")["revision"] == 2
    found = shown("the flood in SPRING")
    assert (found["language"], found["style"], found["author"], found["revision"]) == ("ar", "apa", "A. Haddad", 2)
    assert run("brief", "set", "last").exit_code == 2
    assert "no citation style" in run("brief", "set", "last", "--style", "nonsense").stderr
    assert run("brief", "set", "last", "--language", "Arabic!").exit_code == 2


def test_a_kept_answer_is_added_with_what_it_rests_on(brief: str) -> None:
    kept = run_json("answers", "show", "1")["answers"][0]
    assert run_json("brief", "add", brief, "--answer", 1)["made"] == items(brief)
    found = shown(brief)
    (item,) = found["sections"][0]["items"]
    assert (item["kind"], item["heading"], item["answer"], item["as_of"]) == ("answer", FLOOD, 1, kept["asked_at"])
    assert [one["text"] for one in item["sentences"]] == [one["text"] for one in kept["answer"]["sentences"]]
    assert item["differences"] == kept["answer"]["differences"]
    quotes = {one["id"]: one for one in found["citations"]}
    cited = [[quotes[mark["citation"]]["quote"] for mark in one["marks"]] for one in item["sentences"]]
    assert cited == [[citation["quote"] for citation in one["citations"]] for one in kept["answer"]["sentences"]]
    assert [one["number"] for one in found["sources"]] == list(range(1, len(found["sources"]) + 1))
    span = found["citations"][0]["span"]
    text = run_json("show", span["article_id"], "--version", span["version"])["text"]
    assert text[span["start"] : span["end"]] == found["citations"][0]["quote"]
    written = run("brief", "show", brief).stdout
    assert "[1]" in written
    assert "Sources" in written
    assert "✓ supported" in written


def test_questions_are_asked_and_what_is_not_answered_is_refused(brief: str) -> None:
    told = run_json("brief", "add", brief, "--ask", FLOOD, "--heading", "The toll")
    assert (told["revision"], told["notices"]) == (2, [])
    assert shown(brief)["sections"][0]["items"][0]["heading"] == "The toll"
    result = run("brief", "add", brief, "--ask", "What is the capital of France?")
    assert (result.exit_code, len(items(brief))) == (2, 1)
    assert "was not answered" in result.stderr


def test_a_quote_stands_as_it_is_in_the_article(brief: str) -> None:
    (made,) = run_json("brief", "add", brief, "--quote", "tidal-dam.en.md", WORDS.replace(" ", "\n", 2))["made"]
    found = shown(brief)
    (item,) = found["sections"][0]["items"]
    assert (item["id"], item["kind"], item["sentences"][0]["text"], item["sentences"][0]["verdict"]) == (made, "quote", WORDS, "supported")
    assert found["citations"][0]["after"].startswith(" against four rivals")
    for article, words, message in (
        ("tidal-dam.en.md", "No such words", "does not say"),
        ("nowhere", WORDS, "no article"),
        ("tidal-dam.en.md", " ", "no words"),
    ):
        result = run("brief", "add", brief, "--quote", article, words)
        assert (result.exit_code, message in result.stderr) == (2, True)


def test_own_words_are_judged_and_the_library_suggests_what_to_cite(brief: str) -> None:
    text = f"{WORDS}.\n\nThe moon is made of cheese and sings."
    told = run_json("brief", "add", brief, "--text", text)
    (item,) = shown(brief)["sections"][0]["items"]
    assert [one["verdict"] for one in item["sentences"]] == ["supported", "not_supported"]
    assert [one["marks"] for one in item["sentences"]] == [[], []]
    (suggestion,) = told["suggestions"]
    assert (suggestion["item"], suggestion["sentence"]) == (item["id"], 1)
    assert WORDS in suggestion["citations"][0]["quote"]
    cited = run_json("brief", "cite", brief, item["id"], 1)
    assert (cited["sentence"]["verdict"], len(cited["sentence"]["marks"]) > 0) == ("supported", True)
    assert run("brief", "cite", brief, item["id"], 2).exit_code == 2
    assert run("brief", "cite", brief, item["id"], 3).exit_code == 2
    named = run_json("brief", "cite", brief, item["id"], 2, "--quote", "tidal-dam.en.md", WORDS)
    assert named["sentence"]["verdict"] == "not_supported"
    assert "cites nothing" in run("brief", "add", brief, "--text", "-", answer=f"{WORDS}.").stderr


def test_an_item_is_edited_by_text_and_in_an_editor(brief: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (item,) = run_json("brief", "add", brief, "--quote", "tidal-dam.en.md", WORDS)["made"]
    (citation,) = (one["id"] for one in shown(brief)["citations"])
    text = f"Corvane Marine won the tender.[@{citation}] Kestrel won the tender.[@{citation}]"
    assert run_json("brief", "edit", brief, item, "--text", text)["revision"] == 3
    (edited,) = shown(brief)["sections"][0]["items"]
    assert [one["verdict"] for one in edited["sentences"]] == ["supported", "partly"]
    assert (edited["kind"], edited["edited"]) == ("text", True)
    assert "Nothing is changed" in run("brief", "edit", brief, item, "--text", text).stderr
    editor(tmp_path, monkeypatch, 'grep -q "^%% .*@c" "$1" && sed -i "s/Kestrel/Corvane/" "$1"')
    assert "Changed" in run("brief", "edit", brief, item).stderr
    (edited,) = shown(brief)["sections"][0]["items"]
    assert [one["text"] for one in edited["sentences"]] == ["Corvane Marine won the tender.", "Corvane won the tender."]
    editor(tmp_path, monkeypatch, "true")
    assert "Nothing is changed" in run("brief", "edit", brief, item).stderr
    assert "Changed" in run("brief", "edit", brief, item, "--heading", "Who won").stderr
    assert shown(brief)["sections"][0]["items"][0]["heading"] == "Who won"


def test_what_was_typed_in_an_editor_is_not_lost(brief: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (item,) = run_json("brief", "add", brief, "--text", "It rained.")["made"]
    editor(tmp_path, monkeypatch, 'printf "It poured.[@c99]" > "$1"')
    result = run("brief", "edit", brief, item)
    assert result.exit_code == 2
    assert "no citation [@c99]" in result.stderr
    file = Path(next(line for line in result.stderr.splitlines() if "Your text is in" in line).split(" in ")[1].split(";")[0])
    assert file.read_text(encoding="utf-8") == "It poured.[@c99]"
    file.unlink()
    editor(tmp_path, monkeypatch, ': > "$1"')
    assert "Nothing would be left" in run("brief", "edit", brief, item).stderr
    editor(tmp_path, monkeypatch, "false")
    assert "did not work" in run("brief", "edit", brief, item).stderr


def test_items_and_sections_are_ordered_and_everything_is_undone(brief: str) -> None:
    one, two = (run_json("brief", "add", brief, "--text", text)["made"][0] for text in ("It rained.", "It poured."))
    (later,) = run_json("brief", "section", brief, "Later")["made"]
    first = shown(brief)["sections"][0]["id"]
    run_json("brief", "move", brief, two, "--before", one)
    assert items(brief) == [two, one]
    run_json("brief", "move", brief, two, "--section", later)
    run_json("brief", "move", brief, later, "--before", first)
    assert [section["id"] for section in shown(brief)["sections"]] == [later, first]
    run_json("brief", "section", brief, "Sooner", "--rename", later)
    assert shown(brief)["sections"][0]["title"] == "Sooner"
    assert "Nothing is changed" in run("brief", "move", brief, later, "--before", first).stderr
    for wrong in (("i99", "--before", one), (one, "--before", "i99"), (one,), (one, "--before", two, "--after", two)):
        assert run("brief", "move", brief, *wrong).exit_code == 2
    whole = shown(brief)
    run_json("brief", "remove", brief, one, later)
    assert items(brief) == []
    assert "removed" in run("brief", "undo", brief).stderr
    assert shown(brief)["sections"] == whole["sections"]
    run_json("brief", "redo", brief)
    assert items(brief) == []
    assert "nothing to redo" in run("brief", "redo", brief).stderr
    history = run_json("brief", "history", brief)
    assert [entry["what"] for entry in history["revisions"]][:4] == ["begun", "text", "text", "section"]
    assert history["revision"] == history["revisions"][-1]["number"]
    assert run("brief", "history", brief).stdout.splitlines()[-1].startswith(">")
    run_json("brief", "undo", brief, "--to", 3)
    assert items(brief) == [one, two]
    assert run_json("brief", "show", brief, "--revision", 2)["sections"][0]["items"][0]["id"] == one


def test_a_brief_is_deleted_restored_and_purged(brief: str) -> None:
    assert "brings it back" in run("brief", "delete", brief).stderr
    assert run_json("brief", "list") == {"briefs": []}
    assert run("brief", "show", brief).exit_code == 2
    assert run_json("brief", "list", "--deleted")["briefs"][0]["id"] == brief
    assert run_json("brief", "restore", brief) == {"restored": [brief]}
    assert shown(brief)["id"] == brief
    run("brief", "delete", brief)
    assert run("brief", "delete", brief, "--purge", answer="n\n").exit_code == 1
    assert run_json("brief", "delete", brief, "--purge", "--yes")["purged"]
    assert run_json("brief", "restore") == {"restored": []}


def test_a_brief_stands_when_its_articles_are_purged(tmp_path: Path, answered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    shutil.copytree(answered, library, ignore=shutil.ignore_patterns("lock*"))
    monkeypatch.setenv("SANAD_LIBRARY", str(library))
    brief = run_json("brief", "new", "Flood")["id"]
    run_json("brief", "add", brief, "--answer", 1)
    before = shown(brief)
    ids = {one["span"]["article_id"] for one in before["citations"]}
    with Library.open(library, embedder=None, settings=load_settings(library=library)) as opened:
        assert opened.delete(sorted(ids), purge=True) == len(ids)
    assert shown(brief) == before
    told = run_json("brief", "add", brief, "--answer", 1)
    assert told["notices"] == []  # its quotes are in the brief already
    other = run_json("brief", "new", "Other")["id"]
    told = run_json("brief", "add", other, "--answer", 1)
    assert all("removed from the library" in notice for notice in told["notices"])
    assert len(told["notices"]) == len(ids)
    assert {one["quote"] for one in shown(other)["citations"]} == {one["quote"] for one in before["citations"]}


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "nothing"),
        ("add", "last"),
        ("add", "last", "--ask", FLOOD, "--text", "So."),
        ("add", "last", "--answer", 99),
        ("add", "last", "--text", " "),
        ("add", "last", "--text", "So.", "--section", "h99"),
        ("edit", "last", "i99", "--text", "So."),
        ("undo", "last"),
        ("undo", "last", "--to", 99),
        ("show", "last", "--revision", 99),
        ("new", " "),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(brief: str, arguments: tuple[object, ...]) -> None:
    result = run("brief", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(json.dumps(result.stderr)) > 20


def test_without_a_library_it_says_so(tmp_path: Path) -> None:
    result = run("brief", "list", "--library", tmp_path / "none")
    assert result.exit_code == 2
    assert "library" in result.stderr
