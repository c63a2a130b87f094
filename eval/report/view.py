"""What a report shows of a run, whatever it is written as."""

from collections.abc import Sequence

from eval.compare.cases import is_right, placed, rank_of
from eval.compare.models import Comparison
from eval.metrics import times
from eval.models import CaseResult, Run
from eval.report.risk import Risk, risk
from eval.statistics.models import Estimate
from eval.statistics.summary import Summary, summarise
from eval.wording import said
from index.derived import Progress, silent
from index.models import Record

WORST = 25  # cases
_HEADLINES = ("MRR", "Answer contained", "Declined wrong", "Declined right")


class Report(Record):
    """A run with all that can be told of it.

    Attributes:
        name: Of the run.
        summary: Its figures with their intervals.
        risks: The risk-coverage curves: of the answers given, if there are, and of the first articles.
        worst: The cases that went worst, those first.
        comparison: With another run over the same cases.
    """

    name: str
    run: Run
    summary: Summary
    risks: tuple[Risk, ...]
    worst: tuple[CaseResult, ...]
    comparison: Comparison | None = None

    @property
    def taken(self) -> dict[str, list[float]]:
        """Seconds by stage, of the cases that have them."""
        return times(self.run.cases)

    @property
    def headlines(self) -> tuple[str, ...]:
        """The few metrics shown of every slice."""
        known = tuple(estimate.name for estimate in self.summary.estimates)
        return tuple(name for name in _HEADLINES if name in known) or known[:4]


def report(run: Run, *, name: str, comparison: Comparison | None = None, worst: int = WORST, progress: Progress = silent) -> Report:
    """All that can be told of ``run``."""
    return Report(
        name=name,
        run=run,
        summary=summarise(run, progress=progress),
        risks=tuple(found for answered in ((True, False) if run.answered else (False,)) if (found := risk(run.cases, answered=answered))),
        worst=tuple(worst_cases(run.cases, worst)),
        comparison=comparison,
    )


def worst_cases(cases: Sequence[CaseResult], most: int) -> list[CaseResult]:
    """The cases in which something went wrong, those that went worst first; equal ones in their order."""
    return sorted((case for case in cases if trouble(case)), key=_badness, reverse=True)[:most]


def trouble(case: CaseResult) -> str:
    """What went wrong, in words; empty when nothing did."""
    if case.error is not None:
        return said("failed")
    if not case.answerable:
        return said("answered, though nothing answers it") if is_right(case) is False else ""
    if case.status == "declined":
        return said("declined, though it can be answered")
    if case.status is not None and not case.answer_contained:
        return said("the answer is not cited")
    rank = rank_of(case)
    return "" if rank == 1 else placed(rank)


def estimate_of(name: str, estimates: Sequence[Estimate]) -> Estimate | None:
    """The one of this name."""
    return next((one for one in estimates if one.name == name), None)


def _badness(case: CaseResult) -> tuple[int, float]:
    rank = rank_of(case)
    wrong = 3 if case.error is not None else 2 if is_right(case) is False else 1
    return wrong, (1 - 1 / rank if rank else 1.0) if case.answerable else (case.answerability or 0.0)
