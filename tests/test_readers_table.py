"""Tables and exports: dialects, encodings, column names, dates, broken rows."""

import gzip
import json
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from index.errors import ReadError
from index.models import RawArticle
from index.readers.markup import plain_text
from index.readers.moments import stated_moment
from index.readers.source import Limits, ReadOptions, Source, Unreadable
from index.readers.table import TableReader
from tests.documents import ARABIC, PARAGRAPH, source

Found = list[RawArticle | Unreadable]


def _read(data: bytes | str, *, name: str = "t.dat", columns: Mapping[str, str] | None = None, limits: Limits | None = None) -> Found:
    given = source(data, name=name)
    assert TableReader().accepts(given, given.head())
    return list(TableReader().read(given, limits=limits or Limits(), options=ReadOptions(columns=columns or {})))


def _articles(found: Found) -> list[RawArticle]:
    return [read for read in found if isinstance(read, RawArticle)]


def _reasons(found: Found) -> list[str]:
    return [read.reason for read in found if isinstance(read, Unreadable)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_dialects_and_encodings(delimiter: str, end: str, encoding: str) -> None:
    rows = [["Title", "Full Text", "Published At"], ["السد", f'"{ARABIC}{delimiter} ""x""{end}Two"', "3.12.2025"], ["B", ARABIC * 5, ""]]
    data = end.join(delimiter.join(row) for row in rows).encode(encoding)
    first, second = _articles(_read(data))
    assert (first.title, first.published) == ("السد", date(2025, 12, 3))
    assert first.text.splitlines() == [f'{ARABIC}{delimiter} "x"', "Two"]
    assert (second.text, second.published) == (ARABIC * 5, None)
    assert first.found == {"title": "column", "published": "column"}


def test_rows_keep_their_line_numbers_around_a_broken_one() -> None:
    data = 'title,text,url\nA,"one\ntwo",\nB,"never closed,\nC,three,\nD,four,,,x\nE,,\n\nF,six,\n'
    found = _read(data)
    assert [(article.title, article.origin) for article in _articles(found)] == [
        ("A", "file:///t.dat#line=2"),
        ("C", "file:///t.dat#line=5"),
        ("F", "file:///t.dat#line=9"),
    ]
    reasons = _reasons(found)
    told = ["line 4 cannot be read", "line 6 has 5 cells", "line 7, has no text"]
    assert [words in reason for words, reason in zip(told, reasons, strict=True)] == [True] * 3


def test_quotation_marks_are_text_where_they_enclose_no_cell() -> None:
    found = _read('title\ttext\nA\t"Quoted" start\nB\tHe said "hi"\n')
    assert [article.text for article in _articles(found)] == ['"Quoted" start', 'He said "hi"']
    (article,) = _articles(_read('title\ttext\nA\t"In\ttwo\nlines"\n'))
    assert article.text == "In\ttwo\nlines"
    assert "line 2 cannot be read" in _reasons(_read('title,text\nA,"Quoted" start\nB,b\n'))[0]


def test_a_spreadsheet_may_state_its_delimiter() -> None:
    (article,) = _articles(_read("sep=;\ntitle;text\nA, B;one, two\n", name="t.csv"))
    assert (article.title, article.text) == ("A, B", "one, two")


def test_one_broken_line_of_json_leaves_the_others() -> None:
    rows = [json.dumps({"headline": f"T{number}", "body": ARABIC}, ensure_ascii=False) for number in range(3)]
    data = (
        "\n".join([rows[0], '{"headline": oops}', "", "[1]", rows[1], '{"headline": "no text"}', rows[2][:20]]).encode()
        + b'\n{"body": "\xff"}\n'
    )
    found = _read(data)
    assert [article.origin[-7:] for article in _articles(found)] == ["#line=1", "#line=5"]
    assert [reason.partition(" is not ")[0].partition(" has ")[0] for reason in _reasons(found)] == [
        "t.dat: line 2",
        "t.dat: line 4",
        "t.dat, line 6,",
        "t.dat: line 7",
        "t.dat: line 8",
    ]


def test_a_line_that_is_too_long_is_passed_over() -> None:
    lines = ['{"text": "one"}', '{"text": "' + "x" * 400_000 + '"}', '{"text": "three"}']
    found = _read("\n".join(lines), limits=Limits(article_characters=1_000))
    assert [article.text for article in _articles(found)] == ["one", "three"]
    assert "line 2 is longer" in _reasons(found)[0]


def test_an_export_of_a_news_interface() -> None:
    row = {
        "source": {"id": None, "name": "Dam News"},
        "author": ["Jane", "Ali"],
        "title": "T",
        "content": f"<p>{PARAGRAPH}</p><p>A &amp; B</p>",
    }
    row |= {"publishedAt": "2025-12-03T23:15:00+03:00", "url": "https://example.org/dam", "lang": "en_GB", "description": "Short."}
    (article,) = _articles(_read(json.dumps({"status": "ok", "articles": [row]}, indent=1)))
    assert (article.source, article.author, article.language) == ("Dam News", "Jane, Ali", "en")
    assert article.text == f"{PARAGRAPH}\n\nA & B"
    assert article.origin == article.url == "https://example.org/dam"
    assert article.published == date(2025, 12, 3)
    assert article.published_at is not None
    assert article.published_at.astimezone(UTC) == datetime(2025, 12, 3, 20, 15, tzinfo=UTC)


def test_the_address_of_a_front_page_is_no_identity() -> None:
    rows = [
        {"text": "a", "url": "https://example.org/"},
        {"text": "b", "url": "https://example.org", "id": "x 1"},
        {"text": "c", "url": "javascript:x"},
    ]
    articles = _articles(_read("\n".join(map(json.dumps, rows))))
    assert [article.origin for article in articles] == ["file:///t.dat#line=1", "file:///t.dat#id=x%201", "file:///t.dat#line=3"]
    assert articles[2].url is None


def test_metadata_within_a_row_and_ids_of_a_corpus() -> None:
    row = {"_id": "d7", "title": "T", "text": PARAGRAPH, "metadata": {"date": "2025-12-03", "title": "Other"}}
    (article,) = _articles(_read(json.dumps(row) + "\n"))
    assert (article.title, article.published, article.origin) == ("T", date(2025, 12, 3), "file:///t.dat#id=d7")


def test_columns_are_named_and_those_that_are_missing_are_told() -> None:
    data = "kopf,inhalt,text\nA,one,two\n"
    (article,) = _articles(_read(data, name="t.csv", columns={"title": "Kopf", "text": "inhalt"}))
    assert (article.title, article.text) == ("A", "one")
    for columns, told in [({"text": "nowhere"}, "no column 'nowhere'"), ({"body": "text"}, "'body' is no field")]:
        with pytest.raises(ReadError, match=told):
            _read(data, name="t.csv", columns=columns)


def test_a_table_without_a_column_of_texts_is_refused_as_a_whole() -> None:
    with pytest.raises(ReadError, match="no column that is known to hold a text") as caught:
        _read("a,b\n" + "1,2\n" * 500, name="t.csv")
    assert "a, b" in caught.value.remedy


@pytest.mark.parametrize("text", ["[1", '{"a": [', "[" * 5_000, '{"a": ' * 5_000, "[" + "9" * 10_000 + "]"])
def test_broken_json_is_an_error_of_its_own(text: str) -> None:
    with pytest.raises(ReadError):
        list(TableReader().read(source(text), limits=Limits(), options=ReadOptions()))


def test_a_table_larger_than_a_file_may_be_is_streamed_from_its_pages() -> None:
    line = json.dumps({"text": PARAGRAPH}).encode() + b"\n"
    assert len(_articles(_read(line * 2_000, limits=Limits(file_bytes=1_000)))) == 2_000


@pytest.mark.parametrize(
    "text", [PARAGRAPH, "Title\n\nText, with words.", "<html><body>title,text</body></html>", "{not json}", "a,b\n1,2"]
)
def test_what_is_no_table(text: str) -> None:
    given = source(text)
    assert not TableReader().accepts(given, given.head())


def test_parquet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ReadError) as caught:
        _read(b"PAR1" + b"\0" * 100)
    assert 'pip install "sanad[parquet]"' in caught.value.remedy


