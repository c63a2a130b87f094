"""What hosts send, however much, slow or wrong it is: a page or a typed error."""

import gzip
import itertools
import zlib
from collections.abc import Iterator

import pytest

from index.errors import FetchError
from index.fetch import Fetched, Fetcher, FetchLimits, NotModified
from tests.servers.web import Names, Page, WebServer, html, redirect, web_server

QUICK = FetchLimits(body_bytes=200_000, wire_bytes=300_000, seconds=5, interval=0, patience=3)
ARTICLE = b"<p>The dam opened on Monday.</p>"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


class Time:
    """A clock that moves only when someone sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(round(seconds, 3))


def fetcher(web: WebServer, *, limits: FetchLimits = QUICK, time: Time | None = None) -> Fetcher:
    time = time or Time()
    names = Names(news_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
    return Fetcher(limits=limits, allow_loopback=web.port, resolver=names, sleep=time.sleep)


def refused(web: WebServer, page: Page | list[Page], *, limits: FetchLimits = QUICK) -> str:
    web.pages["/"] = page
    with pytest.raises(FetchError) as caught:
        fetcher(web, limits=limits).get(web.url)
    assert caught.value.message.startswith(f"{web.url} was not fetched: ")
    assert caught.value.message.isprintable()
    assert caught.value.remedy
    return caught.value.message


def fetched(web: WebServer, page: Page) -> Fetched:
    web.pages["/"] = page
    found = fetcher(web).get(web.url)
    assert isinstance(found, Fetched)
    return found


def test_a_page_comes_with_what_its_server_says_of_it(web: WebServer) -> None:
    headers = {"Content-Type": 'Text/HTML; Charset="windows-1256"', "ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}
    assert fetched(web, Page(ARTICLE, headers=headers)) == Fetched(
        url_final=f"{web.url}",
        status=200,
        media_type="text/html",
        charset="windows-1256",
        body=ARTICLE,
        etag='"v1"',
        last_modified="Mon, 02 Mar 2026 10:00:00 GMT",
    )


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(ARTICLE, mtime=0)),
        ("x-gzip", gzip.compress(ARTICLE, mtime=0)),
        ("GZIP", gzip.compress(ARTICLE[:5], mtime=0) + gzip.compress(ARTICLE[5:], mtime=0) + b"\0" * 9),
        ("deflate", zlib.compress(ARTICLE)),
        ("deflate", zlib.compress(ARTICLE, wbits=-15)),
        ("identity", ARTICLE),
    ],
)
def test_packed_bodies_are_unpacked(web: WebServer, encoding: str, packed: bytes) -> None:
    assert fetched(web, Page(packed, headers={"Content-Encoding": encoding})).body == ARTICLE


@pytest.mark.parametrize(
    ("encoding", "packed", "reason"),
    [
        ("gzip", gzip.compress(bytes(50_000_000)), "larger than 0.2 MB when unpacked"),
        ("deflate", zlib.compress(bytes(50_000_000)), "larger than 0.2 MB when unpacked"),
        ("gzip", gzip.compress(bytes(100_000)) * 3, "larger than 0.2 MB when unpacked"),
        ("gzip", gzip.compress(ARTICLE, mtime=0)[:-12], "packing is broken"),
        ("gzip", ARTICLE, "packing is broken"),
        ("deflate", b"\x78\x9c" + ARTICLE, "packing is broken"),
        ("br", b"\x1b\x00\x00", "packed as 'br', which was not asked for"),
        ("zstd", b"\x28\xb5\x2f\xfd", "which was not asked for"),
        ("gzip, gzip", gzip.compress(gzip.compress(bytes(50_000_000))), "which was not asked for"),
    ],
)
def test_bombs_and_broken_packing_are_refused(web: WebServer, encoding: str, packed: bytes, reason: str) -> None:
    assert reason in refused(web, Page(packed, headers={"Content-Encoding": encoding}))


def test_an_endless_body_ends_at_the_size_limit(web: WebServer) -> None:
    assert "larger than 0.2 MB" in refused(web, Page(drip=itertools.repeat(b"x" * 10_000)))


def test_an_endless_packed_body_ends_at_the_limit_of_the_wire(web: WebServer) -> None:
    member = gzip.compress(b"", compresslevel=0, mtime=0)
    reason = refused(web, Page(headers={"Content-Encoding": "gzip"}, drip=itertools.repeat(member * 1_000)))
    assert "larger than 0.3 MB" in reason


@pytest.mark.parametrize(
    "page",
    [
        Page(drip=itertools.repeat(b"x"), pause=0.02),
        Page(raw=b"HTTP/1.1 200 OK\r\nX-Long: ", drip=itertools.repeat(b"x"), pause=0.02),
        Page(raw=b"", drip=itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), pause=0.02),
        Page(headers={"Content-Encoding": "gzip"}, drip=itertools.repeat(gzip.compress(b"", mtime=0)), pause=0.02),
    ],
)
def test_an_answer_that_drips_for_ever_ends_at_the_deadline(web: WebServer, page: Page) -> None:
    assert "not complete after 0.4 seconds" in refused(web, page, limits=QUICK._replace(seconds=0.4))


def test_redirects_share_one_deadline(web: WebServer) -> None:
    web.pages["/next"] = Page(drip=itertools.repeat(b"x"), pause=0.02)
    slow = Page(raw=f"HTTP/1.1 302 Found\r\nLocation: {web.url}/next\r\n\r\n".encode())
    assert "not complete after 0.4 seconds" in refused(web, slow, limits=QUICK._replace(seconds=0.4))


def test_a_silent_host_is_left(web: WebServer) -> None:
    assert "did not answer in time" in refused(web, Page(raw=b"", drip=[b"late"], pause=0.5), limits=QUICK._replace(read_seconds=0.1))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nshort", "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx", "broke off or is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 9\r\n\r\nabcdefghi", "broke off or is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffffffff\r\nabc", "broke off"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "not HTTP"),
        (b"", "broke off"),
        (b"\0" * 200, "not HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000 + b"\r\n", "broke off or is not HTTP"),
    ],
)
def test_what_is_not_http_is_said_to_be_none(web: WebServer, raw: bytes, reason: str) -> None:
    assert reason in refused(web, Page(raw=raw))


def test_only_as_much_as_was_announced_is_taken(web: WebServer) -> None:
    assert fetched(web, Page(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef")).body == b"abc"


def test_headers_that_are_no_utf8_do_no_harm(web: WebServer) -> None:
    web.pages["/caf%C3%A9"] = html("there")
    raw = b'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\xff\xfe\r\nETag: "\xe9"\r\nX: \xff\r\nContent-Length: 2\r\n\r\nok'
    page = fetched(web, Page(raw=raw))
    assert (page.body, page.media_type, page.charset) == (b"ok", "text/html", "\xff\xfe")
    web.pages["/"] = Page(raw="HTTP/1.1 302 Found\r\nLocation: /café\r\nContent-Length: 0\r\n\r\n".encode())
    again = fetcher(web).get(web.url, etag=page.etag)
    assert isinstance(again, Fetched)
    assert again.url_final.endswith("/caf%C3%A9")


def test_a_validator_cannot_smuggle_a_header(web: WebServer) -> None:
    web.pages["/"] = html("there")
    with pytest.raises(FetchError, match="not HTTP"):
        fetcher(web).get(web.url, etag='"x"\r\nX-Injected: 1')


@pytest.mark.parametrize(
    "media_type", ["image/png", "video/mp4", "application/x-msdownload", "application/javascript", "text/event-stream"]
)
def test_other_kinds_of_files_are_not_taken(web: WebServer, media_type: str) -> None:
    endless = Page(headers={"Content-Type": media_type}, drip=itertools.repeat(b"x" * 1_000))
    assert f"It is {media_type}, which is not read" in refused(web, endless)


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "no such page"), (410, "taken away"), (401, "login"), (403, "refuses"), (451, "legal"), (204, "no page"), (304, "no page")],
)
def test_a_page_that_is_not_there_is_told_why(web: WebServer, status: int, reason: str) -> None:
    assert reason in refused(web, Page(status=status))


def test_redirects_lead_to_the_page_and_its_final_address(web: WebServer) -> None:
    web.pages |= {"/": redirect("/a#part"), "/a": redirect("b?c=d", status=308), "/b?c=d": html("there")}
    page = fetcher(web).get(web.at("news.example", "/#top"))
    assert isinstance(page, Fetched)
    assert page.url_final == web.at("news.example", "/b?c=d")


def test_redirects_in_a_circle_end(web: WebServer) -> None:
    web.pages["/a"] = redirect("/")
    assert "redirects more than 5 times" in refused(web, redirect("/a"))
    assert len(web.paths) == 7  # robots.txt and six pages


def test_an_unchanged_page_is_not_sent_again(web: WebServer) -> None:
    web.pages["/"] = Page(status=304, headers={"ETag": '"v2"'})
    answer = fetcher(web).get(web.url, etag='W/"v1"', modified="Mon, 02 Mar 2026 10:00:00 GMT")
    assert answer == NotModified(url_final=web.url, etag='"v2"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    asked = web.requests[-1][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('W/"v1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    assert "if-none-match" not in web.requests[0][1]  # that was robots.txt


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_a_passing_failure_is_tried_once_more(web: WebServer, status: int) -> None:
    web.pages["/"] = [Page(status=status), html("there")]
    assert isinstance(fetcher(web).get(web.url), Fetched)
    assert f"HTTP {status}" in refused(web, [Page(status=status), Page(status=status), html("too late")])


def test_a_host_that_names_a_pause_gets_it(web: WebServer) -> None:
    time = Time()
    web.pages["/"] = [Page(status=429, headers={"Retry-After": "2"}), html("there")]
    assert isinstance(fetcher(web, time=time).get(web.url), Fetched)
    assert time.slept == [2.0]


@pytest.mark.parametrize("pause", ["4", "999999999999999999", "Fri, 01 Jan 2999 00:00:00 GMT"])
def test_a_long_pause_is_told_and_not_waited_for(web: WebServer, pause: str) -> None:
    assert "asks to wait" in refused(web, [Page(status=503, headers={"Retry-After": pause}), html("there")])


@pytest.mark.parametrize("pause", ["", "soon", "-5", "٣", "Mon, 99 Foo 2026", "Mon, 02 Mar 1999 10:00:00 GMT"])
def test_a_pause_that_cannot_be_read_is_none(web: WebServer, pause: str) -> None:
    web.pages["/"] = [Page(status=503, headers={"Retry-After": pause} if pause.isascii() else {}), html("there")]
    assert isinstance(fetcher(web).get(web.url), Fetched)


def test_requests_to_one_host_keep_their_distance_and_other_hosts_do_not_wait(web: WebServer) -> None:
    time = Time()
    names = Names(news_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
    polite = Fetcher(limits=QUICK._replace(interval=1.5), allow_loopback=web.port, resolver=names, clock=time, sleep=time.sleep)
    web.pages |= {"/a": html("a"), "/b": html("b")}
    polite.get(web.at("news.example", "/a"))
    polite.get(web.at("other.example", "/a"))
    assert time.slept == []
    polite.get(web.at("news.example", "/b"))
    assert time.slept == [1.5]


def test_waiting_for_a_turn_costs_nothing_of_the_time_limit(web: WebServer) -> None:
    time = Time()
    patient = Fetcher(limits=QUICK._replace(interval=60), allow_loopback=web.port, clock=time, sleep=time.sleep)
    web.pages["/a"] = html("a")
    for _ in range(2):
        assert isinstance(patient.get(f"{web.url}/a"), Fetched)
    assert time.slept == [60.0]
