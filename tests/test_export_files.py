"""Exported files read again: footnotes, directions, bibliography, tables, signs and the appendix."""

import io
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from index.errors import ExportError
from index.readers.pandoc import find_pandoc
from rag.export.exporting import Choices, Exported, Form, export, exported
from tests.sample_brief import COST_AR, HOMES_UR, RATE_AR, long_brief, sample_brief

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {"w": W[1:-1], "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0", "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}
MARKS = str.maketrans("", "", "\u200e\u200f")
OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def docx() -> bytes:
    return export(sample_brief(), form="docx", choices=Choices(appendix=True))


@pytest.fixture(scope="module")
def arabic() -> bytes:
    return export(sample_brief(language="ar", title="الطاقة المدّية (Selkara): 3.5%"), form="docx")


@pytest.fixture(scope="module")
def page() -> Any:
    return html.fromstring(export(sample_brief(), form="html", choices=Choices(appendix=True)))


def test_docx_read_again_has_every_footnote_with_its_source_and_quote(docx: bytes) -> None:
    notes = [said(content) for kind, content in elements(reread(docx, "docx")) if kind == "Note"]
    assert len(notes) == 7
    assert notes[0].startswith("Nora Pell, “Selkara Signs Contract for Its First Tidal Power Station,” The Velin Courier, March 4, 2026")
    assert "«" not in notes[1]  # a sentence word for word needs no quote
    assert f"«{RATE_AR.removesuffix('.')}»" in notes[2]
    assert f"“{HOMES_UR.removesuffix('۔')}”" in notes[4]
    assert "March 5, 2026, 3, https://example.org/mauj-e-sahil/tarsan-tidal-project" in notes[4]  # its page
    assert notes[4].index("Pell") < notes[4].index("شہلا کمالی")


def test_docx_has_the_bibliography_in_the_order_of_its_style_each_source_once(docx: bytes) -> None:
    root = part(docx, "word/document.xml")
    entries = [spoken(one) for one in root.iter(f"{W}p") if style(one) == "Bibliography"]
    assert [entry.split(".")[0] for entry in entries] == ["Pell, Nora", "شہلا کمالی", "مروان الصبيري", "هدى المرسوي"]
    assert entries[0].endswith("[Cited in notes 1, 5, 6]")
    ieee = part(export(sample_brief(style="ieee"), form="docx"), "word/document.xml")
    numbered = [spoken(one) for one in ieee.iter(f"{W}p") if style(one) == "Bibliography"]
    assert [entry[:3] for entry in numbered] == ["[1]", "[2]", "[3]", "[4]"]
    assert "N. Pell" in numbered[0] and "هدى المرسوي" in numbered[1]  # by first use


def test_docx_paragraphs_from_the_right_say_so_and_their_runs_too(docx: bytes) -> None:
    root = part(docx, "word/document.xml")
    turned = [one for one in root.iter(f"{W}p") if one.find("w:pPr/w:bidi", NAMES) is not None]
    assert COST_AR in " ".join(map(spoken, turned))
    assert any(style(one) == "Heading1" and "نورفاند" in spoken(one) for one in turned)
    assert not any(spoken(one).startswith("The project") for one in turned)
    arabic = next(run for one in turned for run in one.iter(f"{W}r") if "وقال مسؤول" in spoken(run))
    assert arabic.find("w:rPr/w:rtl", NAMES) is not None
    assert arabic.find("w:rPr/w:lang", NAMES).get(f"{W}bidi") == "ar"
    urdu = next(run for one in turned for run in one.iter(f"{W}r") if "وزارت" in spoken(run))
    assert urdu.find("w:rPr/w:rFonts", NAMES).get(f"{W}cs") == "Noto Nastaliq Urdu"
    percent = next(run for one in turned for run in one.iter(f"{W}r") if "9.25%" in spoken(run))
    assert percent.find("w:rPr/w:rtl", NAMES) is None
    assert spoken(percent) == "9.25%" and "\u200e" in "".join(percent.itertext())


def test_docx_notes_run_as_the_document_does(docx: bytes, arabic: bytes) -> None:
    for data, turned in ((docx, False), (arabic, True)):
        notes = [one for one in part(data, "word/footnotes.xml").iter(f"{W}p") if style(one) == "FootnoteText"]
        assert len(notes) == 7
        assert {one.find("w:pPr/w:bidi", NAMES) is not None for one in notes} == {turned}
    assert part(docx, "word/document.xml").find(".//w:numRestart", NAMES) is None


def test_docx_of_an_arabic_brief_is_turned_with_its_title_and_tables(arabic: bytes) -> None:
    root = part(arabic, "word/document.xml")
    title = next(one for one in root.iter(f"{W}p") if style(one) == "Title")
    assert title.find("w:pPr/w:bidi", NAMES) is not None
    assert [spoken(run) for run in title.iter(f"{W}r") if run.find("w:rPr/w:rtl", NAMES) is None] == ["Selkara", "3.5%"]
    assert root.find(".//w:tblPr/w:bidiVisual", NAMES) is not None
    assert root.find(".//w:sectPr/w:bidi", NAMES) is not None
    defaults = part(arabic, "word/styles.xml").find("w:docDefaults", NAMES)
    assert defaults.find(".//w:lang", NAMES).get(f"{W}bidi") == "ar"
    assert defaults.find(".//w:rFonts", NAMES).get(f"{W}cs") == "Noto Sans Arabic"
    fonts = part(arabic, "word/fontTable.xml")
    assert fonts.find("w:font[@w:name='Noto Sans Arabic']/w:altName", NAMES).get(f"{W}val") == "Arial"


def test_docx_takes_the_look_of_a_reference_document(docx: bytes, tmp_path: Path) -> None:
    look = tmp_path / "house.docx"
    with zipfile.ZipFile(io.BytesIO(docx)) as archive, zipfile.ZipFile(look, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace(b"12333B", b"AA00BB"))
    written = export(sample_brief(), form="docx", choices=Choices(reference_document=look))
    assert b"AA00BB" in zipfile.ZipFile(io.BytesIO(written)).read("word/styles.xml")
    assert part(written, "word/document.xml").find(".//w:bidi", NAMES) is not None
    look.write_bytes(b"not a document")
    with pytest.raises(ExportError, match=r"house\.docx is not DOCX\. Save it as DOCX"):
        export(sample_brief(), form="docx", choices=Choices(reference_document=look))
    with pytest.raises(ExportError, match="html has none"):
        export(sample_brief(), form="html", choices=Choices(reference_document=look))


def test_odt_paragraphs_from_the_right_say_so(tmp_path: Path) -> None:
    data = export(sample_brief(), form="odt")
    root = part(data, "content.xml")
    modes = {
        one.get(f"{{{NAMES['style']}}}name"): one.find("style:paragraph-properties", NAMES).get(f"{{{NAMES['style']}}}writing-mode")
        for one in root.iterfind(".//style:style[@style:family='paragraph']", NAMES)
        if one.find("style:paragraph-properties", NAMES) is not None
    }
    name = f"{{{NAMES['text']}}}style-name"
    turned = [spoken(one) for one in root.iter() if modes.get(one.get(name)) == "rl-tb"]
    assert any(COST_AR in text for text in turned) and any(text.startswith("إلى كم") for text in turned)
    assert not any(text.startswith("The project") for text in turned)
    assert "\ue00f" not in "".join(root.itertext())
    assert len([kind for kind, _ in elements(reread(data, "odt")) if kind == "Note"]) == 7


def test_html_states_language_and_direction_of_what_is_in_another(page: Any) -> None:
    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    assert page.xpath("//div[@lang='ar' and @dir='rtl']/p[contains(., 'وقال مسؤول')]")
    assert page.xpath("//section[@dir='rtl']/h2[contains(., 'نورفاند')]")
    assert page.xpath("//div[@lang='ur' and @dir='rtl']/blockquote")
    assert page.xpath("//span[@dir='ltr' and .='9.25%']")
    assert page.xpath("//div[@id='refs']//span[@lang='ar' and @dir='rtl']")
    assert len(page.xpath("//section[@id='footnotes']//li")) == 7


def test_every_sentence_has_its_sign_and_the_signs_are_explained(page: Any) -> None:
    signs = [one.text for one in page.xpath("//span[contains(@class, 'verdict')][not(ancestor::*[@class='legend' or self::ul])]")]
    assert signs == ["✓", "✓", "✓", "≈", "✓", "✓", "✓", "?", "✗"]
    legend = "✓ supported by the words it cites · ≈ only partly supported · ✗ not supported · ? not checked"
    assert page.xpath("normalize-space(//div[@class='legend'])") == legend
    few = export(sample_brief(), form="md", choices=Choices(verdicts=False)).decode()
    assert "✓" not in few and few.count("≈") == few.count("✗") == 2  # in the text and the legend


def test_differences_and_days_travel_along(page: Any) -> None:
    rows = [[" ".join(cell.text_content().split()) for cell in row.iter("td")] for row in page.xpath("//table//tbody/tr")]
    assert [row[:3] for row in rows] == [
        ["The Velin Courier", "4 March 2026", "2.4 billion dollars"],
        ["صدى أورسن", "4 March 2026", "2.7 مليار دولار"],
    ]
    days = [one.text_content().strip() for one in page.find_class("as-of")]
    assert days[0] == "As of 4 May 2026 · In the words of the sources"
    assert days[2] == "As of 4 May 2026 · Written by the model tiny-model · edited by hand"
    assert len(days) == 4  # none under words of one's own


def test_the_appendix_shows_every_quotation_in_its_context_with_its_place(page: Any) -> None:
    brief = sample_brief()
    text = " ".join(page.text_content().split())
    for citation in brief.citations.values():
        assert brief.sources[citation.source].version in text
        assert f"Characters {citation.start} to {citation.end}" in text
        assert f"{' '.join((citation.before + citation.quote + citation.after).split())}" in text
    assert "No article says so." in text


def test_translations_are_marked_in_notes_or_below_the_quote() -> None:
    brief = sample_brief()
    told = {"translation": "The cost reaches 2.7 billion dollars.", "translator": "tiny-model"}
    citations = {name: one.model_copy(update=told if one.quote == COST_AR else {}) for name, one in brief.citations.items()}
    marked = "[“The cost reaches 2.7 billion dollars”, machine translation by tiny-model]".replace("[", "\\[").replace("]", "\\]")
    lines = {
        style: [
            line
            for line in export(brief.model_copy(update={"citations": citations}), form="md", choices=Choices(style=style))
            .decode()
            .splitlines()
            if marked in line
        ]
        for style in ("chicago-notes", "apa")
    }
    assert [line[:4] for line in lines["chicago-notes"]] == ["[^2]", "[^6]"]
    assert lines["apa"] == [marked]  # below the quote; where it is said in other words, the appendix has it


def test_remarks_stand_under_their_item() -> None:
    written = export(sample_brief(), form="md", choices=Choices(remarks={"i2": ("A newer report: Rates fall again",)})).decode()
    assert written.index("نورفاند") < written.index("A newer report: Rates fall again") < written.index("Who gains")


@pytest.mark.parametrize("form", ["md", "docx"])
def test_the_same_brief_gives_the_same_text(form: Form) -> None:
    first, second = (export(sample_brief(), form=form) for _ in range(2))
    if form == "docx":
        first, second = (zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml") for data in (first, second))
    assert first == second


def test_an_empty_brief_is_a_document_too() -> None:
    empty = sample_brief(sections=(), sources={}, citations={})
    assert export(empty, form="md").decode().strip().splitlines() == [
        "# Tidal power in Selkara: what is known",
        "",
        "A. Reader · As of 4 May 2026",
    ]
    assert isinstance(exported(empty, "docx"), Exported)


def test_three_hundred_citations_are_three_hundred_notes() -> None:
    brief = long_brief(300)
    written = export(brief, form="md").decode()
    assert written.count("\n[^") == 300
    assert written.count("Pell, Nora.") == 75  # one entry to each source; the others are by the other three authors


def test_a_file_is_written_wholly_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "brief.md"
    target.write_text("before", encoding="utf-8")
    data = export(sample_brief(), target, form="md")
    assert target.read_bytes() == data
    assert target.stat().st_mode & 0o777 == 0o666 & ~_mask()
    with pytest.raises(ExportError, match="cannot be written"):
        export(sample_brief(), tmp_path / "none" / "brief.md", form="md")
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["brief.md"]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_docx_opens_in_libreoffice_with_notes_and_both_directions(docx: bytes, tmp_path: Path) -> None:
    (tmp_path / "brief.docx").write_bytes(docx)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), "brief.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    text = " ".join((tmp_path / "brief.txt").read_text(encoding="utf-8-sig").translate(MARKS).split())
    for words in (COST_AR, HOMES_UR, "Sources", "[Cited in notes 1, 5, 6]", "Quotations in their context"):
        assert " ".join(words.split()) in text


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def style(paragraph: Any) -> str | None:
    found = paragraph.find("w:pPr/w:pStyle", NAMES)
    return None if found is None else found.get(f"{W}val")


def spoken(element: Any) -> str:
    return "".join(element.itertext()).translate(MARKS)


def reread(data: bytes, form: str) -> Any:
    command = [find_pandoc(), "--sandbox", f"--from={form}", "--to=json"]
    return json.loads(subprocess.run(command, input=data, capture_output=True, check=True).stdout)["blocks"]


def elements(content: Any) -> list[tuple[str, Any]]:
    if isinstance(content, list):
        return [found for one in content for found in elements(one)]
    if not isinstance(content, dict):
        return []
    inner = [found for value in content.values() for found in elements(value)]
    return [(content["t"], content.get("c")), *inner] if "t" in content else inner


def said(content: Any) -> str:
    kinds = ("Str", "Space", "SoftBreak")
    return "".join(text if kind == "Str" else " " for kind, text in elements(content) if kind in kinds).translate(MARKS)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
