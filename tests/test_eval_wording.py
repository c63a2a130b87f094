"""Reports in another language: nothing of ours stays English, and what is looked up is what the code says."""

import ast
import re
from pathlib import Path

import pytest

from eval.compare.compared import compare
from eval.metrics import METRICS
from eval.report.html import html
from eval.report.view import report
from eval.wording import known_words, said, writing_in, written_in
from tests.evaluated import good, run_of, worse

ROOT = Path(__file__).parent.parent
KNOWN = known_words("ar")
# Names that stay as they are in every language: of metrics, models, formulas, and of what a run was made with.
STAYS = {
    "MRR",
    "MAP",
    "nDCG",
    "AUROC",
    "AURC",
    "ALCE",
    "IoU",
    "F1",
    "A",
    "B",
    "p",
    "x",
    "sha256",
    "log2",
    "RR",
    "AP",
    "R",
    "P",
    "PR",
    "i",
    "n",
}
STAYS |= {"Success", "candidates", "scoring", "reading", "writing"}


def _literals() -> set[str]:
    """The English texts that the code asks for."""
    calls = (node for path in [*(ROOT / "eval").rglob("*.py"), *(ROOT / "ui" / "render").rglob("*.py")] for node in ast.walk(_tree(path)))
    named = (node for node in calls if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("said", "headed"))
    return {str(node.args[0].value) for node in named if isinstance(node.args[0], ast.Constant) and node.args[0].value}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_every_text_of_a_report_is_known_in_arabic() -> None:
    wanted = _literals() | {text for metric in METRICS for text in (metric.name, metric.formula, metric.cases, metric.family.capitalize())}
    assert len(wanted) > 150
    assert sorted(wanted - {*KNOWN}) == []


def test_places_for_values_are_the_same() -> None:
    for english, arabic in KNOWN.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", arabic)), english


@pytest.mark.parametrize("compared", [False, True])
def test_a_whole_report_in_arabic_has_no_english_word_of_ours(compared: bool) -> None:
    second, first = run_of(worse(), parts={}, versions={}, settings={}), run_of(good(), parts={}, versions={}, settings={})
    comparison = compare(first, second, names=("1", "2"), by=("language", "type")) if compared else None
    with writing_in("ar"):
        page = html(report(second, name="2", comparison=comparison))
    assert '<html lang="ar" dir="rtl">' in page
    shown = re.sub(r"<style>.*?</style>|<(?:blockquote|h3)[^>]*>.*?</(?:blockquote|h3)>|<small>q\d+</small>", " ", page, flags=re.DOTALL)
    shown = re.sub(r"made up|TimeoutError: late|(?:right|other)\d+|UTC|abab\w+", " ", re.sub(r"<[^>]*>", " ", shown))
    assert set(re.findall(r"[A-Za-z]\w*", shown)) - STAYS == set()


def test_a_language_without_words_is_english() -> None:
    with writing_in("../../x"):
        assert (written_in(), said("{run} is better", run="A")) == ("en", "A is better")
