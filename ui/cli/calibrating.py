"""``eval calibrate``: how likely an answer is, found on questions with and without one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from ui.cli.finding import DryRun, Output, Sample, Seed, Sets, Titles, choice, show
from ui.cli.options import Json, Options
from ui.cli.progress import Bar

if TYPE_CHECKING:
    from eval.calibrate.calibrate import Calibrated, CalibratedRow, CalibratedSet


def calibrate(
    context: typer.Context,
    sets: Sets,
    file: Output = None,
    dry_run: DryRun = False,
    titles: Titles = None,
    sample: Sample = None,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Find the coefficients that say how likely the articles answer, on sets of questions.

    The articles of a set are parted into halves. Each question is asked of the half with its article, of the other half, and of its
    own without the passages that answer; a logistic regression finds what tells the first from the rest. It is measured on sets
    that were left out, and taken only if no worse there, within its standard error, than what is in force.
    """
    from eval.calibrate.calibrate import calibrate as find

    options: Options = context.obj
    target = None if dry_run else file
    with Bar("Reading the sets") as bar:
        found = find(sets, settings=options.settings(), choice=choice(titles, sample, seed), output=target, progress=bar.report)
    show(found, _lines(found), file=target, as_json=as_json)


def _lines(found: "Calibrated") -> Iterator[str]:
    for row in found.rows:
        yield from _row_lines(row, found.threshold)
        yield ""
    for row in found.rows:
        for pair, values in found.coefficients[row.name].items():
            former = found.former.get(row.name, {}).get(pair, {})
            yield f"{row.name} {pair}"
            for name, value in values.items():
                before = former.get(name)
                yield f"  {name:<10}  {'-' if before is None else format(before, 'g'):>8} -> {value:g}"


def _row_lines(row: "CalibratedRow", threshold: float) -> Iterator[str]:
    width = max(len(row.name), *(len(_named(one)) for one in row.sets))
    right = f"right at {threshold:g}"
    yield f"{row.name:<{width}}  {'AUROC elsewhere':<17}{'near miss':<17}{right:<17}{'calibration error':<17}"
    for one in row.sets:
        pairs = [
            (one.before.elsewhere, one.after.elsewhere),
            (one.before.near, one.after.near),
            (one.before.right, one.after.right),
            (one.before.calibration_error, one.after.calibration_error),
        ]
        yield f"{_named(one):<{width}}  " + "".join(f"{before:.3f} -> {after:.3f}   " for before, after in pairs).rstrip()
    yield f"{'mean AUROC':<{width}}  {row.before:.4f} -> {row.after:.4f}, {row.gain:+.4f} on sets left out (error {row.error:.4f})"


def _named(one: "CalibratedSet") -> str:
    return f"{one.name} ({one.pair})"
