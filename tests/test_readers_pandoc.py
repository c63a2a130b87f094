"""Documents of word processors: text, notes, tables, properties, and hostile ones."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.errors import ReadError
from index.models import RawArticle
from index.readers.pandoc import INSTALL, PandocReader
from index.readers.rtf import with_unicode_letters
from index.readers.source import Limits, ReadOptions
from tests.documents import ARABIC, PARAGRAPH, RTF, docx, epub, odt, source, zipped


def _article(data: bytes, *, name: str = "dam 2025.docx", limits: Limits | None = None, reader: PandocReader | None = None) -> RawArticle:
    (article,) = (reader or PandocReader()).read(source(data, name=name), limits=limits or Limits(), options=ReadOptions())
    assert isinstance(article, RawArticle)
    return article


def _refused(data: bytes, *, limits: Limits | None = None, reader: PandocReader | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        _article(data, limits=limits, reader=reader)
    assert caught.value.remedy
    return caught.value


def _row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in cells) + "</w:tr>"


def test_paragraphs_and_rows_of_tables() -> None:
    table = f"<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{_row('Year', 'Cost')}{_row('2025', '2.4 billion dollars')}</w:tbl>"
    article = _article(docx([PARAGRAPH, table, ARABIC]))
    assert article.text == f"{PARAGRAPH}\n\nYear | Cost\n2025 | 2.4 billion dollars\n\n{ARABIC}"
    assert (article.title, article.found) == ("dam 2025", {"title": "filename"})


def test_properties_of_a_word_file() -> None:
    core = "<dc:title>The dam</dc:title><dc:creator>Jane Doe</dc:creator><dc:language>en-GB</dc:language>"
    core += "<dcterms:created>2025-12-03T10:15:00Z</dcterms:created><dcterms:modified>2025-12-04T08:00:00Z</dcterms:modified>"
    article = _article(docx(["The dam", PARAGRAPH], core=core))
    assert (article.title, article.text, article.author, article.language) == ("The dam", PARAGRAPH, "Jane Doe", "en")
    assert article.published_at == datetime(2025, 12, 3, 10, 15, tzinfo=UTC)
    assert article.updated_at == datetime(2025, 12, 4, 8, tzinfo=UTC)
    assert set(article.found.values()) == {"meta"}


def test_the_author_and_date_of_a_template_are_not_those_of_the_article() -> None:
    core = "<dc:creator>python-docx</dc:creator><dcterms:created>2013-12-23T23:15:00Z</dcterms:created>"
    article = _article(docx(core=core))
    assert (article.author, article.published) == (None, None)


def test_opendocument() -> None:
    article = _article(odt())
    assert (article.title, article.text, article.author) == ("The dam", f"{PARAGRAPH}\n\n{ARABIC}", "Jane Doe")
    assert (article.published, article.published_at) == (date(2025, 12, 3), datetime(2025, 12, 3, 10, 15))


def test_epub() -> None:
    article = _article(epub())
    assert (article.title, article.text, article.author) == ("The dam", PARAGRAPH, "Jane Doe, Ali")
    assert (article.published, article.language) == (date(2025, 12, 3), "en")


def test_rtf_in_any_code_page_with_its_note_behind_the_paragraph() -> None:
    article = _article(RTF)
    assert article.text == f"{PARAGRAPH}\n\nالسد end. السد café Привет ال\n\nA note."
    assert (article.title, article.author, article.published) == ("The dam", "Jane Doe", date(2025, 12, 3))


@pytest.mark.parametrize(
    ("written", "read"), [(rb"\u-3913?", b"\\u61623{}"), (rb"\u55357?\u56832?", b"\\u128512{}"), (rb"\uc0\u1575 x", b"\\u1575{}x")]
)
def test_letters_of_rtf(written: bytes, read: bytes) -> None:
    assert read in with_unicode_letters(rb"{\rtf1 " + written + b"}")


def test_a_part_that_grows_too_much_is_refused_before_it_is_unpacked() -> None:
    error = _refused(docx(more=[("word/bomb.xml", b"0" * 30_000_000)]))
    assert "would grow to 1,0" in error.message
    assert "'word/bomb.xml'" in error.message


def test_parts_that_are_too_large_together_are_refused() -> None:
    assert "unpacks to more than" in _refused(docx([PARAGRAPH * 20] * 500), limits=Limits(file_bytes=100_000)).message


def test_too_many_parts_are_refused() -> None:
    assert "105 members" in _refused(docx(more=[(f"{number}.xml", "") for number in range(101)]), limits=Limits(members=100)).message


def test_pictures_and_packed_files_in_it_are_not_unpacked() -> None:
    inner = zipped([("bomb", b"0" * 30_000_000)])
    assert (
        _article(docx(more=[("word/embeddings/a.zip", inner), ("word/media/a.png", b"0" * 30_000_000)])).text == f"{PARAGRAPH}\n\n{ARABIC}"
    )


def test_long_and_empty_documents_are_refused() -> None:
    assert "characters" in _refused(docx([PARAGRAPH] * 100), limits=Limits(article_characters=1_000)).message
    assert "no text" in _refused(docx([])).message


def test_entities_are_not_expanded_without_end() -> None:
    entities = '<!DOCTYPE x [<!ENTITY a0 "dam">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 9)) + "]>"
    core = f"{entities}<x><title>&a8;</title></x>"
    with zipfile.ZipFile(io.BytesIO(docx())) as archive:
        members = [(name, core if name == "docProps/core.xml" else archive.read(name)) for name in archive.namelist()]
    assert _article(zipped(members)).title == "dam 2025"


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    sleeper = tmp_path / "pandoc"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n")
    sleeper.chmod(0o755)
    assert "took more than" in _refused(docx(), reader=PandocReader(seconds=0.2, pandoc=str(sleeper))).message


def test_without_pandoc_the_remedy_is_what_to_install(tmp_path: Path) -> None:
    assert INSTALL in _refused(docx(), reader=PandocReader(pandoc=str(tmp_path / "none"))).remedy
