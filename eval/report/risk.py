"""How often an answer is wrong when only the surest are given. Pure."""

from collections.abc import Sequence

from eval.models import CaseResult
from index.models import Record


class Risk(Record):
    """The risk-coverage curve of a run (El-Yaniv and Wiener 2010).

    Attributes:
        coverage: Share of all cases that are answered, growing as the likelihood that is asked for falls; in (0, 1].
        risk: Share of those that are wrong; in [0, 1], lower is better.
        area: Mean risk over the cases that were answered; lower is better.
        judged: What right means here: ``answer``, that it is contained in the answer, or ``article``, that the first one is right.
    """

    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    area: float
    judged: str


def risk(cases: Sequence[CaseResult], *, answered: bool) -> Risk | None:
    """The curve; ``None`` where no case has an answerability, or none was answered.

    Cases come in order of their answerability, equal ones together. With answers, those that were declined are not answered at
    any coverage, and the last point is the metric ``Selective risk``; without, every case counts and is right when its first
    article is, so that the area is the metric ``AURC``. An answer to an unanswerable question is wrong. A failed case is wrong, and
    comes first.
    """
    if all(case.answerability is None for case in cases):
        return None
    told = sorted((case for case in cases if not (answered and case.status == "declined")), key=lambda case: -_score(case))
    coverage, wrong, points = [], 0, []
    for number, case in enumerate(told, start=1):
        wrong += not _is_right(case, answered=answered)
        if number == len(told) or _score(told[number]) != _score(case):
            coverage.append(number / len(cases))
            points.append(wrong / number)
    if not told:
        return None
    widths = [here - before for before, here in zip((0.0, *coverage), coverage, strict=False)]
    area = sum(width * point for width, point in zip(widths, points, strict=True)) / coverage[-1]
    return Risk(coverage=tuple(coverage), risk=tuple(points), area=area, judged="answer" if answered else "article")


def _score(case: CaseResult) -> float:
    return 1.0 if case.answerability is None else case.answerability


def _is_right(case: CaseResult, *, answered: bool) -> bool:
    if not case.answerable or case.error is not None:
        return False
    return bool(case.answer_contained) if answered else case.ranking[:1] != () and case.ranking[0] in case.relevant
