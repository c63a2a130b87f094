"""Writing in a brief, in a real browser: citations stay whole, pasting is plain, and nothing that was typed is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from index.settings import Settings
from rag.brief.models import Brief
from rag.engine import Sanad
from tests.browser.briefs import ASKED, OpenPage, items, library_of, make_brief, opened
from tests.browser.serving import serving

HTML = "new Blob(['<b>bold</b><h1>large</h1>'], {type: 'text/html'})"
PLAIN = "new Blob(['bold large'], {type: 'text/plain'})"


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


def test_a_new_brief_is_named_written_and_kept(open_page: OpenPage, site: str) -> None:
    page = open_page(f"{site}/briefs")
    page.get_by_role("button", name="New brief").click()
    title = page.get_by_role("textbox", name="Title of the brief")
    expect(title).to_be_focused()
    title.fill("What the port says")
    title.press("Enter")
    page.get_by_label("Citation style").select_option("apa")
    page.get_by_role("button", name="Add text").click()
    editor = page.get_by_role("textbox", name="Text")
    expect(editor).to_be_focused()
    page.keyboard.type("The Orsen ferry carried 4,200 passengers on its first day after the harbour was dredged.")
    page.get_by_role("button", name="Save").click()
    expect(items(page)).to_have_count(1)
    expect(items(page).locator(".sign")).to_have_attribute("aria-label", "Supported by the library")
    page.reload()
    expect(page.get_by_role("textbox", name="Title of the brief")).to_have_value("What the port says")
    expect(page.get_by_label("Citation style")).to_have_value("apa")
    expect(items(page).locator(".item-text")).to_contain_text("4,200 passengers")


def test_what_is_edited_keeps_its_citation_in_one_piece(open_page: OpenPage, site: str, brief: Brief) -> None:
    page = opened(open_page, site, brief)
    page.get_by_role("button", name="Edit: Our view").click()
    editor = page.get_by_role("textbox", name="Text")
    expect(editor).to_be_focused()
    expect(editor.locator(".held")).to_have_text("1")
    expect(editor.locator(".held")).to_have_attribute("contenteditable", "false")
    page.keyboard.press("Control+End")
    page.keyboard.type(" It costs <b>12</b> crowns")
    page.get_by_role("button", name="Insert citation").click()
    page.locator(".cite-menu button", has_text="Tarsan Bay").first.click()
    expect(editor.locator(".held")).to_have_count(2)
    page.keyboard.type(" a day.")
    page.get_by_role("button", name="Save").click()
    text = items(page).last.locator(".item-text")
    expect(text).to_contain_text("It costs <b>12</b> crowns")
    expect(text.locator("a.cite")).to_have_count(2)
    expect(text.locator(".said").last.locator(".sign")).to_have_attribute("aria-label", "Not supported by its source")
    expect(items(page).last.locator(".meta").first).to_contain_text("Own text")
    expect(page.get_by_role("button", name="Edit: Our view")).to_be_focused()


def test_what_is_pasted_is_plain_text(open_page: OpenPage, site: str, brief: Brief) -> None:
    page = opened(open_page, site, brief)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Edit: Our view").click()
    editor = page.get_by_role("textbox", name="Text")
    expect(editor).to_be_focused()
    page.evaluate(f"navigator.clipboard.write([new ClipboardItem({{'text/html': {HTML}, 'text/plain': {PLAIN}}})])")
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+v")
    expect(editor).to_contain_text("bold large")
    expect(editor.locator("b, h1")).to_have_count(0)


def test_what_is_being_written_stays_while_other_things_are_done(open_page: OpenPage, site: str, brief: Brief) -> None:
    page = opened(open_page, site, brief)
    page.get_by_role("button", name="Edit: Our view").click()
    expect(page.get_by_role("textbox", name="Text")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Not saved yet.")
    page.get_by_role("button", name=f"Move up: {ASKED[1]}").click()
    expect(items(page).first).to_have_attribute("aria-label", ASKED[1])
    expect(page.get_by_role("textbox", name="Text")).to_contain_text("Not saved yet.")
    page.get_by_role("button", name="Remove: Our view").click()
    expect(items(page)).to_have_count(2)
    expect(page.get_by_role("textbox", name="Text")).to_contain_text("Not saved yet.")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("textbox", name="Text")).to_have_count(0)


def test_two_windows_that_write_at_once_lose_nothing(open_page: OpenPage, site: str, brief: Brief) -> None:
    one, two = (opened(open_page, site, brief) for _ in range(2))
    for page, words in ((one, " Written in the first."), (two, " Written in the second.")):
        page.get_by_role("button", name="Edit: Our view").click()
        expect(page.get_by_role("textbox", name="Text")).to_be_focused()
        page.keyboard.press("Control+End")
        page.keyboard.type(words)
    one.get_by_role("button", name="Save").click()
    expect(items(one).last).to_contain_text("Written in the first.")
    two.get_by_role("button", name="Save").click()
    expect(two.get_by_role("alert")).to_contain_text("changed in another window")
    expect(two.locator(".meanwhile")).to_contain_text("Written in the first.")
    expect(two.get_by_role("textbox", name="Text")).to_contain_text("Written in the second.")
    two.get_by_role("button", name="Save").click()
    expect(items(two).last.locator(".item-text")).to_contain_text("Written in the second.")
    one.get_by_role("button", name="Edit: Our view").click()
    expect(one.get_by_role("textbox", name="Text")).to_contain_text("Written in the second.")
    one.keyboard.press("Control+End")
    one.keyboard.type(" A third.")
    two.get_by_role("button", name="Remove: Our view").click()
    expect(items(two)).to_have_count(2)
    one.get_by_role("button", name="Save").click()
    expect(one.get_by_role("alert")).to_contain_text("was removed in another window")
    expect(one.get_by_role("textbox", name="Text")).to_contain_text("A third.")
