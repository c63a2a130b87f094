"""``sanad brief export``: formats by suffix or name, styles, standard output, and what is refused."""

import shutil
from pathlib import Path

import pytest

from index.catalog.briefs import BRIEFS_FILE
from tests.cli import run, run_json

WORDS = "The project will cost 2.4 billion dollars, Energy Minister Samir Adlan said at the signing on 3 March."


@pytest.fixture(scope="module")
def briefed(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Path:
    """A library with a brief of one quote; no test changes it."""
    path = tmp_path_factory.mktemp("briefed") / "library"
    shutil.copytree(sample_library, path, ignore=shutil.ignore_patterns(f"{BRIEFS_FILE}*", "lock*"))
    run_json("brief", "new", "The dam", "--author", "A. Haddad", "--library", path)
    run_json("brief", "add", "last", "--quote", "tidal-dam.en.md", WORDS, "--library", path)
    return path


@pytest.fixture(autouse=True)
def library(briefed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SANAD_LIBRARY", str(briefed))
    return briefed


def test_text_goes_to_standard_output_as_markdown() -> None:
    done = run("brief", "export", "last")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("# The dam\n")
    assert f"> {WORDS}[^1]" in done.stdout
    assert "[^1]: Nora Pell," in done.stdout


def test_the_suffix_says_the_format(tmp_path: Path) -> None:
    file = tmp_path / "dam.docx"
    done = run("brief", "export", "The dam", "-o", file, "--style", "apa", "--appendix")
    assert done.exit_code == 0, done.stderr
    assert file.read_bytes()[:2] == b"PK"
    assert "Wrote The dam to" in done.stderr and not done.stdout
    references = tmp_path / "dam.csl.json"
    assert run("brief", "export", "last", "-o", references).exit_code == 0
    assert '"article-newspaper"' in references.read_text(encoding="utf-8")


def test_citations_may_stay_keys_with_their_references() -> None:
    done = run("brief", "export", "last", "--format", "md", "--citations", "pandoc")
    assert "[@pell2026selkara]" in done.stdout
    assert "\nreferences:\n- " in done.stdout


def test_a_check_comes_first_where_it_is_asked_for(tmp_path: Path) -> None:
    done = run("brief", "export", "last", "--check", "--no-verdicts")
    assert done.exit_code == 0, done.stderr
    assert "✓" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("-o", "dam.xyz"), "The name dam.xyz does not say a format. Give --format with one of md, docx"),
        (("-o", "dam"), "The name dam does not say a format."),
        (("--format", "docs"), "There is no format 'docs'."),
        (("--format", "docx"), "DOCX is not text for standard output. Give a file: -o brief.docx"),
        (("--style", "none.csl"), "The citation style none.csl cannot be read: No such file or directory."),
        (("--style", "chicgo"), "There is no citation style 'chicgo'. Take one of chicago-notes"),
        (("--reference-document", "x.docx"), "A reference document gives DOCX and ODT their look; md has none."),
        (("--revision", "99"), "99"),
    ],
)
def test_what_cannot_be_exported_is_said_on_one_line(arguments: tuple[str, ...], reason: str) -> None:
    done = run("brief", "export", "last", *arguments)
    assert done.exit_code == 2
    assert reason in done.stderr and done.stderr.count("\n") == 1
    assert not done.stdout


def test_the_styles_are_listed_without_a_brief() -> None:
    done = run("brief", "export", "--list-styles")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[:6]] == [
        "chicago-notes",
        "chicago-author-date",
        "apa",
        "mla",
        "ieee",
        "harvard",
    ]
