"""Reports: everything escaped, nothing fetched, plots that say what the figures say, cells that no spreadsheet runs."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from eval.compare.compared import compare
from eval.models import CaseResult, ShownPassage
from eval.records import write
from eval.report.elements import plain
from eval.report.html import html
from eval.report.markdown import markdown
from eval.report.risk import risk
from eval.report.svg import around, bar, curve, histogram, reach_of
from eval.report.table import as_csv
from eval.report.view import Report, report, trouble, worst_cases
from tests.cli import run as run_command
from tests.evaluated import HOSTILE, RIGHT_TO_LEFT, case, good, run_of, unanswerable, worse


def _hostile() -> list[CaseResult]:
    """One case in which every text is hostile, and wrong so that it is shown."""
    texts: dict[str, Any] = dict.fromkeys(("quotes", "tags", "outlets", "references", "evidence"), (HOSTILE,))
    shown = ShownPassage(title=HOSTILE, source=HOSTILE, text=HOSTILE, language="en", right=True)
    bad = case(0, 3, question=HOSTILE, passages=(shown,), answer_contained=False, **texts)
    return [bad, case(1, error=HOSTILE, status=None), *good()[2:]]


@pytest.fixture(scope="module")
def made() -> Report:
    base = run_of([case(0, question=HOSTILE), *good()[1:]])
    run = run_of(_hostile(), set_name=HOSTILE, settings={"embedder": HOSTILE})
    return report(run, name=HOSTILE, comparison=compare(base, run, names=(HOSTILE, HOSTILE), resamples=200))


class _Reader(HTMLParser):
    """Which elements there are, whether they close in order, and what they refer to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_holds_no_script_and_fetches_nothing(made: Report) -> None:
    page = html(made)
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "a", "form"}
    given = {name for _, attributes in reader.tags for name in attributes}
    assert not {name for name in given if name.startswith("on")} and not given & {"src", "href", "srcset", "style"}
    assert "url(" not in page and "@import" not in page
    assert page.count("&lt;script&gt;") > 5 and "default-src 'none'" in page


def test_the_page_tells_the_direction_and_language_of_a_question() -> None:
    run = run_of([case(0, 2, question=RIGHT_TO_LEFT, language="ar"), *good()[1:]])
    page = html(report(run, name="run.json"))
    assert f'<h3 dir="auto" lang="ar">{RIGHT_TO_LEFT}</h3>' in page


def test_text_that_reorders_or_controls_is_taken_away() -> None:
    assert plain("a\u202eb\x00c\n\x1b[31md\ud800") == "abc [31md"


def test_the_page_shows_figures_intervals_parts_and_the_worst(made: Report) -> None:
    page = html(made)
    for text in (
        "Hit@1",
        "95 %",
        "By language",
        "By outlet",
        "Against",
        "Risk and coverage",
        "Time",
        "All figures",
        "first passages",
        "went worst",
        "questions failed",
        "right article",
    ):
        assert text in page
    quiet = html(report(run_of(good()), name="run.json"))
    assert "None: every right article is first" in quiet and "Against" not in quiet


def test_a_run_without_answers_or_cases_that_were_found_is_reported() -> None:
    lost = [CaseResult(id=str(number), question="?", relevant=("a",), error="gone") for number in range(3)]
    page = html(report(run_of(lost, answered=False), name="run.json"))
    assert "3 of 3 questions failed" in page and "Risk and coverage" not in page


@pytest.mark.parametrize("drawn", [bar(0.4, 0.1, 0.6), around(-0.02, None, None, reach=0.05), histogram([0.0, 0.01, 3.0], "search")])
def test_a_plot_is_well_formed(drawn: str) -> None:
    ElementTree.fromstring(str(drawn))


def test_a_dot_stands_where_its_value_is() -> None:
    def middle(drawn: str) -> float:
        return float(re.findall(r'class="dot" cx="([\d.]+)"', drawn)[0])

    assert [middle(bar(value, None, None)) for value in (0, 0.5, 1)] == [5, 80, 155]
    assert middle(around(-0.1, None, None, reach=0.1)) == 5 and middle(around(0, None, None, reach=0.1)) == 80
    assert reach_of([0.013, -0.031, None]) == 0.04 and reach_of([]) == 1.0 and reach_of([-1.0]) == 1.0


def test_risk_over_coverage_by_hand() -> None:
    cases = [
        case(1, answerability=0.9),
        case(2, answerability=0.8, answer_contained=False),
        case(3, answerability=0.8),
        unanswerable(4, declined=False, answerability=0.5),
        unanswerable(5),
    ]
    found = risk(cases, answered=True)
    assert found is not None
    assert found.coverage == (0.2, 0.6, 0.8)
    assert list(found.risk) == pytest.approx([0, 1 / 3, 1 / 2])
    assert found.area == pytest.approx((0.2 * 0 + 0.4 / 3 + 0.2 / 2) / 0.8)
    ElementTree.fromstring(str(curve(found)))
    searched = risk([case(1, 1), case(2, 2, answerability=0.1)], answered=False)
    assert searched is not None
    assert (list(searched.risk), searched.judged) == ([0, 0.5], "article")
    assert risk([case(1, answerability=None)], answered=False) is None


def test_the_worst_come_first() -> None:
    cases = [*worse(), case(90, 40), case(91, 2)]
    assert [found.id for found in worst_cases(cases, 5)] == ["q3", "q35", "q1", "q5", "q90"]
    assert [trouble(found) for found in worst_cases(cases, 4)] == [
        "failed",
        "answered, though nothing answers it",
        "declined, though it can be answered",
        "the answer is not cited",
    ]


def test_markdown_escapes_and_keeps_its_columns(made: Report) -> None:
    text = markdown(made)
    assert "<script>" not in text and "## By language" in text and "## Against" in text
    rows = [line for line in text.splitlines() if line.startswith("| q")]
    assert rows and {row.replace("\\|", "").count("|") for row in rows} == {6}


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_no_cell_is_a_formula(start: str) -> None:
    run = run_of([case(0, question=start, quotes=(start,), error=start), *good()[1:]])
    row = next(csv.DictReader(io.StringIO(as_csv(run), newline="")))
    assert row["question"] == f"'{start}" and row["quotes"] == f"'{start}" and row["error"] == f"'{start}"


def test_a_line_for_each_case() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(run_of(worse())), newline="")))
    assert len(rows) == 40 and rows[0]["rank"] == "2" and rows[3]["error"] == "TimeoutError: late" and rows[24]["question"] == RIGHT_TO_LEFT


def test_the_command_writes_each_kind(tmp_path: Path) -> None:
    for name, cases in (("run.json", worse()), ("base.json", good())):
        write(run_of(cases), tmp_path / name)
    files = [tmp_path / f"report.{end}" for end in ("html", "md", "csv", "figures.csv")]
    outputs = [argument for file in files for argument in ("-o", file)]
    assert run_command("eval", "report", tmp_path / "run.json", tmp_path / "base.json", *outputs).exit_code == 0
    assert [file.read_text(encoding="utf-8-sig")[:2] for file in files] == ["<!", "# ", "id", "by"]
    wrong = run_command("eval", "report", tmp_path / "run.json", "-o", tmp_path / "report.pdf")
    assert wrong.exit_code == 2 and ".html, .md, .figures.csv, .csv" in wrong.stderr
