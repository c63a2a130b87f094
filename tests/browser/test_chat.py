"""What a person does in the chat, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import ask, ask_at_once
from tests.browser.corpus import ENERGY, GRID, HOSTILE, HOSTILE_TEXT, POWER
from tests.browser.scripted import ScriptedEngine

REACTORS = "Two of the six reactors remain offline after inspectors found corrosion in the cooling pipes."
ABOUT_REACTORS = "Why do two of the six reactors remain offline after inspectors came?"
ARABIC = "ما نقص الكهرباء المتوقع هذا الشتاء إذا بقي المفاعلان خارج الخدمة؟"
URDU = "سردیوں میں بجلی کی قلت کتنی تک پہنچ سکتی ہے؟"

OpenPage = Callable[..., Page]


def test_a_citation_opens_the_article_at_its_sentence(page: Page) -> None:
    ask(page, ABOUT_REACTORS)
    page.locator(".sentence", has_text=REACTORS).locator("a.cite").click()
    expect(page.locator("#hit")).to_have_text(REACTORS)
    expect(page.locator("#hit")).to_be_focused()
    expect(page.locator("#hit")).to_be_in_viewport(ratio=1)
    expect(page.locator("#reader .title")).to_have_text(GRID.title)
    expect(page.locator("#reader mark.cited")).not_to_have_count(0)


def test_another_citation_of_the_same_article_moves_the_highlight(page: Page) -> None:
    ask(page, ABOUT_REACTORS)
    cites = page.locator("#conversation a.cite")
    for number in (0, 1, 0, 0):
        cites.nth(number).click()
        quote = page.locator(".sentence .text").nth(number).inner_text().removeprefix("As reported, ")
        expect(page.locator("#hit")).to_have_text(quote.rsplit("\u00a0", 1)[0])
        expect(page.locator("#hit")).to_be_focused()
    expect(page.locator("#reader mark.hit")).to_have_count(1)


def test_sources_are_listed_with_outlet_date_and_language(page: Page) -> None:
    ask(page, ABOUT_REACTORS)
    card = page.locator("#sources .card")
    expect(card).to_have_count(1)
    for text in (GRID.title, "Meridian Wire", "12 Nov 2024", "English"):
        expect(card).to_contain_text(text)
    card.get_by_role("link", name=GRID.title, exact=True).click()
    expect(page.locator("#hit")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card.get_by_role("link", name=GRID.title, exact=True)).to_be_focused()


def test_sources_of_an_earlier_answer_come_back(page: Page) -> None:
    ask(page, ABOUT_REACTORS)
    ask(page, ARABIC)
    expect(page.locator("#sources .card-title")).to_have_text(ENERGY.title)
    expect(page.get_by_role("heading", name="In the library")).to_be_hidden()
    page.locator("#past .sources-button").click()
    expect(page.locator("#sources .card-title")).to_have_text(GRID.title)


@pytest.mark.parametrize(("question", "language", "font"), [(ARABIC, "ar", "Sanad Arabic"), (URDU, "ur", "Sanad Urdu")])
def test_a_quote_runs_in_the_direction_of_its_language(page: Page, question: str, language: str, font: str) -> None:
    ask(page, question)
    text = page.locator(".sentence .text").first
    expect(text).to_have_attribute("dir", "rtl")
    expect(text).to_have_attribute("lang", language)
    expect(page.locator(".question")).to_have_attribute("dir", "rtl")
    box, column = text.bounding_box(), page.locator(".answer").bounding_box()
    assert box and column and box["x"] + box["width"] > column["x"] + column["width"] - 40
    page.wait_for_function("name => [...document.fonts].some(face => face.family.includes(name) && face.status === 'loaded')", arg=font)
    page.locator("a.cite").first.click()
    expect(page.locator("#reader .article")).to_have_attribute("dir", "rtl")


def test_languages_keep_their_own_direction_side_by_side(page: Page) -> None:
    ask(page, f"{ABOUT_REACTORS} {URDU}")
    assert set(page.locator(".sentence").evaluate_all("all => all.map(each => each.dir)")) == {"ltr", "rtl"}
    expect(page.locator("#sources .card-title", has_text=POWER.title)).to_have_attribute("dir", "rtl")


def test_nothing_answers(page: Page) -> None:
    ask(page, "capital of France")
    expect(page.locator(".declined-title")).to_have_text("Nothing in the library answers this.")
    expect(page.get_by_role("heading", name="Related, does not answer")).to_be_visible()
    expect(page.locator("#status")).to_have_text("Answer ready, nothing in the library answers this")
    page.locator(".declined .card a").first.click()
    expect(page.locator("#hit")).to_be_focused()


def test_a_failure_is_said_and_the_next_question_works(page: Page) -> None:
    page.get_by_label("Ask a question").fill("fail please")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="scripted")).to_have_text(
        "The scripted engine fails on <b>purpose</b>. Ask something else."
    )
    ask(page, ABOUT_REACTORS)


def test_an_unexpected_failure_frees_the_composer(page: Page) -> None:
    page.get_by_label("Ask a question").fill("crash please")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Something went wrong")).to_be_visible()
    ask(page, ABOUT_REACTORS)


def test_the_answer_grows_and_stops_on_request(page: Page, engine: ScriptedEngine) -> None:
    engine.go_on.clear()
    page.get_by_label("Ask a question").fill(f"slow: {ABOUT_REACTORS}")
    page.keyboard.press("Enter")
    expect(page.locator(".sentence")).to_have_count(1)
    expect(page.locator(".answer")).to_have_attribute("aria-busy", "true")
    page.locator("a.cite").first.focus()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You stopped this answer.")).to_be_visible()
    expect(page.locator(".sentence")).to_have_count(1)
    engine.go_on.set()
    ask(page, ARABIC)
    expect(page.locator("#past .sentence")).to_have_count(1)


def test_the_next_question_can_be_written_while_the_answer_grows(page: Page, engine: ScriptedEngine) -> None:
    box = page.get_by_label("Ask a question")
    for number in range(2):
        engine.go_on.clear()
        box.fill(f"slow {number}: {ABOUT_REACTORS}")
        page.keyboard.press("Enter")
        expect(page.locator("#now .sentence")).to_have_count(1)
        expect(box).to_have_value("")
        box.fill("a draft")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_have_text("Wait for this answer, or stop it first")
        engine.go_on.set()
        expect(page.locator("#now .answer")).to_have_attribute("aria-busy", "false")
        expect(box).to_have_value("a draft")
        expect(page.locator(".turn")).to_have_count(number + 1)


def test_focus_survives_while_the_answer_grows(page: Page, engine: ScriptedEngine) -> None:
    engine.go_on.clear()
    page.get_by_label("Ask a question").fill(f"slow: {ABOUT_REACTORS}")
    page.keyboard.press("Enter")
    page.locator("a.cite").first.focus()
    engine.go_on.set()
    expect(page.locator(".answer")).to_have_attribute("aria-busy", "false")
    expect(page.locator("a.cite").first).to_be_focused()


def test_a_closed_tab_leaves_the_server_working(open_page: OpenPage, address: str, engine: ScriptedEngine) -> None:
    engine.go_on.clear()
    leaving = open_page(address)
    leaving.get_by_label("Ask a question").fill(f"slow: {ABOUT_REACTORS}")
    leaving.keyboard.press("Enter")
    expect(leaving.locator(".sentence")).to_have_count(1)
    leaving.close()
    engine.go_on.set()
    ask(open_page(address), ABOUT_REACTORS)


def test_two_tabs_have_two_conversations_that_do_not_wait_for_each_other(open_page: OpenPage, address: str, engine: ScriptedEngine) -> None:
    engine.go_on.clear()
    first, second = open_page(address), open_page(address)
    first.get_by_label("Ask a question").fill(f"slow: {ABOUT_REACTORS}")
    first.keyboard.press("Enter")
    expect(first.locator(".sentence")).to_have_count(1)
    ask(second, ARABIC)
    engine.go_on.set()
    expect(first.locator(".answer")).to_have_attribute("aria-busy", "false")
    expect(first.locator(".turn")).to_have_count(1)
    expect(second.locator(".turn")).to_have_count(1)


def test_hostile_articles_are_shown_and_do_nothing(page: Page) -> None:
    ask(page, "Hostile payload one two three")
    for number, quote in enumerate(HOSTILE_TEXT.split("\n\n")):
        page.locator("#conversation a.cite").nth(number).click()
        expect(page.locator("#hit")).to_have_text(quote)
    expect(page.locator("#reader .title")).to_have_text(HOSTILE.title)
    expect(page.locator("#reader a.original")).to_have_count(0)
    inserted = "script, img, form:not([data-correct]), iframe, style, base, svg[onload], a[href^='javascript']"
    assert page.locator("#conversation, #rail").locator(inserted).count() == 0
    assert page.evaluate("window.__x") is None


def test_a_question_is_text_too(page: Page) -> None:
    question = "<img src=x onerror=window.__x=1> ${window.__x=2} {{constructor}} reactors remain offline"
    ask(page, question)
    expect(page.locator(".question")).to_have_text(question)
    assert page.evaluate("window.__x") is None


def test_everything_works_from_the_keyboard(page: Page) -> None:
    expect(page.get_by_label("Ask a question")).to_be_focused()
    page.keyboard.type(ABOUT_REACTORS)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("Answer ready")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#hit")).to_be_focused()
    first = page.locator("#hit").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator("#conversation a.cite").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#conversation a.cite").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#hit")).to_be_focused()
    expect(page.locator("#hit")).not_to_have_text(first)
    page.keyboard.press("/")
    expect(page.get_by_label("Ask a question")).to_be_focused()


def test_an_empty_question_is_not_asked(page: Page) -> None:
    page.get_by_label("Ask a question").fill("   ")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Type a question first")
    expect(page.locator(".welcome")).to_be_visible()


def test_a_citation_in_a_new_tab_is_a_page_of_its_own(page: Page) -> None:
    ask(page, ABOUT_REACTORS)
    link = page.locator(".sentence", has_text=REACTORS).locator("a.cite")
    with page.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    expect(opened.value.locator("mark")).to_have_text(REACTORS)
    expect(opened.value.locator("mark")).to_be_in_viewport()


def test_on_a_phone_the_reader_covers_the_chat_until_it_is_closed(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 390, "height": 844}, has_touch=True)
    ask(page, ABOUT_REACTORS)
    expect(page.locator("#rail")).to_be_hidden()
    page.locator("#conversation a.cite").first.click()
    expect(page.locator("#hit")).to_be_in_viewport()
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#rail")).to_be_hidden()
    page.locator(".sources-button").click()
    expect(page.locator("#sources .card")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_theme_follows_the_system_until_one_is_chosen(open_page: OpenPage, address: str) -> None:
    page = open_page(address, color_scheme="dark")
    background = "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
    expect(page.locator("body")).to_have_class("dark")
    dark = page.evaluate(background)
    page.get_by_label("Theme").select_option("light")
    expect(page.locator("body")).not_to_have_class("dark")
    assert page.evaluate(background) != dark
    page.reload()
    expect(page.get_by_label("Theme")).to_have_value("light")
    expect(page.locator("body")).not_to_have_class("dark")


def test_a_question_asked_before_the_page_has_looked_at_the_library_is_answered(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect(page.locator("#shelf .card")).not_to_have_count(0)  # nothing of this page is on its way any more
    held: list[Route] = []
    page.route("**/gradio_api/run/predict", lambda route: held.append(route))
    with page.expect_request("**/gradio_api/run/predict"):  # what looks at the library is asked for last: the page listens
        page.reload()
    ask_at_once(page, ABOUT_REACTORS)
    expect(page.locator("#shelf")).to_be_empty()
    assert held
    for route in held:
        route.continue_()
    expect(page.locator("#shelf .card")).not_to_have_count(0)
    expect(page.locator(".welcome")).to_be_hidden()
    expect(page.locator("#sources .card-title")).to_have_text(GRID.title)
