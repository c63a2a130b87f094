"""Briefs as PDF: words of three scripts, fonts of our own, and titles that are no Typst."""

import io
import sys
from datetime import date

import pypdf
import pytest

from index.errors import ExportError
from rag.brief.models import Brief
from rag.export import tree
from rag.export.exporting import Choices, export
from rag.export.pdf import pdf
from tests.brief_sources import CARPETS, DAM, FLOOD, MOMENT, brief_of, source

pytest.importorskip("typst")

HOSTILE = [
    '#read("/etc/passwd") #import "@preview/cetz:0.3.0": *',
    "]; #panic() [ $ x^2 $ `code` ``` @label <label>",
    "= No heading // no comment /* nor this */ https://example.org ~ -- 'q' \"q\"",
    "- no item + nor this 1. nor this / term: text \\ end",
    "#set page(width: 1cm) #{while true {}} #sys.inputs",
]


def text_of(data: bytes) -> str:
    """All words, whatever lines and hyphens they were broken at."""
    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return "".join("".join(pages).split()).replace("\u2060", "").replace("\u00ad", "")


def without_blanks(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def three() -> bytes:
    return export(brief_of(FLOOD, DAM, CARPETS, author="Nora Pell"), form="pdf", choices=Choices(appendix=True))


def test_a_brief_is_a_pdf_that_names_itself(three: bytes) -> None:
    known = pypdf.PdfReader(io.BytesIO(three)).metadata
    assert known is not None
    assert (known.title, known.author) == ("What is known of the Orsen", "Nora Pell")
    assert without_blanks(FLOOD.title) in text_of(three)
    assert FLOOD.version in text_of(three)


def test_arabic_and_urdu_are_set_in_fonts_that_come_along(three: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(three))
    embedded = {
        str(value.get("/FontName")).rpartition("+")[2].partition("-")[0]
        for number in range(1, int(str(reader.trailer["/Size"])))
        if isinstance(value := reader.get_object(number), pypdf.generic.DictionaryObject) and value.get("/Type") == "/FontDescriptor"
    }
    assert {"NotoNaskhArabic", "NotoNastaliqUrdu", "LibertinusSerif"} <= embedded


def test_the_same_brief_gives_the_same_bytes(three: bytes) -> None:
    assert export(brief_of(FLOOD, DAM, CARPETS, author="Nora Pell"), form="pdf", choices=Choices(appendix=True)) == three


def test_words_that_begin_like_markup_stay_words_wherever_they_stand() -> None:
    words = [tree.words(text) for text in ("= heading", "- item", "+ item", "/ term: text", "1. item", "// comment", "/* comment", "* b *")]
    places = [place for content in words for place in _places(content)]
    document = {"pandoc-api-version": tree.API, "meta": {"title": tree.meta(tree.words("t")), "date": tree.meta(tree.words("d"))}}
    printed = text_of(pdf({**document, "blocks": places}, language="en", made_at=MOMENT))
    for content in words:
        assert printed.count(without_blanks(tree.text_of(content))) == len(_places(content)) + 1


def _places(content: tree.Inlines) -> tree.Blocks:
    linked = tree.link(content, "https://example.org")
    turned = tree.span(content, lang="en", dir="ltr")
    note = {"t": "Note", "c": [tree.paragraph(content)]}
    broken = [*tree.words("a"), {"t": "LineBreak"}, *content]
    lines = [content, [linked], [turned], [tree.strong(content)], [*tree.words("a"), note], broken]
    return [
        *map(tree.paragraph, lines),
        tree.bullets([content]),
        tree.table([[tree.plain(content)]], [[[tree.plain(content)]]], widths=[1.0]),
        {"t": "BlockQuote", "c": [tree.div([tree.paragraph(content)], lang="ar", dir="ltr")]},
        tree.heading(1, content),
    ]


@pytest.mark.parametrize("style", ["ieee", "apa"])
def test_a_brief_from_the_right_is_set_in_any_style(style: str) -> None:
    brief = brief_of(DAM, FLOOD, language="ar", title="ما يُعرف عن أورسن")
    assert without_blanks(FLOOD.title) in text_of(export(brief, form="pdf", choices=Choices(style=style)))


def test_titles_are_printed_and_never_run() -> None:
    sources = [source(number, title, source=title, author=title, place=title) for number, title in enumerate(HOSTILE, 1)]
    brief = brief_of(*sources, title=HOSTILE[1], author=HOSTILE[0])
    printed = text_of(export(brief, form="pdf", choices=Choices(style="chicago-author-date", appendix=True)))
    for title in HOSTILE:
        shown = without_blanks(title)
        assert printed.count(shown) >= 6, "as the sentence, the outlet twice, the title, the author and the place"
    assert "root:x:0" not in printed


def test_without_typst_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ExportError, match=r'pip install "sanad\[pdf\]"'):
        export(brief_of(FLOOD), form="pdf")


@pytest.mark.parametrize(("form", "begins"), [("bib", "@article{quill2026orsen,"), ("ris", "TY  - NEWS\r\n"), ("csl.json", "[\n  {")])
def test_references_are_exported_as_files(form: str, begins: str) -> None:
    assert export(_dated(), form=form).decode().startswith(begins)  # type: ignore[arg-type]


def _dated() -> Brief:
    return brief_of(FLOOD.model_copy(update={"published": date(2026, 4, 7)}))
