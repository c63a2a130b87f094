"""Feeds: whole entries are articles, summaries lead to pages, and nothing is invented."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from index.errors import ReadError
from index.fetch import Fetcher, FetchLimits
from index.models import RawArticle
from index.readers.feed import FeedReader
from index.readers.page import PageReader
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from tests.html_pages import BODY, FIRST, SECOND
from tests.servers.web import Page, WebServer, html, web_server
from tests.test_readers_page import Notes, pick

WHOLE = "".join(f"<p>{FIRST} Paragraph {number}.</p>" for number in range(8))
WHOLE_TEXT = "\n\n".join(f"{FIRST} Paragraph {number}." for number in range(8))


def rss(*items: str, channel: str = "<title>The Courier</title><language>en-GB</language>", before: str = "") -> bytes:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0" encoding="utf-8"?>{before}<rss version="2.0" {spaces}><channel>{channel}{listed}</channel></rss>'.encode()


def atom(*entries: str) -> bytes:
    listed = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>The Courier</title>{listed}</feed>'.encode()


def item(*, link: str = "https://courier.example/dam", title: str = "The dam opens", more: str = "") -> str:
    return f"<title>{title}</title><link>{link}</link>{more}"


def content(markup: str) -> str:
    return f"<content:encoded><![CDATA[{markup}]]></content:encoded>"


def source_of(data: bytes, *, charset: str | None = None) -> Source:
    return Source.of_bytes(data, origin="https://courier.example/feed.xml", name="feed.xml", charset=charset)


def read(
    data: bytes, *, pages: PageReader | None = None, source: str | None = None, language: str | None = None
) -> list[RawArticle | Unreadable]:
    saved = source_of(data)
    assert FeedReader().accepts(saved, data)
    options = ReadOptions(source=source, language=language)
    return list(FeedReader(pages=pages).read(saved, limits=Limits(), options=options))


def article(data: bytes, *, source: str | None = None, language: str | None = None) -> RawArticle:
    found = read(data, source=source, language=language)[0]
    assert isinstance(found, RawArticle)
    return found


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        server.pages["/dam"] = html(BODY, head='<meta property="article:published_time" content="2026-03-05">')
        yield server


def over(web: WebServer, *, memory: Notes | None = None) -> PageReader:
    return PageReader(Fetcher(limits=FetchLimits(seconds=5, interval=0), allow_loopback=web.port), pick, memory=memory)


def test_an_entry_with_its_whole_text_is_the_article() -> None:
    stated = "<pubDate>Wed, 04 Mar 2026 08:00:00 +0300</pubDate><dc:creator>Nora Pell</dc:creator><description>Short.</description>"
    assert read(rss(item(more=stated + content(WHOLE)))) == [
        RawArticle(
            origin="https://courier.example/dam",
            text=WHOLE_TEXT,
            title="The dam opens",
            url="https://courier.example/dam",
            source="The Courier",
            author="Nora Pell",
            published=date(2026, 3, 4),
            published_at=datetime(2026, 3, 4, 8, tzinfo=timezone(timedelta(hours=3))),
            language="en",
            found=dict.fromkeys(("title", "url", "source", "author", "published", "published_at", "language"), "feed"),
        )
    ]


def test_an_atom_entry_keeps_both_its_dates() -> None:
    entry = (
        "<title type='html'>The &lt;b&gt;dam&lt;/b&gt; opens</title><id>urn:1</id><link href='https://courier.example/dam'/>"
        "<published>2026-03-04T08:00:00Z</published><updated>2026-03-05T09:00:00Z</updated>"
        f"<author><name>Nora Pell</name></author><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{WHOLE}</div></content>"
    )
    found = article(atom(entry))
    assert (found.title, found.text, found.author, found.language) == ("The dam opens", WHOLE_TEXT, "Nora Pell", "ar")
    assert (found.published_at, found.updated_at) == (datetime(2026, 3, 4, 8, tzinfo=UTC), datetime(2026, 3, 5, 9, tzinfo=UTC))


def test_without_a_network_a_summary_is_the_article_and_what_is_missing_is_said() -> None:
    first, second = read(rss(item(more=f"<description>{FIRST}</description>")))
    assert isinstance(first, RawArticle)
    assert first.text == FIRST
    assert isinstance(second, Unreadable)
    assert (second.origin, second.reason) == ("https://courier.example/dam", "The feed has no full text of https://courier.example/dam.")
    assert "summary" in second.remedy


def test_a_summary_leads_to_its_page_which_gets_what_only_the_feed_says(web: WebServer) -> None:
    more = f"<description>{FIRST}</description><pubDate>Wed, 04 Mar 2026 08:00:00 GMT</pubDate><dc:creator>Nora Pell</dc:creator>"
    (found,) = read(rss(item(link=f"{web.url}/dam", title="Other words", more=more)), pages=over(web))
    assert isinstance(found, RawArticle)
    assert (found.origin, found.text) == (f"{web.url}/dam", f"{FIRST}\n\n{SECOND}")
    assert (found.title, found.author, found.source) == ("The dam opens", "Nora Pell", "The Courier")
    assert (found.published, found.published_at) == (date(2026, 3, 5), None)
    assert (found.found["published"], found.found["author"]) == ("meta", "feed")


def test_a_page_that_cannot_be_had_leaves_the_summary_and_its_reason(web: WebServer) -> None:
    first, second = read(rss(item(link=f"{web.url}/gone", more=f"<description>{FIRST}</description>")), pages=over(web))
    assert isinstance(first, RawArticle)
    assert first.text == FIRST
    assert isinstance(second, Unreadable)
    assert "no such page" in second.reason


def test_a_link_into_this_machine_is_not_followed(web: WebServer) -> None:
    *_, last = read(rss(item(link="http://169.254.169.254/latest/", more=f"<description>{FIRST}</description>")), pages=over(web))
    assert isinstance(last, Unreadable)
    assert "not a public address" in last.reason


def test_whole_entries_ask_for_no_page(web: WebServer) -> None:
    assert len(read(rss(item(link=f"{web.url}/dam", more=content(WHOLE))), pages=over(web))) == 1
    assert web.requests == []


def test_a_page_that_did_not_change_gives_nothing_new(web: WebServer) -> None:
    web.pages["/dam"] = [html(BODY, ETag='"v1"'), Page(status=304)]
    notes = Notes()
    feed = rss(item(link=f"{web.url}/dam", more=f"<description>{FIRST}</description>"))
    assert len(read(feed, pages=over(web, memory=notes))) == 1
    assert read(feed, pages=over(web, memory=notes)) == []
    assert notes.same == [f"{web.url}/dam"]


def test_one_bad_entry_does_not_stop_the_others() -> None:
    found = read(rss(item(more=content("<i>x</i>" * 200_000)), item(link="https://courier.example/b", more=content(WHOLE)), item(link="")))
    assert [type(one) for one in found] == [Unreadable, RawArticle, Unreadable]
    assert found[2].origin == "https://courier.example/feed.xml#entry=3"


def test_scripts_and_hidden_text_of_an_entry_do_not_come_out() -> None:
    hidden = "<script>mayor()</script><p style='display:none'>mayor</p><p hidden>mayor</p><p aria-hidden='true'>mayor</p><!-- mayor -->"
    assert article(rss(item(more=content(WHOLE + hidden)))).text == WHOLE_TEXT


def test_a_link_that_is_no_web_address_is_none() -> None:
    found = article(rss(item(link="javascript:alert(1)", more=content(WHOLE))))
    assert found.url is None
    assert found.origin == "https://courier.example/feed.xml#entry=1"


@pytest.mark.parametrize("written", ["yesterday", "2026-02-30", "", "Wed, 99 Mar 2026 08:00:00 GMT"])
def test_a_date_that_cannot_be_read_is_none(written: str) -> None:
    found = article(rss(item(more=f"<pubDate>{written}</pubDate>{content(WHOLE)}")))
    assert (found.published, found.published_at, found.updated_at) == (None, None, None)


def test_what_a_person_says_counts_where_the_feed_is_silent() -> None:
    found = article(rss(item(more=content(WHOLE)), channel=""), source="The Courier", language="en")
    assert (found.source, found.found["source"], found.language, found.found["language"]) == ("The Courier", "user", "en", "user")
    assert article(rss(item(more=content(WHOLE))), source="Other").source == "The Courier"


@pytest.mark.parametrize(("encoding", "charset"), [("windows-1256", None), ("utf-8", "utf-8"), ("utf-16", None)])
def test_feeds_in_other_encodings(encoding: str, charset: str | None) -> None:
    text = "قال وزير الخارجية إن حجم التبادل التجاري بين البلدين بلغ مئتي مليون دولار في العام الماضي. " * 9
    data = rss(item(more=content(f"<p>{text}</p>"))).decode().replace("utf-8", encoding, 1).encode(encoding)
    source = source_of(data, charset=charset)
    assert FeedReader().accepts(source, data)
    found = next(FeedReader().read(source, limits=Limits(), options=ReadOptions()))
    assert isinstance(found, RawArticle)
    assert found.text == text.strip()


BOMB = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))


@pytest.mark.parametrize(
    "data",
    [
        rss(item(more=content("&a9;")), before=f'<!DOCTYPE rss [<!ENTITY a0 "x">{BOMB}]>'),
        rss(item(more="<description>&a;</description>"), before='<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        rss(),
        b"<rss version='2.0'>",
        b"<rss version='2.0'>" + b"\xff\0" * 5_000,
        b"<rss version='2.0'>" + b"<a>" * 50_000,
        b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<" * 200_000,
    ],
)
def test_feeds_without_entries_or_with_entities_are_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"feed\.xml") as caught:
        read(data)
    assert caught.value.remedy


def test_an_entry_may_write_of_entities() -> None:
    assert article(rss(item(more=content(WHOLE + "<pre>&lt;!ENTITY a 'b'></pre>" + "<!ENTITY x>")))).text.startswith(FIRST)


def test_an_external_dtd_is_not_loaded() -> None:
    before = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    assert article(rss(item(more=content(WHOLE)), before=before)).text == WHOLE_TEXT


def test_a_truncated_feed_gives_the_entries_it_has() -> None:
    data = rss(item(more=content(WHOLE)), item(link="https://courier.example/b", more=content(WHOLE)))
    assert article(data[: len(data) - 700]).text == WHOLE_TEXT


@pytest.mark.parametrize(
    ("data", "accepted"),
    [
        (rss(), True),
        (atom(), True),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<rdf:RDF xmlns:rdf='x' xmlns='http://purl.org/rss/1.0/'>", True),
        (b"<rss>", True),
        (b"<!doctype html><html><body>&lt;rss version</body>", False),
        (b"<!doctype html><html><body><pre><rss version='2.0'></pre>", False),
        (b"<urlset xmlns='x'>", False),
        (rss(item(more=content("<html><body><p>Quoted.</p></body></html>"))), True),
        (b"plain rss version", False),
        (b"", False),
    ],
)
def test_feeds_are_known_by_their_first_element(data: bytes, accepted: bool) -> None:
    assert FeedReader().accepts(source_of(data), data) is accepted
