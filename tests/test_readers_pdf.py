"""PDFs: pages, paragraphs, right-to-left lines, what a file says about itself, and hostile ones."""

import io
import pickle
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader as VendorReader
from pypdf import PdfWriter

from index.errors import ReadError
from index.models import RawArticle
from index.readers.pdf import PdfReader
from index.readers.pdf_layout import Piece, page_text
from index.readers.source import Limits, ReadOptions, Unreadable
from tests.documents import PARAGRAPH, pdf, placed_stream, source, text_stream


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return PdfReader()


def _read(reader: PdfReader, data: bytes, *, name: str = "report.pdf", limits: Limits | None = None) -> list[RawArticle | Unreadable]:
    return list(reader.read(source(data, name=name), limits=limits or Limits(), options=ReadOptions()))


def _article(reader: PdfReader, data: bytes, *, name: str = "report.pdf") -> RawArticle:
    (article,) = _read(reader, data, name=name)
    assert isinstance(article, RawArticle)
    return article


def test_pages_are_parted_by_form_feeds_and_paragraphs_by_blank_lines(reader: PdfReader) -> None:
    lines = ["The dam was opened on Monday by the", "minister. It cost 2.4 billion.", "", "A second paragraph is here", "and goes on."]
    article = _article(reader, pdf([text_stream(lines), "", text_stream(["Page three."])]))
    assert article.text == "\n".join(lines[:2]) + "\n\n" + "\n".join(lines[3:]) + "\f\fPage three."


def test_empty_first_pages_count(reader: PdfReader) -> None:
    article = _article(reader, pdf(["", "", text_stream([PARAGRAPH])]))
    assert article.text == "\f\f" + PARAGRAPH


def test_arabic_lines_are_put_into_reading_order(reader: PdfReader) -> None:
    # A page holds the letters from left to right, as they are seen.
    placed = [(100, 700, "."), (110, 700, "مليون"[::-1]), (160, 700, " "), (165, 700, "2.4"), (190, 700, " "), (195, 700, "بلغ"[::-1])]
    article = _article(reader, pdf([placed_stream(placed)]))
    assert article.text == "بلغ 2.4 مليون."


def test_pieces_of_a_right_to_left_line_keep_the_order_of_latin_words() -> None:
    pieces = [
        Piece("أعلن", 300, 10, 12),
        Piece(" ", 290, 10, 12),
        Piece("World ", 200, 10, 12),
        Piece("Bank", 240, 10, 12),
        Piece(" ذلك", 100, 10, 12),
    ]
    assert page_text(pieces) == "أعلن World Bank ذلك"


def test_brackets_of_a_right_to_left_line_open_before_they_close() -> None:
    placed = [
        ("عام", 60),
        ("%  ", 70),
        ("3.5", 80),
        (" ", 88),
        ("بلغ", 90),
        ("(  ", 100),
        ("World Bank", 110),
        (") ", 200),
        ("البنك", 210),
        ("» :", 250),
        ("قال", 270),
    ]
    pieces = [Piece(text, x, 10, 12) for text, x in placed]
    assert page_text(pieces) == "قال: «البنك (World Bank) بلغ 3.5% عام"


def test_a_change_of_size_or_a_larger_gap_ends_a_paragraph() -> None:
    pieces = [
        Piece(text + "\n", 50, y, size) for text, y, size in [("Title", 700, 20), ("One", 680, 12), ("two", 666, 12), ("New", 640, 12)]
    ]
    assert page_text(pieces) == "Title\n\nOne\ntwo\n\nNew"


def test_what_the_file_says_about_itself(reader: PdfReader) -> None:
    info = {"Title": "Microsoft Word - The dam", "Author": "Jane Doe", "CreationDate": "D:20251203231500+03'00'", "Producer": "LibreOffice"}
    article = _article(reader, pdf([text_stream([PARAGRAPH])], info=info, language="ar-EG"))
    assert (article.title, article.author, article.language) == ("The dam", "Jane Doe", "ar")
    assert article.published == date(2025, 12, 3)
    assert article.published_at is not None
    assert article.published_at.astimezone(UTC) == datetime(2025, 12, 3, 20, 15, tzinfo=UTC)
    assert set(article.found) == {"title", "author", "language", "published", "published_at"}
    assert set(article.found.values()) == {"meta"}


@pytest.mark.parametrize(
    "info", [{"Producer": "Skia/PDF m156", "CreationDate": "D:20251203"}, {"CreationDate": "D:19040101"}, {"CreationDate": "yes"}]
)
def test_a_day_of_printing_or_an_unset_clock_is_no_day_of_publication(reader: PdfReader, info: dict[str, str]) -> None:
    assert _article(reader, pdf([text_stream([PARAGRAPH])], info=info)).published is None


@pytest.mark.parametrize("title", ["", "untitled", "report-final2.docx", "Document1"])
def test_no_title_in_it_leaves_the_name_of_the_file(reader: PdfReader, title: str) -> None:
    article = _article(reader, pdf([text_stream([PARAGRAPH])], info={"Title": title}), name="dam 2025.pdf")
    assert (article.title, article.found["title"]) == ("dam 2025", "filename")


def _encrypted(user_password: str) -> bytes:
    writer = PdfWriter(clone_from=VendorReader(io.BytesIO(pdf([text_stream([PARAGRAPH])]))))
    writer.encrypt(user_password, "owner", algorithm="AES-256")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def test_a_pdf_that_only_forbids_printing_is_read(reader: PdfReader) -> None:
    assert _article(reader, _encrypted("")).text == PARAGRAPH


def test_a_password_is_asked_for(reader: PdfReader) -> None:
    with pytest.raises(ReadError, match="needs a password"):
        _read(reader, _encrypted("secret"))


def test_pictures_of_text_say_what_to_do(reader: PdfReader) -> None:
    with pytest.raises(ReadError, match="pictures of 3 pages") as caught:
        _read(reader, pdf(["0 0 m 100 100 l S", "", ""]))
    assert "ocrmypdf" in caught.value.remedy


def test_a_cut_file_is_damaged(reader: PdfReader) -> None:
    whole = pdf([text_stream([PARAGRAPH])])
    with pytest.raises(ReadError, match=r"report\.pdf"):
        _read(reader, whole[: len(whole) // 3])


def test_pages_that_hold_each_other_end(reader: PdfReader) -> None:
    looped = pdf([text_stream([PARAGRAPH])]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(ReadError, match=r"report\.pdf"):
        _read(reader, looped)


def test_too_many_pages_or_characters_are_refused(reader: PdfReader) -> None:
    data = pdf([text_stream([PARAGRAPH])] * 4)
    with pytest.raises(ReadError, match="4 pages"):
        _read(PdfReader(most_pages=3), data)
    with pytest.raises(ReadError, match="100 characters"):
        _read(reader, data, limits=Limits(article_characters=100))


def test_a_file_that_takes_long_is_given_up_and_the_next_one_read() -> None:
    reader = PdfReader(seconds=2.5)
    slow = pdf(["BT /F1 1 Tf " + "(x) Tj 1 0 0 1 5 5 Tm " * 150_000 + "ET"] * 40)
    with pytest.raises(ReadError, match="took more than"):
        _read(reader, slow)
    assert _article(PdfReader(), pdf([text_stream([PARAGRAPH])])).text == PARAGRAPH


def test_a_reader_can_be_sent_to_another_process(reader: PdfReader) -> None:
    copy = pickle.loads(pickle.dumps(reader))
    assert _article(copy, pdf([text_stream([PARAGRAPH])])).text == PARAGRAPH
