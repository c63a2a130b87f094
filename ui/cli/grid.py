"""``eval run --grid``: a run for each combination of settings, on a terminal."""

from typing import TYPE_CHECKING

from rich.console import Console

from ui.cli.terminal import clean, write

if TYPE_CHECKING:
    from eval.runs.grid import Cell, Grid
    from eval.statistics.models import Difference


def write_grid(console: Console, grid: "Grid", *, every: bool) -> None:
    """Each metric with all runs below it, and how each differs from the first."""
    from eval.metrics import is_main

    first, *others = grid.cells
    width = max(len(_point(cell)) for cell in grid.cells)
    write(console, (grid.set_name, "bold"), (f"  {len(grid.cells)} runs, each compared with {_point(first)}", "dim"))
    for name in (name for name in first.metrics if every or is_main(name)):
        write(console, "")
        write(console, (name, "bold"))
        write(console, f"  {_point(first):<{width}}  {first.metrics[name]:.3f}")
        for cell in others:
            _write_cell(console, cell, name, width)
    write(console, "")
    for cell in grid.cells:
        failed = f", {cell.failed:,} failed" if cell.failed else ""
        changed = f"{cell.changed:,} cases changed" if cell is not first else "the first"
        write(console, f"{_point(cell):<{width}}  ", (f"{changed}{failed} · {cell.name}", "dim"))


def _write_cell(console: Console, cell: "Cell", name: str, width: int) -> None:
    from eval.compare.words import chance, interval, short, verdict

    value = cell.metrics.get(name)
    found = next((difference for difference in cell.differences if difference.name == name), None)
    shown = "-" if value is None else f"{value:.3f}"
    if found is None:
        write(console, f"  {_point(cell):<{width}}  {shown:>5}")
        return
    ends = interval(found.low, found.high, signed=True)
    told = f"{short(found.value, signed=True):>8}  {ends:<16} p {chance(found.corrected):<7}  "
    write(console, f"  {_point(cell):<{width}}  {shown:>5}{told}", (verdict(found, first="the first", second="this"), _style(found)))


def _style(found: "Difference") -> str:
    return "" if not found.found else "bold green" if found.gain > 0 else "bold red"


def _point(cell: "Cell") -> str:
    return clean(" ".join(f"{name}={value}" for name, value in cell.point.items()))
