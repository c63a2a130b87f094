"""A report as one HTML file: no script, nothing fetched, everything that was not written here escaped. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files

from markupsafe import Markup

from eval.compare.cases import rank_of
from eval.compare.models import Change, Side
from eval.compare.words import chance, interval, short, verdict
from eval.models import CaseResult
from eval.report.svg import around, bar, curve, histogram, reach_of
from eval.report.view import Report, estimate_of, trouble
from eval.statistics.models import Difference, Estimate, Slice
from index.models import UNKNOWN_LANGUAGE

_CHANGES = 25  # cases
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def html(report: Report) -> str:
    """The whole page."""
    style = Markup((files("eval.report") / "page.css").read_text(encoding="utf-8"))
    body = Markup("\n").join(_sections(report))
    return str(Markup(_PAGE).format(title=f"Evaluation of {plain(report.run.set_name)}", style=style, body=body))


def plain(text: str) -> str:
    """``text`` on one line, without characters that act on what follows."""
    kept = (" " if character.isspace() else character for character in text if character not in _REORDERING)
    return " ".join("".join(character for character in kept if unicodedata.category(character) not in ("Cc", "Cs")).split())


def _sections(report: Report) -> Iterator[Markup]:
    yield from _head(report)
    yield from _figures(report)
    if report.comparison is not None:
        yield from _against(report)
    yield from _slices(report)
    yield from _plots(report)
    yield from _worst(report)
    yield from _settings(report)


def _head(report: Report) -> Iterator[Markup]:
    run = report.run
    yield Markup("<h1>{}</h1>").format(plain(run.set_name))
    counts = " · ".join(f"{number:,} {name}" for name, number in run.counts.items())
    yield Markup('<p class="quiet">{} · {} · {}</p>').format(plain(report.name), counts, f"{run.started:%Y-%m-%d %H:%M} UTC")
    for notice in run.notices:
        yield Markup("<p><strong>Note.</strong> {}</p>").format(plain(notice))
    if run.failed:
        yield Markup('<p class="bad">{:,} of {:,} questions failed. They count as zero.</p>').format(len(run.failed), len(run.cases))


def _figures(report: Report) -> Iterator[Markup]:
    yield Markup("<h2>Figures</h2>")
    yield Markup(
        "<p>Each with its 95 % interval: other questions of the same kind would have given a figure in there. Questions about one "
        "article are drawn together.</p>"
    )
    rows = [_figure_row(estimate) for estimate in report.summary.estimates]
    yield _table(("", "#value", "95 %", "from 0 to 1", "#questions", "#articles"), rows)


def _figure_row(estimate: Estimate) -> Markup:
    return Markup(
        '<tr><th scope="row">{}</th><td class="number">{}</td><td class="ends">{}</td><td>{}</td>'
        '<td class="number">{:,}</td><td class="number">{:,}</td></tr>'
    ).format(
        estimate.name,
        short(estimate.value),
        interval(estimate.low, estimate.high),
        bar(estimate.value, estimate.low, estimate.high),
        estimate.cases,
        estimate.articles,
    )


def _against(report: Report) -> Iterator[Markup]:
    compared = report.comparison
    if compared is None:
        return
    yield Markup("<h2>Against {}</h2>").format(plain(compared.first))
    yield Markup(
        "<p>The same {:,} questions. A is {}, B is {}. In the plot a dot on the right says that B is better; p is that of a paired "
        "randomisation test, corrected for the number of figures.</p>"
    ).format(compared.cases, plain(compared.first), plain(compared.second))
    yield _differences(compared.differences)
    for part in compared.parts:
        found = [difference for difference in part.differences if difference.found]
        if found:
            yield Markup("<h3>{} {}, {:,} questions</h3>").format(part.by.capitalize(), plain(part.value), part.cases)
            yield _differences(found)
    if compared.settings:
        rows = [_settings_row(name, values) for name, values in compared.settings.items()]
        yield Markup("<h3>Set otherwise</h3>")
        yield _table(("", "A", "B"), rows)
    yield Markup("<h3>{:,} questions changed</h3>").format(len(compared.changes))
    yield from map(_change, compared.changes[:_CHANGES])
    if len(compared.changes) > _CHANGES:
        yield Markup('<p class="quiet">And {:,} more.</p>').format(len(compared.changes) - _CHANGES)


def _differences(differences: Sequence[Difference]) -> Markup:
    reach = reach_of(end for one in differences for end in (one.value, one.low, one.high))
    plot = f"worse -{short(reach)} to {short(reach)} better"
    return _table(("", "#A", "#B", "#B - A", "95 %", plot, "#p", "verdict"), (_difference_row(one, reach) for one in differences))


def _difference_row(difference: Difference, reach: float) -> Markup:
    style = "" if not difference.found else "good" if difference.gain > 0 else "bad"
    ends = (difference.low, difference.high) if difference.higher_is_better else (_minus(difference.high), _minus(difference.low))
    return Markup(
        '<tr><th scope="row">{}</th><td class="number">{}</td><td class="number">{}</td><td class="number">{}</td>'
        '<td class="ends">{}</td><td>{}</td><td class="number">{}</td><td><span class="{}">{}</span></td></tr>'
    ).format(
        difference.name,
        short(difference.before),
        short(difference.after),
        short(difference.value, signed=True),
        interval(difference.low, difference.high, signed=True),
        around(difference.gain, *ends, reach=reach),
        chance(difference.corrected),
        style,
        verdict(difference),
    )


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def _settings_row(name: str, values: tuple[str, str]) -> Markup:
    return Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>').format(name, *map(plain, values))


def _change(change: Change) -> Markup:
    style = "good" if change.weight > 0 else "bad" if change.weight < 0 else "quiet"
    sides = Markup("").join(
        Markup("<div><strong>{}</strong> {}</div>").format(letter, _side(side, change.language, ranked=change.answerable))
        for letter, side in (("A", change.first), ("B", change.second))
    )
    return Markup('<article>{}<p><small>{}</small> <span class="{}">{}</span></p><div class="sides">{}</div></article>').format(
        _question(change.question, change.language), change.id, style, plain("; ".join(change.why)), sides
    )


def _side(side: Side, language: str, *, ranked: bool) -> Markup:
    rank = ("right article not found" if side.rank is None else f"right article at {side.rank}") if ranked else ""
    error = f"failed: {plain(side.error)}" if side.error is not None else ""
    told = " · ".join(part for part in (error or rank, side.status or "") if part)
    return Markup('<span class="quiet">{}</span>{}').format(told, _quotes(side.quotes))


def _slices(report: Report) -> Iterator[Markup]:
    names = report.headlines
    for by in dict.fromkeys(part.by for part in report.summary.slices):
        parts = [part for part in report.summary.slices if part.by == by]
        yield Markup("<h2>By {}</h2>").format(by)
        yield _table(("", "#questions", *names), [_slice_row(part, names) for part in parts])
        if any(part.small for part in parts):
            yield Markup('<p class="quiet">* fewer than 20 questions: read with care.</p>')


def _slice_row(part: Slice, names: Sequence[str]) -> Markup:
    cells = Markup("").join(_slice_cell(estimate_of(name, part.estimates)) for name in names)
    return Markup('<tr><th scope="row"><bdi>{}</bdi></th><td class="number">{:,}{}</td>{}</tr>').format(
        plain(part.value), part.cases, " *" if part.small else "", cells
    )


def _slice_cell(estimate: Estimate | None) -> Markup:
    if estimate is None:
        return Markup('<td class="quiet">-</td>')
    ends = interval(estimate.low, estimate.high)
    return Markup("<td>{} <small>{}</small>{}</td>").format(short(estimate.value), ends, bar(estimate.value, estimate.low, estimate.high))


def _plots(report: Report) -> Iterator[Markup]:
    drawn = []
    if report.risk is not None:
        what = "answers are not right" if report.risk.judged == "answer" else "first articles are not right"
        text = (
            f"How many {what} when only the surest questions are answered; {short(report.risk.area)} on average. "
            "A good likelihood starts low and rises late. The dot is where the run stood."
        )
        drawn.append(_plotted(curve(report.risk), text))
    for what, times in (
        ("search", [case.search_seconds for case in report.run.cases if case.search_seconds is not None]),
        ("answer", [case.answer_seconds for case in report.run.cases if case.answer_seconds is not None]),
    ):
        if times:
            drawn.append(_plotted(histogram(times, what), _times(what, report.run.latency)))
    if drawn:
        yield Markup("<h2>Risk and time</h2>")
        yield Markup('<div class="plots">{}</div>').format(Markup("").join(drawn))


def _times(what: str, latency: Mapping[str, float]) -> str:
    half, most = (f"{latency.get(f'{what} {name}', 0.0) * 1000:,.0f} ms" for name in ("p50", "p95"))
    return f"The time of {what}: half took up to {half} (the solid line), 95 of 100 up to {most} (the dashed one)."


def _plotted(plot: Markup, text: str) -> Markup:
    return Markup("<figure>{}<figcaption>{}</figcaption></figure>").format(plot, text)


def _worst(report: Report) -> Iterator[Markup]:
    yield Markup("<h2>Questions that went worst</h2>")
    if not report.worst:
        yield Markup("<p>None: every right article is first, and every answer is right.</p>")
    yield from map(_case, report.worst)


def _case(case: CaseResult) -> Markup:
    rank = rank_of(case)
    facts = {
        "right article": ("not found" if rank is None else f"at rank {rank}") if case.answerable else "none: nothing answers it",
        "status": case.status or "",
        "likelihood": "" if case.answerability is None else short(case.answerability),
        "first": ", ".join(case.ranking[:3]),
        "right": ", ".join(case.relevant[:3]),
        "error": plain(case.error or ""),
    }
    told = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in facts.items() if value)
    return Markup('<article>{}<p><small>{}</small> <span class="bad">{}</span></p><dl>{}</dl>{}</article>').format(
        _question(case.question, case.language), case.id, trouble(case), told, _quotes(case.quotes)
    )


def _question(question: str, language: str) -> Markup:
    known = Markup(' lang="{}"').format(language) if language != UNKNOWN_LANGUAGE else ""
    return Markup('<h3 dir="auto"{}>{}</h3>').format(known, plain(question) or "(a question that could not be read)")


def _quotes(quotes: Sequence[str]) -> Markup:
    return Markup("").join(Markup('<blockquote dir="auto">{}</blockquote>').format(plain(quote)) for quote in quotes)


def _settings(report: Report) -> Iterator[Markup]:
    run = report.run
    yield Markup("<h2>What gave these figures</h2>")
    told = {"sha256 of the set": run.set_sha256, **run.parts, **run.settings, **run.versions}
    rows = [Markup("<dt>{}</dt><dd>{}</dd>").format(plain(name), plain(str(value))) for name, value in told.items()]
    yield Markup("<dl>{}</dl>").format(Markup("").join(rows))


def _table(header: Sequence[str], rows: Iterable[Markup]) -> Markup:
    """A table that scrolls by itself; ``#`` says that a column is of numbers."""
    cells = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="number"') if name.startswith("#") else "", name.lstrip("#"))
        if name
        else Markup("<td></td>")
        for name in header
    )
    return Markup('<div class="wide" tabindex="0"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        cells, Markup("").join(rows)
    )
