"""Signing in, in a real browser: two people at once, and sessions that end elsewhere."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from index.catalog.users import USERS_FILE, UserStore
from tests.browser.conftest import SECONDS, ask
from tests.browser.corpus import ARTICLES
from tests.browser.scripted import ScriptedEngine
from tests.browser.serving import serving
from ui.auth.door import Door
from ui.auth.passwords import Passwords

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "seven quiet lanterns"


@pytest.fixture(scope="module")
def users() -> Iterator[UserStore]:
    with tempfile.TemporaryDirectory() as directory, UserStore(Path(directory) / USERS_FILE) as store:
        for name in ("amal", "basil", "dana"):
            store.add(name, role="reader", password=QUICK.hash(PASSWORD))
        store.add("root", role="admin", password=QUICK.hash(PASSWORD))
        yield store


@pytest.fixture(scope="module")
def site(users: UserStore) -> Iterator[str]:
    with serving(ScriptedEngine(ARTICLES), door=Door(users, passwords=Passwords(QUICK))) as address:
        yield address


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened = [browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce") for _ in range(2)]
    yield opened
    for context in opened:
        context.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.goto(address)
    return page


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def signed_in(context: BrowserContext, address: str, name: str) -> Page:
    page = opened(context, address)
    sign_in(page, name)
    expect(page.get_by_label("Ask a question")).to_be_editable()
    return page


def test_the_wrong_password_is_told_and_the_right_one_opens_the_page(contexts: list[BrowserContext], site: str) -> None:
    page = opened(contexts[0], f"{site}/?conversation=none")
    expect(page).to_have_title("Sign in · Sanad")
    sign_in(page, "dana", "a wrong password")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("Name")).to_have_value("dana")
    sign_in(page, "dana")
    expect(page.get_by_label("Ask a question")).to_be_editable()
    assert page.url.startswith(f"{site}/")
    expect(page.locator("#account a")).to_have_text("dana")


def test_two_people_at_once_do_not_see_each_other(contexts: list[BrowserContext], site: str) -> None:
    amal, basil = signed_in(contexts[0], site, "amal"), signed_in(contexts[1], site, "basil")
    ask(amal, "How many reactors remain offline?")
    address = amal.url
    assert "conversation=" in address
    identity = address.split("conversation=")[1].split("&")[0]
    expect(amal.locator("#conversations")).to_contain_text("reactors")
    ask(basil, "What is the energy outlook?")
    expect(basil.locator("#conversations")).to_contain_text("outlook")
    expect(basil.locator("#conversations")).not_to_contain_text("reactors")
    basil.goto(address)
    expect(basil.locator("#conversations")).to_contain_text("outlook")
    expect(basil.locator("body")).not_to_contain_text("How many reactors")
    assert basil.request.get(f"{site}/export?conversation={identity}").status == 404
    assert amal.request.get(f"{site}/export?conversation={identity}").status == 200
    ask(basil, "What of the substation?")
    assert identity not in basil.url
    amal.reload()
    expect(amal.locator(".question")).to_have_text(["How many reactors remain offline?"])


def forge(page: Page, deed: str, conversation: str, title: str) -> None:
    """Send an event as a button of the page would that names any conversation."""
    page.evaluate(
        """([deed, conversation, title]) => {
            const button = document.body.appendChild(document.createElement("button"));
            Object.assign(button.dataset, { do: deed, conversation, title });
            button.id = "forged";
        }""",
        [deed, conversation, title],
    )
    with page.expect_response(lambda answer: "queue/join" in answer.url) as sent:
        page.locator("#forged").dispatch_event("click")
    assert sent.value.ok
    page.locator("#forged").evaluate("button => button.remove()")
    page.wait_for_timeout(800)


def test_an_event_that_names_the_conversation_of_another_changes_nothing(contexts: list[BrowserContext], site: str) -> None:
    amal, basil = signed_in(contexts[0], site, "amal"), signed_in(contexts[1], site, "basil")
    ask(amal, "Which pipes show corrosion?")
    identity = amal.url.split("conversation=")[1].split("&")[0]
    ask(basil, "What of the substation?")
    for deed in ("rename", "open", "delete", "undo"):
        forge(basil, deed, identity, "taken")
        expect(basil.locator("body")).not_to_contain_text("Which pipes")
    amal.reload()
    expect(amal.locator(".question")).to_have_text(["Which pipes show corrosion?"])
    expect(amal.locator("#conversations")).not_to_contain_text("taken")
    forge(amal, "rename", identity, "taken")
    expect(amal.locator("#conversations")).to_contain_text("taken")


def test_signing_out_ends_the_session_in_every_tab(contexts: list[BrowserContext], site: str) -> None:
    first = signed_in(contexts[0], site, "amal")
    second = opened(contexts[0], site)
    expect(second.get_by_label("Ask a question")).to_be_editable()
    cookies = {each["name"]: each for each in contexts[0].cookies()}
    assert cookies["sanad-session"]["httpOnly"] and cookies["sanad-session"]["sameSite"] == "Lax"
    first.get_by_role("button", name="Sign out").click()
    expect(first).to_have_title("Sign in · Sanad")
    second.get_by_label("Ask a question").fill("What is the energy outlook?")
    with second.expect_response(lambda answer: "queue/join" in answer.url) as refused:
        second.keyboard.press("Enter")
    assert refused.value.status == 401
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(second).to_have_title("Sign in · Sanad")
    first.go_back()
    expect(first).to_have_title("Sign in · Sanad")


def test_a_session_that_is_ended_from_elsewhere_leads_to_the_sign_in_page(
    contexts: list[BrowserContext], site: str, users: UserStore
) -> None:
    page = signed_in(contexts[0], site, "basil")
    users.sessions.end([session.id for session in users.sessions.list() if session.name == "basil"])
    page.reload()
    expect(page).to_have_title("Sign in · Sanad")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_the_pages_of_signing_in_have_no_fault_that_axe_finds(browser: Browser, site: str, theme: str, language: str) -> None:
    context = browser.new_context(color_scheme=theme, locale=language)  # type: ignore[arg-type]
    page = opened(context, site)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    _check(page)
    page.locator("#name").fill("root")
    page.locator("#password").fill("not the password")
    page.locator("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    _check(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("button").click()
    expect(page.locator("#ask textarea")).to_be_editable()
    for path in ("account", "account/users"):
        page.goto(f"{site}/{path}")
        for summary in page.locator("summary").all():
            summary.click()
        _check(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def _check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
