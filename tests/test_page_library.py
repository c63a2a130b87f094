"""The parts of the library page that need no browser: addresses, what is uploaded, and what is said of imports."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.catalog.jobs import Job, Problem
from index.errors import ReadError
from index.intake import Outcome
from index.library import Library
from index.settings import Settings
from ui.importing import uploads as uploading
from ui.importing.imports import Imports, Running
from ui.importing.progress import State, Tracker
from ui.importing.uploads import Uploads, safe_name
from ui.render.library_address import address, read_address, toggled
from ui.render.library_jobs import Past
from ui.render.library_jobs import imports as rendered

MOMENT = datetime(2026, 5, 1, tzinfo=UTC)


async def _pieces(*data: bytes) -> AsyncIterator[bytes]:
    for piece in data:
        yield piece


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\news\\flood.txt", "flood.txt"),
        ("...", "file"),
        (".hidden.txt", "hidden.txt"),
        ("a\u202etxt.exe\0", "atxt.exe"),
        ("<b>.html", "<b>.html"),
        ("و" * 400 + ".pdf", "و" * 88 + ".pdf"),
    ],
)
def test_a_file_name_stands_for_a_file_alone(name: str, kept: str) -> None:
    assert safe_name(name) == kept


def test_a_file_is_kept_under_its_content_and_named_again_only_so(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    taken = asyncio.run(uploads.take("../flood.txt", _pieces(b"The ", b"flood")))
    assert taken == asyncio.run(uploads.take("flood.txt", _pieces(b"The flood")))
    (path,) = uploads.paths([taken, "../../catalog.sqlite", f"{taken[:16]}/..", "0123456789abcdef/missing.txt"])
    assert Path(path).read_text() == "The flood"


def test_what_is_too_large_or_empty_is_refused_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST_BYTES", 10)
    for pieces, said in (((b"12345", b"678901"), "more than 10 bytes"), ((), "is empty")):
        with pytest.raises(ReadError, match=said):
            asyncio.run(Uploads(tmp_path).take("a.txt", _pieces(*pieces)))
    assert list((tmp_path / "uploads").iterdir()) == []


def test_an_address_says_what_is_listed_and_passes_over_nonsense() -> None:
    written = "q=flood&outlet=A+%26+B&outlet=-&month=2024-11&state=cleaned&sort=title.up&page=3"
    browse = read_address(written)
    assert browse.sought.sources == ("A & B", "")
    assert read_address(address(browse).partition("?")[2]) == browse
    assert read_address(toggled(browse, "sources", "").partition("?")[2]).sought.sources == ("A & B",)
    assert read_address("month=1';--&state=x&sort=y&page=-1&page=²&copies=7") == read_address("")


def test_rate_and_time_left_are_of_the_last_while() -> None:
    now = [0.0]
    tracker = Tracker(("a",), clock=lambda: now[0])
    tracker.total = 100
    for _ in range(40):
        now[0] += 0.5
        tracker.add(Outcome(origin="file:///a", result="added"))
    state = tracker.state("working")
    assert (state.done, state.total, round(state.rate), round(state.left or 0)) == (40, 100, 2, 30)


def test_names_of_sources_are_escaped() -> None:
    shown = rendered([Running("1", State(arguments=("/tmp/<img src=x>.txt",)))], [])
    assert "<img" not in shown
    assert "&lt;img src=x&gt;.txt" in shown


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    settings = Settings(library=tmp_path / "library", embedder="none")
    Library.open(settings.library, embedder=None, settings=settings).close()
    with Library.open(settings.library, embedder=None, settings=settings, read_only=True) as opened:
        opened.attend()
        yield opened


def test_paths_are_read_only_where_nobody_else_reaches_the_server(library: Library, tmp_path: Path) -> None:
    settings = Settings(library=library.path, embedder="none")
    with pytest.raises(ReadError, match="not read from other machines"):
        Imports(library, settings=settings).checked(str(tmp_path))
    assert Imports(library, settings=settings, folders=True).checked(str(tmp_path)) == str(tmp_path)


def test_what_has_not_begun_when_the_server_ends_can_be_gone_on_with(library: Library, tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text("The flood drove 4,200 people from their homes.")
    imports = Imports(library, settings=Settings(library=library.path, embedder="none"), folders=True)
    imports.start([str(tmp_path / "missing.txt")])
    assert imports.cancel(imports.start([str(tmp_path / "flood.txt")]))
    imports.close()
    again = Imports(library, settings=Settings(library=library.path, embedder="none"), folders=True)
    stopped = [job for job in library.catalog.jobs.list() if job.status == "stopped" and "flood" in job.arguments[0]]
    assert again.retry(stopped[0].id) is not None
    while again.running:
        time.sleep(0.02)
    assert library.catalog.listing.count() == 1
    assert again.retry(10_000) is None


def test_a_reason_calls_a_file_as_the_person_did() -> None:
    job = Job(id=1, kind="index", arguments=("/srv/uploads/ab/a b.pdf",), started_at=MOMENT, finished_at=None, status="done", counts={})
    told = Problem(origin="file:///srv/uploads/ab/a%20b.pdf", reason="/srv/uploads/ab/a b.pdf is damaged.", remedy="Fetch it again.")
    shown = str(rendered([], [Past(job, (told,))]))
    assert "a b.pdf is damaged. Fetch it again." in shown
    assert "/srv" not in shown
