"""A report as Markdown. Pure."""

from collections.abc import Iterable, Iterator

from eval.compare.cases import rank_of
from eval.compare.markdown import differences_table, escaped, table
from eval.compare.words import interval, short
from eval.metrics import is_main
from eval.models import CaseResult
from eval.report.view import Report, estimate_of, trouble
from eval.statistics.models import Estimate


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
    yield from _estimates(one for one in report.summary.estimates if is_main(one.name))
    if report.comparison is not None:
        yield from ("", f"## Against {escaped(report.comparison.first)}", "")
        yield from differences_table(report.comparison.differences)
    yield from _slices(report)
    for risk in report.risks:
        end = f"{short(risk.risk[-1])} at a coverage of {short(risk.coverage[-1])}, {short(risk.area)} on average"
        yield from ("", f"Risk of the {'answers given' if risk.judged == 'answer' else 'first articles'}: {end}.")
    yield from _taken(report)
    yield from ("", "## Questions that went worst", "")
    if report.worst:
        yield from table(("case", "question", "what went wrong", "rank", "quotes or error"), map(_row, report.worst))
    else:
        yield "None."
    for case in report.worst:
        yield from _passages(case)
    yield from ("", "## All figures", "")
    yield from _estimates(report.summary.estimates)


def _estimates(estimates: Iterable[Estimate]) -> Iterator[str]:
    rows = [(escaped(one.name), short(one.value), interval(one.low, one.high), f"{one.cases:,}", f"{one.articles:,}") for one in estimates]
    yield from table(("", "value", "95 %", "questions", "articles"), rows)


def _taken(report: Report) -> Iterator[str]:
    """Time, tokens and cost."""
    rows = []
    for one in report.summary.times:
        scale, unit = (1000, " ms") if one.name.endswith((" p50", " p95")) else (1, "")
        ends = "" if one.low is None or one.high is None else f"[{one.low * scale:,.4g}, {one.high * scale:,.4g}]"
        rows.append((escaped(one.name), f"{one.value * scale:,.4g}{unit}", ends, f"{one.cases:,}"))
    if rows:
        yield from ("", "## Time and cost", "")
        yield from table(("", "value", "95 %", "questions"), rows)


def _passages(case: CaseResult) -> Iterator[str]:
    """What was found for a question that went wrong, and what should have been."""
    told = [f"> evidence: {escaped(quote)}" for quote in case.evidence]
    told += [
        f"> {rank}. {escaped(passage.title)}{', right' if passage.right else ''}: {escaped(passage.text)}"
        for rank, passage in enumerate(case.passages, start=1)
    ]
    if told:
        yield from ("", f"**{escaped(case.id)}** {escaped(case.question)}", "")
        yield from (line for one in told for line in (one, ">"))


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
