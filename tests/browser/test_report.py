"""The report of an evaluation, as a browser shows it: nothing fetched, nothing too wide, readable in light and dark."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from eval.compare.compared import compare
from eval.report.view import report
from eval.report.written import write_report
from tests.evaluated import good, run_of, worse

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


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    base, run = run_of(good()), run_of(worse())
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
    assert page.locator("svg.plot").count() == 3
    context.close()
