"""What every reader promises, on a fixture of each kind, whole, cut short and random."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.models import RawArticle
from index.readers.archive import ArchiveReader
from index.readers.beir import BeirReader
from index.readers.html import HtmlReader
from index.readers.mail import MailReader
from index.readers.mhtml import MhtmlReader
from index.readers.pandoc import PandocReader
from index.readers.pdf import PdfReader
from index.readers.source import Limits, Reader, ReadOptions, Source, Unreadable
from index.readers.table import TableReader
from index.readers.text import TextReader
from tests.documents import PARAGRAPH, RTF, as_text, docx, epub, message, odt, pdf, source, tarred, text_stream, zipped

LIMITS = Limits(file_bytes=5_000_000, article_characters=100_000, unpacked_bytes=20_000_000)


class Kind(NamedTuple):
    """A kind of source: who reads it, and one of it."""

    reader: Callable[[], Reader]
    fixture: Callable[[], bytes]


def _csv() -> bytes:
    return f'title,text,date\nThe dam,"{PARAGRAPH}\nMore, here.",2025-12-03\nTwo,{PARAGRAPH},\n'.encode()


def _jsonl() -> bytes:
    return (f'{{"_id": "1", "title": "The dam", "text": "{PARAGRAPH}"}}\n' * 3).encode()


def _beir() -> bytes:
    return zipped(
        [("set/corpus.jsonl", _jsonl()), ("set/queries.jsonl", '{"_id": "q", "text": "Which dam?"}'), ("set/qrels/test.tsv", "a\tb")]
    )


def _html() -> bytes:
    return f"<!doctype html><html><head><title>The dam</title></head><body><article><p>{PARAGRAPH * 5}</p></article></body></html>".encode()


def _mhtml() -> bytes:
    head = b'From: <Saved by Blink>\nSubject: The dam\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="x"'
    part = b"Content-Type: text/html; charset=utf-8\nContent-Location: https://example.org/a"
    return head + b"\n\n--x\n" + part + b"\n\n" + _html() + b"\n--x--\n"


def _archive() -> Reader:
    return ArchiveReader(read_one=as_text)


# A row here, and a reader is held to the contract. Its fixture must be accepted by no other reader of the table.
KINDS = {
    "pdf": Kind(PdfReader, lambda: pdf([text_stream([PARAGRAPH]), text_stream(["Second page."])])),
    "docx": Kind(PandocReader, docx),
    "odt": Kind(PandocReader, odt),
    "epub": Kind(PandocReader, epub),
    "rtf": Kind(PandocReader, lambda: RTF),
    "mail": Kind(MailReader, lambda: message(attached=[("a.pdf", b"%PDF-")]).as_bytes()),
    "mailbox": Kind(MailReader, lambda: b"From a@b Wed Dec  3 10:15:00 2025\n" + message().as_bytes()),
    "zip": Kind(_archive, lambda: zipped([("a.txt", PARAGRAPH), ("b/c.txt", PARAGRAPH)])),
    "tar": Kind(_archive, lambda: tarred([("a.txt", PARAGRAPH.encode()), ("b.txt", PARAGRAPH.encode())])),
    "tar.gz": Kind(_archive, lambda: tarred([("a.txt", PARAGRAPH.encode())], packing="gz")),
    "tar.xz": Kind(_archive, lambda: tarred([("a.txt", PARAGRAPH.encode())], packing="xz")),
    "csv": Kind(TableReader, _csv),
    "jsonl": Kind(TableReader, _jsonl),
    "html": Kind(HtmlReader, _html),
    "mhtml": Kind(MhtmlReader, _mhtml),
    "text": Kind(TextReader, lambda: f"A title\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n".encode()),
    "json": Kind(TableReader, lambda: b'[{"title": "The dam", "body": "It opened."}]'),
}
READERS = list(dict.fromkeys(kind.reader for kind in KINDS.values()))


@pytest.fixture(scope="module")
def readers() -> dict[Callable[[], Reader], Reader]:
    """One of each, as the registry holds them."""
    return {make: make() for make in READERS}


Readers = dict[Callable[[], Reader], Reader]


def _read(reader: Reader, given_source: Source) -> list[RawArticle | Unreadable]:
    return list(reader.read(given_source, limits=LIMITS, options=ReadOptions()))


def _parts(data: bytes) -> Iterator[bytes]:
    for share in (2, 3, 10):
        yield data[: len(data) // share]
        yield data[len(data) // share :]


@pytest.mark.parametrize("name", KINDS)
def test_a_source_is_known_by_its_content(name: str, readers: Readers) -> None:
    given_source = source(KINDS[name].fixture(), name="article.dat")
    accepting = [make for make, reader in readers.items() if reader.accepts(given_source, given_source.head())]
    # Text is what a source is that no other reader knows, so its reader is asked last.
    assert [make for make in accepting if make is not TextReader] == [make for make in [KINDS[name].reader] if make is not TextReader]


@pytest.mark.parametrize("name", KINDS)
def test_articles_have_text_and_come_out_the_same_twice(name: str, readers: Readers) -> None:
    given_source = source(KINDS[name].fixture())
    first = _read(readers[KINDS[name].reader], given_source)
    assert first == _read(readers[KINDS[name].reader], given_source)
    articles = [read for read in first if isinstance(read, RawArticle)]
    assert articles
    assert all(article.text.strip() for article in articles)
    assert all(article.origin.startswith("file:///article.dat") for article in articles)
    assert len({article.origin for article in articles}) in (1, len(articles))
    fields = {"title", "url", "source", "author", "published", "published_at", "updated_at", "place", "language"}
    assert all(set(article.found) <= fields for article in articles)


@pytest.mark.parametrize("name", KINDS)
def test_what_the_person_says_fills_what_the_source_does_not_state(name: str, readers: Readers) -> None:
    options = ReadOptions(source="The Outlet", language="ur")
    found = readers[KINDS[name].reader].read(source(KINDS[name].fixture()), limits=LIMITS, options=options)
    if KINDS[name].reader is not _archive:  # whose members are read by an injected reader
        articles = [read for read in found if isinstance(read, RawArticle)]
        assert {(article.source, article.found["source"]) for article in articles} == {("The Outlet", "user")}
        assert {article.language for article in articles} <= {"ur", "en"}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_cut_short_gives_articles_or_a_reason(name: str, readers: Readers) -> None:
    for part in _parts(KINDS[name].fixture()):
        _gives_articles_or_a_reason(readers[KINDS[name].reader], part)


@pytest.mark.parametrize("name", KINDS)
def test_bytes_changed_anywhere_give_articles_or_a_reason(name: str, readers: Readers) -> None:
    data, reader = KINDS[name].fixture(), readers[KINDS[name].reader]
    for position in range(0, len(data), max(1, len(data) // 12)):
        _gives_articles_or_a_reason(reader, data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :])


@pytest.mark.parametrize("make", READERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=2_000),
    beginning=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1 ", b"From: a\nDate: b\n", b'{"text": ']),
)
def test_random_bytes_give_articles_or_a_reason(make: Callable[[], Reader], readers: Readers, data: bytes, beginning: bytes) -> None:
    _gives_articles_or_a_reason(readers[make], beginning + data)


def _gives_articles_or_a_reason(reader: Reader, data: bytes) -> None:
    given_source = source(data)
    try:
        reader.accepts(given_source, given_source.head())
        found = _read(reader, given_source)
    except ReadError as error:
        assert error.message
        assert error.remedy
        return
    for read in found:
        assert read.text.strip() if isinstance(read, RawArticle) else read.reason


def test_the_questions_of_a_corpus_are_no_articles(readers: Readers) -> None:
    reader = BeirReader(read_table=TableReader().read)
    given_source = source(_beir())
    assert reader.accepts(given_source, given_source.head())
    found = _read(reader, given_source)
    assert [read.origin for read in found] == ["file:///article.dat#id=1"] * 3
    assert all(isinstance(read, RawArticle) and read.text == PARAGRAPH for read in found)
