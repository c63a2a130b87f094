"""A run for each combination of several settings, and what each of them changes against the first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import NamedTuple

from eval.compare.compared import compare
from eval.models import Run
from eval.records import read_run
from eval.run import Prepared, carry_out
from eval.runs.store import Runs
from eval.statistics.models import RESAMPLES, Difference
from eval.statistics.paired import holm
from index.derived import Progress, silent
from index.errors import EvaluationError
from index.models import Record
from index.record import never
from index.settings import Settings

_MOST = 64  # runs: more is a mistake, or another tool's work

Point = Mapping[str, str]


class Cell(Record):
    """One run of a grid.

    Attributes:
        name: What it is kept under.
        point: Its settings, by name.
        metrics: Its figures.
        differences: To the first run of the grid; p is corrected over all metrics of all runs. Empty for the first.
        changed: How many cases are not as in the first.
    """

    name: str
    point: dict[str, str]
    metrics: dict[str, float]
    differences: tuple[Difference, ...] = ()
    changed: int = 0
    failed: int = 0


class Grid(Record):
    """The runs of a grid, the first being what the others are compared with."""

    set_name: str
    cells: tuple[Cell, ...]


class Ways(NamedTuple):
    """How the runs of a grid are made.

    Attributes:
        settings: Those in force at a point.
        prepare: Makes a run ready with them, as of a day or of today.
    """

    settings: Callable[[Point], Settings]
    prepare: Callable[[Settings, date | None], Prepared]


def read_axes(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The values of each setting, from ``name=value,value``; a value with braces is taken whole, commas and all.

    Raises:
        EvaluationError: A text is not of that form, or the combinations are too many.
    """
    axes: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        found = [value.strip() for value in ([values] if "{" in values else values.split(","))]
        if not (name.strip() and equals and all(found)):
            raise EvaluationError(f"--grid {text} is not a setting with values.", remedy="Write --grid name=value,value.")
        axes[name.strip()] = tuple(dict.fromkeys((*axes.get(name.strip(), ()), *found)))
    if len(points(axes)) > _MOST:
        raise EvaluationError(f"{len(points(axes)):,} combinations are too many.", remedy=f"Give at most {_MOST}.")
    return axes


def points(axes: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], ...]:
    """Every combination, the first values first."""
    return tuple(dict(zip(axes, values, strict=True)) for values in product(*axes.values()))


def run_grid(
    axes: Mapping[str, Sequence[str]],
    ways: Ways,
    runs: Runs,
    *,
    name: str = "",
    resume: bool | None = None,
    resamples: int = RESAMPLES,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = never,
) -> Grid:
    """A run at each combination, kept in ``runs``, and the comparison of each with the first.

    Args:
        axes: Values by setting.
        ways: How to make a run.
        runs: Where they are kept. What is there of the same grid and was begun in the same way is gone on with, or taken as it is.
        name: What their names begin with; empty for the time and the set.
        resume: ``False`` asks everything anew.
        resamples: Draws of the comparisons.
        progress: Told which run is at what.
        cancelled: Whether the person wants no more.

    Raises:
        SettingsError: A setting is unknown, or a value wrong; nothing has been asked then.
        EvaluationError: A run cannot be made, or the person wanted no more.
    """
    chosen = points(axes)
    settings = [ways.settings(point) for point in chosen]
    day: date | None = None
    made: list[tuple[str, Run]] = []
    for place, (point, own) in enumerate(zip(chosen, settings, strict=True), start=1):

        def told(stage: str, done: int, total: int, where: str = f"{place}/{len(chosen)}") -> None:
            progress(f"{where} {stage}", done, total)

        prepared = _of_grid(ways.prepare(own, day), axes, point)
        path = _place(prepared, runs, name=name, resume=resume)
        if resume is not False and runs.holds(path, prepared):
            run = read_run(path)
        else:
            run = carry_out(prepared, path, resume=resume, progress=told, cancelled=cancelled)
        if not run.complete:
            raise EvaluationError(
                f"The grid was stopped at run {place} of {len(chosen)}.", remedy="The same command again goes on with it."
            )
        day = run.today
        made.append((path.stem, run))
    return _compared(made, resamples=resamples, progress=progress)


def _of_grid(prepared: Prepared, axes: Mapping[str, Sequence[str]], point: Point) -> Prepared:
    grid = "; ".join(f"{name}={','.join(values)}" for name, values in axes.items())
    return prepared._replace(begun=prepared.begun.model_copy(update={"grid": grid, "point": dict(point)}))


def _place(prepared: Prepared, runs: Runs, *, name: str, resume: bool | None) -> Path:
    point = "-".join(f"{setting}={value}" for setting, value in prepared.begun.point.items())
    found = runs.finished(prepared) if resume is not False and not name else None
    return found or runs.place(prepared, name=f"{name}-{point}" if name else "", resume=False if resume is False else None)


def _compared(made: Sequence[tuple[str, Run]], *, resamples: int, progress: Progress) -> Grid:
    (first_name, first), *others = made
    cells = [_cell(first_name, first)]
    for place, (name, run) in enumerate(others):
        progress("Comparing", place, len(others))
        found = compare(first, run, names=(first_name, name), by=(), resamples=resamples)
        cells.append(_cell(name, run).model_copy(update={"differences": found.differences, "changed": len(found.changes)}))
    return Grid(set_name=first.set_name, cells=tuple(_corrected(cells)))


def _cell(name: str, run: Run) -> Cell:
    return Cell(name=name, point=run.point, metrics=run.metrics, failed=len(run.failed))


def _corrected(cells: Sequence[Cell]) -> Iterator[Cell]:
    """With p corrected over the metrics of all runs together: many combinations find something by chance."""
    corrected = iter(holm([difference.chance for cell in cells for difference in cell.differences]))
    for cell in cells:
        told = tuple(difference.model_copy(update={"corrected": next(corrected)}) for difference in cell.differences)
        yield cell.model_copy(update={"differences": told})
