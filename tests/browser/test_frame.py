"""What all pages share: language, theme, keyboard, print, and what they may load."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ask
from tests.browser.corpus import GRID
from ui.render.frame import PAGES
from ui.words import entries

OpenPage = Callable[..., Page]

ADDRESSES = [path.removeprefix("./") for _, path in PAGES]
ABOUT_REACTORS = "Why do two of the six reactors remain offline after inspectors came?"
ARABIC = entries("ar")
MEGABYTE = 1_000_000


def _opened(open_page: OpenPage, address: str, path: str, **options: Any) -> Page:
    page = open_page(address, **options)
    if path:
        page.goto(f"{address}/{path}")
    expect(page.locator("header.top")).to_be_visible()
    return page


@pytest.mark.parametrize("path", ADDRESSES, ids=lambda path: path or "chat")
def test_a_page_speaks_the_language_of_the_browser_and_the_one_that_is_chosen(open_page: OpenPage, address: str, path: str) -> None:
    page = _opened(open_page, address, path, locale="ar-EG")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    expect(page.get_by_label(str(ARABIC["header.theme"]))).to_be_visible()
    brand, tools = page.locator(".top .brand").bounding_box(), page.locator(".top .tools").bounding_box()
    assert brand and tools and brand["x"] > tools["x"]
    page.locator("#language").select_option("en")
    expect(page.get_by_label("Theme")).to_be_visible()
    page.reload()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]


def test_answers_come_in_the_language_of_the_page(open_page: OpenPage, address: str) -> None:
    page = _opened(open_page, address, "", locale="ar")
    page.locator("#ask textarea").fill(ABOUT_REACTORS)
    page.keyboard.press("Enter")
    expect(page.locator(".answer").last).to_have_attribute("aria-busy", "false")
    expect(page.locator(".answer time").first).to_have_text("12 نوفمبر 2024")
    page.locator("#conversation a.cite").first.click()
    expect(page.locator("#reader .back")).to_have_text(str(ARABIC["reader.back"]))
    expect(page.locator("#reader .title")).to_have_text(GRID.title)


def test_the_theme_is_remembered_and_there_before_any_script(open_page: OpenPage, address: str) -> None:
    page = _opened(open_page, address, "")
    page.get_by_label("Theme").select_option("dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload(wait_until="commit")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(page.get_by_label("Theme")).to_have_value("dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_the_keyboard_opens_the_sheet_and_the_pages(open_page: OpenPage, address: str) -> None:
    page = _opened(open_page, address, "")
    expect(page.get_by_label("Ask a question")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_label("Ask a question")).to_have_value("?")  # typed, not obeyed
    page.get_by_label("Ask a question").fill("")
    page.locator("h1").evaluate("node => document.activeElement.blur()")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    expect(sheet.locator("kbd")).not_to_have_count(0)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_label("Ask a question")).to_be_focused()
    page.locator("h1").evaluate("node => document.activeElement.blur()")
    for letter, path in [("l", "library"), ("e", "evaluation"), ("c", "")]:
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(f"{address}/{path}")
        expect(page.locator(".top nav a[aria-current]")).to_have_count(1)
        page.evaluate("document.activeElement.blur()")


def test_the_keyboard_works_with_arabic_keys(open_page: OpenPage, address: str) -> None:
    page = _opened(open_page, address, "")
    press = (
        "init => { document.activeElement.blur(); document.body.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, ...init})); }"
    )
    page.evaluate(press, {"key": "؟", "code": "Slash", "shiftKey": True})
    expect(page.get_by_role("dialog")).to_be_visible()


def test_j_and_k_go_from_citation_to_citation_and_esc_goes_back(page: Page) -> None:
    ask(page, ABOUT_REACTORS)
    page.evaluate("document.activeElement.blur()")
    cites = page.locator("#conversation a.cite")
    for key, number in [("j", 0), ("j", 1), ("k", 0)]:
        page.keyboard.press(key)
        expect(page.locator("#hit")).to_be_focused()
        expect(cites.nth(number)).to_have_class("cite on")
    expect(page.locator("#reader .count")).to_have_text("1 of 4")
    page.get_by_role("button", name="Next citation").click()
    expect(page.locator("#reader .count")).to_have_text("2 of 4")
    expect(page.locator("#hit")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cites.nth(1)).to_be_focused()


@pytest.mark.parametrize("path", ADDRESSES, ids=lambda path: path or "chat")
def test_the_first_page_is_small_and_asks_no_other_host(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(locale="ar")
    page, asked, complaints, sizes = context.new_page(), [], [], []
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/{path}")
    expect(page.locator("header.top")).to_be_visible()
    page.wait_for_timeout(500)  # for what comes late
    assert 0 < sum(sizes) < MEGABYTE
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert complaints == []
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ADDRESSES, ids=lambda path: path or "chat")
def test_axe_finds_nothing(open_page: OpenPage, address: str, path: str, scheme: Any, language: str) -> None:
    page = _opened(open_page, address, path, color_scheme=scheme, locale=language)
    if path == "":
        page.locator("#ask textarea").fill(ABOUT_REACTORS)
        page.keyboard.press("Enter")
        expect(page.locator(".answer").last).to_have_attribute("aria-busy", "false")
        page.locator("#conversation a.cite").first.click()
        expect(page.locator("#hit")).to_be_focused()
        page.locator("details.facts > summary").click()
        page.locator("details.facts .fold > summary").click()
    _axe(page)
    page.evaluate("document.querySelector('#keys').showPopover()")
    _axe(page)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens(open_page: OpenPage, address: str, scheme: Any, language: str) -> None:
    page = _opened(open_page, address, "", color_scheme=scheme, locale=language)
    page.locator("#ask textarea").fill(ABOUT_REACTORS)
    page.keyboard.press("Enter")
    expect(page.locator(".answer").last).to_have_attribute("aria-busy", "false")
    page.locator("#conversation a.cite").first.focus()
    expect(page.locator(".preview").locator("visible=true").first).to_be_visible()
    _axe(page)
    page.locator(".filter-panel > summary").click()
    page.locator(".actions [popovertarget]").first.click()
    expect(page.locator(".actions .menu").first).to_be_visible()
    _axe(page)
    page.keyboard.press("Escape")
    page.locator("#conversations li").first.hover()
    page.locator("#conversations .more").first.click()
    expect(page.locator("#conversations .menu").first).to_be_visible()
    _axe(page)


@pytest.mark.parametrize("path", ["", "evaluation"], ids=lambda path: path or "chat")
def test_the_first_key_leads_past_the_header(open_page: OpenPage, address: str, path: str) -> None:
    page = _opened(open_page, address, path)
    page.evaluate("document.activeElement.blur()")
    page.locator(".top .skip").focus()
    expect(page.locator(".top .skip")).to_be_in_viewport()
    expect(page.locator(page.locator(".top .skip").get_attribute("data-to") or "none").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_count(1)
    assert not page.evaluate("document.querySelector('.top').contains(document.activeElement)")


def _axe(page: Page) -> None:
    found = Axe().run(page).response
    assert [(rule["id"], [node["html"][:300] for node in rule["nodes"]][:4]) for rule in found["violations"]] == []


@pytest.mark.parametrize("path", ADDRESSES, ids=lambda path: path or "chat")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_wider_than_a_phone(open_page: OpenPage, address: str, path: str, language: str) -> None:
    page = _opened(open_page, address, path, viewport={"width": 360, "height": 740}, locale=language)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    theme = page.locator("#theme").bounding_box()
    assert theme and theme["x"] >= 0 and theme["x"] + theme["width"] <= 360


def test_on_paper_there_is_the_conversation_and_nothing_else(page: Page) -> None:
    ask(page, ABOUT_REACTORS)
    page.get_by_label("Theme").select_option("dark")
    page.emulate_media(media="print")
    for name in (".top", "#composer", "#list", "#rail"):
        expect(page.locator(name)).to_be_hidden()
    expect(page.locator(".question")).to_be_visible()
    colours = "getComputedStyle(document.body).backgroundColor + getComputedStyle(document.querySelector('.question')).color"
    assert page.evaluate(colours) == ("rgb(255, 255, 255)rgb(0, 0, 0)")
    assert page.evaluate("document.querySelector('#conversation').scrollHeight <= document.querySelector('#conversation').clientHeight + 1")
