"""What a person sees of an answer in a real browser: verdicts, differences, what a model writes, and what it must not do."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask
from tests.browser.corpus import MODEL_MADE
from tests.browser.scripted import ScriptedEngine

OUTLOOK = "What will the operator publish in an updated outlook in December, and how low could reserves fall?"
DIFFERENT = "differ reactors remain offline inspectors found corrosion سردیوں میں بجلی کی قلت"

OpenPage = Callable[..., Page]


def test_verdicts_name_their_reasons_and_fold_by_keyboard(page: Page) -> None:
    ask(page, OUTLOOK)
    doubt = page.locator(".verdict-partly details.verdict")
    expect(doubt.locator("summary")).to_have_text("Partly supported")
    reason = doubt.get_by_text("The source says 3.5 percent, the answer says <b>4</b>.")
    expect(reason).to_be_visible()
    doubt.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(reason).to_be_hidden()
    page.keyboard.press("Space")
    expect(reason).to_be_visible()
    expect(page.locator(".verdict-supported .verdict").first).to_have_text("Word for word")
    expect(page.locator(".verdict-supported strong").first).to_be_visible()
    expect(page.locator(".mode")).to_have_text("Quotes")


def test_differences_are_a_table_whose_quotes_open_their_source(page: Page) -> None:
    ask(page, DIFFERENT)
    table = page.get_by_role("table", name="Sources differ: power reserve")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table.get_by_text("newest")).to_have_count(1)
    expect(table.get_by_text("one is a later stage")).to_be_visible()
    for number in range(2):
        link = table.locator("a.says").nth(number)
        link.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#hit")).to_have_text(link.inner_text())
        expect(page.locator("#hit")).to_be_focused()
        page.keyboard.press("Escape")
        expect(link).to_be_focused()
    table.locator(".also a").first.click()
    expect(page.locator("#hit")).to_be_focused()


def test_on_a_phone_each_value_is_a_block_and_nothing_is_wider_than_the_screen(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 390, "height": 844}, has_touch=True)
    ask(page, DIFFERENT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#conversation").evaluate("each => each.scrollWidth <= each.clientWidth")
    table = page.get_by_role("table", name="Sources differ: power reserve")
    expect(table.get_by_role("row")).to_have_count(3)
    value, quote = table.get_by_role("rowheader").first.bounding_box(), table.locator("a.says").first.bounding_box()
    assert value and quote and quote["y"] >= value["y"] + value["height"]


@pytest.mark.parametrize("text", MODEL_MADE)
def test_what_a_model_writes_renders_no_link_and_no_image_and_fetches_nothing(page: Page, text: str) -> None:
    ask(page, f"model {text}")
    sentence = page.locator(".sentence")
    expect(sentence).to_have_count(1)
    assert page.locator(".answer").locator("a:not(.cite), img, script, iframe, form, style, code, pre, table, h1").count() == 0
    assert page.evaluate("window.__x") is None
    expect(page.locator(".mode")).to_contain_text("Written by")
    expect(page.locator(".usage")).to_contain_text("1,200 tokens sent, 34 received")


def test_what_is_being_written_is_marked_and_a_stop_reaches_the_model(page: Page, engine: ScriptedEngine) -> None:
    engine.go_on.clear()
    engine.was_stopped.clear()
    page.get_by_label("Ask a question").fill("slow model The **reserve** fell.")
    page.keyboard.press("Enter")
    growing = page.locator(".growing")
    expect(growing.locator("strong")).to_have_text("reserve")
    expect(growing).to_contain_text("being written, not checked yet")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You stopped this answer.")).to_be_visible()
    expect(growing).to_have_count(0)
    assert engine.was_stopped.wait(5)
    engine.go_on.set()


def test_a_declined_question_says_what_was_looked_for_and_what_may_help(page: Page) -> None:
    ask(page, "capital of France")
    expect(page.locator(".looked-for")).to_have_text("Looked for capital France")
    expect(page.locator(".advice")).to_contain_text("Ask about what is there, such as")
