"""The frame of the evaluation page: the runs that are kept, the runs under way, and what was just done."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

from markupsafe import Markup

from eval.compare.words import short
from eval.runs.models import Listed
from eval.wording import said
from ui.evaluating.jobs import Job
from ui.render.elements import element, icon, joined
from ui.words import locale, marked, text

PAGE = "evaluation"
_MAIN = ("Answer contained", "MRR")  # the figure that a line of the list holds: the first that a run has


def address(run: str = "", against: str = "") -> str:
    """Where a run is shown, alone or compared; without one, where a new one is begun."""
    asked = {name: value for name, value in (("run", run), ("against", against)) if value}
    return f"{PAGE}?{urlencode(asked)}" if asked else PAGE


def file_address(kind: str, run: str, against: str = "") -> str:
    """Where a file about a run is downloaded, or the whole report read."""
    query = f"?{urlencode({'against': against})}" if against else ""
    return f"{PAGE}/{kind}/{quote(run, safe='')}{query}"


def moment(when: datetime) -> str:
    """A day and time of this machine, as the language of the page writes it."""
    from babel.dates import format_datetime

    return str(format_datetime(when.astimezone(), format="d MMM y, HH:mm", locale=locale()))


def figure(name: str) -> Markup:
    """The name of a metric."""
    return element("span", said(name))


def number(value: float) -> Markup:
    """A figure as tables have it; its point stays in front where the page runs leftwards."""
    return element("span", short(value), dir="ltr")


def run_list(listed: Sequence[Listed], *, current: str, against: str = "", busy: Sequence[str] = ()) -> Markup:
    """The runs, the last first.

    Args:
        listed: All of them.
        current: The one that is shown.
        against: The one it is compared with.
        busy: Those that are under way.
    """
    link = {"href": address(), "data_do": "show", "data_keys": "n", "title": text("evaluation.new_key")}
    new = element("a", icon("plus"), text("evaluation.new"), class_="new", aria_current=None if current else "page", **link)
    entries = [_entry(one, current=one.name == current, against=one.name == against, busy=one.name in busy) for one in listed]
    nothing = element("p", text("evaluation.none"), class_="hint")
    named = element("h2", text("evaluation.runs"), class_="heading")
    runs = element("ul", *entries, class_="runs") if entries else nothing
    return element("nav", new, named, runs, aria_label=text("evaluation.runs"))


def _entry(one: Listed, *, current: bool, against: bool, busy: bool) -> Markup:
    name = next((name for name in _MAIN if name in one.metrics), "")
    value = element("span", number(one.metrics[name]), class_="run-value", title=said(name)) if name else _state(one, busy=busy)
    first = element("span", element("bdi", one.set_name, class_="run-set"), value, class_="run-line")
    told = [moment(one.started), text("evaluation.questions", count=one.done)]
    told += [text("evaluation.compared_with")] if against else []
    point = " ".join(f"{setting}={value}" for setting, value in one.point.items())
    facts = [element("span", each) for each in told] + ([element("bdi", point)] if point else [])
    called = element("bdi", one.name, class_="run-name")
    link = {"href": address(one.name), "data_do": "show", "data_run": one.name}
    marks = {"aria_current": "page" if current else None, "class_": "against" if against else None}
    return element("li", element("a", first, called, element("span", *facts, class_="meta"), **link, **marks))


def _state(one: Listed, *, busy: bool) -> Markup:
    key = "evaluation.under_way" if busy else "evaluation.unfinished"
    return element("span", text(key), class_="chip state")


def jobs(under_way: Sequence[Job]) -> Markup:
    """The runs under way with their progress, and those that ended lately otherwise than well."""
    return joined(*(_job(job) for job in under_way if job.state != "finished"))


def _job(job: Job) -> Markup:
    if job.is_over:
        return _over(job)
    title = element("h3", marked("evaluation.measuring", set=element("bdi", job.set_name)))
    known = {"max": job.total, "value": job.done} if job.total else {}
    bar = element("progress", aria_label=text("evaluation.progress"), **known)
    facts = element("p", *(element("span", each) for each in _facts(job)), class_="meta")
    stop = element("button", text("evaluation.stop"), type="button", class_="button", data_do="cancel", data_job=job.id)
    stopping = element("span", text("evaluation.stopping"), class_="hint")
    return element(
        "section", element("div", title, stopping if job.state == "stopping" else stop, class_="job-top"), bar, facts, class_="job"
    )


def _over(job: Job) -> Markup:
    told = job.why if job.state == "failed" else text("evaluation.stopped", set=job.set_name)
    parts = [element("p", told, dir="auto")]
    if job.name:
        parts.append(go_on(job.name))
    parts.append(element("button", text("evaluation.dismiss"), type="button", class_="button", data_do="dismiss", data_job=job.id))
    return element("section", *parts, class_=f"job over {job.state}", role="alert" if job.state == "failed" else None)


def go_on(run: str) -> Markup:
    """The button that goes on with an unfinished run."""
    return element("button", text("evaluation.go_on"), type="button", class_="button primary", data_do="go_on", data_run=run)


def _facts(job: Job) -> list[str]:
    stage = {"Asking": "evaluation.stage_asking", "Indexing": "evaluation.stage_indexing"}.get(job.stage, "evaluation.stage_reading")
    facts = [text(stage)]
    if job.total:
        facts.append(text("evaluation.of", done=job.done, total=job.total))
    if job.rate is not None:
        facts.append(text("evaluation.rate", rate=f"{job.rate:.1f}"))
    if job.left is not None:
        facts.append(text("evaluation.left", time=clock(job.left)))
    return facts


def clock(seconds: float) -> str:
    """Minutes and seconds: ``3:07``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def toast(message: str, *, undo: str = "") -> Markup:
    """What was just done; with the way back for a deleted run."""
    button = element("button", text("evaluation.undo"), type="button", data_do="undo", data_run=undo) if undo else Markup("")
    return element("div", element("span", message, dir="auto"), button, class_="toast", role="status")


def problem(message: str) -> Markup:
    """What could not be done, and why."""
    return element("p", message, class_="notice", role="alert", dir="auto")
