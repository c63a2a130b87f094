"""Briefs for the tests of the page: a small library, and a brief of two answers and a text of one's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from playwright.sync_api import Locator, Page, expect

from index.library import Library
from index.models import RawArticle
from index.settings import Settings
from rag.brief.collecting import from_answer, from_sentences
from rag.brief.marks import read
from rag.brief.models import Brief
from rag.engine import Sanad

OpenPage = Callable[..., Page]

FERRY = "The Orsen ferry carried 4,200 passengers on its first day after the harbour was dredged, the port said on Monday."
FERRY_LATER = "Tickets for the Orsen ferry cost 12 crowns, and children travel free of charge until the end of May."
TIDES = "Engineers in Tarsan Bay have signed a contract for a tidal power station of 480 megawatts that opens in May."
TIDES_ARABIC = "وقّع المهندسون في خليج تارسان عقدًا لبناء محطة مد وجزر بقدرة 480 ميغاواط تُفتتح في مايو."
ASKED = ("How many passengers did the Orsen ferry carry?", "What have engineers in Tarsan Bay signed a contract for?")


def raw(name: str, text: str, **fields: Any) -> RawArticle:
    return RawArticle(origin=f"file:///articles/{name}.txt", text=text, **fields)


ARTICLES = (
    raw("ferry", f"{FERRY}\n\n{FERRY_LATER}", title="Ferry carries thousands", source="Harbour Ledger", published=date(2025, 5, 6)),
    raw("tides", TIDES, title="Tidal power for Tarsan Bay", source="The Courier", published=date(2025, 5, 7)),
    raw("tides.ar", TIDES_ARABIC, title="عقد محطة المد والجزر", source="الأفق", published=date(2025, 5, 8)),
)


@contextmanager
def library_of(settings: Settings, *articles: RawArticle) -> Iterator[Sanad]:
    """An engine over a library with articles, those above without any."""
    with Library.open(settings.library, embedder=None, settings=settings) as library:
        assert {outcome.result for outcome in library.add(articles or ARTICLES)} == {"added"}
    with Sanad.open(settings=settings) as opened:
        yield opened


def make_brief(sanad: Sanad, title: str = "Ferries and tides") -> Brief:
    kept = sanad.briefs.new(title, author="A. Haddad")
    made, moment, articles = kept.brief, sanad.briefs.moment, sanad.briefs.articles
    for question in ASKED:
        made = from_answer(made, sanad.ask(question), articles, moment=moment).brief
    first = next(iter(made.citations))
    own = read(f"The ferry is busy[@{first}] this year.", made, "en")
    made = from_sentences(made, own, moment=moment, heading="Our view", language="en").brief
    return sanad.briefs.save(made, "answer", based_on=kept.revision, about=ASKED[0]).brief


def opened(open_page: OpenPage, site: str, brief: Brief, **options: Any) -> Page:
    page = open_page(f"{site}/briefs?brief={brief.id}", **options)
    expect(page.locator("[data-shown]")).to_have_attribute("data-shown", brief.id)
    return page


def items(page: Page) -> Locator:
    return page.locator("article.item")


def order(page: Page) -> list[str]:
    return [name or "" for name in items(page).evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label'))")]
