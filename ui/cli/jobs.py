"""``jobs``: what was asked of a library, and what became of it."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from index.errors import NotFoundError
from ui.cli.options import Json, Options
from ui.cli.report import named
from ui.cli.state import open_catalog
from ui.cli.terminal import clean, foreign, output, write, write_json

if TYPE_CHECKING:
    from index.catalog.jobs import Job, Problem

_STYLES = {"failed": "red", "stopped": "yellow", "running": "cyan"}


def jobs(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", help="One run, with everything that failed in it.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most runs to list.")] = 20,
    as_json: Json = False,
) -> None:
    """List past runs, latest first.

    A run is whatever may have changed the library. With a number, shows that run and everything that failed in it.
    """
    options: Options = context.obj
    with open_catalog(options.settings()) as catalog:
        if number is None:
            _write_all(catalog.jobs.list(limit=limit), as_json=as_json)
            return
        job, problems = catalog.jobs.get(number), catalog.jobs.problems(number)
    if job is None:
        raise NotFoundError(f"There is no run {number}.", remedy="`sanad jobs` lists them.")
    if as_json:
        write_json({**job.model_dump(mode="json"), "problems": [problem.model_dump(mode="json") for problem in problems]})
        return
    _write_job(output(), job)
    for problem in problems:
        _write_problem(output(), problem)


def _write_all(listed: tuple["Job", ...], *, as_json: bool) -> None:
    if as_json:
        write_json({"jobs": [job.model_dump(mode="json") for job in listed]})
        return
    for job in listed:
        _write_job(output(), job)


def _write_job(console: Console, job: "Job") -> None:
    seconds = f", {(job.finished_at - job.started_at).total_seconds():,.1f} s" if job.finished_at else ""
    when = job.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
    counts = ", ".join(f"{number:,} {result}" for result, number in job.counts.items()) or "nothing"
    arguments = " ".join(foreign(argument, terminal=console.is_terminal) for argument in job.arguments)
    write(console, (f"{job.id:>4}  ", "cyan"), when, f"  {job.kind} {arguments}")
    write(console, "      ", (job.status, _STYLES.get(job.status, "green")), (f": {counts}{seconds}", "dim"))


def _write_problem(console: Console, problem: "Problem") -> None:
    write(console, ("      failed ", "red"), clean(named(problem.origin, problem.reason)))
    if problem.remedy:
        write(console, (f"             {clean(problem.remedy)}", "dim"))
