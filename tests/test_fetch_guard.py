"""Nothing leads the fetcher to an address that is not public."""

import ipaddress
import socket
import threading
from collections.abc import Iterator

import pytest

from index.errors import FetchError
from index.fetch import Fetched, Fetcher, FetchLimits
from index.fetch.parse import is_public, literal
from tests.servers.web import Names, Page, WebServer, html, redirect, web_server

QUICK = FetchLimits(seconds=5, interval=0)
PRIVATE = """
127.0.0.1 127.1.2.3 10.0.0.1 172.16.9.9 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 0.0.0.0 224.0.0.251
239.1.2.3 240.0.0.1 255.255.255.255 192.0.0.170 192.0.2.1 192.88.99.1 198.18.0.1 203.0.113.9 :: ::1 ::ffff:127.0.0.1
::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 2002:7f00:1:: 2002:a9fe:a9fe::1
2001::1 2001:db8::1 fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1 3fff::1 100::1 4000::1
"""
PUBLIC = """
1.1.1.1 8.8.8.8 193.99.144.80 2606:4700::1111 2a02:2e0::1 64:ff9b::808:808 ::ffff:8.8.8.8 2002:808:808::1
"""
THIS_MACHINE = """
127.0.0.1 127.8.8.8 [::1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::127.0.0.1] [fe80::1%25lo]
2130706433 0177.0.0.1 0x7f.1 0x7f000001 127.1 0 0.0.0.0 localhost localhost. LOCALHOST 127。0。0。1 %31%32%37.0.0.1
169.254.169.254 127.0.0.1.
"""


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        server.pages["/"] = html("<p>Secret of this machine.</p>")
        yield server


@pytest.mark.parametrize("address", PRIVATE.split())
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("::1", "::1"),
    ],
)
def test_numbers_are_read_as_resolvers_read_them(host: str, address: str) -> None:
    assert str(literal(host)) == address


@pytest.mark.parametrize("host", ["256.256.256.256", "1.2.3.4.5", "news.example.0x", "99999999999"])
def test_a_host_that_ends_in_a_number_is_an_address_or_nothing(host: str) -> None:
    with pytest.raises(FetchError):
        literal(host)


