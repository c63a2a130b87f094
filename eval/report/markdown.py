"""A report as Markdown. Pure."""

from collections.abc import Iterator

from eval.compare.cases import rank_of
from eval.compare.markdown import differences_table, escaped, table
from eval.compare.words import interval, short
from eval.models import CaseResult
from eval.report.view import Report, estimate_of, trouble


def markdown(report: Report) -> str:
    """The whole report, without its plots."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    run = report.run
    yield f"# {escaped(run.set_name)}"
    yield ""
    counts = " · ".join(f"{number:,} {name}" for name, number in run.counts.items())
    yield f"{escaped(report.name)} · {counts} · {run.started:%Y-%m-%d %H:%M} UTC"
    yield ""
    rows = [
        (escaped(one.name), short(one.value), interval(one.low, one.high), f"{one.cases:,}", f"{one.articles:,}")
        for one in report.summary.estimates
    ]
    yield from table(("", "value", "95 %", "questions", "articles"), rows)
    if report.comparison is not None:
        yield from ("", f"## Against {escaped(report.comparison.first)}", "")
        yield from differences_table(report.comparison.differences)
    yield from _slices(report)
    if report.risk is not None:
        yield from ("", f"Risk: {short(report.risk.risk[-1])} at a coverage of {short(report.risk.coverage[-1])}.")
    if run.latency:
        yield ""
        yield from table(tuple(run.latency), [[f"{seconds * 1000:,.0f} ms" for seconds in run.latency.values()]])
    yield from ("", "## Questions that went worst", "")
    if report.worst:
        yield from table(("case", "question", "what went wrong", "rank", "quotes or error"), map(_row, report.worst))
    else:
        yield "None."


def _slices(report: Report) -> Iterator[str]:
    names = report.headlines
    for by in dict.fromkeys(part.by for part in report.summary.slices):
        yield from ("", f"## By {by}", "")
        rows = []
        for part in (part for part in report.summary.slices if part.by == by):
            found = [estimate_of(name, part.estimates) for name in names]
            cells = ["-" if one is None else f"{short(one.value)} {interval(one.low, one.high)}" for one in found]
            rows.append((escaped(part.value), f"{part.cases:,}{' (few)' if part.small else ''}", *cells))
        yield from table(("", "questions", *names), rows)


def _row(case: CaseResult) -> tuple[str, ...]:
    rank = rank_of(case)
    told = escaped(case.error) if case.error is not None else " · ".join(f"“{escaped(quote)}”" for quote in case.quotes)
    return escaped(case.id), escaped(case.question), trouble(case), "" if rank is None else str(rank), told
