"""Whatever articles, file names and models contain: nothing runs, nothing is fetched, and nothing is drawn over."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from index.library import Library
from index.models import Article, RawArticle
from index.settings import Settings
from rag.engine import Sanad
from tests.browser.conftest import ask
from tests.browser.corpus import MODEL_MADE
from tests.browser.hostile import ADDRESSES, PAYLOADS
from tests.browser.scripted import ScriptedEngine, make_article
from tests.browser.serving import serving

OpenPage = Callable[..., Page]

WATCH = """
  window.__seen = [];
  addEventListener("securitypolicyviolation", event => __seen.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
QUIET = "() => [window.__x ?? null, window.__seen, document.body.innerText.length > 0, getComputedStyle(document.body).display]"
HOSTS = "() => [...document.querySelectorAll('a[href]')].map(link => link.protocol).filter(protocol => !/^https?:$/.test(protocol))"


def _article(number: int, payload: str) -> Article:
    return make_article(
        f"{payload}-{number}.txt",
        f"Hostile payload {number} {payload}\n\n{payload}\n\nHarmless end {number}.",
        title=f"{payload} {number}",
        source=payload,
        author=payload,
        place=payload,
        published=date(2025, 1, 1) + timedelta(number),
        url=ADDRESSES[number % len(ADDRESSES)],
        language=("en", "ar", "und")[number % 3],
    )


@pytest.fixture(scope="module")
def hostile() -> tuple[Article, ...]:
    return tuple(_article(number, payload) for number, payload in enumerate(PAYLOADS))


@pytest.fixture(scope="module")
def hostile_address(hostile: tuple[Article, ...]) -> Iterator[str]:
    with serving(ScriptedEngine(hostile, at_once=len(hostile))) as address:
        yield address


def _watched(open_page: OpenPage, address: str, **options: Any) -> Page:
    page = open_page(address, **options)
    page.context.add_init_script(WATCH)
    page.reload()
    expect(page.locator("#ask textarea")).to_be_editable()
    return page


def _is_quiet(page: Page) -> None:
    assert page.evaluate(QUIET) == [None, [], True, "flex"]
    assert page.evaluate(HOSTS) == []


def test_there_are_enough_of_them() -> None:
    assert len(set(PAYLOADS)) >= 40


def test_nothing_runs_in_answers_cards_and_the_reader(open_page: OpenPage, hostile_address: str) -> None:
    page = _watched(open_page, hostile_address)
    ask(page, "Hostile payload")
    cites = page.locator("#conversation a.cite")
    expect(cites).to_have_count(len(PAYLOADS))
    for number in range(len(PAYLOADS)):
        cites.nth(number).dispatch_event("click")
        expect(page.locator("#reader article")).to_have_attribute("data-address", cites.nth(number).get_attribute("href") or "")
        expect(page.locator("#hit")).to_contain_text("Hostile payload")
    page.locator("#reader .back").click()
    expect(page.locator("#sources .card")).to_have_count(len(PAYLOADS))
    _is_quiet(page)


def test_nothing_runs_on_the_pages_of_articles(open_page: OpenPage, hostile_address: str, hostile: tuple[Article, ...]) -> None:
    page = _watched(open_page, hostile_address)
    for number, article in enumerate(hostile):
        page.goto(f"{hostile_address}/article/{article.id}")
        expect(page.locator("h1")).to_contain_text(str(number))
        assert page.evaluate("() => [window.__x ?? null, window.__seen]") == [None, []]
        assert page.evaluate(HOSTS) == []


def test_nothing_runs_in_the_library(open_page: OpenPage, hostile_address: str) -> None:
    page = _watched(open_page, hostile_address)
    page.goto(f"{hostile_address}/library")
    expect(page.locator("header.top")).to_be_visible()
    page.wait_for_timeout(300)
    _is_quiet(page)


@pytest.mark.parametrize("first", range(0, len(PAYLOADS), 10))
def test_nothing_that_a_model_writes_runs(open_page: OpenPage, hostile_address: str, first: int) -> None:
    page = _watched(open_page, hostile_address)
    written = " ".join((*PAYLOADS[first : first + 10], *MODEL_MADE[:1]))
    page.locator("#ask textarea").fill(f"model {written}")
    page.keyboard.press("Enter")
    expect(page.locator(".answer").last).to_have_attribute("aria-busy", "false")
    expect(page.locator(".sentence")).to_have_count(1)
    _is_quiet(page)


def test_marks_of_direction_turn_nothing_outside_of_their_text(open_page: OpenPage, hostile_address: str) -> None:
    page = _watched(open_page, hostile_address)
    ask(page, "Hostile payload")
    straight = page.evaluate(
        """() => [...document.querySelectorAll('.sentence')].every(sentence => {
          const [text, chip] = [sentence.querySelector('.text'), sentence.querySelector('a.cite')];
          const isolated = node => /isolate|plaintext/.test(getComputedStyle(node).unicodeBidi);
          if (!/^\\d+$/.test(chip.textContent.trim()) || !isolated(chip.closest('.cites'))) return false;
          return [...sentence.querySelectorAll('bdi')].every(isolated);
        })"""
    )
    assert straight


def test_a_title_of_ten_megabytes_is_cut(open_page: OpenPage, tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library", embedder="none")
    text = "The harbour of Orsen opens in May after works of two years. Ferries call there twice a day."
    raw = RawArticle(origin="file:///long.txt", text=text, title="T" * 10_000_000, source="S" * 10_000_000)
    with Library.open(settings.library, embedder=None, settings=settings) as library:
        assert [outcome.result for outcome in library.add([raw])] == ["added"]
    with Sanad.open(settings=settings) as sanad, serving(sanad, settings) as address:
        page = _watched(open_page, address)
        ask(page, "When does the harbour of Orsen open after works of two years?")
        page.locator("#conversation a.cite").first.click()
        expect(page.locator("#hit")).to_be_focused()
        assert page.evaluate("document.documentElement.outerHTML.length") < 1_000_000
        expect(page.locator("#reader .title")).to_be_visible()
