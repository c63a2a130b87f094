"""Site maps: the pages they list, and no more than is bearable."""

import gzip
from collections.abc import Iterator

import pytest

from index.errors import ReadError
from index.fetch import Fetcher, FetchLimits
from index.models import RawArticle
from index.readers.page import PageReader
from index.readers.sitemap import SitemapReader, read_sitemap
from index.readers.source import Limits, ReadOptions, Source
from tests.servers.web import Page, WebServer, web_server
from tests.test_readers_page import PlainReader

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*addresses: str, kind: str = "urlset", entry: str = "url") -> bytes:
    entries = "".join(f"<{entry}><loc> {address} </loc><lastmod>2026-03-04</lastmod></{entry}>" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} {SPACE}>{entries}</{kind}>'.encode()


def index(*addresses: str) -> bytes:
    return urlset(*addresses, kind="sitemapindex", entry="sitemap")


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        server.pages |= {f"/{name}": Page(f"Text of {name}.".encode(), headers={"Content-Type": "text/plain"}) for name in "abc"}
        yield server


def read(web: WebServer, data: bytes, *, limits: Limits | None = None) -> list[str]:
    pages = PageReader(Fetcher(limits=FetchLimits(seconds=5, interval=0), allow_loopback=web.port), lambda _, __: PlainReader())
    source = Source.of_bytes(data, origin=f"{web.url}/sitemap.xml", name="sitemap.xml")
    assert SitemapReader().accepts(source, data)
    found = SitemapReader(pages=pages).read(source, limits=limits or Limits(), options=ReadOptions())
    return [one.text if isinstance(one, RawArticle) else f"{one.origin}: {one.reason}" for one in found]


def test_the_listed_pages_are_read_once_each_in_order(web: WebServer) -> None:
    addresses = [f"{web.url}/{name}" for name in "bab"]
    assert read(web, urlset(*addresses)) == ["Text of b.", "Text of a."]


def test_a_page_that_cannot_be_had_does_not_stop_the_others(web: WebServer) -> None:
    first, second, third = read(web, urlset(f"{web.url}/a", "http://169.254.169.254/", f"{web.url}/c"))
    assert (first, third) == ("Text of a.", "Text of c.")
    assert "not a public address" in second


def test_a_list_of_site_maps_is_followed_one_step(web: WebServer) -> None:
    web.pages["/1.xml"] = Page(urlset(f"{web.url}/a"), headers={"Content-Type": "application/xml"})
    web.pages["/2.xml"] = Page(index(f"{web.url}/1.xml"), headers={"Content-Type": "text/xml"})
    web.pages["/3.xml"] = Page(urlset(f"{web.url}/b"), headers={"Content-Type": "text/xml"})
    found = read(web, index(f"{web.url}/1.xml", f"{web.url}/2.xml", f"{web.url}/missing.xml", f"{web.url}/3.xml"))
    assert [found[0], found[3]] == ["Text of a.", "Text of b."]
    assert "within a list of site maps" in found[1]
    assert "no such page" in found[2]


def test_a_packed_site_map_is_unpacked(web: WebServer) -> None:
    web.pages["/1.xml.gz"] = Page(gzip.compress(urlset(f"{web.url}/a")), headers={"Content-Type": "application/x-gzip"})
    assert read(web, index(f"{web.url}/1.xml.gz")) == ["Text of a."]


def test_no_more_pages_are_read_than_the_limits_allow(web: WebServer) -> None:
    assert read(web, urlset(*(f"{web.url}/{name}" for name in "abc")), limits=Limits(members=2)) == ["Text of a.", "Text of b."]


def test_without_a_network_a_site_map_is_refused() -> None:
    source = Source.of_bytes(urlset("http://news.example/"), origin="file:///sitemap.xml", name="sitemap.xml")
    with pytest.raises(ReadError, match="nothing may be fetched"):
        list(SitemapReader().read(source, limits=Limits(), options=ReadOptions()))


@pytest.mark.parametrize("address", ["file:///etc/passwd", "/relative", "javascript:alert(1)", "", "<b>http://news.example/</b>"])
def test_what_is_no_web_address_is_passed_over(address: str) -> None:
    assert read_sitemap(urlset(address, "http://news.example/"), name="x") == ("urlset", ["http://news.example/"])


def test_extensions_and_other_names_of_the_space_are_understood() -> None:
    data = (
        b'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="http://x.example/image"><!-- x -->'
        b"<s:url><s:loc>http://news.example/a</s:loc><i:image><i:loc>http://news.example/x.png</i:loc></i:image></s:url></s:urlset>"
    )
    assert read_sitemap(data, name="x") == ("urlset", ["http://news.example/a"])


def test_a_truncated_site_map_gives_what_it_has() -> None:
    assert read_sitemap(urlset("http://news.example/a", "http://news.example/b")[:-30], name="x")[1][0] == "http://news.example/a"


@pytest.mark.parametrize("data", [b"<rss/>", b"no xml", b"<urlset", b"\0" * 50, b"<html><urlset/></html>", urlset(), urlset("file:///x")])
def test_what_is_no_site_map_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"x (is no site map|lists no pages)"):
        read_sitemap(data, name="x")


def test_a_bomb_of_entities_is_refused() -> None:
    levels = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12))
    data = f'<!DOCTYPE urlset [<!ENTITY a0 "http://x.example/">{levels}]><urlset {SPACE}><url><loc>&a11;</loc></url></urlset>'
    with pytest.raises(ReadError, match="x lists no pages"):
        read_sitemap(data.encode(), name="x")


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p; <!ENTITY a "http://x.example/">',
        '<!ENTITY a "http://x.example/">',
    ],
)
def test_entities_are_not_expanded_and_nothing_is_loaded(declared: str) -> None:
    data = f"<!DOCTYPE urlset [{declared}]><urlset {SPACE}><url><loc>&a;</loc></url><url><loc>http://news.example/</loc></url></urlset>"
    assert read_sitemap(data.encode(), name="x") == ("urlset", ["http://news.example/"])


def test_nothing_but_a_site_map_is_taken_for_one() -> None:
    for data in (b"<rss version='2.0'>", b"<!doctype html><html><urlset>", b"plain urlset", b""):
        assert not SitemapReader().accepts(Source.of_bytes(data, origin="file:///x", name="sitemap.xml"), data)
