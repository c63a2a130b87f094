"""``index``, ``delete`` and ``rebuild`` on libraries of their own, without vectors."""

from pathlib import Path

import pytest

from tests.cli import run, run_json

PIER = "The pier of Velin\n\nThe pier was built in 1911 by Ansel Marrow. It is 240 metres long.\n"
MILL = "The mill of Tarsan\n\nThe mill grinds rye. It has belonged to the Lugov family since 1860.\n"


@pytest.fixture(autouse=True)
def articles(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SANAD_EMBEDDER", "none")
    directory = Path("articles")
    directory.mkdir()
    (directory / "pier.txt").write_text(PIER)
    (directory / "mill.md").write_text(MILL)
    return directory


def test_indexing_twice_changes_nothing(articles: Path) -> None:
    first = run_json("index", articles)
    assert (first["added"], first["failed"], first["stopped"]) == (2, 0, False)
    again = run_json("index", articles)
    assert (again["added"], again["unchanged"]) == (0, 2)
    (articles / "pier.txt").write_text(PIER.replace("240", "250"))
    assert run_json("index", articles)["updated"] == 1
    assert "250 metres" in run("ask", "How long is the pier of Velin?").stdout


def test_what_cannot_be_read_is_named_and_the_rest_goes_in(articles: Path) -> None:
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (articles / "empty.txt").touch()
    result = run("index", articles, "missing.txt")
    assert result.exit_code == 1
    assert [line.split() for line in result.stdout.splitlines()[:2]] == [["added", "2"], ["failed", "3"]]
    errors = result.stderr.splitlines()
    assert len(errors) == 3
    assert all(line.startswith("error: ") for line in errors)
    assert all(any(name in line for line in errors) for name in ("binary.txt", "empty.txt", "missing.txt"))
    reported = run_json("index", articles, "missing.txt", code=1)
    assert [article["result"] for article in reported["articles"]].count("failed") == 3


@pytest.mark.parametrize("path", ["missing", "hollow"])
def test_when_nothing_could_be_read_the_code_says_so(path: str) -> None:
    Path("hollow").mkdir()
    result = run("index", path)
    assert result.exit_code == 2
    assert path in result.stderr


def test_index_needs_something_to_index() -> None:
    result = run("index")
    assert result.exit_code == 2
    assert "--samples" in result.stderr


def test_delete_asks_first(articles: Path) -> None:
    run("index", articles)
    kept = run("delete", "pier", answer="n\n")
    assert kept.exit_code == 0
    assert "Nothing was deleted." in kept.stdout
    assert run_json("list")["total"] == 2
    assert "1 article deleted." in run("delete", "pier", answer="y\n").stdout
    assert [article["title"] for article in run_json("list")["articles"]] == ["The mill of Tarsan"]


def test_delete_can_be_tried_and_scripted(articles: Path) -> None:
    run("index", articles)
    tried = run_json("delete", "pier", "mill", "--dry-run")
    assert (tried["deleted"], tried["dry_run"], len(tried["articles"])) == (0, True, 2)
    assert run("delete", "pier", "--json").exit_code == 2
    done = run_json("delete", "pier", "nothing", "--yes", code=1)
    assert (done["deleted"], done["missing"]) == (1, ["nothing"])
    assert run("delete", "nothing", "--yes").exit_code == 2
    assert {passage["title"] for passage in run_json("search", "pier Marrow")["passages"]} <= {"The mill of Tarsan"}


def test_rebuild_restores_what_was_lost(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANAD_LIBRARY", "library")
    run("index", articles)
    rebuilt = run_json("rebuild")
    assert (rebuilt["articles"], rebuilt["chunks"]) == (2, 2)
    assert set(rebuilt) == {"articles", "chunks", "notices", "seconds"}
    assert "1860" in run("ask", "Since when has the mill belonged to the Lugov family?").stdout


def test_nothing_in_an_article_is_interpreted(articles: Path) -> None:
    (articles / "evil.md").write_text(
        "[bold red]Alert[/]\n\nThe \x1b[31mred\x1b[0m kestrel [link=x]nested[/link] at \u202eVelin\u202c station 9.\n"
    )
    run("index", articles)
    shown = run("ask", "Where did the red kestrel nest?").stdout + run("show", "evil").stdout + run("list").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold red]Alert[/]" in shown
    assert "[link=x]nested[/link]" in shown
