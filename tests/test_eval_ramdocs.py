"""RAMDocs: each question with documents of its own that differ, agree or tell nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.formats import load_set
from eval.metrics import metrics
from eval.models import CaseResult
from eval.run import run
from index.errors import EvaluationError
from index.settings import load_settings


def line(question: str, documents: list[tuple[str, str, str]], gold: list[str], wrong: list[str]) -> dict[str, Any]:
    texts = [{"text": text, "type": kind, "answer": answer} for text, kind, answer in documents]
    return {"question": question, "documents": texts, "disambig_entity": [], "gold_answers": gold, "wrong_answers": wrong}


LINES = [
    line(
        "When was the Orsen bridge built?",
        [
            ("The Orsen bridge was built in 1908 by two companies.", "correct", "1908"),
            ("In Kadrun the Orsen bridge was built in 1931.", "correct", "1931"),
            ("The Orsen is a river that freezes in winter.", "noise", "unknown"),
        ],
        ["1908", "1931"],
        [],
    ),
    line(
        "How many people live in Tarsan?",
        [
            ("Tarsan is a town on the bay. In Tarsan live 3,559 people.", "correct", "3,559 people"),
            ("The census says that 3,559 people live in Tarsan.", "correct", "3,559 people"),
        ],
        ["3,559 people"],
        [],
    ),
]


def written(directory: Path, *lines: object) -> Path:
    path = directory / "documents.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in lines), encoding="utf-8")
    return path


def test_the_format_is_told_by_its_fields(tmp_path: Path) -> None:
    chosen = load_set(written(tmp_path, *LINES))
    assert chosen.kind == "ramdocs"
    assert len(chosen.documents) == 5
    assert [case.stated for case in chosen.cases] == [("1908", "1931"), ("3,559 people",)]
    assert [case.answers for case in chosen.cases] == [("1908", "1931"), ("3,559 people",)]
    assert len({case.within for case in chosen.cases}) == 2
    assert [len(case.relevant) for case in chosen.cases] == [2, 2]


@pytest.mark.parametrize(
    "broken", [{**LINES[0], "documents": [{"text": "lost"}]}, {**LINES[0], "documents": "none"}, {**LINES[0], "question": 7}]
)
def test_a_broken_line_is_named(tmp_path: Path, broken: object) -> None:
    with pytest.raises(EvaluationError, match="line 2"):
        load_set(written(tmp_path, LINES[1], broken))


def test_a_run_tells_how_many_answers_and_differences_are_shown(tmp_path: Path) -> None:
    path = written(tmp_path, *LINES)
    finished = run(path, settings=load_settings(library=tmp_path / "library"))
    assert finished.answered
    differing, agreeing = finished.cases
    assert (differing.shown, differing.differing, differing.differences) == (2, 2, 1)
    assert (agreeing.shown, agreeing.differences) == (1, 0)
    found = {name: finished.metrics[name] for name in ("Several shown", "Differences found", "False differences")}
    assert found == {"Several shown": 1.0, "Differences found": 1.0, "False differences": 0.0}


def test_a_difference_between_documents_that_agree_is_false() -> None:
    told = [
        CaseResult(id="a", question="?", stated=1, several=1, differences=1, status="answered"),
        CaseResult(id="b", question="?", stated=1, several=1, status="answered"),
        CaseResult(id="c", question="?", stated=2, several=2, shown=1, differing=2, differences=1, status="answered"),
        CaseResult(id="d", question="?", stated=3, several=2, shown=2, status="answered"),
    ]
    found = metrics(told, answered=True)
    assert (found["False differences"], found["Differences found"], found["Several shown"]) == (0.5, 0.5, 0.5)
    assert "False differences" not in metrics([CaseResult(id="e", question="?", status="answered")], answered=True)
