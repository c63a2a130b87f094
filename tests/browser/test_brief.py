"""What a person does with briefs, in a real browser: finds, orders, undoes, and looks at quotes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from index.settings import Settings
from rag.brief.models import Brief
from rag.engine import Sanad
from tests.browser.briefs import ASKED, FERRY, OpenPage, items, library_of, make_brief, opened, order
from tests.browser.serving import serving
from ui.words import entries

ARABIC = entries("ar")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(library=tmp_path_factory.mktemp("briefs") / "library", embedder="none", port=0)


@pytest.fixture(scope="module")
def sanad(settings: Settings) -> Iterator[Sanad]:
    with library_of(settings) as made:
        yield made


@pytest.fixture(scope="module")
def site(sanad: Sanad, settings: Settings) -> Iterator[str]:
    with serving(sanad, settings) as address:
        yield address


@pytest.fixture
def brief(sanad: Sanad) -> Brief:
    return make_brief(sanad)


def test_the_list_is_searched_renamed_deleted_and_brought_back(open_page: OpenPage, site: str, sanad: Sanad) -> None:
    make_brief(sanad, "Winter outlook")
    make_brief(sanad, "موجز الشتاء")
    page = open_page(f"{site}/briefs")
    expect(page.get_by_role("link", name="Winter outlook")).to_be_visible()
    page.get_by_role("searchbox").fill("الشتاء")
    expect(page.get_by_role("link", name="Winter outlook")).to_have_count(0)
    expect(page.get_by_role("link", name="موجز الشتاء")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("link", name="Winter outlook")).to_be_visible()
    page.get_by_role("button", name="What can be done with “Winter outlook”").click()
    page.get_by_role("textbox", name="Title of the brief").and_(page.locator(":focus, :visible")).first.fill("Summer outlook")
    page.get_by_role("button", name="Rename").and_(page.locator(":visible")).click()
    expect(page.get_by_role("link", name="Summer outlook")).to_be_visible()
    page.get_by_role("button", name="What can be done with “Summer outlook”").click()
    page.get_by_role("button", name="Delete").and_(page.locator(":visible")).click()
    expect(page.locator("#toast")).to_contain_text("“Summer outlook” was deleted.")
    expect(page.get_by_role("link", name="Summer outlook")).to_have_count(0)
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Summer outlook")).to_be_visible()


def test_items_are_moved_by_keyboard_and_the_numbers_follow(open_page: OpenPage, site: str, brief: Brief) -> None:
    page = opened(open_page, site, brief)
    assert order(page) == [*ASKED, "Our view"]
    expect(page.locator(".source-title").first).to_have_text("Ferry carries thousands")
    second = items(page).nth(1)
    second.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(items(page).first).to_have_attribute("aria-label", ASKED[1])
    expect(page.locator("#status")).to_contain_text("Moved to place 1 of 3")
    expect(page.locator(".source-title").first).not_to_have_text("Ferry carries thousands")
    expect(items(page).first.locator("a.cite").first).to_have_text("1")
    page.get_by_role("button", name=f"Move down: {ASKED[1]}").press("Enter")
    expect(items(page).nth(1)).to_have_attribute("aria-label", ASKED[1])
    expect(page.get_by_role("button", name=f"Move down: {ASKED[1]}")).to_be_focused()


def test_items_are_dragged_into_another_section(open_page: OpenPage, site: str, brief: Brief) -> None:
    page = opened(open_page, site, brief, viewport={"width": 1280, "height": 1600})  # all of it in view
    page.get_by_role("button", name="Add section").click()
    title = page.get_by_role("textbox", name="Heading of the section").last
    expect(title).to_be_focused()
    title.fill("What follows")
    title.press("Enter")
    expect(page.get_by_role("region", name="What follows")).to_be_visible()
    end = page.locator(".section-end").last
    items(page).first.locator(".handle").drag_to(end)
    expect(page.get_by_role("region", name="What follows").locator("article.item")).to_have_attribute("aria-label", ASKED[0])
    expect(page.locator("#status")).to_contain_text("“What follows”")
    items(page).last.locator(".handle").drag_to(items(page).first.locator(".item-bar"), target_position={"x": 60, "y": 2})
    expect(items(page).first).to_have_attribute("aria-label", ASKED[0])


def test_changes_are_undone_redone_and_gone_back_to(open_page: OpenPage, site: str, brief: Brief) -> None:
    page = opened(open_page, site, brief)
    page.get_by_role("button", name="Remove: Our view").click()
    expect(items(page)).to_have_count(2)
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(items(page)).to_have_count(3)
    items(page).first.focus()
    page.keyboard.press("Control+y")
    expect(items(page)).to_have_count(2)
    expect(page.locator("#status")).to_contain_text("Redone: Removed “Our view”")
    page.keyboard.press("Control+z")
    expect(items(page)).to_have_count(3)
    page.get_by_role("button", name="Remove: Our view").click()
    expect(items(page)).to_have_count(2)
    page.get_by_role("button", name="History").click()
    history = page.locator(".history li")
    expect(history).to_have_count(3)
    expect(history.first).to_contain_text("Removed “Our view”")
    history.nth(1).get_by_role("button").click()
    expect(items(page)).to_have_count(3)
    expect(page.locator(".history li").first).to_contain_text("Went back to an earlier state")
    page.keyboard.press("Escape")
    expect(page.locator(".side-panel")).to_have_count(0)


def test_a_number_opens_its_quote_in_context(open_page: OpenPage, site: str, brief: Brief) -> None:
    page = opened(open_page, site, brief)
    chip = items(page).first.locator("a.cite").first
    chip.focus()
    expect(items(page).first.locator(".preview").first).to_be_visible()
    chip.press("Enter")
    expect(page.locator("#hit")).to_be_focused()
    expect(page.locator("#hit")).to_have_text(FERRY)
    link = page.get_by_role("link", name="Open in the article")
    expect(link).to_have_attribute("href", re.compile(r"^article/\w+\?version=\w+&start=\d+&end=\d+#hit$"))
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing(open_page: OpenPage, site: str, brief: Brief, scheme: Any, locale: str) -> None:
    page = opened(open_page, site, brief, color_scheme=scheme, locale=locale)
    page.locator("#history").click()
    expect(page.locator(".side-panel")).to_be_visible()
    page.locator("[data-do=change]").last.click()
    expect(page.locator(".editor")).to_be_focused()
    _axe(page)
    page.locator("a.cite").first.click()
    expect(page.locator("#hit")).to_be_focused()
    page.locator("[popovertarget=export]").click()
    _axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _axe(page: Page) -> None:
    found = Axe().run(page).response
    assert [(rule["id"], [node["html"][:300] for node in rule["nodes"]][:4]) for rule in found["violations"]] == []


def test_a_brief_in_arabic_reads_from_the_right(open_page: OpenPage, site: str, brief: Brief) -> None:
    page = opened(open_page, site, brief, locale="ar", viewport={"width": 390, "height": 844})
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    expect(page.get_by_role("button", name=str(ARABIC["brief.export"]))).to_be_visible()
    paragraph = page.locator(".item-text p").first
    expect(paragraph).to_have_attribute("dir", "ltr")
    expect(page.locator(".item-text p:lang(ar)").first).to_have_attribute("dir", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
