"""An address: what is there decides who reads it."""

from collections.abc import Iterator

import pytest

from index.errors import ReadError
from index.fetch import Fetcher, FetchLimits
from index.models import RawArticle
from index.readers.html import HtmlReader
from index.readers.page import PageReader, Validators
from index.readers.source import Limits, Reader, ReadOptions, Source, Unreadable
from tests.html_pages import BODY, FIRST, SECOND, page
from tests.servers.web import Names, Page, WebServer, html, redirect, web_server

QUICK = FetchLimits(seconds=5, interval=0)


class PlainReader:
    """Reads anything as text."""

    def accepts(self, source: Source, head: bytes) -> bool:
        return bool(head)

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        yield RawArticle(origin=source.origin, text=source.read(limits).decode(), title=source.name)


def pick(source: Source, head: bytes) -> Reader:
    for reader in (HtmlReader(), PlainReader()):
        if reader.accepts(source, head):
            return reader
    raise ReadError("Nothing reads it.", remedy="Save it as text.")


class Notes:
    """Remembers pages in memory."""

    def __init__(self) -> None:
        self.known: dict[str, Validators] = {}
        self.same: list[str] = []

    def recall(self, url: str) -> Validators:
        return self.known.get(url, Validators())

    def remember(self, url: str, validators: Validators) -> None:
        self.known[url] = validators

    def unchanged(self, url: str) -> None:
        self.same.append(url)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        server.pages["/dam.html"] = html(BODY, ETag='"v1"')
        yield server


def reader(web: WebServer, *, memory: Notes | None = None) -> PageReader:
    return PageReader(Fetcher(limits=QUICK, allow_loopback=web.port, resolver=Names(news_example=[["127.0.0.1"]])), pick, memory=memory)


def read(web: WebServer, url: str, *, memory: Notes | None = None) -> list[RawArticle | Unreadable]:
    return list(reader(web, memory=memory).read(url, limits=Limits(), options=ReadOptions()))


def test_a_page_is_read_by_what_it_is_and_known_by_its_address(web: WebServer) -> None:
    (article,) = read(web, f"{web.url}/dam.html#part")
    assert isinstance(article, RawArticle)
    assert (article.origin, article.url, article.text) == (f"{web.url}/dam.html", f"{web.url}/dam.html", f"{FIRST}\n\n{SECOND}")
    web.pages["/notes"] = Page(b"Plain notes.", headers={"Content-Type": "text/plain"})
    assert read(web, f"{web.url}/notes") == [
        RawArticle(origin=f"{web.url}/notes", url=f"{web.url}/notes", text="Plain notes.", title="notes")
    ]


def test_an_article_is_where_its_redirects_end(web: WebServer) -> None:
    web.pages["/short"] = redirect(web.at("news.example", "/dam.html"))
    (article,) = read(web, f"{web.url}/short")
    assert article.origin == web.at("news.example", "/dam.html")


def test_the_encoding_the_server_names_is_used(web: WebServer) -> None:
    text = "قال وزير الخارجية إن حجم التبادل التجاري بين البلدين بلغ مئتي مليون دولار في العام الماضي."
    body = page(f"<article><p>{text}</p><p>2026: {text}</p></article>", html="").encode("iso-8859-6", errors="replace")
    web.pages["/ar"] = Page(body, headers={"Content-Type": "text/html; charset=ISO-8859-6"})
    (article,) = read(web, f"{web.url}/ar")
    assert isinstance(article, RawArticle)
    assert text in article.text


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/missing", "no such page"), ("/private/x", "robots.txt"), ("/empty", "no article|Nothing reads|is empty|holds no")],
)
def test_what_cannot_be_had_is_reported_and_not_raised(web: WebServer, path: str, reason: str) -> None:
    web.pages["/empty"] = html("")
    (found,) = read(web, web.url + path)
    assert isinstance(found, Unreadable)
    assert found.origin == web.url + path
    assert any(part in found.reason for part in reason.split("|"))
    assert found.remedy


def test_an_address_within_this_machine_is_reported(web: WebServer) -> None:
    (found,) = read(web, "http://169.254.169.254/latest/meta-data/")
    assert isinstance(found, Unreadable)
    assert "not a public address" in found.reason


def test_a_page_that_did_not_change_is_passed_over_and_noted(web: WebServer) -> None:
    notes = Notes()
    url = f"{web.url}/dam.html"
    assert len(read(web, url, memory=notes)) == 1
    assert notes.known[url] == Validators('"v1"', None)
    web.pages["/dam.html"] = Page(status=304)
    assert read(web, url, memory=notes) == []
    assert notes.same == [url]
    assert web.requests[-1][1]["if-none-match"] == '"v1"'
