"""A report as one HTML file: no script, nothing fetched, everything that was not written here escaped. Pure."""

from collections.abc import Iterator, Sequence
from importlib.resources import files

from markupsafe import Markup

from eval.compare.words import chance, interval, short, verdict
from eval.report.elements import headed, named, plain, table, value_of
from eval.report.measured import every_figure, main_figures, risk, slices, times
from eval.report.questions import changed, worst
from eval.report.svg import around, reach_of
from eval.report.view import Report
from eval.statistics.models import Difference
from eval.wording import said, written_in
from index.language import direction

_CHANGES = 25  # cases
_PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
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
    title = said("Evaluation of {name}", name=plain(report.run.set_name))
    return str(Markup(_PAGE).format(title=title, language=written_in(), direction=direction(written_in()), style=style, body=body))


def _sections(report: Report) -> Iterator[Markup]:
    yield from _head(report)
    yield from main_figures(report)
    if report.comparison is not None:
        yield from _against(report)
    yield from slices(report)
    yield from risk(report)
    yield from times(report)
    yield from worst(report)
    yield from every_figure(report)
    yield from _settings(report)


def _head(report: Report) -> Iterator[Markup]:
    run = report.run
    yield Markup("<h1>{}</h1>").format(plain(run.set_name))
    counts = " · ".join(f"{number:,} {said(name)}" for name, number in run.counts.items())
    yield Markup('<p class="quiet">{} · {} · {}</p>').format(plain(report.name), counts, f"{run.started:%Y-%m-%d %H:%M} UTC")
    for notice in run.notices:
        yield Markup("<p><strong>{}</strong> {}</p>").format(said("Note."), plain(notice))
    if run.failed:
        told = said("{failed} of {count} questions failed. They count as zero.", failed=f"{len(run.failed):,}", count=f"{len(run.cases):,}")
        yield Markup('<p class="bad">{}</p>').format(told)


def _against(report: Report) -> Iterator[Markup]:
    compared = report.comparison
    if compared is None:
        return
    told = (
        "The same {count} questions. A is {first}, B is {second}. In the plot a dot on the right says that B is better; p is that of a "
        "paired randomisation test, corrected for the number of figures."
    )
    names = {"first": plain(compared.first), "second": plain(compared.second)}
    yield Markup("<h2>{}</h2>").format(said("Against {name}", name=names["first"]))
    yield Markup("<p>{}</p>").format(said(told, count=f"{compared.cases:,}", **names))
    yield differences_table(compared.differences, said("Differences"))
    for part in compared.parts:
        found = [difference for difference in part.differences if difference.found]
        if found:
            value = plain(value_of(part.by, part.value))
            title = said("{by} {value}, {count} questions", by=said(part.by.capitalize()), value=value, count=f"{part.cases:,}")
            yield Markup("<h3>{}</h3>").format(title)
            yield differences_table(found, said("Differences, {part}", part=value))
    if compared.settings:
        rows = [_settings_row(name, values) for name, values in compared.settings.items()]
        yield Markup("<h3>{}</h3>").format(said("Set otherwise"))
        yield table(("", "A", "B"), rows, name=said("Set otherwise"))
    yield Markup("<h3>{}</h3>").format(said("{count} questions changed", count=f"{len(compared.changes):,}"))
    yield from map(changed, compared.changes[:_CHANGES])
    if len(compared.changes) > _CHANGES:
        yield Markup('<p class="quiet">{}</p>').format(said("And {count} more.", count=f"{len(compared.changes) - _CHANGES:,}"))


def differences_table(differences: Sequence[Difference], name: str) -> Markup:
    """Figures of two runs side by side, with what differs, in words and drawn."""
    reach = reach_of(end for one in differences for end in (one.value, one.low, one.high))
    plot = said("worse -{reach} to {reach} better", reach=f"{reach:g}".replace("0.", "."))
    header = ("", "#A", "#B", "#B - A", "95 %", plot, "#p", "verdict")
    return table(header, (_difference_row(one, reach) for one in differences), name=name)


def _difference_row(difference: Difference, reach: float) -> Markup:
    style = ("" if difference.changed else "quiet") if not difference.found else "good" if difference.gain > 0 else "bad"
    ends = (difference.low, difference.high) if difference.higher_is_better else (_minus(difference.high), _minus(difference.low))
    return Markup(
        '<tr><th scope="row">{}</th><td class="number">{}</td><td class="number">{}</td><td class="number">{}</td>'
        '<td class="ends">{}</td><td>{}</td><td class="number">{}</td><td class="verdict"><span class="{}">{}</span></td></tr>'
    ).format(
        named(difference.name),
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


def _settings(report: Report) -> Iterator[Markup]:
    run = report.run
    yield headed("What gave these figures")
    told = {said("sha256 of the set"): run.set_sha256, **run.parts, **run.settings, **run.versions}
    rows = [Markup("<dt>{}</dt><dd>{}</dd>").format(plain(name), plain(str(value))) for name, value in told.items()]
    yield Markup("<dl>{}</dl>").format(Markup("").join(rows))
