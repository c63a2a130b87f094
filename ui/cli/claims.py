"""``eval run`` on claims: how well sentences are verified."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from ui.cli.progress import Bar
from ui.cli.terminal import clean, output, write, write_json

if TYPE_CHECKING:
    from eval.verification import ClaimRun


def ran_claims(set_path: str | Path, *, limit: int | None, file: Path | None, ablated: bool, as_json: bool) -> bool:
    """Whether the set holds claims, in which case they were verified and the outcome written."""
    from eval.sources import find_set
    from eval.verification import ablate, is_claims, verify_set

    path = find_set(set_path)
    if not path.is_file() or not is_claims(path):
        return False
    with Bar("Verifying") as bar:
        runs = dict(ablate(path, progress=bar.report)) if ablated else {"none": verify_set(path, limit=limit, progress=bar.report)}
    if file is not None:
        _record(runs["none"], file)
    if as_json:
        write_json({off: run.model_dump(mode="json", exclude=None if len(runs) == 1 else {"judged"}) for off, run in runs.items()})
        return True
    for off, run in runs.items():
        _write(output(), run, off=off if ablated else "")
    return True


def _record(run: "ClaimRun", file: Path) -> None:
    from index.errors import EvaluationError

    try:
        file.write_text(run.model_dump_json(indent=1), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{file} cannot be written: {error.strerror}.", remedy="Give another file with -o.") from error


def _write(console: Console, run: "ClaimRun", *, off: str) -> None:
    without = f" · without {off}" if off not in ("", "none") else ""
    write(console, (clean(run.name), "bold"), (f"  {len(run.judged):,} sentences · {run.milliseconds:,.1f} ms each{without}", "dim"))
    for half, metrics in run.metrics.items():
        for name, value in metrics.items():
            shown = f"{value:>8,.0f}" if name in ("altered", "unaltered") else f"{value:>8.3f}"
            write(console, f"{f'{half}: ' if half else ''}{name:<26}", shown)
    if not off:
        for pair, count in sorted(run.verdicts.items()):
            write(console, (f"{pair:<34}{count:>6,}", "dim"))
