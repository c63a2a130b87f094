"""One run: its figures with their intervals, in parts, as plots, and the questions that went worst."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from eval.compare.words import interval
from eval.models import Run
from eval.report.measured import every_figure, main_figures, risk, slices, times
from eval.report.questions import worst
from eval.report.view import Report, estimate_of
from eval.runs.models import Listed
from eval.wording import said
from ui.render.elements import element, joined
from ui.render.evaluation import clock, figure, file_address, go_on, moment, number
from ui.render.evaluation_trend import trend
from ui.words import text

_EXPLAINED = {
    "MRR": "evaluation.about_mrr",
    "Hit@1": "evaluation.about_hit",
    "Hit@5": "evaluation.about_hit5",
    "nDCG@10": "evaluation.about_ndcg",
    "Answer contained": "evaluation.about_contained",
    "Declined wrong": "evaluation.about_declined_wrong",
    "Declined right": "evaluation.about_declined_right",
}
_FILES = (("figures", "evaluation.file_figures"), ("cases", "evaluation.file_cases"), ("markdown", "evaluation.file_markdown"))


def run_view(report: Report, listed: Sequence[Listed], *, busy: bool = False) -> Markup:
    """A run.

    Args:
        report: What can be told of it.
        listed: All runs, for those it can be compared with.
        busy: Whether it is under way.
    """
    name = report.name
    parts = [head(report.run, name, busy=busy), actions(report.run, name, listed)]
    if report.run.cases:
        parts += [cards(report), reported(*main_figures(report)), _over_time(report, listed), _figures(report)]
    return element("section", *parts, data_run=name, data_against="", class_="run")


def head(run: Run, name: str, *, busy: bool = False) -> Markup:
    """What was asked, when, and whether all of it is there."""
    title = element("h2", element("bdi", run.set_name), class_="run-title", tabindex=-1)
    asked = text("evaluation.ask_yes") if run.answered else text("evaluation.ask_no")
    seconds = text("evaluation.took", time=clock(run.seconds))
    facts = [element("bdi", name), *(element("span", one) for one in (moment(run.started), _count(run), asked, seconds))]
    if run.choice.sample is not None:
        facts.append(element("span", text("evaluation.drawn", count=run.choice.sample, seed=run.choice.seed)))
    parts = [title, element("p", *facts, class_="meta")]
    if not run.complete:
        told = text("evaluation.not_finished", done=len(run.cases), total=run.questions)
        parts.append(element("div", element("p", told), Markup("") if busy else go_on(name), class_="notice unfinished"))
    if run.failed:
        parts.append(element("p", text("evaluation.failed", count=len(run.failed)), class_="notice"))
    parts += [element("p", one, class_="notice", lang="en", dir="ltr") for one in run.notices]
    return element("header", *parts, class_="run-head")


def actions(run: Run, name: str, listed: Sequence[Listed]) -> Markup:
    """What can be done with a run."""
    others = [one for one in listed if one.name != name and one.set_name == run.set_name and one.complete]
    return element("div", *([_compare(name, others)] if others else []), _files(name), _rename(name), _delete(name), class_="actions-bar")


def cards(report: Report) -> Markup:
    """The headlines, each with what it says in plain words."""
    shown = [_card(report, name) for name in report.headlines]
    half, late = (estimate_of(f"search {one}", report.summary.times) for one in ("p50", "p95"))
    if half and late:
        value = element("strong", said("{number} ms", number=f"{half.value * 1000:,.0f}"))
        note = text("evaluation.about_time", time=f"{late.value * 1000:,.0f}")
        shown.append(element("li", element("span", text("evaluation.search_time")), value, element("small", note)))
    return element("ul", *shown, class_="cards-row", aria_label=text("evaluation.headlines"))


def reported(*parts: Markup) -> Markup:
    """Figures as the report writes them."""
    return element("div", *parts, class_="report")


def _card(report: Report, name: str) -> Markup:
    one = estimate_of(name, report.summary.estimates)
    if one is None:
        return Markup("")
    ends = interval(one.low, one.high)
    about = element("small", text(_EXPLAINED[name])) if name in _EXPLAINED else Markup("")
    return element("li", figure(name), element("strong", number(one.value)), element("small", ends, class_="ends", dir="ltr"), about)


def _count(run: Run) -> str:
    return text("evaluation.questions", count=len(run.cases))


def _compare(name: str, others: Sequence[Listed]) -> Markup:
    options = (element("option", f"{moment(one.started)} · {one.name}", value=one.name) for one in others)
    select = element("select", *options, name="against", aria_label=text("evaluation.compare_with"))
    button = element("button", text("evaluation.compare"), type="submit", class_="button")
    return element("form", select, button, data_do="show", data_run=name, class_="compare")


def _files(name: str) -> Markup:
    whole = element("a", text("evaluation.file_report"), href=file_address("report", name), target="_blank", rel="noopener")
    links = (element("a", text(key), href=file_address(kind, name), download=True) for kind, key in _FILES)
    return _menu("files", "evaluation.files", joined(whole, *links))


def _rename(name: str) -> Markup:
    field = element("input", name="title", value=name, maxlength=120, required=True, aria_label=text("evaluation.name"), autocomplete="off")
    save = element("button", text("evaluation.rename"), type="submit", class_="button")
    return _menu("rename", "evaluation.rename", element("form", field, save, data_do="rename", data_run=name))


def _delete(name: str) -> Markup:
    return element("button", text("evaluation.delete"), type="button", class_="button danger", data_do="delete", data_run=name)


def _menu(identity: str, key: str, content: Markup) -> Markup:
    """A button and the panel it opens; the browser itself opens and closes it."""
    named = f"run-{identity}"
    button = element("button", text(key), type="button", class_="button", popovertarget=named)
    panel = element("div", content, id=named, popover="auto", class_="menu", role="group", aria_label=text(key))
    return element("span", button, panel, class_="opener")


def _over_time(report: Report, listed: Sequence[Listed]) -> Markup:
    drawn = trend(report.run.set_name, report.headlines, listed, current=report.name)
    return drawn if drawn else Markup("")


def _figures(report: Report) -> Markup:
    parts: list[Markup] = [reported(*slices(report))]
    curves = list(risk(report))
    if curves:
        parts += [reported(*curves), _data("risk", report.name, "evaluation.file_risk")]
    taken = list(times(report))
    if taken:
        parts += [reported(*taken), _data("times", report.name, "evaluation.file_times")]
    parts.append(reported(*worst(report)))
    every = element("summary", text("evaluation.every"))
    parts.append(element("details", every, reported(*list(every_figure(report))[1:]), class_="folded"))
    parts.append(element("details", element("summary", text("evaluation.given")), _given(report.run), class_="folded"))
    return joined(*parts)


def _data(kind: str, name: str, key: str) -> Markup:
    return element("p", element("a", text(key), href=file_address(kind, name), download=True), class_="data")


def _given(run: Run) -> Markup:
    return element("div", element("dl", *_settings(run), class_="given"), class_="report", lang="en", dir="ltr")


def _settings(run: Run) -> Iterator[Markup]:
    for name, value in {"sha256 of the set": run.set_sha256, **run.settings, **run.versions}.items():
        yield element("div", element("dt", name), element("dd", str(value)))
