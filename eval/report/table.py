"""The cases of a run as CSV. Pure."""

import csv
import io

from eval.compare.cases import is_right, rank_of
from eval.models import CaseResult, Run
from eval.report.view import trouble

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS = (
    "id", "question", "language", "type", "tags", "outlets", "answerable", "rank", "status", "right", "answerability",
    "citations", "valid_citations", "search_seconds", "answer_seconds", "trouble", "error", "quotes",
)  # fmt: skip


def as_csv(run: Run) -> str:
    """A line for each case. Texts that a spreadsheet would take for a formula begin with an apostrophe (OWASP, CSV injection)."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for case in run.cases:
        writer.writerow([_cell(value) for value in _values(case)])
    return file.getvalue()


def _values(case: CaseResult) -> tuple[object, ...]:
    return (
        case.id, case.question, case.language, case.type, " ".join(case.tags), "; ".join(case.outlets), case.answerable, rank_of(case),
        case.status, is_right(case), case.answerability, case.citations, case.valid_citations, case.search_seconds,
        case.answer_seconds, trouble(case), case.error, "\n".join(case.quotes),
    )  # fmt: skip


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return "" if value is None else value
    plain = value.replace("\0", "")
    return f"'{plain}" if plain.lstrip(" ").startswith(_FORMULA) else plain
