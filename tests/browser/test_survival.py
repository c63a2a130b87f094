"""Answers outlive the page that asked for them, its connection, and the server."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ask
from tests.browser.scripted import ScriptedEngine

ROOT = Path(__file__).parents[2]
REACTORS = "Why do two of the six reactors remain offline after inspectors came?"
SLOW = f"slow: {REACTORS}"

OpenPage = Callable[..., Page]

SERVING = """
import sys, threading
from pathlib import Path
from index.settings import Settings
from tests.browser.corpus import ARTICLES
from tests.browser.scripted import ScriptedEngine
from ui.server import serve

engine = ScriptedEngine(ARTICLES, directory=Path(sys.argv[1]))
threading.Thread(target=lambda: (sys.stdin.readline(), engine.go_on.set()), daemon=True).start()
serve(engine, settings=Settings(), port=int(sys.argv[2]), open_browser=False)
"""


@contextmanager
def server(directory: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A server in a process of its own, whose slow answers go on when a line is written to it."""
    command = [sys.executable, "-c", SERVING, str(directory), str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert "Sanad is at" in process.stdout.readline()
            yield process
        finally:
            process.kill()


def begin(page: Page, question: str = SLOW) -> None:
    """Ask, and wait for the first sentence."""
    expect(page.locator("#shelf")).not_to_be_empty()  # the page listens
    page.get_by_label("Ask a question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#now .question")).to_have_text(question)
    expect(page.locator("#now .sentence")).not_to_have_count(0)
    expect(page.locator("#now .answer")).to_have_attribute("aria-busy", "true")
    page.wait_for_url(re.compile("conversation="))


def goes_on(page: Page, question: str = SLOW) -> None:
    expect(page.locator("#now .question")).to_have_text(question)
    expect(page.locator("#now .answer")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


def is_whole(page: Page) -> None:
    expect(page.locator("#now .answer")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#now .sentence")).to_have_count(4)
    expect(page.locator("#status")).to_contain_text("Answer ready")


@pytest.fixture
def held(engine: ScriptedEngine) -> Iterator[ScriptedEngine]:
    """The engine, whose slow answers wait until the test lets them go on."""
    engine.go_on.clear()
    yield engine
    engine.go_on.set()


def test_a_page_that_is_loaded_again_in_mid_answer_shows_it_going_on(open_page: OpenPage, address: str, held: ScriptedEngine) -> None:
    page = open_page(address)
    ask(page, REACTORS)
    begin(page)
    page.reload()
    goes_on(page)
    expect(page.locator("#past .turn")).to_have_count(1)
    held.go_on.set()
    is_whole(page)
    page.reload()
    is_whole(page)
    expect(page.get_by_label("Ask a question")).to_be_editable()


def test_an_answer_goes_on_without_its_page_and_is_there_when_another_opens(
    open_page: OpenPage, address: str, held: ScriptedEngine
) -> None:
    page = open_page(address)
    begin(page)
    where = page.url
    page.close()
    held.go_on.set()
    later = open_page(where)
    is_whole(later)


def test_two_pages_follow_one_answer_and_either_may_stop_it(open_page: OpenPage, address: str, held: ScriptedEngine) -> None:
    first = open_page(address)
    begin(first)
    second = open_page(first.url)
    goes_on(second)
    second.get_by_role("button", name="Stop").click()
    for page in (first, second):
        expect(page.get_by_text("You stopped this answer.")).to_be_visible()
        expect(page.locator("#now .sentence")).to_have_count(1)
    held.go_on.set()
    first.reload()
    expect(first.get_by_text("You stopped this answer.")).to_be_visible()
    expect(first.locator("#now .sentence")).to_have_count(1)


def test_an_answer_goes_on_while_another_conversation_is_looked_at(open_page: OpenPage, address: str, held: ScriptedEngine) -> None:
    page = open_page(address)
    begin(page)
    page.get_by_role("link", name="New conversation").first.click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, REACTORS)
    expect(page.locator(".turn")).to_have_count(1)
    page.go_back()
    page.go_back()
    goes_on(page)
    held.go_on.set()
    is_whole(page)


def test_a_server_that_is_killed_in_mid_answer_asks_again_when_it_starts(browser: Browser, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    page = browser.new_page()  # without the watch over complaints: a dead server is one
    with server(tmp_path, port) as first:
        page.goto(f"http://127.0.0.1:{port}/")
        begin(page)
        first.send_signal(signal.SIGKILL)
        first.wait()
    with server(tmp_path, port) as second:
        goes_on(page)  # the page comes back by itself
        expect(page.locator("#now .sentence")).not_to_have_count(0)
        assert second.stdin
        second.stdin.write("go on\n")
        second.stdin.flush()
        is_whole(page)
        expect(page.locator(".turn")).to_have_count(1)
    page.close()


def test_an_address_of_no_conversation_says_so_and_asking_begins_one(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}/?conversation=nothing")
    expect(page.get_by_role("alert")).to_contain_text("There is no such conversation.")
    ask(page, REACTORS)
    expect(page.locator(".turn")).to_have_count(1)
    page.wait_for_url(re.compile("conversation=[0-9a-f]{32}"))
