"""What becomes of a brief: saved as files, looked at as printed, checked after its articles changed, and hostile to its bones."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index.library import Library
from index.models import Article, RawArticle, Span
from index.settings import Settings
from rag.brief.collecting import from_quote
from rag.brief.models import Brief
from rag.engine import Sanad
from tests.browser.briefs import ARTICLES, FERRY, FERRY_LATER, OpenPage, items, library_of, make_brief, opened, raw
from tests.browser.hostile import ADDRESSES, PAYLOADS
from tests.browser.serving import serving

QUIET = "() => [window.__x ?? null, window.__seen, getComputedStyle(document.body).display !== 'none']"
WATCH = """
  window.__seen = [];
  addEventListener("securitypolicyviolation", event => __seen.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
HOSTS = "() => [...document.querySelectorAll('a[href]')].map(link => link.protocol).filter(protocol => !/^https?:$/.test(protocol))"


def _hostile(number: int, payload: str) -> RawArticle:
    about = {"title": f"{payload} {number}", "source": payload, "author": payload, "url": ADDRESSES[number % len(ADDRESSES)]}
    return raw(f"hostile-{number}", f"Hostile payload {number} {payload} ends here.", **about)


def _span(article: Article, end: int | None = None) -> Span:
    return Span(article_id=article.id, version=article.version, start=0, end=len(article.text) if end is None else end)


HOSTILE = tuple(_hostile(number, payload) for number, payload in enumerate(PAYLOADS))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(library=tmp_path_factory.mktemp("checked") / "library", embedder="none", port=0)


@pytest.fixture(scope="module")
def sanad(settings: Settings) -> Iterator[Sanad]:
    with library_of(settings, *ARTICLES, *HOSTILE) as made:
        made.library.attend()
        yield made


@pytest.fixture(scope="module")
def site(sanad: Sanad, settings: Settings) -> Iterator[str]:
    with serving(sanad, settings) as address:
        yield address


@pytest.fixture
def brief(sanad: Sanad) -> Brief:
    return make_brief(sanad, "Ferries & <b>tides</b>")


@pytest.fixture
def hostile(sanad: Sanad) -> Brief:
    """A brief that quotes every hostile article, under a hostile title."""
    kept = sanad.briefs.new(PAYLOADS[0], author=PAYLOADS[4])
    made, moment = kept.brief, sanad.briefs.moment
    for number, payload in enumerate(PAYLOADS):
        (identity,) = sanad.library.catalog.articles.find(f"file:///articles/hostile-{number}.txt")
        article = sanad.library.article(identity)
        made = from_quote(made, _span(article), sanad.briefs.articles, moment=moment, heading=f"{payload} {number}").brief
    return sanad.briefs.save(made, "quote", based_on=kept.revision, about=PAYLOADS[1]).brief


def test_a_brief_is_saved_as_word_and_as_references(open_page: OpenPage, site: str, brief: Brief, tmp_path: Path) -> None:
    page = opened(open_page, site, brief)
    for form, beginning in (("docx", b"PK"), ("bib", b"@")):
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as download:
            page.locator(f"#export [name=form][value='{form}']").click()
        assert download.value.suggested_filename == f"Ferries b tides b.{form}"
        saved = tmp_path / f"brief.{form}"
        download.value.save_as(saved)
        assert saved.read_bytes().lstrip().startswith(beginning)
        page.keyboard.press("Escape")
    assert "word/document.xml" in zipfile.ZipFile(tmp_path / "brief.docx").namelist()


def test_a_brief_that_cannot_be_saved_says_why(open_page: OpenPage, site: str, sanad: Sanad) -> None:
    broken = sanad.briefs.new("Broken style", style="no-such-style").brief
    page = opened(open_page, site, broken)
    answer = page.request.get(f"{site}/briefs/{broken.id}/export?form=docx")
    assert answer.status == 422
    assert "no-such-style" in answer.text()
    assert page.request.get(f"{site}/briefs/{broken.id}/export?form=exe").status == 422


def test_a_brief_is_looked_at_as_printed_and_may_load_nothing(open_page: OpenPage, site: str, brief: Brief) -> None:
    page = opened(open_page, site, brief)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Preview").click()
    expect(popup.value.get_by_role("heading", name="Ferries & <b>tides</b>")).to_be_visible()
    policy = page.request.get(f"{site}/briefs/{brief.id}/preview").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_what_became_of_the_sources_is_told(open_page: OpenPage, site: str, sanad: Sanad, settings: Settings) -> None:
    with Library.open(settings.library, embedder=None, settings=settings) as library:
        own = raw(
            "bridge", f"{FERRY.replace('ferry', 'bridge')}\n\n{FERRY_LATER}", title="Bridge carries thousands", source="Harbour Ledger"
        )
        gone = raw("tunnel", FERRY.replace("ferry", "tunnel"), title="Tunnel carries thousands", source="Harbour Ledger")
        list(library.add([own, gone]))
    kept = sanad.briefs.new("Bridges and tunnels")
    made, moment = kept.brief, sanad.briefs.moment
    for name in ("bridge", "tunnel"):
        (identity,) = sanad.library.catalog.articles.find(f"file:///articles/{name}.txt")
        article = sanad.library.article(identity)
        made = from_quote(made, _span(article, len(FERRY) + len(name) - len("ferry")), sanad.briefs.articles, moment=moment).brief
    brief = sanad.briefs.save(made, "quote", based_on=kept.revision).brief
    page = opened(open_page, site, brief)
    page.get_by_role("button", name="Check sources").click()
    expect(page.locator(".counts")).to_contain_text("2 unchanged")
    with Library.open(settings.library, embedder=None, settings=settings) as library:
        changed = own.model_copy(update={"text": own.text.replace("4,200 passengers", "9,100 passengers")})
        list(library.add([changed]))
        library.delete([identity])
    page.get_by_role("button", name="Check sources").click()
    findings = page.locator(".findings").first
    expect(findings.locator("del")).to_contain_text("4,200")
    expect(findings.locator("ins")).to_contain_text("9,100")
    expect(findings).to_contain_text("article changed since")
    expect(findings).to_contain_text("deleted from the library")
    expect(items(page).first.locator("a.cite")).to_have_class("cite state-updated")
    items(page).first.locator("a.cite").click()
    expect(page.locator("#hit")).to_contain_text("4,200 passengers")


def test_nothing_hostile_runs(open_page: OpenPage, site: str, hostile: Brief) -> None:
    page = open_page(f"{site}/briefs")
    page.context.add_init_script(WATCH)
    page.goto(f"{site}/briefs?brief={hostile.id}")
    expect(items(page)).to_have_count(len(PAYLOADS))
    for place in range(0, len(PAYLOADS), 7):
        items(page).nth(place).locator("a.cite").dispatch_event("click")
        expect(page.locator("#hit")).to_contain_text(f"Hostile payload {place} ")
    page.locator("[data-do=change]").nth(3).dispatch_event("click")
    expect(page.locator(".editor")).to_be_visible()
    page.locator("#history").click()
    expect(page.locator(".history li").first).to_contain_text("Added the quote")
    assert page.evaluate(QUIET) == [None, [], True]
    assert page.evaluate(HOSTS) == []
    page.get_by_role("link", name="All briefs").click()
    expect(page.locator(".brief-link", has_text=PAYLOADS[0])).to_be_visible()
    assert page.evaluate(QUIET) == [None, [], True]
    page.goto(f"{site}/briefs/{hostile.id}/preview")
    expect(page.locator("h1").first).to_be_visible()
    assert page.evaluate("window.__x ?? null") is None