def test_parquet() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    held = pyarrow.BufferOutputStream()
    rows = {"text": [PARAGRAPH, None], "date": [datetime(2025, 12, 3, tzinfo=UTC), None], "tags": [["a"], []]}
    parquet.write_table(pyarrow.table(rows), held)
    data = held.getvalue().to_pybytes()
    found = _read(data)
    assert [(article.text, article.published, article.origin) for article in _articles(found)] == [
        (PARAGRAPH, date(2025, 12, 3), "file:///t.dat#row=1")
    ]
    assert "row 2" in _reasons(found)[0]
    with pytest.raises(ReadError, match="damaged"):
        _read(data[: len(data) // 2])


def test_a_packed_table_is_read_and_a_bomb_is_not() -> None:
    row = json.dumps({"text": PARAGRAPH}).encode() + b"\n"
    given = Source.of_bytes(gzip.compress(row * 100), origin="file:///t.jsonl.gz", name="t.jsonl.gz")
    assert len(list(TableReader().read(given, limits=Limits(), options=ReadOptions()))) == 100
    with pytest.raises(ReadError, match="unpacks to more than"):
        list(TableReader().read(given, limits=Limits(unpacked_bytes=1_000), options=ReadOptions()))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-12-03", (2025, 12, 3)), ("2025/12/3", (2025, 12, 3)), ("20251203", (2025, 12, 3)),
        ("2025-12-03 23:15:00 UTC", (2025, 12, 3)),
        ("Wed Dec 03 2025", (2025, 12, 3)), ("3 December 2025", (2025, 12, 3)), ("December 3rd, 2025", (2025, 12, 3)),
        ("Wed, 03 Dec 2025 10:15:00 GMT", (2025, 12, 3)), ("1764720000", (2025, 12, 3)), (1764720000000, (2025, 12, 3)),
        ("٢٠٢٥-١٢-٠٣", (2025, 12, 3)), ("13/12/2025", (2025, 12, 13)), ("12/13/2025", (2025, 12, 13)), ("3.12.2025", (2025, 12, 3)),
        ("03/12/2025", None), ("12/03/25", None), ("2025", None), ("2025-02-30", None), ("0000-00-00", None), ("soon", None),
        ("", None), (True, None), (float("nan"), None), (None, None), ("9" * 400, None),
    ],
)  # fmt: skip
def test_dates_are_read_only_when_they_can_be_read_in_one_way(written: object, day: tuple[int, int, int] | None) -> None:
    found = stated_moment(written)
    assert (found.day if found else None) == (date(*day) if day else None)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a < b and c > d", "a < b and c > d"),
        ("AT&amp;T", "AT&T"),
        ('<div title="a>b">One<br>two</div><style>p{}</style><!-- x --><p>Three', "One\ntwo\n\nThree"),
        ("<p>x</p><script>never closed", "x"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
    ],
)
def test_markup_in_a_cell(markup: str, text: str) -> None:
    assert plain_text(markup) == text
