"""The scripts and style sheets of the pages: few lines, nothing dangerous, and no names of Gradio's own where ours do."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UI = Path(__file__).parent.parent / "ui"
STATIC = UI / "static"
REPORT = UI.parent / "eval" / "report"  # its parts stand in the evaluation page, too
SCRIPTS = sorted(STATIC.glob("*.js"))
SHEETS = sorted(STATIC.glob("*.css"))
PAGES = {
    "chat": ("header", "chat"),
    "library": ("header", "library"),
    "briefs": ("header", "brief"),
    "evaluation": ("header", "evaluation"),
}
MOST_LINES, MOST_LINES_OF_A_PAGE = 90, 100
MORE = {"briefs": 15}  # what is dragged, undone by keys and kept while it is typed has no other way

# What runs text as code, writes it as HTML, compares loosely, or leaks a name; and what only helps while a script is written.
BANNED = re.compile(
    r"\beval\(|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\bvar\b|[^=!]==[^=]|!=[^=]|console\.|debugger|alert\("
)

# Classes that Gradio gives its own elements, where nothing of ours can be reached instead.
GRADIOS = {
    "gradio-container",
    "main",
    "column",
    "block",
    "form",
    "nav-holder",
    "html-container",
    "input-container",
    "submit-button",
    "stop-button",
}


def _code(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.strip().startswith("//")]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_small_and_does_nothing_dangerous(path: Path) -> None:
    code = _code(path)
    assert len(code) <= MOST_LINES
    assert [line for line in code if BANNED.search(line)] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_scripts_of_a_page_are_small_together(page: str) -> None:
    assert sum(len(_code(STATIC / f"{name}.js")) for name in PAGES[page]) <= MOST_LINES_OF_A_PAGE + MORE.get(page, 0)


def test_every_script_belongs_to_a_page() -> None:
    assert {path.stem for path in SCRIPTS} == {name for names in PAGES.values() for name in names}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_read(path: Path, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine; the browser tests read the scripts too")
    checked = tmp_path / path.name
    checked.write_text(f"'use strict'; (element, props, trigger, watch) => {{\n{path.read_text(encoding='utf-8')}\n}}", encoding="utf-8")
    subprocess.run([node, "--check", str(checked)], check=True, capture_output=True)


def test_style_sheets_name_what_is_ours() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in [*UI.rglob("*.py"), *REPORT.rglob("*.py"), *SCRIPTS])
    ours = set(re.findall(r"[\w-]+", written))
    prefixes = tuple(re.findall(r"([a-z]+-)\{", written))  # such as `verdict-{...}`
    named = {name for path in SHEETS for name in _classes(path)}
    foreign = {name for name in named if name not in ours and not name.startswith(prefixes)}
    assert foreign <= GRADIOS


def _classes(path: Path) -> set[str]:
    sheet = re.sub(r'/\*.*?\*/|url\([^)]*\)|"[^"]*"', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", sheet))


def test_style_sheets_fetch_nothing_from_elsewhere() -> None:
    for path in SHEETS:
        assert re.findall(r"https?:|@import|url\(\s*[\"']?//", path.read_text(encoding="utf-8")) == [], path.name
