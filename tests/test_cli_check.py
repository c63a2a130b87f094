"""``sanad check``: foreign documents held against a library."""

from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from index.readers.pandoc import find_pandoc
from tests.cli import run, run_json

_REPORT = """---
title: Spring in Selkara
---

# The flood

The flood at Tashmar destroyed 214 houses.[^1] Who paid for it?

Figure 2: The bridge at Tashmar in April.

The tidal power station will cost 3.4 billion dollars.

[^1]: The Velin Courier, accessed on 3 May 2026, https://example.org/x

# References

The Velin Courier, 7 April 2026. https://example.org/velin-courier/orsen-flood-tashmar
"""
_ARABIC = "# التطعيم\n\nتبلغ كلفة الحملة 3.1 مليون دولار. ويشارك فيها 900 فريق ميداني.\n"
_COUNTS = {"supported": 1, "partly": 0, "not_supported": 1}


def _written(markdown: str, file: Path) -> Path:
    """A document as a word processor or a browser would have it."""
    import subprocess

    source = file.with_suffix(".source.md")
    source.write_text(markdown, encoding="utf-8")
    subprocess.run([str(find_pandoc()), "-f", "markdown", "-s", str(source), "-o", str(file)], check=True, capture_output=True)
    source.unlink()
    return file


@pytest.mark.parametrize("name", ["report.docx", "report.odt", "report.html"])
def test_what_a_document_claims_is_judged_and_the_rest_passed_over(sample_library: Path, tmp_path: Path, name: str) -> None:
    found = run_json("check", _written(_REPORT, tmp_path / name), "--library", sample_library)
    assert found["counts"] == _COUNTS
    right, wrong = found["sentences"]
    assert right["verdict"] == "supported"
    assert "214 houses" in right["citations"][0]["quote"]
    assert right["citations"][0]["url"].startswith("https://example.org/")
    assert wrong["reasons"] == ["The source says 2.4 billion dollars, the sentence says 3.4 billion dollars."]
    assert found["skipped"]["question"] == 1
    assert found["skipped"]["reference"] >= 1
    assert found["skipped"]["caption"] == 1


def test_a_file_is_checked_and_not_added(sample_library: Path, tmp_path: Path) -> None:
    file = tmp_path / "arabic.md"
    file.write_text(_ARABIC, encoding="utf-8")
    before = run_json("list", "--library", sample_library)["total"]
    found = run_json("check", file, "--library", sample_library)
    assert (found["language"], found["counts"]) == ("ar", _COUNTS)
    assert any("900" in reason for reason in found["sentences"][1]["reasons"])
    assert run_json("list", "--library", sample_library)["total"] == before


def test_only_what_is_asked_for_is_shown_and_all_is_counted(sample_library: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    file.write_text(_REPORT, encoding="utf-8")
    shown = run("check", file, "--only", "unsupported", "--library", sample_library).stdout
    assert "3.4 billion" in shown
    assert "The flood at Tashmar destroyed 214 houses" not in shown
    assert "2 sentences: 1 supported, 0 partly supported, 1 not supported." in shown
    assert "Passed over: 2 headings, 1 question, 1 caption" in shown
    refused = run("check", file, "--only", "wrong", "--library", sample_library)
    assert refused.exit_code == 2
    assert "--only wrong is no verdict" in refused.stderr


def test_several_files_are_checked_and_one_that_cannot_be_read_is_told(sample_library: Path, tmp_path: Path) -> None:
    one, other, missing = tmp_path / "one.txt", tmp_path / "other.txt", tmp_path / "missing.docx"
    one.write_text("The flood destroyed 214 houses at Tashmar.", encoding="utf-8")
    other.write_text("The flood destroyed 999 houses at Tashmar.", encoding="utf-8")
    found = run_json("check", one, missing, other, "--library", sample_library, code=1)
    assert found["counts"] == _COUNTS
    assert [Path(each["file"]).name for each in found["files"]] == ["one.txt", "other.txt"]
    assert "missing.docx does not exist" in run("check", one, missing, "--library", sample_library).stderr
    assert run("check", missing, "--library", sample_library).exit_code == 2
    assert run("check", one, "--strict", "--library", sample_library).exit_code == 0
    assert run("check", one, other, "--strict", "--library", sample_library).exit_code == 1


def test_a_page_of_it_runs_nothing_and_shows_each_claim_in_its_place(sample_library: Path, tmp_path: Path) -> None:
    file, page = tmp_path / "report.txt", tmp_path / "report.html"
    hostile = "The <script>alert(1)</script> flood destroyed 999 houses at Tashmar.\n\nدمر الفيضان 214 منزلا في طشمار بحسب التقرير.\n"
    file.write_text(hostile, encoding="utf-8")
    assert run("check", file, "-o", page, "--library", sample_library).exit_code == 0
    tree: Any = lxml_html.parse(str(page)).getroot()
    assert tree.xpath("//script") == []
    assert tree.xpath("//div/@class")[0] == "claim not_supported"
    assert "<script>alert(1)</script> flood" in tree.xpath("//div/p[1]")[0].text_content()
    assert tree.xpath("//div/p[@lang='ar'][@dir='auto']")
    assert all(link.get("href").startswith("https://") for link in tree.xpath("//a"))
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv]/@content")[0]


def test_a_report_in_markdown_has_no_markup_of_the_document(sample_library: Path, tmp_path: Path) -> None:
    from markdown_it import MarkdownIt

    file, report = tmp_path / "report.txt", tmp_path / "out.md"
    file.write_text("The [flood](javascript:x) of *Tashmar* destroyed <b>999</b> houses.\n", encoding="utf-8")
    assert run("check", file, "-o", report, "--library", sample_library).exit_code == 0
    shown = MarkdownIt().render(report.read_text(encoding="utf-8"))
    assert "[flood]" in shown
    assert "<em>" not in shown
    assert "<b>" not in shown
    assert "javascript:" not in "".join(part for part in shown.split('"') if part.startswith("javascript"))
    refused = run("check", file, "-o", tmp_path / "report.pdf", "--library", sample_library)
    assert (refused.exit_code, (tmp_path / "report.pdf").exists()) == (2, False)


def test_a_stop_shows_what_was_checked_until_then(sample_library: Path, tmp_path: Path) -> None:
    from rag import Sanad

    seen: list[tuple[int, int]] = []
    with Sanad.open(sample_library) as sanad:
        document = sanad.checking.document(
            "The flood destroyed 214 houses. The army sent 650 soldiers. Rain is expected on Thursday.",
            progress=lambda done, total: seen.append((done, total)),
            stopped=lambda: len(seen) == 2,
        )
    assert seen == [(1, 3), (2, 3)]
    assert (len(document.claims), document.left) == (2, 1)
