"""The data of what the page draws, as CSV. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from eval.compare.models import Comparison
from eval.report.view import Report
from eval.statistics.models import Difference

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_DIFFERENCES = ("by", "part", "figure", "A", "B", "B - A", "low", "high", "p", "p corrected", "questions", "changed", "smallest")


def risk_csv(report: Report) -> str:
    """The points of the curves of risk over coverage."""
    rows = ((one.judged, *pair) for one in report.risks for pair in zip(one.coverage, one.risk, strict=True))
    return _written(("judged", "coverage", "risk"), rows)


def times_csv(report: Report) -> str:
    """The seconds of every call, by stage, in the order of the questions."""
    rows = ((stage, number, value) for stage, values in report.taken.items() for number, value in enumerate(values, start=1))
    return _written(("stage", "number", "seconds"), rows)


def differences_csv(compared: Comparison) -> str:
    """A line for each difference of two runs, of all questions and of every part of them."""
    return _written(_DIFFERENCES, _differences(compared))


def _differences(compared: Comparison) -> Iterator[Sequence[object]]:
    yield from (_row("", "", one) for one in compared.differences)
    for part in compared.parts:
        yield from (_row(part.by, part.value, one) for one in part.differences)


def _row(by: str, part: str, one: Difference) -> Sequence[object]:
    ends = (one.before, one.after, one.value, one.low, one.high)
    return by, part, one.name, *ends, one.chance, one.corrected, one.cases, one.changed, one.smallest


def _written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + file.getvalue()  # a mark without which spreadsheets do not take it for UTF-8


def _cell(value: object) -> object:
    """A value; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
