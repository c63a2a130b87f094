"""Pages, as they are saved and as they are sent: the article and what the page states of it come out."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from index.models import RawArticle
from index.readers.html import HtmlReader
from index.readers.source import Source
from tests.html_pages import BODY, FIRST, SECOND, page, read


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_the_article_comes_without_the_furniture_around_it() -> None:
    furniture = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/s'>Sports</a></li></ul></nav>"
    after = "<div class='share-buttons'>Share on Facebook</div><aside>Most read today</aside><footer>We use cookies. Imprint</footer>"
    article = read(page(f"{furniture}{BODY}{after}", head="<title>The dam opens</title>"))
    assert article.title == "The dam opens"
    assert article.text == f"{FIRST}\n\n{SECOND}"


def test_paragraphs_headings_lists_and_lines_are_kept_apart() -> None:
    listed = f"<ul><li>{SECOND}</li><li>A <b>road\nover</b> it.</li></ul>"
    body = f"<article><p>{FIRST}<br>By our\nown   correspondent.</p><h2>What follows</h2>{listed}</article>"
    assert read(page(body)).text == f"{FIRST}\nBy our own correspondent.\n\nWhat follows\n\n{SECOND}\n\nA road over it."


def test_json_ld_comes_before_meta_and_every_field_says_where_it_was_found() -> None:
    head = (
        json_ld(
            headline="The dam opens",
            datePublished="2026-03-04T08:00:00+03:00",
            dateModified="2026-03-05T09:30:00Z",
            author=[{"@type": "Person", "name": "Nora Pell"}, {"name": "Idris Melkan"}],
            publisher={"name": "The Velin Courier"},
            dateline="HARROW BAY",
        )
        + meta("og:title", "Another title")
        + meta("og:site_name", "Another outlet")
        + meta("article:published_time", "2020-01-01")
        + '<link rel="canonical" href="https://courier.example/dam">'
    )
    assert read(page(head=head)) == RawArticle(
        origin="file:///page.html",
        text=f"{FIRST}\n\n{SECOND}",
        title="The dam opens",
        url="https://courier.example/dam",
        source="The Velin Courier",
        author="Nora Pell, Idris Melkan",
        published=date(2026, 3, 4),
        published_at=datetime(2026, 3, 4, 8, tzinfo=timezone(timedelta(hours=3))),
        updated_at=datetime(2026, 3, 5, 9, 30, tzinfo=UTC),
        place="HARROW BAY",
        language="en",
        found={
            **dict.fromkeys(("title", "source", "author", "published", "published_at", "updated_at", "place"), "json-ld"),
            **dict.fromkeys(("url", "language"), "meta"),
        },
    )


@pytest.mark.parametrize(
    ("head", "published", "at"),
    [
        (meta("article:published_time", "2026-03-04T08:00:00Z"), date(2026, 3, 4), datetime(2026, 3, 4, 8, tzinfo=UTC)),
        (meta("article:published_time", "2026-03-04 08:00:00 +0000"), date(2026, 3, 4), datetime(2026, 3, 4, 8, tzinfo=UTC)),
        (meta("article:published_time", "2026-03-04T08:00:00"), date(2026, 3, 4), datetime(2026, 3, 4, 8)),
        ('<meta name="DC.date.issued" content="2026-03-04">', date(2026, 3, 4), None),
        ('<meta itemprop="datePublished" content="2026/3/4">', date(2026, 3, 4), None),
        (
            meta("pubdate", "Wed, 04 Mar 2026 23:30:00 -0500"),
            date(2026, 3, 4),
            datetime(2026, 3, 4, 23, 30, tzinfo=timezone(-timedelta(hours=5))),
        ),
        (json_ld(datePublished="2026-03-04") + meta("date", "2026-03-04T08:00:00Z"), date(2026, 3, 4), datetime(2026, 3, 4, 8, tzinfo=UTC)),
        (json_ld(datePublished="2026-03-04") + meta("date", "2026-03-09T08:00:00Z"), date(2026, 3, 4), None),
        (json_ld(datePublished="soon") + meta("date", "2026-03-04"), date(2026, 3, 4), None),
        (meta("article:published_time", "1970-01-01T00:00:00Z"), None, None),
        (meta("article:published_time", "0001-01-01T00:00:00Z"), None, None),
        (meta("article:published_time", "2026-02-30"), None, None),
        (meta("article:published_time", "03/04/2026"), None, None),
        (meta("article:published_time", "9" * 5_000), None, None),
        (meta("og:updated_time", "2026-03-04"), None, None),
        ("", None, None),
    ],
)
def test_a_date_is_the_one_that_is_stated_or_none(head: str, published: date | None, at: datetime | None) -> None:
    article = read(page(f"{BODY}<p>Copyright 2019. Archive of 12 May 2020.</p>", head=head))
    assert (article.published, article.published_at) == (published, at)
    assert ("published" in article.found) == (published is not None)


@pytest.mark.parametrize(
    ("graph", "title"),
    [
        ('[{"@type": "WebSite", "name": "No"}, {"@type": ["Thing", "ReportageNewsArticle"], "headline": "Yes"}]', "Yes"),
        ('{"@graph": [{"@type": "WebPage", "name": "No"}, {"@type": "BlogPosting", "headline": "Yes"}]}', "Yes"),
        ('{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "Yes"}}', "Yes"),
        ('{"@type": "ItemList", "itemListElement": [{"@type": "Article", "headline": "No"}]}', "Plain"),
        ('<!-- {"@type": "Article", "headline": "Yes"} -->', "Yes"),
        ('{"@type": "Article", "headline": "Line\nbreak"}', "Line break"),
        ('{"@type": "Article", "headline": 7, "author": {"name": {"name": 3}}, "publisher": [[]], "datePublished": {}}', "Plain"),
        ('{"@type": "Article", "headline": "broken', "Plain"),
        ("[" * 100_000, "Plain"),
        ("null", "Plain"),
    ],
)
def test_json_ld_in_its_many_shapes(graph: str, title: str) -> None:
    article = read(
        page(head=f'<title>Plain</title><script type="application/ld+json">{graph}</script>', body=f"<p>{FIRST}</p><p>{SECOND}</p>")
    )
    assert article.title == title


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>The dam opens - The Courier</title>" + meta("og:site_name", "The Courier"), "The dam opens"),
        ("<title>The dam opens | the courier</title>" + meta("og:site_name", "The Courier"), "The dam opens"),
        ("<title>Harrow Bay - a portrait</title>" + meta("og:site_name", "The Courier"), "Harrow Bay - a portrait"),
        ("", ""),
    ],
)
def test_the_outlet_is_taken_off_a_title_where_it_is_known_to_be_one(head: str, title: str) -> None:
    assert read(page(head=head, body=f"<p>{FIRST}</p><p>{SECOND}</p>")).title == title


@pytest.mark.parametrize(
    ("origin", "canonical", "url"),
    [
        ("file:///page.html", "https://courier.example/dam", "https://courier.example/dam"),
        ("file:///page.html", "/dam", None),
        ("https://www.courier.example/dam?x=1", "https://courier.example/dam", "https://courier.example/dam"),
        ("https://courier.example/a/b", "../dam", "https://courier.example/dam"),
        ("https://evil.example/dam", "https://courier.example/dam", "https://evil.example/dam"),
        ("https://courier.example/dam", "javascript:alert(1)", "https://courier.example/dam"),
        ("https://courier.example/dam", "http://[", "https://courier.example/dam"),
    ],
)
def test_a_page_says_its_own_address_but_not_that_of_another_host(origin: str, canonical: str, url: str | None) -> None:
    assert read(page(head=f'<link rel="canonical" href="{canonical}">'), origin=origin).url == url


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('lang="ar-EG"', "", "ar"),
        ("", meta("og:locale", "ru_RU"), "ru"),
        ('lang="en"', json_ld(inLanguage={"name": "ur"}), "ur"),
        ('lang="english"', "", None),
        ("", "", None),
    ],
)
def test_the_language_a_page_states(html: str, head: str, language: str | None) -> None:
    assert read(page(head=head, html=html)).language == language


def test_what_a_person_says_counts_where_the_page_is_silent() -> None:
    article = read(page(html=""), source="The Courier", language="en")
    assert (article.source, article.language) == ("The Courier", "en")
    assert article.found["source"] == article.found["language"] == "user"
    assert read(page(head=meta("og:site_name", "Other")), source="The Courier").source == "Other"


def test_a_packed_page_is_read_as_its_content() -> None:
    assert read(gzip.compress(page().encode()), name="page.html.gz").text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("head", "name", "accepted"),
    [
        (b"<!DOCTYPE html><html>", "x", True),
        (b"\xef\xbb\xbf  <html>", "x.txt", True),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'><html>", "x", True),
        (b"<!-- saved from url=(0014)about:internet -->\n<html>", "x", True),
        ("<html><p>x".encode("utf-16"), "x", True),
        (b"<p>only a piece</p>", "x.html", True),
        (b"<p>only a piece</p>", "x.txt", False),
        (b"%PDF-1.7 <x>", "x.html", False),
        (b"<?xml version='1.0'?><rss>", "x.html", False),
        (b"no markup at all", "x.html", False),
        (b"", "x.html", False),
    ],
)
def test_pages_are_known_by_their_beginning(head: bytes, name: str, accepted: bool) -> None:
    assert HtmlReader().accepts(Source.of_bytes(head, origin="file:///x", name=name), head) is accepted
