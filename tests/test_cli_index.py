"""``index`` on every kind of source, on libraries of their own, without vectors unless a test counts them."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import ReadError
from index.fetch import Fetcher
from index.library import Library
from index.settings import Settings, load_settings
from tests.cli import run, run_json
from tests.corpus import FakeEmbedder
from tests.documents import pdf, text_stream
from tests.servers.web import WebServer, html, web_server
from ui.cli.boundary import Stop
from ui.cli.indexing import Order, index_sources

PIER = "The pier of Velin\n\nThe pier was built in 1911 by Ansel Marrow. It is 240 metres long.\n"
STORY = "The kestrel nested at station nine in Velin for the third year, said the warden. It raised four chicks in spring and left by July."
TABLE = """headline,body,date
The mill,"The mill grinds rye.
It has belonged to the Lugov family since 1860.",2025-01-02
The ferry,The ferry left at noon with 40 barrels of tar.,2025-01-03
"""


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SANAD_EMBEDDER", "none")
    monkeypatch.setenv("SANAD_LIBRARY", "library")
    return load_settings()


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


@pytest.fixture
def mixed() -> Path:
    directory = Path("mixed")
    directory.mkdir()
    (directory / "pier.txt").write_text(PIER)
    (directory / "kestrel.html").write_bytes(html(f"<article><h1>Kestrel</h1><p>{STORY}</p><p>{STORY[::-1]}</p></article>").body)
    (directory / "harbour.pdf").write_bytes(
        pdf([text_stream(["The harbour of Tarsan has twelve cranes and one tide gate built in 1931."])])
    )
    (directory / "table.csv").write_text(TABLE)
    with zipfile.ZipFile(directory / "bundle.zip", "w") as bundle:
        bundle.writestr("inside.txt", "The lamp\n\nThe lamp on the mole of Orsen is lit by a keeper called Ruda.\n")
    (directory / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (directory / "broken.docx").write_bytes(b"PK\x03\x04 broken")
    (directory / "rows.jsonl").write_text('{"title": "One", "text": "The well of Velin is nine metres deep."}\n{"title": broken\n')
    return directory


def _told(report: dict[str, object], *names: str) -> tuple[object, ...]:
    return tuple(report[name] for name in names)


def test_one_bad_file_never_stops_the_rest(mixed: Path) -> None:
    report = run_json("index", mixed, code=1)
    assert _told(report, "added", "failed", "stopped") == (7, 3, False)
    failed = {Path(one["origin"].partition("#")[0]).name: one for one in report["articles"] if one["result"] == "failed"}
    assert set(failed) == {"broken.pdf", "broken.docx", "rows.jsonl"}
    assert all(one["reason"] and one["remedy"] for one in failed.values())
    assert "2" in failed["rows.jsonl"]["reason"], "the line is named"
    dated = {one["title"]: one["published"] for one in run_json("list")["articles"]}
    assert (dated["The mill"], dated["The pier of Velin"]) == ("2025-01-02", None)
    assert "1860" in run("ask", "Since when has the mill belonged to the Lugov family?").stdout
    again = run_json("index", mixed, code=1)
    assert _told(again, "added", "unchanged", "failed") == (0, 7, 3)
    assert run_json("jobs", report["job"])["problems"] == [
        {name: one[name] for name in ("origin", "reason", "remedy")} for one in report["articles"] if one["result"] == "failed"
    ]


def test_the_table_at_the_end_counts_and_names(mixed: Path) -> None:
    result = run("index", mixed)
    assert [line.split()[:2] for line in result.stdout.splitlines()[:2]] == [["added", "7"], ["failed", "3"]]
    assert result.stdout.splitlines()[-1].startswith("10 articles in ")
    errors = result.stderr.splitlines()
    assert len(errors) == 3
    assert all(line.startswith("error: ") for line in errors)


def test_only_the_first_failures_are_shown_and_the_run_holds_all(tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"{number}.txt").touch()
    result = run("index", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.count("error: ") == 20
    assert "5 more: `sanad jobs 1`" in result.stderr
    assert run("jobs", "1").stdout.count("failed ") >= 25


def test_a_table_is_read_by_the_columns_that_are_named() -> None:
    Path("t.csv").write_text("a,b,c\nThe mill grinds rye for Velin.,Mill news,Orsen Wire\n")
    report = run_json("index", "t.csv", "--column", "text=a", "--column", "title=b", "--language", "EN", "--source", "Velin Post")
    assert report["added"] == 1
    (listed,) = run_json("list")["articles"]
    assert (listed["title"], listed["source"], listed["language"]) == ("Mill news", "Velin Post", "en")
    wrong = run("index", "t.csv", "--column", "body=a")
    assert wrong.exit_code == 2
    assert "FIELD=NAME" in " ".join(wrong.stderr.split())


def test_standard_input_is_an_article() -> None:
    report = run("index", "-", "--json", "--language", "en", answer="The tide rose by 4 metres at noon in Orsen.")
    assert json.loads(report.stdout)["added"] == 1
    assert "4 metres" in run("ask", "By how many metres did the tide rise in Orsen?").stdout
    assert run("index", "-", answer="").exit_code == 2


def test_near_copies_are_counted_and_shown() -> None:
    words = " ".join(f"The {number} barrels of tar went by ferry from Velin to Orsen on day {number}." for number in range(30))
    for name, source in (("one", "Orsen Wire"), ("two", "Velin Post")):
        Path(f"{name}.md").write_text(f"---\ntitle: {name}\nsource: {source}\n---\n{words} Printed as {name}.\n")
    report = run_json("index", "one.md", "two.md")
    assert _told(report, "added", "near_copies") == (2, 1)
    shown = run_json("show", "two.md")
    assert [copy["source"] for copy in shown["copies"]] == ["Orsen Wire"]
    assert "near-copy" in run("show", "two.md").stdout


def test_an_unchanged_directory_opens_nothing_but_the_catalog(mixed: Path) -> None:
    for broken in ("broken.pdf", "broken.docx", "rows.jsonl"):
        (mixed / broken).unlink()
    settings = load_settings()
    with Stop() as stop:
        first = index_sources(Order(sources=(str(mixed),)), settings, fetcher=None, stop=stop)
        again = index_sources(Order(sources=(str(mixed),)), settings, fetcher=None, stop=stop, opened=_refused, keeps_all=True)
    assert first.total == again.total == 6
    assert _told(again.shape(), "unchanged", "job") == (6, 2)


def _refused(settings: Settings) -> Library:
    raise ReadError("The library was opened.")


def test_another_embedder_or_option_is_a_change(mixed: Path) -> None:
    run("index", mixed)
    with Stop() as stop, pytest.raises(ReadError, match="was opened"):
        index_sources(Order(sources=(str(mixed),)), load_settings(embedder="bundled"), fetcher=None, stop=stop, opened=_refused)
    with Stop() as stop, pytest.raises(ReadError, match="was opened"):
        index_sources(Order(sources=(str(mixed),), source="Wire"), load_settings(), fetcher=None, stop=stop, opened=_refused)


def test_a_changed_article_embeds_its_chunks_only(tmp_path: Path, settings: Settings) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.txt").write_text(f"Report {name}\n\nThe ferry {name} left Velin at noon. It carried tar.\n")
    embedder = FakeEmbedder()

    def opened(settings: Settings) -> Library:
        return Library.open(settings.library, embedder=embedder, settings=settings)

    def indexed() -> dict[str, object]:
        with Stop() as stop:
            return index_sources(Order(sources=(str(tmp_path),)), settings, fetcher=None, stop=stop, opened=opened).shape()

    assert _told(indexed(), "added", "chunks") == (3, 3)
    (tmp_path / "two.txt").write_text("Report two\n\nThe ferry two left Velin at dusk. It carried salt.\n")
    assert (embedder.calls, *_told(indexed(), "updated", "unchanged", "chunks")) == (3, 1, 2, 1)
    assert embedder.calls == 4


def test_pruning_shows_and_asks(mixed: Path) -> None:
    run("index", mixed)
    (mixed / "pier.txt").unlink()
    kept = run("index", mixed, "--prune", answer="n\n")
    assert "pier.txt" in kept.stdout
    assert "removed" not in kept.stdout
    assert run_json("list")["total"] == 7
    assert run("index", mixed, "--prune", "--json").exit_code == 2
    assert run_json("index", mixed, "--prune", "--yes", code=1)["removed"] == 1
    assert {one["title"] for one in run_json("list", "--deleted")["articles"]} == {"The pier of Velin"}
    assert run_json("list")["total"] == 6


def test_nothing_is_pruned_where_a_directory_is_missing(mixed: Path) -> None:
    run("index", mixed)
    mixed.rename("elsewhere")
    result = run("index", mixed, "--prune", "--yes")
    assert result.exit_code == 2
    assert "nothing is pruned" in result.stderr
    assert run_json("list")["total"] == 7


def test_an_address_is_fetched_once_and_then_asked_for_changes(web: WebServer, settings: Settings) -> None:
    page = html(f"<article><h1>Kestrel</h1><p>{STORY}</p></article>", head="<title>Kestrel</title>", ETag='"v1"')
    web.pages["/kestrel"] = page
    order = Order(sources=(f"{web.url}/kestrel", f"{web.url}/nothing"))

    def fetcher() -> Fetcher:
        return Fetcher(allow_loopback=web.port, sleep=lambda seconds: None)

    with Stop() as stop:
        report = index_sources(order, settings, fetcher=fetcher, stop=stop, keeps_all=True)
    assert (report.exit_code, *_told(report.shape(), "added", "failed")) == (1, 1, 1)
    shown = run_json("show", f"{web.url}/kestrel")
    assert shown["url"] == f"{web.url}/kestrel"
    assert "four chicks" in shown["text"]
    web.pages["/kestrel"] = type(page)(status=304)
    with Stop() as stop:
        again = index_sources(order, settings, fetcher=fetcher, stop=stop)
    assert _told(again.shape(), "unchanged", "failed") == (1, 1)
    assert ("/kestrel", '"v1"') in [(path, headers.get("if-none-match")) for path, headers in web.requests]


def test_without_network_an_address_is_refused_and_named() -> None:
    result = run("index", "https://example.org/story", "--no-network")
    assert result.exit_code == 2
    assert "https://example.org/story" in result.stderr
    loopback = run("index", "http://127.0.0.1:1/story")
    assert loopback.exit_code == 2
    assert "127.0.0.1" in loopback.stderr
