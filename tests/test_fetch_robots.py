"""robots.txt: what it says is done, and what it cannot say does no harm."""

import itertools
from collections.abc import Iterator

import pytest

from index.errors import FetchError
from index.fetch import Fetched, Fetcher, FetchLimits
from index.fetch.robots import parse_robots
from tests.servers.web import Page, WebServer, html, redirect, web_server

QUICK = FetchLimits(seconds=5, interval=0, patience=7)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        server.pages |= {"/": html("home"), "/private/a": html("not for programs"), "/news": html("news")}
        yield server


def get(web: WebServer, path: str) -> Fetched:
    page = Fetcher(limits=QUICK, allow_loopback=web.port).get(web.url + path)
    assert isinstance(page, Fetched)
    return page


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/PRIVATE/a", True),
        ("User-agent: *\nDisallow:", "/private", True),
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: other\nDisallow: /", "/", True),
        ("User-agent: SANAD\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
        ("User-agent: sanad/1.0\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: other\nUser-agent: sanad\nDisallow: /a", "/a", False),
        ("User-agent: sanad\nDisallow: /a\nUser-agent: sanad\nDisallow: /b", "/a", False),
        ("User-agent: sanad\nSitemap: http://x.example/s\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /\nAllow: /news", "/news/1", True),
        ("User-agent: *\nAllow: /news\nDisallow: /news/old", "/news/old/1", False),
        ("User-agent: *\nDisallow: /page\nAllow: /page", "/page", True),
        ("User-agent: *\nDisallow: /*?print=", "/news/1?print=1", False),
        ("User-agent: *\nDisallow: /*?print=", "/news/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /a*b*c$", "/abxbc", False),
        ("User-agent: *\nDisallow: /a*bc$", "/abc/abc", False),
        ("User-agent: *\nDisallow: /abc*bc$", "/abc", True),
        ("User-agent: *\nDisallow: /$", "/", False),
        ("User-agent: *\nDisallow: /$", "/x", True),
        ("User-agent: *\nDisallow: /خبر", "/%D8%AE%D8%A8%D8%B1/1", False),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", True),
        ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", False),
        ("user-agent : *  # all\r\n  disallow : /x # not this\r\n", "/x", False),
        ("\ufeffUser-agent: *\nDisallow: /x", "/x", False),
        ("Disallow: /x", "/x", True),
        ("User-agent: *\nDisallow /x\nnonsense\n:::\n", "/x", True),
        ("User-agent: *\nDisallow: /" + "*a" * 5_000, "/" + "a" * 4_000, True),
    ],
)
def test_rules_are_read_as_the_standard_says(rules: str, path: str, allowed: bool) -> None:
    assert parse_robots(rules.encode(), agent="Sanad").allows(path) is allowed


@pytest.mark.parametrize("junk", [b"\xff\xfe\0\0" * 99, b"\x89PNG\r\n" + bytes(range(256)), b"<html>User-agent</html>", b":" * 99_999, b""])
def test_junk_forbids_nothing(junk: bytes) -> None:
    assert parse_robots(junk, agent="Sanad").allows("/x")


def test_what_is_forbidden_is_not_asked_for(web: WebServer) -> None:
    with pytest.raises(FetchError, match=r"robots\.txt of 127\.0\.0\.1 asks programs not to read it"):
        get(web, "/private/a")
    assert web.paths == ["/robots.txt"]


def test_a_redirect_into_what_is_forbidden_is_not_followed(web: WebServer) -> None:
    web.pages["/"] = redirect("/private/a")
    with pytest.raises(FetchError, match="asks programs not to read it"):
        get(web, "/")
    assert "/private/a" not in web.paths


def test_it_is_asked_for_once_for_each_host_and_again_after_a_day(web: WebServer) -> None:
    now = [0.0]
    fetcher = Fetcher(limits=QUICK, allow_loopback=web.port, clock=lambda: now[0], sleep=lambda _: None)
    for path in ("/", "/news", "/"):
        fetcher.get(web.url + path)
    assert web.paths.count("/robots.txt") == 1
    now[0] = 90_000.0
    fetcher.get(web.url)
    assert web.paths.count("/robots.txt") == 2


@pytest.mark.parametrize(
    "robots",
    [
        Page(status=404),
        Page(status=403),
        Page(b"\xff\xfe\0broken"),
        Page(b"User-agent: *\nDisallow: /private\n" + b"#" * 600_000),
        Page(b"User-agent: *\nDisallow: /private\n", drip=itertools.repeat(b"# for ever\n" * 5_000)),
        redirect("/robots.txt"),
    ],
)
def test_a_missing_or_broken_file_forbids_nothing(web: WebServer, robots: Page) -> None:
    web.pages["/robots.txt"] = robots
    assert get(web, "/news").status == 200


@pytest.mark.parametrize("robots", [Page(status=500), Page(status=503), Page(status=429)])
def test_a_host_that_fails_to_say_is_left_alone(web: WebServer, robots: Page) -> None:
    web.pages["/robots.txt"] = robots
    with pytest.raises(FetchError, match=r"robots\.txt of 127\.0\.0\.1 cannot be read"):
        get(web, "/news")


@pytest.mark.parametrize(("asked", "kept"), [("3", 3.0), ("0.1", 1.0), ("3600", 7.0), ("-1", 1.0), ("1e9", 1.0), ("soon", 1.0)])
def test_the_pause_a_host_asks_for_is_kept_within_reason(web: WebServer, asked: str, kept: float) -> None:
    slept: list[float] = []
    web.pages["/robots.txt"] = Page(f"User-agent: *\nCrawl-delay: {asked}\n".encode())
    fetcher = Fetcher(limits=QUICK._replace(interval=1), allow_loopback=web.port, clock=lambda: 5.0, sleep=slept.append)
    fetcher.get(web.url)
    fetcher.get(web.url)
    assert slept == [kept]
