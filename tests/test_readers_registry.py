"""Which reader reads what, through the door that everything comes in by."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import ReadError
from index.models import RawArticle
from index.readers.registry import Readers, worker_readers
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from tests.documents import PARAGRAPH, RTF, docx, epub, message, odt, pdf, source, tarred, text_stream, zipped

LIMITS = Limits(file_bytes=5_000_000, article_characters=100_000, unpacked_bytes=20_000_000)
READERS = Readers(limits=LIMITS, options=ReadOptions())
HTML = f"<!doctype html><html><head><title>The dam</title></head><body><article><h1>The dam</h1><p>{PARAGRAPH}</p></article></body></html>"
MHTML = 'From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="x"\n\n'
MHTML += f"--x\nContent-Type: text/html\n\n{HTML}\n--x--\n"
ITEM = f"<item><title>The dam</title><link>https://example.org/dam</link><description>{PARAGRAPH * 4}</description></item>"
FEED = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Courier</title>{ITEM}</channel></rss>"
SITEMAP = (
    "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://example.org/</loc></url></urlset>"
)
JSONL = f'{{"title": "The dam", "text": "{PARAGRAPH}"}}\n' * 2
BEIR = zipped([("set/corpus.jsonl", f'{{"_id": "1", "title": "The dam", "text": "{PARAGRAPH}"}}\n'), ("set/queries.jsonl", '{"_id": "q"}')])

KINDS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pdf": ("PdfReader", lambda: pdf([text_stream([PARAGRAPH])])),
    "docx": ("PandocReader", docx),
    "odt": ("PandocReader", odt),
    "epub": ("PandocReader", epub),
    "rtf": ("PandocReader", lambda: RTF),
    "beir": ("BeirReader", lambda: BEIR),
    "zip": ("ArchiveReader", lambda: zipped([("a.txt", PARAGRAPH)])),
    "tar.gz": ("ArchiveReader", lambda: tarred([("a.txt", PARAGRAPH.encode())], packing="gz")),
    "mhtml": ("MhtmlReader", MHTML.encode),
    "mail": ("MailReader", lambda: message().as_bytes()),
    "feed": ("FeedReader", FEED.encode),
    "sitemap": ("SitemapReader", SITEMAP.encode),
    "html": ("HtmlReader", HTML.encode),
    "html.gz": ("HtmlReader", lambda: gzip.compress(HTML.encode())),
    "jsonl": ("TableReader", JSONL.encode),
    "csv": ("TableReader", lambda: f'title,text\nThe dam,"{PARAGRAPH}"\n'.encode()),
    "text": ("TextReader", lambda: f"The dam\n\n{PARAGRAPH}".encode()),
    "utf-16": ("TextReader", lambda: f"The dam\n\n{PARAGRAPH}".encode("utf-16")),
}


@pytest.mark.parametrize("ending", ["dat", "html", "txt", "pdf", ""])
@pytest.mark.parametrize("kind", KINDS)
def test_the_content_decides_whatever_the_name(kind: str, ending: str) -> None:
    expected, make = KINDS[kind]
    given = source(make(), name=f"article.{ending}".rstrip("."))
    assert type(READERS.pick(given, given.head())).__name__ == expected


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "sitemap"])
def test_every_kind_gives_its_article(kind: str) -> None:
    found = list(READERS.read(source(KINDS[kind][1](), name="misnamed.pdf")))
    articles = [one for one in found if isinstance(one, RawArticle)]
    assert articles, found
    assert "2.4 billion" in articles[0].text


@pytest.mark.parametrize("kind", KINDS)
def test_what_may_hold_many_is_read_piece_by_piece(kind: str) -> None:
    streamed = {"ArchiveReader", "BeirReader", "FeedReader", "MailReader", "SitemapReader", "TableReader"}
    assert READERS.streams(source(KINDS[kind][1]())) is (KINDS[kind][0] in streamed)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t\n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"\x7fELF" + bytes(500),
        b"\xff\xd8\xff\xe0JFIF" + bytes(range(256)) * 8,
    ],
    ids=["empty", "blank", "png", "program", "jpeg"],
)
def test_what_no_reader_understands_is_named_with_a_remedy(data: bytes) -> None:
    (found,) = list(READERS.read(source(data, name="picture.txt")))
    assert isinstance(found, Unreadable)
    assert found.origin == "file:///picture.txt"
    assert "picture.txt" in found.reason
    assert found.remedy


def test_a_limit_holds_for_every_kind() -> None:
    small = Readers(limits=LIMITS._replace(file_bytes=50), options=ReadOptions())
    (found,) = list(small.read(source(f"The dam\n\n{PARAGRAPH}")))
    assert isinstance(found, Unreadable)
    assert "SANAD_MAX_FILE_BYTES" in found.remedy


def test_without_a_fetcher_addresses_are_refused() -> None:
    (found,) = list(READERS.read(Source.of_address("https://example.org/")))
    assert isinstance(found, Unreadable)
    assert "nothing may be fetched" in found.reason


def test_a_missing_source_is_a_read_error_with_its_path() -> None:
    with pytest.raises(ReadError, match=r"nowhere\.txt does not exist"):
        Source.of_file(Path("nowhere.txt"))


def test_what_the_person_said_reaches_the_readers() -> None:
    options = ReadOptions(source="Courier", language="ar", columns={"text": "inhalt"})
    readers = worker_readers(LIMITS, options.model_dump_json())
    assert readers is worker_readers(LIMITS, options.model_dump_json())
    (row,) = list(readers.read(source(f'inhalt,title\n"{PARAGRAPH}",The dam\n', name="a.csv")))
    assert isinstance(row, RawArticle)
    assert (row.source, row.language, row.text) == ("Courier", "ar", PARAGRAPH)
