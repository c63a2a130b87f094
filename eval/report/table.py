"""A run as CSV: a line for each case, or a line for each figure. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from eval.compare.cases import is_right, rank_of
from eval.metrics.columns import Order, columns
from eval.metrics.costs import stages
from eval.models import CaseResult, Run
from eval.report.view import trouble
from eval.statistics.models import Estimate
from eval.statistics.summary import Summary

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS = (
    "id", "question", "language", "type", "tags", "outlets", "answerable", "rank", "status", "right", "answerability",
    "citations", "valid_citations", "search_seconds", "answer_seconds", "trouble", "error", "quotes", "references", "evidence",
    "prompt_tokens", "completion_tokens", "cost",
)  # fmt: skip
_FIGURES = ("by", "part", "figure", "value", "low", "high", "error", "questions", "articles", "method")


def as_csv(run: Run) -> str:
    """A line for each case, with its part of every metric and its seconds by stage.

    Texts that a spreadsheet would take for a formula begin with an apostrophe (OWASP, CSV injection).
    """
    found = columns(run.cases, answered=run.answered)
    shares = {name: column for name, column in found.items() if not isinstance(column, Order)}
    named = tuple(dict.fromkeys(name for case in run.cases for name in stages(case)))
    rows = (
        (
            *_values(case),
            *(column.sums[number] / column.over[number] if column.over[number] else None for column in shares.values()),
            *(stages(case).get(name) for name in named),
        )
        for number, case in enumerate(run.cases)
    )
    return _written((*_COLUMNS, *shares, *(f"{name} seconds" for name in named)), rows)


def figures_csv(summary: Summary) -> str:
    """A line for each figure with its interval, of all questions and of every part of them."""
    return _written(_FIGURES, _figures(summary))


def _figures(summary: Summary) -> Iterator[Sequence[object]]:
    yield from (_figure("", "", one) for one in (*summary.estimates, *summary.times))
    for part in summary.slices:
        yield from (_figure(part.by, part.value, one) for one in part.estimates)


def _figure(by: str, part: str, one: Estimate) -> Sequence[object]:
    return by, part, one.name, one.value, one.low, one.high, one.error, one.cases, one.articles, one.method


def _written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue()


def _values(case: CaseResult) -> tuple[object, ...]:
    used = case.usage
    return (
        case.id, case.question, case.language, case.type, " ".join(case.tags), "; ".join(case.outlets), case.answerable, rank_of(case),
        case.status, is_right(case), case.answerability, case.citations, case.valid_citations, case.search_seconds,
        case.answer_seconds, trouble(case), case.error, "\n".join(case.quotes), "; ".join(case.references), "\n".join(case.evidence),
        used and used.prompt_tokens, used and used.completion_tokens, used and used.cost,
    )  # fmt: skip


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return "" if value is None else value
    plain = value.replace("\0", "")
    return f"'{plain}" if plain.lstrip(" ").startswith(_FORMULA) else plain
