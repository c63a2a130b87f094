"""Runs made up for tests of what reads them."""

from datetime import UTC, datetime
from typing import Any

from eval.metrics import latency, metrics, metrics_by_language
from eval.models import CaseResult, Run

RIGHT_TO_LEFT = "كم تبلغ كلفة محطة ترسان؟"
HOSTILE = '<script>alert("x")</script> & \'"`|*'


def case(number: int, rank: int | None = 1, **fields: Any) -> CaseResult:
    """An answered question whose one right article is at ``rank``."""
    ranking = tuple(f"other{place}" for place in range(1, rank or 12)) + ((f"right{number}",) if rank else ())
    known: dict[str, Any] = {
        "id": f"q{number}",
        "question": f"Question {number}?",
        "language": "en",
        "ranking": ranking,
        "relevant": (f"right{number}",),
        "answerability": 0.9,
        "search_seconds": 0.01 + number / 1000,
        "answer_seconds": 0.02,
        "status": "answered",
        "answer_contained": True,
        "citations": 1,
        "valid_citations": 1,
        "quotes": (f"Quote {number}.",),
    }
    return CaseResult(**(known | fields))


def unanswerable(number: int, *, declined: bool = True, answerability: float = 0.2) -> CaseResult:
    """A question without an answer."""
    fields: dict[str, Any] = {"answerable": False, "relevant": (), "answer_contained": None, "answerability": answerability}
    if declined:
        fields |= {"status": "declined", "citations": 0, "valid_citations": 0, "quotes": ()}
    return case(number, None, type="unanswerable", **fields)


def run_of(cases: list[CaseResult], **fields: Any) -> Run:
    """A run with these cases and the metrics they amount to."""
    known: dict[str, Any] = {
        "set_name": "made up",
        "set_kind": "sanad",
        "set_sha256": "ab" * 32,
        "answered": True,
        "limit": None,
        "metrics": metrics(cases, answered=True),
        "by_language": metrics_by_language(cases, answered=True),
        "latency": latency(cases),
        "counts": {"cases": len(cases), "failed": sum(one.error is not None for one in cases)},
        "settings": {"embedder": "bundled"},
        "versions": {"sanad": "1"},
        "started": datetime(2026, 5, 1, tzinfo=UTC),
        "seconds": 1.5,
        "cases": tuple(cases),
    }
    return Run(**(known | fields))


def good() -> list[CaseResult]:
    """40 questions, a quarter of them Arabic and a fifth without an answer; nearly all is right."""
    cases = [case(number) for number in range(22)] + [case(number, language="ar", question=RIGHT_TO_LEFT) for number in range(22, 32)]
    return [*cases, *(unanswerable(number) for number in range(32, 40))]


def worse() -> list[CaseResult]:
    """The same questions: half of the English ones found at rank 2, one declined, one failed, one wrongly answered."""
    cases = [one if number % 2 or number >= 22 else case(number, 2) for number, one in enumerate(good())]
    cases[1] = case(1, status="declined", answer_contained=False, citations=0, valid_citations=0, quotes=())
    cases[3] = CaseResult(id="q3", question="Question 3?", language="en", relevant=("right3",), error="TimeoutError: late")
    cases[5] = case(5, quotes=("Other words.",), answer_contained=False)
    cases[35] = unanswerable(35, declined=False, answerability=0.8)
    return cases
