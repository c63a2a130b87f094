"""Carrying out runs on a terminal: one, or one for each combination of settings; stopped and gone on with."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from index.errors import EvaluationError
from ui.cli.boundary import SOME_FAILED
from ui.cli.grid import write_grid
from ui.cli.options import Options
from ui.cli.progress import Bar
from ui.cli.runs import kept_runs
from ui.cli.terminal import messages, output, write, write_json

if TYPE_CHECKING:
    from eval.models import Run
    from eval.run import Prepared
    from index.settings import Settings

    Ready = Callable[[Settings, date | None], Prepared]


class Kept(NamedTuple):
    """Where a run is kept, and whether it goes on."""

    file: Path | None
    name: str
    resume: bool | None


def prepared_by(set_path: str, settings: "Settings", day: date | None, **asked: Any) -> "Prepared":
    """A run made ready, as of ``day`` or of today."""
    from eval.run import prepare

    return prepare(set_path, settings=settings, today=day, **asked)


def run_one(options: Options, asked: "Ready", kept: Kept, *, day: date | None) -> "Run":
    """Carry out a run, with a bar; stopped by Ctrl-C, it says how to go on."""
    from eval.records import check_output
    from eval.run import carry_out

    check_output(kept.file)
    if kept.file is not None and kept.name:
        raise EvaluationError(f"A run is kept as {kept.name} or in {kept.file}, not both.", remedy="Leave out --name or --output.")
    with Bar("Reading the set") as bar:
        prepared = asked(options.settings(), day)
        path = kept.file or kept_runs(options).place(prepared, name=kept.name, resume=kept.resume)
        _tell_whether_it_goes_on(path, kept.resume)
        try:
            finished = carry_out(prepared, path, resume=kept.resume, progress=bar.report)
        except KeyboardInterrupt:
            _tell_how_to_go_on(path)
            raise
    if kept.file is None:
        write(messages(), (f"Kept as {path.stem}.", "dim"))
    return finished


def run_all(
    options: Options, axes: Sequence[str], asked: "Ready", kept: Kept, *, day: date | None, gated: bool, every: bool, as_json: bool
) -> None:
    """Carry out a run for each combination of settings, and compare them."""
    from eval.runs.grid import Ways, read_axes, run_grid

    if kept.file is not None or gated:
        option = "--output" if kept.file is not None else "--require and --no-worse-than"
        raise EvaluationError(f"{option} and --grid do not go together.", remedy="Call the runs with --name, and take each by its name.")
    ways = Ways(lambda point: options.settings(**point), lambda settings, first: asked(settings, day or first))
    with Bar("Reading the set") as bar:
        try:
            grid = run_grid(read_axes(axes), ways, kept_runs(options), name=kept.name, resume=kept.resume, progress=bar.report)
        except KeyboardInterrupt:
            write(messages(), "The same command again goes on with the grid.")
            raise
    if as_json:
        write_json(grid.model_dump(mode="json"))
    else:
        write_grid(output(), grid, every=every)
    if any(cell.failed for cell in grid.cells):
        raise typer.Exit(SOME_FAILED)


def _tell_whether_it_goes_on(path: Path, resume: bool | None) -> None:
    from eval.runs.file import is_run_file, read

    if resume is not False and is_run_file(path) and (found := read(path)).ended is None:
        write(messages(), f"Going on with {path.stem}: {len(found.rows):,} of {found.begun.questions:,} questions are answered.")


def _tell_how_to_go_on(path: Path) -> None:
    from eval.runs.file import is_run_file, read

    if is_run_file(path):
        found = read(path)
        told = f"{len(found.rows):,} of {found.begun.questions:,} questions are answered"
        write(messages(), f"Stopped: {told}. The same command again goes on with {path.stem}.")
