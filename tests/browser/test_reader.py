"""The reader over a real library: what is known of an article, its copies and versions, corrections, and long articles."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.library import Library
from index.lock import LibraryLock
from index.models import RawArticle
from index.settings import Settings
from rag.engine import Sanad
from tests.browser.conftest import ask
from tests.browser.serving import serving

OpenPage = Callable[..., Page]

FERRY = "The Orsen ferry carried 4,200 passengers on its first day after the harbour was dredged, the port said on Monday."
TEXT = "\n\n".join((FERRY, *(f"Line {number} of the timetable was kept without any delay by crews of the port." for number in range(12))))
SECTIONS = "\n\n".join(
    f"Chapter {number} of the chronicle\n\n"
    + "\n\n".join(f"In year {number * 40 + year} the lighthouse keeper wrote down storm number {number * 40 + year}." for year in range(40))
    for number in range(130)
)
ASKED = "How many passengers did the Orsen ferry carry on its first day?"
STORM = "What did the lighthouse keeper write down in year 2345 about storm number 2345?"


def _raw(name: str, text: str, **fields: object) -> RawArticle:
    return RawArticle.model_validate({"origin": f"file:///{name}", "text": text, "language": "en", **fields})


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(library=tmp_path_factory.mktemp("reader") / "library", embedder="none")


@pytest.fixture(scope="module")
def sanad(settings: Settings) -> Iterator[Sanad]:
    known = {"title": "Ferry carries thousands", "source": "Harbour Ledger", "published": date(2025, 5, 6), "found": {"published": "meta"}}
    with Library.open(settings.library, embedder=None, settings=settings) as library:
        list(library.add([_raw("ferry.txt", TEXT.replace("4,200", "4,100"), **known)]))
        list(library.add([_raw("ferry.txt", TEXT, **known)]))
        list(library.add([_raw("copy.txt", f"{TEXT}\n\nReported by our desk.", title="Thousands on ferry", source="The Courier")]))
        list(library.add([_raw("long.txt", SECTIONS, title="A chronicle", source="Keeper")]))
    with Sanad.open(settings=settings) as opened:
        opened.library.attend()
        yield opened


@pytest.fixture
def read(open_page: OpenPage, sanad: Sanad, settings: Settings) -> Iterator[Callable[[str], Page]]:
    with serving(sanad, settings) as address:

        def reading(question: str) -> Page:
            page = open_page(address)
            ask(page, question)
            page.locator("#conversation a.cite").first.click()
            expect(page.locator("#hit")).to_be_focused()
            return page

        yield reading


def test_an_article_tells_how_it_is_known_who_else_has_it_and_what_it_said_before(read: Callable[[str], Page]) -> None:
    page = read(ASKED)
    about = page.locator("#reader details.facts")
    about.locator("> summary").click()
    row = about.locator("dl > div", has_text="Published")
    expect(row).to_contain_text("6 May 2025")
    expect(row).to_contain_text("stated in the page's data")
    expect(page.locator("#reader .copies li")).to_have_count(1)
    older = about.locator(".versions a")
    expect(older).to_have_count(1)
    older.click()
    expect(page.locator("#reader .article > .notice")).to_contain_text("older version")
    expect(page.locator("#reader .text")).to_contain_text("4,100 passengers")
    page.locator("#reader .copies a").click()
    expect(page.locator("#reader .title")).not_to_have_text("")


def test_a_question_can_be_asked_about_one_article(read: Callable[[str], Page]) -> None:
    page = read(ASKED)
    page.get_by_role("button", name="Ask about this article").click()
    expect(page.locator("#ask textarea")).to_be_focused()
    chip = page.locator("#filters .understood li")
    expect(chip).to_contain_text("this article")
    ask(page, STORM)
    expect(page.locator(".turn").last.locator("a.cite")).to_have_count(0)
    chip.first.get_by_role("button").click()
    expect(page.locator("#filters .understood")).to_have_count(0)


def test_what_is_known_is_corrected_in_place(read: Callable[[str], Page], sanad: Sanad) -> None:
    page = read(STORM)
    page.locator("#reader details.facts > summary").click()
    page.locator("#reader details.facts .fold > summary").click()
    form = page.locator("#reader form")
    form.get_by_label("Outlet").fill("The Keeper's Log")
    form.get_by_label("Published").fill("1999-12-31")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#reader .reader-about > .notice")).to_have_text("Saved.")
    expect(page.locator("#reader .meta").first).to_contain_text("The Keeper's Log")
    expect(page.locator("#reader .meta").first).to_contain_text("31 Dec 1999")
    article = sanad.library.article("long.txt")
    assert (article.source, article.published, article.found["source"]) == ("The Keeper's Log", date(1999, 12, 31), "user")
    page.locator("#reader details.facts .fold > summary").click()
    form.get_by_label("Language").fill("zz9")
    assert not form.get_by_label("Language").evaluate("field => field.checkValidity()")
    form.get_by_role("button", name="Undo all corrections").click()
    expect(page.locator("#reader .meta").first).to_contain_text("Keeper")
    expect(page.locator("#reader .meta").first).not_to_contain_text("1999")


def test_a_correction_waits_for_nobody_who_writes(read: Callable[[str], Page], settings: Settings, sanad: Sanad) -> None:
    page = read(STORM)
    held = LibraryLock(Path(settings.library))
    held.acquire(10)
    page.locator("#reader details.facts > summary").click()
    page.locator("#reader details.facts .fold > summary").click()
    page.locator("#reader form").get_by_label("Outlet").fill("Nobody")
    page.locator("#reader form").get_by_role("button", name="Save").click()
    expect(page.locator("#reader .reader-about > .notice")).to_contain_text("being written to")
    expect(page.locator("#reader form").get_by_label("Outlet")).to_have_value("Nobody")  # what was typed is still there
    held.release()
    assert sanad.library.article("long.txt").source == "Keeper"


def test_a_long_article_is_shown_in_parts_around_the_sentence(read: Callable[[str], Page]) -> None:
    page = read(STORM)
    expect(page.locator("#hit")).to_contain_text("2345")
    assert page.locator("#reader .text").evaluate("node => node.textContent.length") < len(SECTIONS) / 2
    page.locator("#reader .outline > summary").click()
    page.locator("#reader .outline a", has_text="Chapter 3 of").click()
    heading = page.locator("#reader h3:focus")
    expect(heading).to_have_text("Chapter 3 of the chronicle")
    expect(heading).to_be_in_viewport()
    page.locator("#reader .beyond a").last.click()
    expect(page.locator("#part")).to_be_focused()
    expect(page.locator("#reader .beyond")).to_have_count(2)
