"""One case: whatever happens is a result."""

from typing import Any, cast

from eval.answers import Target
from eval.measure import measure, unreadable
from eval.metrics import metrics
from eval.models import Case, Evidence, Problem
from rag import Sanad

CASE = Case(id="a", question="When?", language="en", relevant=(Evidence(document="d", quote="in May"),), answers=("May",))
TARGETS = (Target("0" * 16, "v", 4, 10),)


class Broken:
    """An engine that fails in the way it is told."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def find(self, question: str, **options: Any) -> Any:
        raise self._error


def test_a_case_that_fails_says_why_and_counts_as_zero() -> None:
    result = measure(CASE, TARGETS, cast(Sanad, Broken(ValueError("no such weight"))), answered=True)
    assert result.error == "ValueError: no such weight"
    assert (result.relevant, result.ranking, result.search_seconds) == (("0" * 16,), (), None)
    found = metrics([result], answered=True)
    assert found["Declined wrong"] == found["Selective risk"] == 1
    assert {value for name, value in found.items() if name not in ("Declined wrong", "Selective risk")} == {0}
    assert {"MRR", "passage-MRR", "sentence-MRR", "Answer contained"} <= found.keys()


def test_several_problems_of_one_line_are_one_case() -> None:
    problems = [
        Problem(item="line 2", where="line 2, id", why="field required"),
        Problem(item="line 2", where="line 2, question", why="field required"),
        Problem(item="line 9", where="line 9", why="invalid JSON"),
    ]
    first, second = unreadable(problems)
    assert (first.id, first.error) == ("line 2", "line 2, id: field required; line 2, question: field required")
    assert second.id == "line 9"
    assert metrics([first, second], answered=False)["sentence-MRR"] == 0
