"""What a person does on the evaluation page, in a real browser."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from eval.models import AnswerSentence, Choice, ShownPassage
from eval.run import Prepared, prepare
from eval.runs.file import RunFile
from eval.runs.models import Opened
from eval.runs.recording import WHOLE, Recording
from index.settings import Settings
from tests.browser.scripted import ScriptedEngine
from tests.browser.serving import serving
from tests.evaluated import HOSTILE, RIGHT_TO_LEFT, good, worse

OpenPage = Callable[..., Page]
SECONDS = 300_000  # for a run of a few questions where every core is busy


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    directory = tmp_path / "runs"
    directory.mkdir()
    return directory


@pytest.fixture
def evaluation(engine: ScriptedEngine, runs: Path) -> Iterator[str]:
    with serving(engine, Settings(port=0, runs_directory=runs)) as served:
        yield served


def _keep(runs: Path, name: str, cases: list[Any], *, whole: bool = True) -> None:
    """A run over the samples in the place where the page looks for it, with these cases."""
    prepared: Prepared = prepare("samples", settings=Settings(runs_directory=runs), choice=Choice(sample=6))
    begun = prepared.begun.model_copy(update={"questions": len(cases), "choice": Choice()})
    with RunFile(runs / f"{name}.jsonl") as file:
        recording = Recording.started(begun, file, resume=False, dated=False)
        recording.open(Opened(phase=WHOLE, fingerprint=None, articles="ab", counts={"documents": 9, "chunks": 9}))
        for position, one in enumerate(cases if whole else cases[:3]):
            recording.add(WHOLE, position, one)
        if whole:
            recording.end()


def _two_runs(runs: Path) -> None:
    told = AnswerSentence(text=f"It costs 4 billion. {HOSTILE}", cites=(0,), verdict="supported")
    passage = ShownPassage(title=HOSTILE, source="صدى", text=RIGHT_TO_LEFT, language="ar", right=True)
    late = [one.model_copy(update={"answer": (told,), "passages": (passage,)}) if one.id == "q1" else one for one in good()]
    _keep(runs, "before", late)
    _keep(runs, "after", worse())


def _opened(open_page: OpenPage, address: str, query: str = "", **options: Any) -> Page:
    page = open_page(address, **options)
    page.goto(f"{address}/evaluation{query}")
    return page


def test_a_run_is_begun_and_its_figures_are_shown(evaluation: str, open_page: OpenPage) -> None:
    page = _opened(open_page, evaluation)
    page.get_by_label("Sample size").fill("6")
    page.get_by_role("button", name="Start run").click()
    expect(page.locator(".job progress")).to_be_visible()
    expect(page.locator(".cards-row")).to_be_visible(timeout=SECONDS)
    expect(page.locator(".runs li")).to_have_count(1)
    expect(page.locator(".run-head")).to_contain_text("6 questions")
    row = page.get_by_role("region", name="Main figures").get_by_role("row", name=re.compile("^MRR"))
    expect(row).to_contain_text(re.compile(r"1?\.\d{3}\[\.\d{3}, 1?\.\d{3}\]"))
    expect(page.locator(".job")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\brun="))
    page.reload()
    expect(page.locator(".cards-row")).to_be_visible()


def test_a_run_is_stopped_and_gone_on_with(evaluation: str, open_page: OpenPage) -> None:
    page = _opened(open_page, evaluation)
    page.get_by_label("Sample size").fill("6")
    page.get_by_role("button", name="Start run").click()
    page.get_by_role("button", name="Stop").click(timeout=SECONDS)
    expect(page.locator(".job.stopped")).to_be_visible(timeout=SECONDS)
    expect(page.locator(".runs")).to_contain_text("unfinished")
    other = _opened(open_page, evaluation)  # another page knows of it
    other.locator(".runs a").first.click()
    expect(other.locator(".unfinished")).to_contain_text(re.compile(r"not finished: \d of 6 questions"))
    page.close()  # nobody looks
    other.locator(".unfinished").get_by_role("button", name="Go on").click()
    expect(other.locator(".unfinished")).to_have_count(0, timeout=SECONDS)
    expect(other.locator(".run-head .meta")).to_contain_text("6 questions")


def test_two_runs_are_compared_question_by_question(evaluation: str, open_page: OpenPage, runs: Path) -> None:
    _two_runs(runs)
    page = _opened(open_page, evaluation, "?run=after")
    page.get_by_label("Run to compare with").select_option("before")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="questions changed")).to_have_text(re.compile(r"^\d+ questions changed$"))
    table = page.get_by_role("region", name="Differences", exact=True)
    expect(table.get_by_role("row", name=re.compile("^Answer contained"))).to_contain_text(re.compile(r"-\.\d{3}"))
    changed = page.locator(".change", has_text="Question 1?")
    if not changed.evaluate("each => each.open"):
        changed.locator("summary").press("Enter")
    expect(changed).to_contain_text("answered -> declined, wrongly")
    expect(changed.locator(".side").first).to_contain_text(HOSTILE)
    expect(changed.locator(".side").first.locator(".passages p[dir=rtl]")).to_have_text(RIGHT_TO_LEFT)
    expect(page.locator(".cards-row :is(.bad, .quiet)").first).to_be_visible()
    expect(page).to_have_url(re.compile("against=before"))
    page.go_back()
    expect(page.locator(".cards-row")).to_contain_text("Search time")


def test_what_is_broken_in_a_set_is_told_by_line_and_field(evaluation: str, open_page: OpenPage, tmp_path: Path) -> None:
    good_line = {"id": "a", "question": "Who?", "language": "en", "answerable": False, "type": "unanswerable"}
    lines = [good_line, {**good_line, "id": "b", "answerable": "perhaps"}]
    broken = tmp_path / "broken.jsonl"
    broken.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    page = _opened(open_page, evaluation)
    page.get_by_label("Upload a set").set_input_files(broken)
    row = page.locator(".checked tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator("td")).to_have_text(["broken.jsonl", "2", "answerable", re.compile("boolean"), re.compile(".+")])
    expect(page.get_by_label("Evaluation set")).to_have_value("kept:broken.jsonl")
    page.get_by_role("button", name="Start run").click()
    expect(page.locator(".checked h3")).to_have_text("1 problem in this set")
    expect(page.locator(".job")).to_have_count(0)


def test_a_draft_is_reviewed_and_a_decision_taken_back(evaluation: str, open_page: OpenPage, runs: Path) -> None:
    (runs / "sets").mkdir()
    draft = runs / "sets" / "draft.jsonl"
    relevant = [{"article": "one", "quote": RIGHT_TO_LEFT}]
    drafted = {"language": "en", "answerable": True, "relevant": relevant, "answers": ["May"], "state": "proposed"}
    lines = [{"id": f"q{number}", "question": f"When? {HOSTILE} {number}", **drafted} for number in (1, 2)]
    draft.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    page = _opened(open_page, evaluation)
    page.get_by_label("Evaluation set").select_option("kept:draft.jsonl")
    page.get_by_role("button", name="Check the set").click()
    page.get_by_role("button", name="Review the draft").click()
    expect(page.locator("blockquote")).to_have_text(RIGHT_TO_LEFT)
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("[name=question]")).to_have_value(f"When? {HOSTILE} 2")
    page.locator("[name=reference]").fill("June")
    page.get_by_role("button", name="Save as edited").click()
    expect(page.get_by_text("Nothing waits any more")).to_be_visible()
    assert [json.loads(line).get("state") for line in draft.read_text(encoding="utf-8").splitlines()] == ["accepted", "edited"]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[name=reference]")).to_have_value("May")
    page.locator("body").press("r")
    expect(page.get_by_text("1 rejected")).to_be_visible()


def test_a_setting_that_does_not_exist_is_named(evaluation: str, open_page: OpenPage) -> None:
    page = _opened(open_page, evaluation)
    page.get_by_text("Settings for this run").click()
    page.get_by_label("name=value, one on a line").fill("chat_api_key=1")
    page.get_by_role("button", name="Start run").click()
    expect(page.get_by_role("alert")).to_contain_text("'chat_api_key' cannot be set here.")
    expect(page.get_by_label("name=value, one on a line")).to_have_value("chat_api_key=1")


def test_a_run_is_renamed_deleted_and_brought_back(evaluation: str, open_page: OpenPage, runs: Path) -> None:
    _keep(runs, "before", good())
    page = _opened(open_page, evaluation, "?run=before")
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Name of the run").fill("with titles")
    page.keyboard.press("Enter")
    expect(page.locator(".run-name")).to_have_text("with titles")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".runs li")).to_have_count(0)
    assert not (runs / "with titles.jsonl").exists()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".run-name")).to_have_text("with titles")
    expect(page.locator(".cards-row")).to_be_visible()


def test_reports_and_data_are_there_to_take_away(evaluation: str, open_page: OpenPage, runs: Path) -> None:
    _two_runs(runs)
    page = _opened(open_page, evaluation, "?run=after&against=before")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Differences (CSV)").click()
    assert taken.value.path().read_text(encoding="utf-8-sig").startswith("by,part,figure,A,B,")
    report = page.context.request.get(f"{evaluation}/evaluation/report/after?against=before")
    assert "sha256-" in report.headers["content-security-policy"]
    assert "<h2>Against before</h2>" in report.text()
    page.goto(f"{evaluation}/evaluation/report/after")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "1056px"  # its style is let through
    for kind in ("figures", "cases", "risk", "times", "markdown"):
        assert page.context.request.get(f"{evaluation}/evaluation/{kind}/after").ok


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(390, "en"), (1280, "ar")])
def test_axe_finds_nothing(evaluation: str, open_page: OpenPage, runs: Path, scheme: str, width: int, language: str) -> None:
    _two_runs(runs)
    _keep(runs, "third", good())
    _keep(runs, "broken off", good(), whole=False)
    page = _opened(open_page, evaluation, color_scheme=scheme, viewport={"width": width, "height": 900})
    page.context.add_cookies([{"name": "sanad-language", "value": language, "url": evaluation}])
    shown = {"": ".run-form", "?run=broken off": ".unfinished", "?run=third": ".trends", "?run=after&against=before": ".changes"}
    for query, ready in shown.items():
        page.goto(f"{evaluation}/evaluation{query}")
        expect(page.locator(ready)).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == language
        found = Axe().run(page).response
        assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{evaluation}/evaluation?run=third")
    for opener in page.locator(".opener > button").all():
        opener.click()
        expect(page.locator(".opener .menu:popover-open")).to_be_visible()
        assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []
        page.keyboard.press("Escape")
