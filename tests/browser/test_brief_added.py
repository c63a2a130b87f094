"""From the chat and the reader into a brief, in a real browser: answers, quotes, what is selected; and nobody sees another's."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index.catalog.users import USERS_FILE, UserStore
from index.settings import Settings
from rag.engine import Sanad
from tests.browser.briefs import ASKED, FERRY, FERRY_LATER, OpenPage, items, library_of
from tests.browser.conftest import ask
from tests.browser.serving import serving
from tests.browser.test_sign_in import PASSWORD, QUICK, opened, sign_in
from ui.auth.door import Door
from ui.auth.passwords import Passwords

SELECT = """([first, last]) => {
  const blocks = [...document.querySelectorAll('#reader .text :is(p, h3)')], range = document.createRange();
  const inside = block => document.createTreeWalker(block, NodeFilter.SHOW_TEXT).nextNode();
  range.setStart(inside(blocks[first]), 6);
  range.setEnd(inside(blocks[last]), 12);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(library=tmp_path_factory.mktemp("added") / "library", embedder="none", port=0)


@pytest.fixture(scope="module")
def sanad(settings: Settings) -> Iterator[Sanad]:
    with library_of(settings) as made:
        made.library.attend()
        yield made


@pytest.fixture(scope="module")
def site(sanad: Sanad, settings: Settings) -> Iterator[str]:
    with serving(sanad, settings) as address:
        yield address


def asked(open_page: OpenPage, site: str, question: str) -> Page:
    page = open_page(site)
    ask(page, question)
    return page


def test_an_answer_goes_into_a_new_brief_then_into_the_last_and_out_again(open_page: OpenPage, site: str) -> None:
    page = asked(open_page, site, ASKED[0])
    page.get_by_role("button", name="Add to brief", exact=True).click()
    expect(page.locator("#toast")).to_contain_text(f"Began the brief “{ASKED[0]}”")
    ask(page, ASKED[1])
    page.get_by_role("button", name="Add to brief", exact=True).last.click()
    expect(page.locator("#toast")).to_contain_text(f"Added to “{ASKED[0]}”")
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#toast")).to_contain_text("Taken out of")
    page.get_by_role("button", name="Choose a brief to add to").last.click()
    page.locator(".brief-choice").get_by_role("button", name="New brief").click()
    expect(page.locator("#toast")).to_contain_text("Began the brief")
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#toast")).to_contain_text("Taken out of")
    page.get_by_role("button", name="Choose a brief to add to").last.click()
    page.locator(".brief-choice").get_by_role("button", name=ASKED[0]).click()
    page.locator("#toast").get_by_role("link", name="Open").click()
    expect(items(page)).to_have_count(2)
    expect(items(page).first).to_have_attribute("aria-label", ASKED[0])
    expect(page.get_by_role("textbox", name="Title of the brief")).to_have_value(ASKED[0])
    page.get_by_role("link", name="All briefs").click()
    expect(page.locator(".briefs li")).to_have_count(1)


def test_what_is_cited_and_what_is_selected_in_the_reader_become_quotes(open_page: OpenPage, site: str, sanad: Sanad) -> None:
    sanad.briefs.new("Quotes of the day")
    page = asked(open_page, site, ASKED[0])
    page.locator("#conversation a.cite").first.click()
    expect(page.locator("#hit")).to_be_focused()
    add = page.locator("#reader").get_by_role("button", name="Add to brief", exact=True)
    add.click()
    expect(page.locator("#toast")).to_contain_text("Added to “Quotes of the day”")
    page.evaluate(SELECT, [1, 1])
    add.click()
    expect(page.locator("#toast a")).to_be_visible()
    page.evaluate(SELECT, [0, 1])
    page.locator("#reader").get_by_role("button", name="Choose a brief to add to").click()
    page.locator(".brief-choice").get_by_role("button", name="Quotes of the day").click()
    expect(page.locator("#toast a")).to_be_visible()
    page.locator("#toast").get_by_role("link", name="Open").click()
    texts = items(page).locator(".item-text")
    expect(texts).to_have_count(3)
    for place, words in enumerate((FERRY, FERRY_LATER, f"{FERRY} {FERRY_LATER}")):
        expect(texts.nth(place)).to_contain_text(words)
    expect(items(page).first.locator(".kind")).to_have_text("Quote")


def test_two_people_do_not_see_each_others_briefs(browser: Browser, sanad: Sanad, settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as directory, UserStore(Path(directory) / USERS_FILE) as users:
        for name in ("amal", "basil"):
            users.add(name, role="reader", password=QUICK.hash(PASSWORD))
        with serving(sanad, settings, Door(users, passwords=Passwords(QUICK))) as site:
            contexts = [browser.new_context(), browser.new_context()]
            amal, basil = (opened(context, f"{site}/briefs") for context in contexts)
            sign_in(amal, "amal")
            sign_in(basil, "basil")
            amal.get_by_role("button", name="New brief").click()
            expect(amal.get_by_role("textbox", name="Title of the brief")).to_be_focused()
            amal.wait_for_url("**/briefs?brief=*")
            expect(basil.get_by_role("heading", name="No briefs yet")).to_be_visible()
            basil.goto(amal.url)
            expect(basil.get_by_role("alert")).to_contain_text("There is no such brief")
            export = amal.url.replace("?brief=", "/") + "/export?form=md"
            assert contexts[0].request.get(export).status == 200
            assert contexts[1].request.get(export).status == 404
            for context in contexts:
                context.close()
