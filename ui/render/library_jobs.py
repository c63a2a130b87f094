"""Imports: those under way with rate and time left, and what became of the latest ones, with reasons."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from index.catalog.jobs import Job, Problem
from ui.importing.imports import SAMPLES, Running
from ui.importing.progress import State
from ui.render.elements import element, joined
from ui.words import locale, text

_RESULTS = ("added", "updated", "unchanged", "duplicate", "removed", "failed")
_REASONS = 50
_SHOWN_NAMES = 3
_MINUTE = 60


class Past(NamedTuple):
    """A job that has ended, and what failed in it."""

    job: Job
    problems: tuple[Problem, ...]


def imports(running: Sequence[Running], past: Sequence[Past], elsewhere: Sequence[Job] = ()) -> Markup:
    """Everything there is to say of imports; nothing if there were none.

    Args:
        running: Those of this server.
        past: Those that have ended.
        elsewhere: Those of another process.
    """
    cards = [*map(_elsewhere, elsewhere), *map(_running, running)]
    shown = element("ul", *cards, class_="running") if cards else Markup("")
    return joined(shown, _past(past) if past else Markup(""))


def name_of(source: str) -> str:
    """What a person calls a source: the file's name, or the address."""
    if source.startswith(("http://", "https://")):
        return source
    path = unquote(urlsplit(source).path) if source.startswith(("file:", "set:")) else source
    part = unquote(urlsplit(source).fragment.rpartition("=")[2]) if "#" in source and source.startswith("file:") else ""
    name = path.rstrip("/").rpartition("/")[2] or path
    return f"{name} › {part}" if part else name


def _running(running: Running) -> Markup:
    state = running.state
    many = text(f"library.many_{state.kind}", count=state.total or 0) if state.kind != "index" else ""
    title = element("span", many or _reading(state.arguments), class_="job-title")
    value = {"value": state.done, "max": state.total} if state.total else {}
    bar = element("progress", aria_label=text("library.progress"), **value)
    ending = state.phase == "ending"
    cancel = element("button", text("library.cancel"), type="button", data_do="cancel", data_job=running.identity, disabled=ending)
    return element("li", title, cancel, bar, element("span", _progress(state), class_="job-state"), class_="job")


def _elsewhere(job: Job) -> Markup:
    """What another process does: it tells how far it is, and can be stopped there only."""
    title = element("span", _reading(job.arguments) if job.kind == "index" else _changed(job), class_="job-title")
    bar = element("progress", aria_label=text("library.progress"))
    said = " · ".join(part for part in (_counts(job.counts), text("library.elsewhere")) if part)
    return element("li", title, bar, element("span", said, class_="job-state"), class_="job")


def _progress(state: State) -> str:
    if state.phase not in ("working", "ending") or not state.done:
        return text(f"library.phase_{state.phase}")
    done = text("library.done_of", done=state.done, count=state.total) if state.total else text("library.done", count=state.done)
    rate = text("library.rate", rate=_decimal(state.rate)) if state.rate else ""
    left = _left(state.left) if state.left is not None and state.phase == "working" else ""
    ending = text("library.phase_ending") if state.phase == "ending" else ""
    return " · ".join(part for part in (done, _counts(dict(state.counts)), rate, left, ending) if part)


def _left(seconds: float) -> str:
    if seconds < _MINUTE:
        return text("library.left_seconds", count=max(1, round(seconds)))
    return text("library.left_minutes", count=round(seconds / _MINUTE))


def _past(past: Sequence[Past]) -> Markup:
    worst = any(each.problems or each.job.status != "done" for each in past[:1])
    summary = element("summary", text("library.latest"))
    return element("details", summary, element("ul", *map(_ended, past), class_="past"), class_="latest", id="latest", open=worst)


def _ended(past: Past) -> Markup:
    job = past.job
    title = element("span", _names(job.arguments) if job.kind == "index" else _changed(job), class_="job-title")
    status = (
        text("library.status_failed" if job.status == "failed" else "library.status_stopped") if job.status in ("failed", "stopped") else ""
    )
    said = " · ".join(part for part in (status, _counts(job.counts), _moment(job)) if part)
    return element("li", title, _again(past), element("span", said, class_="job-state"), _reasons(past.problems), class_="job")


def _changed(job: Job) -> str:
    return text(f"library.kind_{job.kind}") if job.kind in ("delete", "restore", "purge") else job.kind


def _again(past: Past) -> Markup:
    job = past.job
    if job.kind != "index" or (job.status == "done" and not past.problems):
        return Markup("")
    label = text("library.retry" if past.problems else "library.go_on")
    return element("button", label, type="button", data_do="retry", data_job=str(job.id), id=f"retry-{job.id}")


def _reasons(problems: Sequence[Problem]) -> Markup:
    if not problems:
        return Markup("")
    items = [_problem(each) for each in problems[:_REASONS]]
    left = len(problems) - len(items)
    rest = [element("li", text("library.more_failed", count=left))] if left > 0 else []
    return element("ul", *items, *rest, class_="reasons", aria_label=text("library.reasons"))


def _problem(problem: Problem) -> Markup:
    """What failed and why; a path of the server is called as the person called it."""
    name = name_of(problem.origin)
    path = unquote(urlsplit(problem.origin).path) if problem.origin.startswith("file:") else problem.origin
    told = f"{problem.reason} {problem.remedy}".replace(path, name)
    source = Markup("") if name in told else element("bdi", name, class_="job-source") + " "
    return element("li", source, element("span", told, dir="auto"))


def _reading(arguments: Sequence[str]) -> Markup:
    return _names(arguments) if tuple(arguments) == (SAMPLES,) else joined(text("library.reading"), " ", _names(arguments))


def _names(arguments: Sequence[str]) -> Markup:
    if tuple(arguments) == (SAMPLES,):
        return joined(text("library.samples"))
    names = [element("bdi", name_of(each)) for each in arguments[:_SHOWN_NAMES]]
    left = len(arguments) - len(names)
    return joined(Markup(", ").join(names), f" {text('library.and_more', count=left)}" if left > 0 else "")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(text(f"library.result_{name}", count=counts[name]) for name in _RESULTS if counts.get(name))


def _moment(job: Job) -> str:
    from babel.dates import format_datetime

    return format_datetime(job.started_at.astimezone(), format="d MMM, HH:mm", locale=locale())


def _decimal(number: float) -> str:
    from babel.numbers import format_decimal

    return format_decimal(round(number, 1 if number < 10 else 0), locale=locale())
