"""A server of our own and the system's Chromium, driven headless."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.corpus import ARTICLES
from tests.browser.scripted import ScriptedEngine
from tests.browser.serving import serving

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 30.0  # no test is about time; a busy machine needs some
# Gradio's own, when a page is left in mid-answer, or its server
LEAVING = ("AbortError: signal is aborted", "Connection errored out", "network error", "Unexpected error Cancelled via cancel scope")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"))  # of Gradio's use of pandas


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no Chromium on this machine (on Debian: apt install chromium)"
        pytest.fail(reason) if os.environ.get("SANAD_REQUIRE_BROWSER") == "1" else pytest.skip(reason)
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def engine() -> ScriptedEngine:
    return ScriptedEngine(ARTICLES, verdicts={"outlook": "partly", "substation": "not_supported"})


@pytest.fixture(scope="session")
def address(engine: ScriptedEngine) -> Iterator[str]:
    with serving(engine) as served:
        yield served


def is_fault(message: ConsoleMessage) -> bool:
    """Whether the page complains of something."""
    return message.type == "error" and not any(words in message.text for words in LEAVING)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages that must neither reach another host nor complain."""
    faults: list[str] = []
    contexts = []

    def opened(address: str, **options: Any) -> Page:
        origin = "/".join(address.partition("?")[0].split("/")[:3])  # without the page
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda message: faults.append(f"console: {message.text}") if is_fault(message) else None)
        page.on("request", lambda request: None if request.url.startswith((origin, "data:", "blob:")) else faults.append(request.url))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: Callable[..., Page], address: str) -> Page:
    opened = open_page(address)
    expect(opened.get_by_label("Ask a question")).to_be_editable()
    return opened


def ask(page: Page, question: str) -> None:
    """Ask once the page listens, and wait for the whole answer."""
    expect(page.locator("#shelf")).not_to_be_empty()  # the page listens
    ask_at_once(page, question)


def ask_at_once(page: Page, question: str) -> None:
    """Type a question, send it, and wait for the whole answer."""
    page.get_by_label("Ask a question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".question").last).to_have_text(question)
    expect(page.locator(".answer").last).to_have_attribute("aria-busy", "false")
    expect(page.locator("#status")).to_contain_text("Answer ready")
