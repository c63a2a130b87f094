"""The figures of a run as parts of the page: the main ones, all of them, those of slices, risk, times and cost. Pure."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from eval.compare.words import interval, short
from eval.metrics import METRICS, is_main, metric_of
from eval.report.elements import figure_row, headed, left_to_right, named, plain, table, value_of
from eval.report.risk import Risk
from eval.report.svg import bar, curve, histogram, spread
from eval.report.view import Report, estimate_of
from eval.statistics.models import Estimate, Slice
from eval.wording import said

_HEADER = ("", "#value", "95 %", "from 0 to 1", "#questions", "#articles")
_TIMED = "<figure>{}<figcaption><strong>{}</strong> {}</figcaption></figure>"
_TITLES = {"answer": "Answers given", "article": "First articles"}
_JUDGED = {
    "answer": "How many of the answers given are not right, when only the surest questions are answered",
    "article": "How many first articles are not right, when only the surest questions are answered; all questions count",
}


def main_figures(report: Report) -> Iterator[Markup]:
    """The figures that say most."""
    told = (
        "Each with its 95 % interval: other questions of the same kind would have given a figure in there. "
        "Questions about one article are drawn together."
    )
    yield headed("Main figures")
    yield Markup("<p>{}</p>").format(said(told))
    chosen = [estimate for estimate in report.summary.estimates if is_main(estimate.name)]
    yield table(_HEADER, map(figure_row, chosen), name=said("Main figures"))


def every_figure(report: Report) -> Iterator[Markup]:
    """All figures by what they are about, and how each is computed."""
    known = {estimate.name: estimate for estimate in report.summary.estimates}
    families = dict.fromkeys(metric.family for metric in METRICS if metric.name in known)
    yield headed("All figures")
    for family in families:
        title = said(family.capitalize())
        yield Markup("<h3>{}</h3>").format(title)
        chosen = [known[metric.name] for metric in METRICS if metric.family == family and metric.name in known]
        yield table((*_HEADER, "how it is computed"), map(_defined, chosen), name=title)


def slices(report: Report) -> Iterator[Markup]:
    """The headlines for each part of the questions."""
    names = report.headlines
    for by in dict.fromkeys(part.by for part in report.summary.slices):
        parts = [part for part in report.summary.slices if part.by == by]
        yield headed(f"By {by}")
        yield table(("", "#questions", *names), [_slice_row(part, names) for part in parts], name=said(f"By {by}"))
        if any(part.small for part in parts):
            yield Markup('<p class="quiet">{}</p>').format(said("* fewer than 20 questions: read with care."))


def risk(report: Report) -> Iterator[Markup]:
    """The risk-coverage curves."""
    if report.risks:
        yield headed("Risk and coverage")
        yield Markup('<div class="plots">{}</div>').format(Markup("").join(_curve(one) for one in report.risks))


def times(report: Report) -> Iterator[Markup]:
    """How long each stage took, and what models took."""
    stages = _stages(report.summary.times)
    if stages:
        yield headed("Time")
        reach = max(end for pair in stages.values() for one in pair for end in (one.value, one.high or 0.0))
        header = ("", "#half up to", "95 %", "#95 of 100 up to", "95 %", said("0 to {time}", time=_milliseconds(reach)), "#questions")
        yield table(header, [_stage_row(name, *pair, reach) for name, pair in stages.items()], name=said("Time by stage"))
        told = said("In the plot the full dot is the median, the open one the 95th percentile.")
        yield Markup('<p class="quiet">{}</p>').format(told)
        known = {name: values for name, values in report.taken.items() if name in ("search", "answer")}
        lines = said("The solid line is the median, the dashed one the 95th percentile.")
        drawn = [Markup(_TIMED).format(histogram(values, said(name)), said(f"Time of {name}."), lines) for name, values in known.items()]
        yield Markup('<div class="plots">{}</div>').format(Markup("").join(drawn))
    yield from _costs(report)


def _defined(estimate: Estimate) -> Markup:
    known = metric_of(estimate.name)
    cases = "" if known is None else said(known.cases)
    about = {"cases": f"{cases[:1].lower()}{cases[1:]}", "formula": "" if known is None else said(known.formula)}
    formula = "" if known is None else said("{formula}. Questions: {cases}.", **about)
    row = figure_row(estimate).removesuffix("</tr>")
    return Markup('{}<td class="formula">{}</td></tr>').format(Markup(row), formula.replace("`", ""))


def _slice_row(part: Slice, names: Sequence[str]) -> Markup:
    cells = Markup("").join(_slice_cell(estimate_of(name, part.estimates)) for name in names)
    return Markup('<tr><th scope="row"><bdi>{}</bdi></th><td class="number">{:,}{}</td>{}</tr>').format(
        plain(value_of(part.by, part.value)), part.cases, " *" if part.small else "", cells
    )


def _slice_cell(estimate: Estimate | None) -> Markup:
    if estimate is None:
        return Markup('<td class="quiet">-</td>')
    ends = interval(estimate.low, estimate.high)
    return Markup('<td class="figure-cell">{} <small>{}</small>{}</td>').format(
        short(estimate.value), ends, bar(estimate.value, estimate.low, estimate.high)
    )


def _curve(drawn: Risk) -> Markup:
    told = Markup(said("{judged}: {area} on average. A good likelihood starts low and rises late.")).format(
        judged=said(_JUDGED[drawn.judged]), area=left_to_right(short(drawn.area))
    )
    where = f" {said('The dot is where the run stood.')}" if drawn.judged == "answer" else ""
    return Markup("<figure>{}<figcaption><strong>{}.</strong> {}</figcaption></figure>").format(
        curve(drawn), said(_TITLES[drawn.judged]), told + where
    )


def _stages(taken: Sequence[Estimate]) -> dict[str, tuple[Estimate, Estimate]]:
    """Median and 95th percentile by stage."""
    known = {one.name: one for one in taken}
    names = (name.removesuffix(" p50") for name in known if name.endswith(" p50"))
    return {name: (known[f"{name} p50"], known[f"{name} p95"]) for name in names}


def _stage_row(name: str, half: Estimate, most: Estimate, reach: float) -> Markup:
    return Markup(
        '<tr><th scope="row">{}</th><td class="number">{}</td><td class="ends">{}</td><td class="number">{}</td>'
        '<td class="ends">{}</td><td>{}</td><td class="number">{:,}</td></tr>'
    ).format(
        said(name), _milliseconds(half.value), _span(half), _milliseconds(most.value), _span(most), spread(half, most, reach), half.cases
    )


def _span(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    return f"[{estimate.low * 1000:,.0f}, {estimate.high * 1000:,.0f}]"


def _milliseconds(seconds: float) -> str:
    return said("{number} ms", number=f"{seconds * 1000:,.0f}")


def _costs(report: Report) -> Iterator[Markup]:
    if not report.run.tokens:
        return
    known = {one.name: one for one in report.summary.times}
    rows = []
    for name, value in report.run.tokens.items():
        digits = ",.4g" if name.startswith("cost") else ",.0f"
        one = known.get(name)
        ends = f"[{one.low:{digits}}, {one.high:{digits}}]" if one is not None and one.low is not None and one.high is not None else ""
        rows.append(
            Markup('<tr><th scope="row">{}</th><td class="number">{}</td><td class="ends">{}</td></tr>').format(
                named(name), f"{value:{digits}}", ends
            )
        )
    yield headed("Tokens and cost")
    yield table(("", "#value", "95 %"), rows, name=said("Tokens and cost"))