@pytest.mark.parametrize("host", THIS_MACHINE.split())
def test_no_way_of_writing_this_machine_reaches_it(web: WebServer, host: str) -> None:
    names = Names(localhost=[["127.0.0.1"]])
    with pytest.raises(FetchError) as caught:
        Fetcher(limits=QUICK, resolver=names).get(web.at(host))
    assert caught.value.remedy
    assert not web.requests


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not an http or https"),
        ("ftp://news.example/", "not an http or https"),
        ("gopher://news.example/", "not an http or https"),
        ("news.example/page", "not an http or https"),
        ("", "not an http or https"),
        ("http://user:secret@news.example/", "user name or password"),
        ("http://user@news.example/", "user name or password"),
        ("http://news.example\\@127.0.0.1/", "user name or password"),
        ("http:///page", "not the name of a host"),
        ("http://../", "not the name of a host"),
        ("http://a b/", "not the name of a host"),
        ("http://news.example:22/", "Port 22"),
        ("http://news.example:0/", "Port 0"),
        ("http://news.example:99999/", "Port 99999"),
        ("http://news.example/\r\nX-Injected: 1", "not a web address"),
        ("http://[::1", "not a web address"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused(url: str, reason: str) -> None:
    names = Names()
    with pytest.raises(FetchError, match=reason) as caught:
        Fetcher(limits=QUICK, resolver=names).get(url)
    assert "secret" not in caught.value.message.partition("was not fetched")[2]
    assert not names.asked
    assert caught.value.message.isprintable()


def test_a_name_that_changes_after_it_was_checked_is_not_looked_up_again(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public address first, this machine at every later question: the connection must go to the first answer."""
    reached: list[str] = []

    def refused(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        reached.append(address[0])
        raise ConnectionRefusedError("no network in tests")

    monkeypatch.setattr(socket, "create_connection", refused)
    names = Names(news_example=[["93.184.215.14"], ["127.0.0.1"]])
    with pytest.raises(FetchError, match="cannot be reached"):
        Fetcher(limits=QUICK, resolver=names).get(web.at("news.example"))
    assert reached == ["93.184.215.14"]
    assert names.asked == ["news.example"]


@pytest.mark.parametrize(
    "answers",
    [["93.184.215.14", "127.0.0.1"], ["127.0.0.1", "93.184.215.14"], ["93.184.215.14", "fd00::1"], ["::ffff:127.0.0.1"], ["fe80::1%lo"]],
)
def test_one_address_that_is_not_public_refuses_the_name(web: WebServer, answers: list[str]) -> None:
    with pytest.raises(FetchError, match=r"news\.example leads to .* not a public address"):
        Fetcher(limits=QUICK, resolver=Names(news_example=[answers])).get(web.at("news.example"))
    assert not web.requests


def test_every_request_checks_anew_so_a_later_page_is_refused(web: WebServer) -> None:
    """The rebinding name answers robots.txt from an allowed address, and then leads elsewhere."""
    names = Names(news_example=[["127.0.0.1"], ["10.0.0.1"]])
    with pytest.raises(FetchError, match=r"leads to 10\.0\.0\.1"):
        Fetcher(limits=QUICK, resolver=names, allow_loopback=web.port).get(web.at("news.example"))
    assert web.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not a public"),
        ("//169.254.169.254/", "169.254.169.254 is not a public"),
        ("http://[::ffff:169.254.169.254]/", "not a public"),
        ("http://2852039166/", "169.254.169.254, and that is not a public"),
        ("http://127.0.0.1:{other}/", "127.0.0.1 is not a public"),
        ("http://[::ffff:127.0.0.1]:{port}/", "not a public"),
        ("http://inside.example:{port}/", "inside.example leads to 10.0.0.1"),
        ("file:///etc/passwd", "not an http or https"),
        ("gopher://127.0.0.1:{port}/_x", "not an http or https"),
        ("javascript:alert(1)", "not an http or https"),
        ("http://user:secret@news.example:{port}/", "user name or password"),
        ("http://\x7f/", "not a web address"),
    ],
)
@pytest.mark.parametrize("asked", ["/", "/robots.txt"])
def test_a_redirect_is_checked_as_the_first_address_was(web: WebServer, location: str, reason: str, asked: str) -> None:
    names = Names(news_example=[["127.0.0.1"]], inside_example=[["10.0.0.1"]])
    with web_server() as other:
        web.pages[asked] = redirect(location.format(port=web.port, other=other.port))
        with pytest.raises(FetchError) as caught:
            Fetcher(limits=QUICK, resolver=names, allow_loopback=web.port).get(web.at("news.example"))
        assert reason in caught.value.message
        assert not other.requests


def test_loopback_is_reached_only_where_and_when_a_test_asks_for_it(web: WebServer) -> None:
    with web_server() as other:
        fetcher = Fetcher(limits=QUICK, allow_loopback=web.port)
        assert isinstance(fetcher.get(web.url), Fetched)
        with pytest.raises(FetchError, match="not a public address"):
            fetcher.get(other.url)
        for host in ("169.254.169.254", "10.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]"):
            with pytest.raises(FetchError, match="not a public address"):
                fetcher.get(web.at(host))
        assert not other.requests


def test_https_says_the_name_and_not_the_address_when_it_connects() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        hello: list[bytes] = []

        def listen() -> None:
            connection, _ = listening.accept()
            with connection:
                hello.append(connection.recv(4_096))

        thread = threading.Thread(target=listen)
        thread.start()
        port = listening.getsockname()[1]
        with pytest.raises(FetchError, match="cannot be reached"):
            Fetcher(limits=QUICK, resolver=Names(news_example=[["127.0.0.1"]]), allow_loopback=port).get(f"https://news.example:{port}/")
        thread.join()
    assert b"news.example" in hello[0]
    assert b"127.0.0.1" not in hello[0]


def test_a_host_is_told_its_name_and_who_asks(web: WebServer) -> None:
    fetcher = Fetcher(limits=QUICK, resolver=Names(news_example=[["127.0.0.1"]]), allow_loopback=web.port)
    fetcher.get(web.at("news.example."))
    headers = web.requests[-1][1]
    assert headers["host"] == f"news.example:{web.port}"
    assert headers["user-agent"].startswith("Sanad/")
    assert "cookie" not in headers


def test_names_in_other_scripts_are_looked_up_in_ascii(web: WebServer) -> None:
    names = Names(**{"xn--mgba3a4f16a_example": [["127.0.0.1"]]})
    page = Fetcher(limits=QUICK, resolver=names, allow_loopback=web.port).get(web.at("ایران.example", "/"))
    assert isinstance(page, Fetched)
    assert names.asked[0] == "xn--mgba3a4f16a.example"


def test_a_resolver_that_never_answers_is_not_waited_for(web: WebServer) -> None:
    forever = threading.Event()
    fetcher = Fetcher(limits=QUICK._replace(connect_seconds=0.1), resolver=lambda *_, **__: [forever.wait()])
    with pytest.raises(FetchError, match=r"No answer to where news\.example is"):
        fetcher.get(web.at("news.example"))
    forever.set()


def test_an_unknown_name_is_said_to_be_unknown() -> None:
    with pytest.raises(FetchError, match=r"There is no host news\.example"):
        Fetcher(limits=QUICK, resolver=Names()).get("http://news.example/")


def test_a_downgrade_of_the_way_is_refused() -> None:
    from index.fetch.fetcher import _next
    from index.fetch.parse import parse

    with pytest.raises(FetchError, match="from https to http"):
        _next(parse("https://news.example/a"), "http://news.example/b")
    assert _next(parse("http://news.example/a"), "https://news.example/b").scheme == "https"


def test_the_page_type_is_not_in_the_way_of_the_guard(web: WebServer) -> None:
    web.pages["/"] = Page(b"plain", headers={"Content-Type": "text/plain"})
    page = Fetcher(limits=QUICK, allow_loopback=web.port).get(web.url)
    assert isinstance(page, Fetched)
    assert page.body == b"plain"
