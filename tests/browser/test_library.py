"""What a person does on the library page, in a real browser."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Locator, Page, expect

from index.library import Library
from index.models import RawArticle
from index.settings import Settings
from rag.engine import Sanad
from tests.browser.conftest import ask
from tests.browser.serving import serving

OpenPage = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 180_000  # for an import of a few articles where every core is busy

HOSTILE = "<script>window.__x='title'</script> “Nobody” & ${window.__x='template'} {{constructor}} \u202egnp.exe"
HOSTILE_FILE = "<img src=x onerror=window.__x='file'>.pdf"
FLOOD = "The flood drove 4,200 people from their homes in Orsen on Monday. The mayor said that the water would fall by Friday."
REPORT = " ".join(
    f"In district {number} the water stood {number + 3} metres deep and {number * 40} families had to leave." for number in range(1, 12)
)
TIDES = "Engineers in Tarsan Bay have signed a contract for a tidal power station of 480 megawatts that opens in May."


def _article(name: str, text: str, **fields: Any) -> RawArticle:
    return RawArticle(origin=f"file:///articles/{name}", text=text, **fields)


ARTICLES = (
    _article("grid", "The grid operator warns of a shortfall.", title="Grid warning", source="Meridian Wire", published=date(2024, 11, 12)),
    _article("storm", "A storm closed the harbour on Sunday.", title="Storm", source="Orsen Post", published=date(2024, 12, 1)),
    _article(
        "energy", "أعلنت وزارة الطاقة توقيع اتفاق جديد مع الشركة.", title="وزارة الطاقة: إتفاق", source="الأفق", published=date(2024, 10, 3)
    ),
    _article(
        "hostile", "Nothing of this may run.", title=HOSTILE, source="<img src=x onerror=window.__x='source'>", published=date(2023, 1, 1)
    ),
    *(_article(f"n{number}", f"Report number {number} of the series.", title=f"Series {number}", source="Series") for number in range(60)),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(library=tmp_path / "library", embedder="none", port=0)


@pytest.fixture
def fill(settings: Settings) -> Callable[..., None]:
    def filled(*articles: RawArticle) -> None:
        with Library.open(settings.library, embedder=None, settings=settings) as library:
            assert {outcome.result for outcome in library.add(articles)} <= {"added"}

    return filled


@pytest.fixture
def library(settings: Settings, fill: Callable[..., None], request: pytest.FixtureRequest) -> Iterator[str]:
    fill(*getattr(request, "param", ARTICLES))
    with Sanad.open(settings=settings) as sanad:
        sanad.library.attend()
        with serving(sanad, settings) as address:
            yield f"{address}/library"


def _file(name: str, content: str | bytes) -> FilePayload:
    data = content.encode() if isinstance(content, str) else content
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def _titles(page: Page) -> Locator:
    return page.locator(".row-title")


def _is_unharmed(page: Page) -> None:
    assert page.evaluate("window.__x") is None


@pytest.mark.parametrize("library", [()], indirect=True)
def test_what_is_uploaded_into_an_empty_library_is_answered_from(open_page: OpenPage, library: str) -> None:
    page = open_page(library)
    expect(page.get_by_role("heading", name="The library is empty")).to_be_visible()
    expect(page.get_by_role("button", name="Load the samples")).to_be_visible()
    page.locator("#files").set_input_files([_file("flood.txt", FLOOD), _file("tides.txt", TIDES)])
    expect(_titles(page)).to_have_count(2, timeout=SECONDS)
    expect(page.locator("#status")).to_contain_text("The import has ended")
    page.get_by_role("link", name="Chat").click()
    expect(page.get_by_label("Ask a question")).to_be_editable()
    ask(page, "How many megawatts does the tidal power station in Tarsan Bay have?")
    expect(page.locator(".answer")).to_contain_text("480 megawatts")


def test_what_fails_is_named_with_its_reason_and_tried_again(open_page: OpenPage, library: str, settings: Settings) -> None:
    page = open_page(library)
    expect(_titles(page).first).to_be_visible()
    page.locator("#files").set_input_files([_file(HOSTILE_FILE, b"%PDF-1.7 broken"), _file("tides.txt", TIDES), _file("empty.txt", b"")])
    expect(page.get_by_role("alert")).to_contain_text("empty.txt is empty.")
    reasons = page.locator("#jobs .reasons")
    expect(reasons).to_contain_text("onerror", timeout=SECONDS)
    expect(reasons).to_contain_text("PDF")
    expect(page.locator(".past .job-state").first).to_contain_text("1 added, 1 failed")
    (kept,) = (path for path in (settings.library / "uploads").glob("*/*"))  # what was read is not kept twice
    kept.write_text("Now it can be read: the harbour opens again on Tuesday.")
    page.reload()
    page.get_by_role("button", name="Retry what failed").click()
    expect(page.locator(".past .job")).to_have_count(2, timeout=SECONDS)
    expect(page.locator(".running")).to_have_count(0)
    expect(page.locator(".past .job-state").first).to_contain_text("1 added ·")
    assert list((settings.library / "uploads").glob("*/*")) == []
    _is_unharmed(page)


def test_articles_are_deleted_and_brought_back(open_page: OpenPage, library: str) -> None:
    page = open_page(library)
    page.get_by_label("Choose “Storm”").check()
    page.get_by_label("Choose “Grid warning”").check()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#toast")).to_contain_text("2 articles deleted.", timeout=SECONDS)
    expect(page.locator("#found")).to_have_text("62 articles")
    expect(page.locator("[name=id]:checked")).to_have_count(0)  # what takes the place of a deleted article is not chosen
    expect(page.get_by_role("link", name="Storm", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#toast")).to_contain_text("2 articles are back.", timeout=SECONDS)
    expect(page.get_by_role("link", name="Storm", exact=True)).to_be_visible()
    expect(page.locator("#found")).to_have_text("64 articles")


def test_all_that_fit_are_deleted_and_brought_back(open_page: OpenPage, library: str) -> None:
    page = open_page(f"{library}?outlet=Series")
    expect(page.locator("#found")).to_have_text("60 articles")
    everything = page.get_by_role("button", name="Delete all 60 that fit…")
    expect(everything).to_be_hidden()
    page.get_by_label("Choose all on this page").check()
    everything.click()
    sure = page.get_by_role("dialog", name="Delete 60 articles?")
    expect(sure.get_by_role("button", name="Keep them")).to_be_focused()
    found = Axe().run(page).response
    assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found["violations"]] == []
    sure.get_by_role("button", name="Delete 60 articles").click()
    expect(page.locator("#toast")).to_contain_text("60 articles are being deleted.")
    expect(page.locator("#found")).to_have_text("0 articles", timeout=SECONDS)
    expect(page.locator(".past .job-state").first).to_contain_text("60 removed")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#found")).to_have_text("60 articles", timeout=SECONDS)


def test_what_another_process_puts_in_is_shown_without_a_reload(
    open_page: OpenPage, library: str, settings: Settings, tmp_path: Path
) -> None:
    page = open_page(library)
    expect(page.locator("#found")).to_have_text("64 articles")
    (tmp_path / "tides.txt").write_text(TIDES, encoding="utf-8")
    command = [sys.executable, "-c", "from ui.cli.main import main; main()", "index", str(tmp_path / "tides.txt")]
    told = {**os.environ, "SANAD_LIBRARY": str(settings.library), "SANAD_EMBEDDER": "none", "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS / 1000, env=told)
    expect(page.locator("#found")).to_have_text("65 articles")
    expect(page.locator(".latest")).to_contain_text("tides.txt")


def test_the_list_is_searched_narrowed_sorted_and_paged_by_addresses_that_can_be_gone_back_to(open_page: OpenPage, library: str) -> None:
    page = open_page(library)
    expect(_titles(page)).to_have_count(50)
    expect(_titles(page).first).to_have_text("Storm")
    page.get_by_role("link", name="Next").press("Enter")
    expect(_titles(page)).to_have_count(14)
    expect(page).to_have_url(re.compile("page=2$"))
    page.get_by_label("Search titles and outlets").fill("اتفاق")
    expect(_titles(page)).to_have_count(1)
    title = _titles(page).first
    expect(title).to_have_attribute("dir", "rtl")
    expect(title).to_have_attribute("lang", "ar")
    page.get_by_label("Search titles and outlets").fill("")
    expect(_titles(page)).to_have_count(50)
    page.locator(".facet-lists").get_by_role("link", name="Meridian Wire").click()
    expect(_titles(page)).to_have_text(["Grid warning"])
    page.locator(".facet-lists").get_by_role("link", name="Orsen Post").click()
    expect(_titles(page)).to_have_text(["Storm", "Grid warning"])
    page.get_by_role("columnheader", name="Title").get_by_role("link").click()
    expect(_titles(page)).to_have_text(["Grid warning", "Storm"])
    expect(page.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "ascending")
    page.reload()
    expect(_titles(page)).to_have_text(["Grid warning", "Storm"])
    page.go_back()
    expect(_titles(page)).to_have_text(["Storm", "Grid warning"])
    page.get_by_role("link", name="Remove Orsen Post").click()
    expect(_titles(page)).to_have_text(["Grid warning"])
    _titles(page).first.click()
    expect(page.get_by_role("heading", name="Grid warning")).to_be_visible()


@pytest.mark.parametrize(
    "library",
    [(_article("one", REPORT, title="One"), _article("two", f"{REPORT} So it was said.", title="Two"), ARTICLES[0])],
    indirect=True,
)
def test_near_copies_are_shown_as_a_group(open_page: OpenPage, library: str) -> None:
    page = open_page(library)
    expect(_titles(page)).to_have_count(3)
    page.get_by_role("link", name="1 near-copy").first.click()
    expect(_titles(page)).to_have_text(["Two", "One"])
    page.get_by_role("link", name="Clear all").click()
    expect(_titles(page)).to_have_count(3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing_and_nothing_hostile_runs(open_page: OpenPage, library: str, scheme: Any, locale: str) -> None:
    page = open_page(f"{library}?sort=title.up", color_scheme=scheme, locale=locale)
    expect(page.get_by_text("<script>window.__x='title'</script>").first).to_be_visible()
    found = Axe().run(page).response
    assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _is_unharmed(page)


def test_paths_that_lead_nowhere_are_refused_with_the_remedy(open_page: OpenPage, library: str) -> None:
    page = open_page(library)
    expect(_titles(page).first).to_be_visible()
    for written, said in (
        ("/nowhere/<b>at all</b>", "does not exist on this machine"),
        ("news.txt", "neither an address nor a whole path"),
    ):
        page.get_by_label("Links, feeds and folders").fill(written)
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("alert")).to_contain_text(said)
        expect(page.get_by_role("alert")).to_contain_text(written)
