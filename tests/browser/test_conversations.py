"""The list of conversations, the filters, and what is done with an answer: by mouse, by keyboard, on a phone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from eval.formats.feedback import read_feedback
from tests.browser.conftest import ask
from tests.browser.corpus import GRID
from tests.browser.scripted import ScriptedEngine
from ui.feedback import all_feedback

REACTORS = "Why do two of the six reactors remain offline after inspectors came?"
ARABIC = "ما نقص الكهرباء المتوقع هذا الشتاء إذا بقي المفاعلان خارج الخدمة؟"
EVERYWHERE = "reserve 1,200 reactors winter 3.5 Siemens Energy запас мощности بجلی کی قلت"

OpenPage = Callable[..., Page]


def test_a_conversation_is_renamed_found_deleted_and_brought_back(page: Page) -> None:
    ask(page, REACTORS)
    current = page.locator(".conversations a[aria-current]")
    expect(current).to_contain_text(REACTORS)
    entry = page.locator(".conversations li:has([aria-current])")
    entry.hover()
    entry.get_by_role("button", name="More about").click()
    page.locator(".menu:popover-open").get_by_label("Title").fill("Reactors & <b>rods</b>")
    page.keyboard.press("Enter")
    expect(current).to_contain_text("Reactors & <b>rods</b>")
    page.get_by_label("Search conversations").fill("<b>RODS")
    expect(page.locator(".conversations li")).to_have_count(1)
    entry.hover()
    entry.get_by_role("button", name="More about").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".toast")).to_contain_text("Reactors & <b>rods</b>")
    expect(page.get_by_text("No conversation fits.")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#now .question")).to_have_text(REACTORS)
    expect(page.locator(".toast")).to_have_count(0)


def test_a_conversation_is_downloaded_as_markdown_and_json(page: Page) -> None:
    ask(page, REACTORS)
    page.locator(".conversations li:has([aria-current])").hover()
    for label, holds in (("Export as Markdown", f"## {REACTORS}"), ("Export as JSON", GRID.id)):
        page.locator(".conversations li:has([aria-current]) .more").click()
        with page.expect_download() as download:
            page.locator(".menu:popover-open").get_by_role("link", name=label).click()
        assert holds in download.value.path().read_text(encoding="utf-8")
        assert download.value.suggested_filename.startswith("Why do two of the six reactors")
        page.keyboard.press("Escape")


def test_filters_restrict_the_next_questions_and_are_taken_away_one_by_one(page: Page) -> None:
    page.locator(".filter-panel summary").click()
    page.get_by_label("Outlet").fill("Meridian Wire")
    page.get_by_label("From").fill("2024-11-01")
    page.get_by_role("button", name="Apply").click()
    chips = page.get_by_role("list", name="Filters of the next question").get_by_role("listitem")
    expect(chips).to_have_count(2)
    ask(page, EVERYWHERE)
    expect(page.locator("#sources .card")).to_have_count(1)
    expect(page.get_by_role("list", name="Filters", exact=True)).to_contain_text("Meridian Wire")
    page.reload()
    expect(chips).to_have_count(2)
    page.get_by_role("button", name="Remove filter: Meridian Wire").click()
    page.get_by_role("button", name=re.compile("Remove filter: since")).click()
    expect(chips).to_have_count(0)
    ask(page, EVERYWHERE)
    expect(page.locator("#sources .card")).not_to_have_count(1)


def test_what_is_said_of_an_answer_is_kept_and_becomes_a_line_of_an_evaluation_set(page: Page, engine: ScriptedEngine) -> None:
    ask(page, REACTORS)
    good = page.get_by_role("button", name="Good answer")
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(good).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Wrong citation").click()
    page.locator(".menu:popover-open").get_by_role("button").nth(1).click()
    expect(good).to_have_attribute("aria-pressed", "false")
    page.get_by_label("What is wrong with it?").fill("The second is about <b>another</b> winter.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".comment input")).to_have_value("The second is about <b>another</b> winter.")
    page.reload()
    expect(page.get_by_label("What is wrong with it?")).to_have_value("The second is about <b>another</b> winter.")
    said = all_feedback(engine.keeper.store)
    assert said[-1].comment == "The second is about <b>another</b> winter."
    assert (said[-1].question, said[-1].rating) == (REACTORS, "wrong_citation")
    assert [each.wrong for each in said[-1].citations].index(True) == 1
    assert not read_feedback("\n".join(one.model_dump_json() for one in said)).problems


def test_an_answer_is_copied_with_its_citations_as_markdown_and_as_rich_text(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    ask(page, REACTORS)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    read = "async kind => (await (await navigator.clipboard.read())[0].getType(kind)).text()"
    markdown, rich = page.evaluate(read, "text/plain"), page.evaluate(read, "text/html")
    assert markdown.startswith(f"## {REACTORS}")
    assert "### Sources" in markdown
    assert "<sup>[1]</sup>" in rich
    assert GRID.title in rich


def test_a_citation_shows_its_quote_to_the_pointer_and_to_the_keyboard(page: Page) -> None:
    ask(page, REACTORS)
    cite, preview = page.locator("#conversation a.cite").first, page.get_by_role("tooltip").first
    expect(preview).to_be_hidden()
    cite.hover()
    expect(preview).to_contain_text("Two of the six reactors")
    expect(preview).to_contain_text("Meridian Wire")
    page.mouse.move(0, 0)
    expect(preview).to_be_hidden()
    cite.focus()
    expect(preview).to_be_visible()
    column, box = page.locator(".answer").bounding_box(), preview.bounding_box()
    assert column and box and box["x"] >= column["x"] and box["x"] + box["width"] <= column["x"] + column["width"] + 1


def test_a_question_is_asked_again_in_its_place_and_further_ones_are_offered(page: Page) -> None:
    ask(page, ARABIC)
    further = page.get_by_role("group", name="Ask further").get_by_role("button")
    expect(further).not_to_have_count(0)
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_label("Ask a question")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("Answer ready")
    expect(page.locator(".turn")).to_have_count(1)
    question = further.first.inner_text()
    further.first.click()
    expect(page.locator("#now .question")).to_have_text(question)
    expect(page.locator("#now .sentence")).not_to_have_count(0)
    expect(page.locator("#past .turn")).to_have_count(1)


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    ask(page, REACTORS)
    page.locator("#now a.cite").first.focus()
    page.keyboard.press("n")
    expect(page.locator(".welcome")).to_be_visible()
    page.locator(".conversations a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#now .question")).to_have_text(REACTORS)
    page.locator(".conversations a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".menu:popover-open")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu:popover-open")).to_have_count(0)
    page.locator(".filter-panel summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("From")).to_be_focused()


def test_on_a_phone_the_conversations_are_a_drawer(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 390, "height": 844}, has_touch=True)
    ask(page, REACTORS)
    expect(page.locator("#list")).to_be_hidden()
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("#list")).to_be_visible()
    page.locator(".conversations a").first.click()
    expect(page.locator("#list")).to_be_hidden()
    expect(page.locator("#now .question")).to_be_visible()
    page.locator(".filter-panel summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
