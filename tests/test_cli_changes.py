"""``edit``, ``delete``, ``restore``, ``reclean``, ``jobs``, ``show`` and ``list`` on libraries of their own, without vectors."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli import run, run_json

PIER = "The pier of Velin\n\nThe pier was built in 1911 by Ansel Marrow. It is 240 metres long.\n"
DATED = "---\ntitle: {title}\nsource: {source}\npublished: {day}\nlanguage: {language}\n---\n{text}\n"
REPORTS = (
    ("mill", "Orsen Wire", "2025-01-02", "en", "The mill grinds rye. It has belonged to the Lugov family since 1860."),
    ("ferry", "Orsen Wire", "2025-02-03", "en", "The ferry left Velin at noon with forty barrels of tar."),
    ("port", "Velin Post", "2025-03-04", "fr", "Le port de Velin compte douze grues et une seule porte."),
)


@pytest.fixture(autouse=True)
def articles(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SANAD_EMBEDDER", "none")
    monkeypatch.setenv("SANAD_LIBRARY", "library")
    directory = Path("articles")
    directory.mkdir()
    (directory / "pier.txt").write_text(PIER)
    for title, source, day, language, text in REPORTS:
        (directory / f"{title}.md").write_text(DATED.format(title=title, source=source, day=day, language=language, text=text))
    assert run_json("index", directory)["added"] == 4
    return directory


def _titles(**listed: Any) -> set[str]:
    arguments = [part for name, value in listed.items() for part in (f"--{name}", *([] if value is True else [value]))]
    return {article["title"] for article in run_json("list", *arguments)["articles"]}


def test_a_correction_wins_over_the_source_and_survives_reading_it_again(articles: Path) -> None:
    edited = run_json("edit", "pier", "--title", "The old pier", "--published", "1911-05-06", "--author", "A. B.", "--place", "Velin")
    assert (edited["title"], edited["published"], edited["author"], edited["place"]) == ("The old pier", "1911-05-06", "A. B.", "Velin")
    assert {edited["found"][name] for name in ("title", "published", "author", "place")} == {"user"}
    (articles / "pier.txt").write_text(PIER.replace("240", "250"))
    assert run_json("index", articles)["updated"] == 1
    shown = run_json("show", "pier")
    assert "250 metres" in shown["text"]
    assert (shown["title"], shown["published"]) == ("The old pier", "1911-05-06")
    assert "corrected by you" in run("show", "pier").stdout
    assert run_json("search", "old")["passages"][0]["title"] == "The old pier"


def test_a_correction_can_say_there_is_none_and_be_taken_back() -> None:
    cleared = run_json("edit", "mill", "--clear", "source", "--clear", "published")
    assert (cleared["source"], cleared["published"]) == (None, None)
    undone = run_json("edit", "mill", "--undo")
    assert (undone["source"], undone["published"]) == ("Orsen Wire", "2025-01-02")
    assert "user" not in undone["found"].values()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--undo", "--title", "x"),
        ("--clear", "language"),
        ("--language", "english"),
        ("--url", "javascript:alert(1)"),
        ("--published", "May"),
    ],
)
def test_what_cannot_be_a_correction_is_refused(arguments: tuple[str, ...]) -> None:
    assert run("edit", "mill", *arguments).exit_code == 2
    assert run_json("show", "mill")["found"].get("title") != "user"


def test_articles_are_deleted_by_what_is_said_of_them() -> None:
    tried = run_json("delete", "--source", "Orsen Wire", "--dry-run")
    assert ({one["title"] for one in tried["articles"]}, tried["deleted"]) == ({"ferry", "mill"}, 0)
    tried = run_json("delete", "--source", "Orsen Wire", "--before", "2025-02-03", "--dry-run")
    assert [one["title"] for one in tried["articles"]] == ["mill"], "the day itself is not before it"
    assert run_json("delete", "--after", "2025-03-03", "--dry-run")["articles"][0]["title"] == "port"
    assert run_json("delete", "--language", "fr", "--yes")["deleted"] == 1
    assert _titles() == {"The pier of Velin", "mill", "ferry"}
    nothing = run("delete", "--source", "nobody", "--yes")
    assert (nothing.exit_code, nothing.stdout.strip()) == (0, "No article is meant by this.")


def test_articles_are_deleted_by_what_they_say() -> None:
    shown = run("delete", "--matching", "barrels of tar", answer="n\n")
    assert "ferry" in shown.stdout
    assert "mill" not in shown.stdout
    assert len(_titles()) == 4
    assert run_json("delete", "--matching", "barrels of tar", "--source", "Velin Post", "--yes")["deleted"] == 0
    assert run_json("delete", "--matching", "barrels of tar", "--yes")["deleted"] == 1
    assert "ferry" not in _titles()


@pytest.mark.parametrize("arguments", [(), ("mill", "--language", "en"), ("mill", "--json")])
def test_delete_must_know_what_is_meant(arguments: tuple[str, ...]) -> None:
    assert run("delete", *arguments).exit_code == 2
    assert len(_titles()) == 4


def test_what_was_deleted_is_still_shown_to_those_who_cite_it_and_can_be_restored() -> None:
    before = run_json("show", "mill")
    run("delete", "mill", "ferry", "--yes")
    assert _titles(deleted=True) == {"mill", "ferry"}
    assert {one["title"] for one in run_json("restore")["articles"]} == {"mill", "ferry"}
    cited = run_json("show", before["id"], "--version", before["version"])
    assert (cited["deleted"], cited["text"]) == (True, before["text"])
    assert "mill" not in {passage["title"] for passage in run_json("search", "Lugov family")["passages"]}
    restored = run_json("restore", "mill.md", "nothing", code=1)
    assert (restored["added"], restored["missing"]) == (1, ["nothing"])
    assert "Lugov" in run_json("search", "Lugov family")["passages"][0]["text"]
    assert run_json("show", "mill")["version"] == before["version"]
    assert run("restore", "nothing").exit_code == 2


def test_what_is_purged_is_gone() -> None:
    before = run_json("show", "mill")
    assert "for good" in run("delete", "mill", "--purge", answer="y\n").stderr
    assert run_json("restore")["articles"] == []
    assert run("show", before["id"]).exit_code == 2


def test_an_older_version_stays_readable(articles: Path) -> None:
    before = run_json("show", "pier")
    (articles / "pier.txt").write_text(PIER.replace("240", "250"))
    run("index", articles)
    after = run_json("show", "pier")
    assert [version["version"] for version in after["versions"]] == [after["version"], before["version"]]
    assert "240 metres" in run("show", "pier", "--version", before["version"]).stdout
    listed = run("show", "pier", "--versions").stdout
    assert before["version"] in listed
    assert "250 metres" not in listed


def test_show_says_how_fields_were_found() -> None:
    shown = run("show", "mill").stdout
    assert any(line.split() == ["published", "2025-01-02", "stated", "by", "the", "file"] for line in shown.splitlines())


def test_cleaning_again_changes_nothing_that_comes_out_the_same() -> None:
    report = run_json("reclean")
    assert (report["unchanged"], report["updated"], report["failed"]) == (4, 0, 0)
    some = run_json("reclean", "mill", "nothing", code=1)
    assert (some["unchanged"], some["missing"]) == (1, ["nothing"])


def test_every_change_is_on_record() -> None:
    run("edit", "mill", "--author", "[red]A[/]")
    run("delete", "ferry", "--yes")
    run("restore", "ferry")
    run("delete", "ferry", "--purge", "--yes")
    run("index", "missing.txt")
    listed = run_json("jobs")["jobs"]
    assert [job["kind"] for job in listed] == ["index", "purge", "restore", "delete", "edit", "index"]
    assert {job["status"] for job in listed} == {"done"}
    assert set(listed[0]) == {"id", "kind", "arguments", "started_at", "finished_at", "status", "counts"}
    assert [job["counts"] for job in listed[:2]] == [{"failed": 1}, {"removed": 1}]
    assert "author=[red]A[/]" in run("jobs").stdout
    one = run_json("jobs", listed[0]["id"])
    assert one["problems"][0]["origin"].endswith("missing.txt")
    assert "missing.txt" in run("jobs", str(listed[0]["id"])).stdout
    assert run_json("jobs", "--limit", "1")["jobs"] == listed[:1]
    assert run("jobs", "99").exit_code == 2


def test_nothing_in_an_article_or_a_name_is_interpreted(articles: Path) -> None:
    evil = "[bold red]Alert[/] \x1b[31mred\x1b[0m \u202eVelin"
    (articles / "evil \x1b]0;name\x07.txt").write_text(f"{evil}\n\nThe kestrel \x1b[31mnested\x1b[0m at station 9 of \u202eVelin\u202c.\n")
    (articles / "empty \x1b[31m.txt").touch()
    shown = [run("index", articles), run("jobs"), run("jobs", "2")]
    identity = next(one["id"] for one in run_json("list")["articles"] if "Alert" in one["title"])
    shown += [run("edit", identity, "--author", evil, "--place", evil), run("show", identity), run("show", identity, "--versions")]
    shown += [run("delete", identity, "--dry-run"), run("delete", identity, "--yes"), run("restore"), run("list", "--deleted")]
    told = "".join(result.stdout + result.stderr for result in shown)
    assert "[bold red]Alert[/]" in told
    assert not {"\x1b", "\x07", "\u202e"} & set(told)


def test_list_filters_by_state_and_pages() -> None:
    assert _titles(state="indexed") == {"The pier of Velin", "mill", "ferry", "port"}
    assert _titles(state="cleaned") == set()
    assert run("list", "--state", "lost").exit_code == 2
    assert "`--skip 2` goes on" in run("list", "--limit", "2").stderr
    assert "goes on" not in run("list", "--skip", "2").stderr
