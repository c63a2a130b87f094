"""``eval runs`` and ``eval figures``: the runs that are kept, and what they come to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.figures import Every, write_figures
from ui.cli.library import write_notices
from ui.cli.options import Json, Options, Yes
from ui.cli.terminal import clean, count, messages, output, write, write_json

if TYPE_CHECKING:
    from rich.console import Console

    from eval.models import Run
    from eval.runs.models import Listed
    from eval.runs.store import Runs

_MAIN = ("MRR", "Hit@1", "Answer contained", "Declined right", "Declined wrong")  # as much as a line holds
_DAY_AND_TIME = "%Y-%m-%d %H:%M"

Name = Annotated[str, typer.Argument(metavar="NAME", help="As `sanad eval runs` lists it, its beginning, or `last`.", show_default=False)]


def kept_runs(options: Options) -> "Runs":
    """The runs that are kept, by the settings in force."""
    from eval.runs.store import Runs

    return Runs(options.settings().runs_directory)


def run_file(context: typer.Context, value: Path | None) -> Path | None:
    """The file of a run: a path, or the name of one that is kept. What is neither is left to whoever reads it."""
    if value is None or value.exists() or value.suffix or value.parent != Path():
        return value
    return kept_runs(context.obj).find(str(value))


def list_runs(context: typer.Context, as_json: Json = False) -> None:
    """List the runs that are kept, the last first: when, over what, how far, and their main figures.

    `sanad eval compare`, `gate`, `report` and `judge` take their names.
    """
    if context.invoked_subcommand is not None:
        return
    runs = kept_runs(context.obj)
    listed = runs.list()
    if as_json:
        write_json({"directory": str(runs.directory), "runs": [one.model_dump(mode="json") for one in listed]})
        return
    console = output()
    for one in listed:
        _write_listed(console, one)
    if not listed:
        write(messages(), "No runs are kept. `sanad eval run SET` makes one.")


def rename(context: typer.Context, name: Name, new: Annotated[str, typer.Argument(help="What to call it.", show_default=False)]) -> None:
    """Call a run otherwise."""
    path = kept_runs(context.obj).rename(name, new)
    write(messages(), f"It is now called {path.stem}.")


def delete(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="As `sanad eval runs` lists them.", show_default=False)],
    yes: Yes = False,
) -> None:
    """Delete runs, with what a judge said of them. There is no way back."""
    runs = kept_runs(context.obj)
    found = [runs.find(name).stem for name in names]
    for name in found:
        write(output(), name)
    if not yes:
        typer.confirm(f"Delete {count(len(found), 'run')}?", abort=True, err=True)
    for name in found:
        runs.delete(name)


def figures(
    finished: Annotated[Path, typer.Argument(metavar="RUN", help="A run's file, or the name of one that is kept.", callback=run_file)],
    every: Every = False,
    as_json: Json = False,
) -> None:
    """Compute the figures of a run again from its cases, also of one that is not finished.

    So older runs can be read by the metrics as they are defined today. Figures that have come out otherwise are named.
    """
    from eval.records import read_run

    before, anew = read_run(finished, unfinished=True), read_run(finished, unfinished=True, anew=True)
    if as_json:
        write_json(anew.model_dump(mode="json"))
        return
    write_run(output(), anew, every=every)
    for name in sorted(before.metrics.keys() | anew.metrics.keys()):
        one, other = before.metrics.get(name), anew.metrics.get(name)
        if one is not None and other is not None and abs(one - other) > 1e-9:
            write(messages(), f"{name} was {one:.3f} when the run was made.")


def write_run(console: "Console", finished: "Run", *, every: bool) -> None:
    """A run on a terminal: what failed, what must be known, and the figures."""
    from ui.cli.boundary import write_error

    for failed in finished.failed:
        write_error(clean(f"{failed.id}: {failed.error}"))
    write_notices(finished.notices)
    if not finished.complete:
        write(messages(), f"The run is not finished: {len(finished.cases):,} of {finished.questions:,} questions are answered.")
    counts = " · ".join(f"{number:,} {name}" for name, number in finished.counts.items())
    write(console, (finished.set_name, "bold"), (f"  {counts} · {finished.seconds:,.1f} s", "dim"))
    write_figures(console, finished, every=every)


def _write_listed(console: "Console", one: "Listed") -> None:
    state = "" if one.complete else f"  {one.done:,} of {one.questions:,}"
    write(console, (one.name, "cyan"), (state, "yellow"))
    failed = f"{one.failed:,} failed" if one.failed else ""
    told = [f"{name} {one.metrics[name]:.3f}" for name in _MAIN if name in one.metrics]
    parts = (f"{one.started.astimezone():{_DAY_AND_TIME}}", one.set_name, count(one.done, "question"), *told, failed)
    write(console, (f"    {' · '.join(clean(part) for part in parts if part)}", "dim"))
