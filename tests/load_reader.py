"""How long a click on a citation takes until its sentence is in view: ``python -m tests.load_reader LIBRARY``. Questions are titles of the
library's own articles; the reader is closed before each click. The page is served by ``sanad chat``, which keeps the answers in LIBRARY."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from index.catalog import CATALOG_FILE, Catalog
from tests.browser.conftest import FLAGS
from tests.load_chat import percentile, say

QUESTIONS, CLICKS = 20, 20
LONGEST = 300.0  # seconds an answer may take on a busy machine

CLICK = """
(link) => new Promise((resolve) => {
  const begun = performance.now();
  const look = () => {
    const hit = document.querySelector("#reader article")?.dataset.address === link.getAttribute("href") && document.querySelector("#hit");
    const place = hit && hit.getBoundingClientRect();
    if (place && place.height && place.top >= 0 && place.bottom <= innerHeight) resolve(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  link.click();
  look();
})
"""


@contextmanager
def served(library: Path) -> Iterator[str]:
    """The address of the page over a library."""
    starting = "from ui.cli.main import main; main()"
    command = [sys.executable, "-c", starting, "chat", "--library", str(library), "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            announced = re.search(r"http://[\d.:]+", server.stdout.readline() if server.stdout else "")
            if announced is None:
                raise SystemExit("`sanad chat` did not start")
            yield announced[0]
        finally:
            server.terminate()


def titles(library: Path) -> list[str]:
    """Titles to ask for, of articles published last."""
    with closing(Catalog(library / CATALOG_FILE)) as catalog:
        newest = catalog.articles.list(limit=200)
    return [one.title for one in newest if len(one.title.split()) > 4][:QUESTIONS]


def clicked(page: Page, questions: Sequence[str]) -> Iterator[tuple[float, int]]:
    """For each click, how many milliseconds it took, and how long the article is that was shown."""
    for question in questions:
        page.get_by_label("Ask a question").fill(question)
        page.keyboard.press("Enter")
        page.locator("#now .question", has_text=question).wait_for()
        page.locator("#now .answer[aria-busy=false]").wait_for()
        for link in page.locator("#now a.cite").all():
            took = link.evaluate(CLICK)
            yield took, page.locator("#reader .text").evaluate("node => node.textContent.length")
            page.locator("#reader .back").click()
            page.locator("#reader article").wait_for(state="detached")


def main(library: Path, *, clicks: int) -> None:
    """Measure, and say so."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    begun = time.monotonic()
    with served(library) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(LONGEST * 1000)
        page.goto(address)
        page.locator("#shelf .card").first.wait_for()
        say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        say(f"page ready {time.monotonic() - begun:.1f} s after `sanad chat`, the browser's start included")
        taken = []
        for one in clicked(page, titles(library)):
            taken.append(one)
            if len(taken) == clicks:
                break
        browser.close()
    times = [took for took, _ in taken]
    p50, p95 = percentile(times, 0.5), percentile(times, 0.95)
    say(f"{len(times)} clicks until the sentence was in view: p50 {p50:.0f} ms, p95 {p95:.0f} ms, most {max(times):.0f} ms")
    say(f"articles of {min(length for _, length in taken):,} to {max(length for _, length in taken):,} characters")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--clicks", type=int, default=CLICKS)
    options = parser.parse_args()
    main(options.library, clicks=options.clicks)
