"""Pages saved with all their parts: the page is read, its parts are not."""

import base64
import quopri

import pytest

from index.errors import ReadError
from index.models import RawArticle
from index.readers.mhtml import MhtmlReader
from index.readers.source import Limits, ReadOptions, Source
from tests.html_pages import FIRST, SECOND, page

ARABIC = "قال وزير الخارجية إن حجم التبادل التجاري بين البلدين بلغ مئتي مليون دولار في العام الماضي، وأضاف أن الاجتماع المقبل قريب."
START = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://courier.example/dam\r\nSubject: The dam\r\nMIME-Version: 1.0\r\n"
RELATED = 'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--xyz"'


def part(body: bytes, kind: str, *, encoding: str = "quoted-printable", **headers: str) -> bytes:
    packed = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(encoding, bytes)(body)
    names = {
        "Content-Type": kind,
        "Content-Transfer-Encoding": encoding,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in names.items())
    return b"----xyz\r\n" + lines.encode() + b"\r\n" + packed + b"\r\n"


def saved(*parts: bytes, related: str = RELATED, start: str = START) -> bytes:
    return (start + related + "\r\n\r\n").encode() + b"".join(parts) + b"----xyz--\r\n"


def read(data: bytes) -> RawArticle:
    source = Source.of_bytes(data, origin="file:///page.mhtml", name="page.mhtml")
    assert MhtmlReader().accepts(source, data)
    (found,) = MhtmlReader().read(source, limits=Limits(), options=ReadOptions())
    assert isinstance(found, RawArticle)
    return found


IMAGE = part(b"\x89PNG\r\n\x1a\n", "image/png", encoding="base64", Content_Location="https://courier.example/x.png")


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_the_page_and_where_it_was_saved_from(encoding: str) -> None:
    article = read(saved(IMAGE, part(page().encode(), "text/html", encoding=encoding, Content_Location="https://courier.example/dam-part")))
    assert article.text == f"{FIRST}\n\n{SECOND}"
    assert article.url == "https://courier.example/dam-part"
    assert article.origin == "file:///page.mhtml"


def test_the_address_of_the_whole_file_counts_where_the_page_has_none() -> None:
    assert read(saved(part(page().encode(), "text/html"))).url == "https://courier.example/dam"
    assert read(saved(part(page().encode(), "text/html"), start="MIME-Version: 1.0\r\n")).url is None


def test_the_canonical_address_of_the_same_host_is_preferred() -> None:
    head = '<link rel="canonical" href="/the-dam">'
    assert read(saved(part(page(head=head).encode(), "text/html"))).url == "https://courier.example/the-dam"


def test_the_part_that_is_named_the_start_is_the_page() -> None:
    frame = page("<p>" + "This is an advertisement in a frame, and not the article that was saved. " * 9 + "</p>")
    related = RELATED + ';\r\n\tstart="<main@x>"'
    article = read(saved(part(frame.encode(), "text/html"), part(page().encode(), "text/html", Content_ID="<main@x>"), related=related))
    assert article.text.startswith(FIRST)


def test_the_encoding_is_that_of_the_part() -> None:
    body = page(f"<article><p>{ARABIC}</p><p>2026: {ARABIC}</p></article>", html="")
    assert ARABIC in read(saved(part(body.encode("cp1256"), "text/html; charset=windows-1256"))).text
    assert ARABIC in read(saved(part(body.encode("cp1256"), "text/html; charset=unknown-8bit"))).text


@pytest.mark.parametrize(
    "data",
    [
        saved(IMAGE),
        saved(part(b"", "text/html")),
        saved(part(b"just text", "text/plain")),
        saved()[:-20],
        saved(part(page().encode(), "text/html"))[:260],
        saved(related='Content-Type: multipart/related; type="text/html"; boundary=""'),
        saved(b"----xyz\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 2_000),
        saved(part(b"<html></html>", "text/html; charset=*''%%%", encoding="base64")),
        (START + RELATED + "\r\n\r\n").encode() + bytes(range(256)) * 99,
    ],
)
def test_files_without_a_page_are_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"page\.mhtml") as caught:
        read(data)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("data", "name", "accepted"),
    [
        (saved(), "x", True),
        ((f"MIME-Version: 1.0\r\nX: {RELATED}\r\n\r\n").encode(), "x.mht", False),
        (b"From: a@b.example\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n", "letter.eml", False),
        (b"From: a@b.example\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "letter.eml", False),
        (b"Content-Type: multipart/related; boundary=x\n\n", "page.mht", True),
        (page().encode(), "page.mhtml", False),
        (b"", "page.mhtml", False),
    ],
)
def test_a_saved_page_is_told_from_a_letter(data: bytes, name: str, accepted: bool) -> None:
    assert MhtmlReader().accepts(Source.of_bytes(data, origin="file:///x", name=name), data) is accepted
