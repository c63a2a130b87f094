"""The report of an evaluation, as a browser shows it: nothing fetched, nothing too wide, readable in light and dark."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from eval.compare.compared import compare
from eval.models import CaseResult, ShownPassage
from eval.report.view import report
from eval.report.written import write_report
from rag.chat.models import Usage
from tests.evaluated import RIGHT_TO_LEFT, case, good, run_of, worse

CONTRAST = """() => {
  const light = color => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(part => part / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = node => { while (getComputedStyle(node).backgroundColor === "rgba(0, 0, 0, 0)") node = node.parentElement;
    return getComputedStyle(node).backgroundColor; };
  return Math.min(...[...document.querySelectorAll("h1, h3, p, td, th, small, span, dd, dt, blockquote, figcaption")].map(node => {
    const [one, other] = [light(getComputedStyle(node).color), light(ground(node))];
    return (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
  }));
}"""


def _shown() -> list[CaseResult]:
    """Questions of every kind that the report shows, one with all there is to show of it."""
    passages = (
        ShownPassage(title="محطة ترسان", source="صدى", text=f"{RIGHT_TO_LEFT} " * 30, language="ar", right=True),
        ShownPassage(title="A" * 120, text="https://example.org/" + "long" * 60, language="en"),
    )
    used = Usage(prompt_tokens=1200, completion_tokens=80, cost=0.002, first_token=0.4)
    texts = {"references": ("May", "مايو"), "evidence": ("It opened in May.",)}
    stages = {"candidates": 0.01, "scoring": 0.004, "reading": 0.002}
    full = case(0, 4, passages=passages, usage=used, search_timings=stages, answer_timings={**stages, "total": 0.5}, **texts)
    return [full, *worse()[1:]]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    base, run = run_of(good()), run_of(_shown())
    write_report(report(run, name="run.json", comparison=compare(base, run, names=("a", "b"), resamples=200)), path)
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_the_report_is_readable(browser: Browser, page_file: Path, scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text))
    page.goto(page_file.as_uri())
    assert seen == [page_file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) >= 4.5
    assert page.locator("svg.plot").count() == 4
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_nothing(browser: Browser, page_file: Path, scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(page_file.as_uri())
    found = Axe().run(page).response
    assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found["violations"]] == []
    context.close()


def test_on_paper_it_is_black_on_white_and_nothing_is_cut_off(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(viewport={"width": 690, "height": 1000}, color_scheme="dark")  # the text of an A4 page
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(page_file.as_uri())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color") == (
        "rgb(255, 255, 255)rgb(0, 0, 0)"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 690
    assert page.evaluate("[...document.querySelectorAll('.wide')].filter(node => node.scrollWidth > node.clientWidth + 1).length") == 0
    assert page.pdf(format="A4").startswith(b"%PDF-")
    context.close()
