"""What a check found stands under the items of an exported brief, in its language."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from index.models import Span
from rag.brief.check_models import BriefCheck, CitationCheck, Newer, Notice, State
from rag.brief.models import Brief
from rag.export.exporting import Choices, export
from rag.export.remarks import remarks
from rag.models import Difference, DifferenceValue
from tests.brief_sources import DAM, FLOOD, brief_of
from tests.cli import run, run_json


def value(said: str, unit: str | None = None, **known: object) -> DifferenceValue:
    span = Span(article_id="0" * 16, version="1" * 64, start=0, end=1)
    return DifferenceValue.model_validate({"value": said, "unit": unit, "span": span, **known})


def citation(state: State, *, number: int = 1, stands: bool | None = True, notice: Notice | None = None) -> CitationCheck:
    return CitationCheck(
        citation=f"c{number}",
        source=f"s{number}",
        number=number,
        state=state,
        proof="proved",
        presence="there",
        stands=stands,
        notice=notice,
    )


def notice(kind: str) -> Notice:
    known = {"kind": kind, "text": "It was wrong.", "touches": True, "article_id": "0" * 16, "title": "Correction: the flood"}
    return Notice.model_validate({**known, "source": "The Velin Courier", "published": date(2026, 4, 9), "language": "en"})


def found(brief: Brief, *, newer: bool = False, citations: tuple[CitationCheck, ...] = ()) -> BriefCheck:
    cited, report = value("18,000", "people"), value("8,100", "people", title="Fewer fled", source="Orsen Wire", published=date(2026, 4, 9))
    later = Newer(item="i1", citation="c1", difference=Difference(what="people evacuated", values=(cited, report)))
    return BriefCheck(brief=brief.id, citations=citations, newer=(later, later) if newer else ())


def test_a_later_report_is_told_once() -> None:
    brief = brief_of(FLOOD)
    assert remarks(brief, found(brief, newer=True)) == {
        "i1": ("A later report says 8,100 people, not 18,000 people: “Fewer fled”, Orsen Wire, 9 April 2026",)
    }


def test_corrections_withdrawals_and_changed_words_are_told() -> None:
    brief = brief_of(FLOOD, DAM)
    corrected = found(brief, citations=(citation("corrected", notice=notice("correction")), citation("updated", number=2, stands=False)))
    assert remarks(brief, corrected)["i1"] == (
        "A correction was published after this was cited: “Correction: the flood”, The Velin Courier, 9 April 2026",
        f"The words that are cited were changed afterwards in: «{DAM.title}», صدى أورسن, 4 March 2026",
    )
    withdrawn = found(brief, citations=(citation("withdrawn", notice=notice("withdrawal")),))
    assert remarks(brief, withdrawn)["i1"][0].startswith("Withdrawn after this was cited: ")


def test_what_stands_gives_no_remark() -> None:
    brief = brief_of(FLOOD, DAM)
    assert remarks(brief, found(brief, citations=(citation("unchanged"), citation("updated", number=2)))) == {}


def test_remarks_are_in_the_language_of_the_brief() -> None:
    brief = brief_of(FLOOD, language="ar")
    (said,) = remarks(brief, found(brief, newer=True))["i1"]
    assert "تقرير لاحق" in said and "9 أبريل 2026" in said
    written = export(brief, form="html", choices=Choices(remarks={"i1": (said,)})).decode()
    assert "تقرير لاحق" in written


def test_an_export_can_be_checked_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample_library: Path) -> None:
    library = tmp_path / "library"
    shutil.copytree(sample_library, library, ignore=shutil.ignore_patterns("lock*", "briefs*", "answers*"))
    monkeypatch.setenv("SANAD_LIBRARY", str(library))
    brief = run_json("brief", "new", "The flood")["id"]
    quote = "About 18,000 people were evacuated from Tashmar and eleven villages downstream, the district emergency office said on Monday."
    assert run("brief", "add", brief, "--quote", "Orsen flood forces thousands from their homes around Tashmar", quote).exit_code == 0
    assert "A correction was published" not in run("brief", "export", brief).stdout
    written = run("brief", "export", brief, "--check")
    assert written.exit_code == 0, written.stderr
    assert "A correction was published after this was cited" in written.stdout
