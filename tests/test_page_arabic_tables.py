"""The library and the evaluation page in Arabic: what is left of Latin letters is data, abbreviations and file formats."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from markupsafe import Markup

from eval.compare.compared import compare
from eval.report.view import report
from eval.runs.models import Listed as ListedRun
from index.catalog.facets import Facets
from index.catalog.jobs import Job, Problem
from index.catalog.listing import Listed
from index.models import ArticleState
from tests.evaluated import good, run_of, worse
from ui.evaluating.evaluations import Wish
from ui.evaluating.jobs import Job as RunJob
from ui.importing.imports import SAMPLES, Running
from ui.importing.progress import Phase, State
from ui.render import library as page
from ui.render.evaluation import jobs as run_jobs
from ui.render.evaluation import run_list
from ui.render.evaluation_compare import comparison_view
from ui.render.evaluation_form import form
from ui.render.evaluation_run import run_view
from ui.render.library_address import read_address
from ui.render.library_facets import facet_lists
from ui.render.library_jobs import Past, imports
from ui.render.library_picture import picture
from ui.render.library_table import results
from ui.words import speaking

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
    "CSV",
    "Markdown",
    "JSONL",
    "SQuAD",
    "https",
    "path",
    "to",
    "folder",
}
STAYS |= {"log2", "RR", "AP", "R", "P", "PR", "i", "n", "Success"}
MOMENT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


def _latin(shown: Markup, data: Sequence[str] = ()) -> set[str]:
    """Words in Latin letters that a person reads or hears, but for data and what is said to be in another language."""
    text = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>|<(blockquote|bdi|code|h3 dir)[^>]*>.*?</\w+>', " ", str(shown), flags=re.DOTALL)
    read = [*re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text), re.sub(r"<[^>]*>", " ", text)]
    words = set(re.findall(r"[A-Za-z]\w*", re.sub("|".join(map(re.escape, data)) or "$^", " ", " ".join(read))))
    return words - STAYS


def test_words_of_ours_in_english_are_seen() -> None:
    assert {"articles", "Library"} <= _latin(page.summary(3, 2))
    assert "Choose" in _latin(Markup('<input aria-label="Choose all">'))


def test_the_library_page_is_arabic() -> None:
    listed = tuple(
        Listed(
            id="a",
            title="مقال",
            source=None if state == "indexed" else "صدى",
            language="ar",
            published=date(2026, 5, 1),
            added_at=MOMENT,
            state=state,
            problem=None,
            origin="file:///x",
            voice="v",
            copies=2,
        )
        for state in (*get_args(ArticleState), "deleted")
    )
    months = tuple((f"2025-{month:02d}", 2) for month in range(1, 13))
    counts = {"sources": (("", 3), ("صدى", 2)), "languages": (("ar", 400), ("en", 2)), "months": (*months, ("", 1))}
    states = tuple((state, 3) for state in (*get_args(ArticleState), "deleted"))
    drawn = tuple((month, (("ar", 1), ("en", 1))) for month, _ in months)
    found = Facets(total=400, states=states, by_month=drawn, **counts)
    with speaking("ar"):
        for query in ("", "state=deleted&language=ar&month=2025-02&outlet=-&copies=1&group=v&page=2"):
            browse = read_address(query)
            shown = [results(listed, found, browse), facet_lists(found, browse), picture(found, outlets=True), page.summary(3, 2)]
            assert _latin(Markup("").join(shown)) == set()
        around = [page.adding(folders=True), page.adding(folders=False), page.searching(""), page.invitation(), page.toast("", undo="x")]
        assert _latin(Markup("").join(around)) == set()
        assert _latin(results((), found, read_address("q=1"))) == set()


@pytest.mark.parametrize("kind", ["index", "delete", "restore", "purge"])
def test_imports_are_told_in_arabic(kind: str) -> None:
    known = {"total": 900, "done": 30, "counts": (("added", 12), ("failed", 18)), "rate": 3.5, "left": 300.0, "arguments": (SAMPLES,)}
    running = [Running("1", State.model_validate({**known, "phase": phase})) for phase in get_args(Phase)]
    counts = dict.fromkeys(("added", "updated", "unchanged", "duplicate", "removed", "failed"), 2)
    jobs = [
        Job(id=1, kind=kind, arguments=(SAMPLES,), started_at=MOMENT, finished_at=None, status=status, counts=counts)
        for status in ("done", "stopped", "failed", "running")
    ]
    past = [Past(job, (Problem(origin="file:///1", reason="", remedy=""),)) for job in jobs[:3]]
    with speaking("ar"):
        assert _latin(imports(running, past, jobs[3:])) == set()


@pytest.mark.parametrize("compared", [False, True])
def test_the_evaluation_page_is_arabic(compared: bool) -> None:
    second, first = run_of(worse(), parts={}, versions={}, settings={}), run_of(good(), parts={}, versions={}, settings={})
    comparison = compare(first, second, names=("1", "2"), by=("language", "type")) if compared else None
    told = report(second, name="2", comparison=comparison)
    known = {"set_name": "مجموعة", "started": MOMENT, "questions": 40, "done": 40, "complete": True, "metrics": second.metrics}
    listed = [ListedRun.model_validate({**known, "name": str(number), "set_name": second.set_name}) for number in range(1, 5)]
    with speaking("ar"):
        shown = comparison_view(told, comparison, first) if comparison else run_view(told, listed)
        around = run_list([*listed, listed[0].model_copy(update={"complete": False, "metrics": {}})], current="1", against="2", busy=("3",))
    data = ("made up", "TimeoutError: late", "Question", "Quote")
    assert {word for word in _latin(shown + around, data) if not re.fullmatch(r"q\d+|(right|other)\d+", word)} == set()


@pytest.mark.parametrize("stage", ["Reading the set", "Indexing", "Asking", ""])
def test_what_is_under_way_is_told_in_arabic(stage: str) -> None:
    states = ("running", "stopping", "stopped", "finished")
    known = {"set_name": "مجموعة", "began": MOMENT, "name": "1", "stage": stage, "done": 3, "total": 9, "rate": 1.5, "left": 90.0}
    with speaking("ar"):
        assert _latin(run_jobs([RunJob.model_validate({**known, "id": state, "state": state}) for state in states])) == set()
        wish = Wish(chosen="", path="", sample=3, seed=1, answers="", changes="")
        assert _latin(form(wish, (), paths=True, error="", draft="x")) == set()
