"""``eval tune`` and ``eval ablate``: which weights are best, and what each channel adds."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.finding import DryRun, Output, Sample, Seed, Sets, Titles, choice, show
from ui.cli.options import Json, Options
from ui.cli.progress import Bar
from ui.cli.terminal import output, write, write_json

if TYPE_CHECKING:
    from eval.weights.ablate import AblatedSet
    from eval.weights.tune import Tuning


class Begin(StrEnum):
    """Where the search for weights begins."""

    CURRENT = "current"
    EQUAL = "equal"


def tune(
    context: typer.Context,
    sets: Sets,
    file: Output = None,
    dry_run: DryRun = False,
    start: Annotated[
        Begin, typer.Option(help="Begin at the weights in force, or at equal ones: then they are found without knowing any.")
    ] = Begin.CURRENT,
    pairs: Annotated[bool, typer.Option("--pairs", help="Let single pairs of languages have weights of their own.")] = False,
    parts: Annotated[int, typer.Option(min=2, help="In how many parts articles are held out.")] = 5,
    titles: Titles = None,
    sample: Sample = None,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Find the weights of the channels on sets of questions.

    Every question is searched for once; then one weight after the other is moved to where it gains most, by the mean over the sets of
    MRR, sentence-MRR and Recall@10. A step, and the whole, is taken only if it gains more than its standard error; the whole on
    articles that were not seen. Weights found from equal ones are taken if they lose no more there than their error.
    """
    from eval.weights.tune import tune as find

    options: Options = context.obj
    target = None if dry_run else file
    with Bar("Reading the sets") as bar:
        tuning = find(
            sets,
            settings=options.settings(),
            choice=choice(titles, sample, seed),
            start=start.value,
            pairs=pairs,
            parts=parts,
            output=target,
            progress=bar.report,
        )
    show(tuning, _tuning_lines(tuning), file=target, as_json=as_json)


def ablate(context: typer.Context, sets: Sets, titles: Titles = None, sample: Sample = None, seed: Seed = 1, as_json: Json = False) -> None:
    """Show what each channel adds: figures of sets with one channel after the other left out of the score."""
    from eval.weights.ablate import ablate as measure

    options: Options = context.obj
    with Bar("Reading the sets") as bar:
        ablated = measure(sets, settings=options.settings(), choice=choice(titles, sample, seed), progress=bar.report)
    if as_json:
        write_json({"sets": [one.model_dump(mode="json") for one in ablated]})
        return
    console = output()
    for line in _ablation_lines(ablated):
        write(console, line)


def _tuning_lines(tuning: "Tuning") -> Iterator[str]:
    width = max(len("mean over sets"), *(len(one.name) for one in tuning.sets))
    yield f"{'':<{width}}  {'':<12}  before   after   on articles not seen"
    for one in tuning.sets:
        held_out = f"{one.held_out:+.4f} (error {one.error:.4f})"
        for name, value in one.before.items():
            yield f"{one.name:<{width}}  {name:<12}  {value:6.3f}  {one.after[name]:6.3f}   {held_out}"
            held_out = ""
    total = f"{tuning.held_out:+.4f} (error {tuning.error:.4f})"
    yield f"{'mean over sets':<{width}}  {'':<12}  {tuning.before:6.3f}  {tuning.after:6.3f}   {total}"
    yield ""
    for place, before in tuning.changed.items():
        yield f"{place:<28}  {before:>6g} -> {tuning.weights[place]:g}"


def _ablation_lines(ablated: "tuple[AblatedSet, ...]") -> Iterator[str]:
    width = max(len("without"), *(len(one.name) for one in ablated))
    channels = sorted({channel for one in ablated for channel in one.without})
    yield f"{'without':<{width}}  {'':<12}  {'(all)':>9}" + "".join(f"{channel:>10}" for channel in channels)
    for one in ablated:
        for name, value in one.complete.items():
            cells = (format(one.without[channel][name], ".3f") if channel in one.without else "-" for channel in channels)
            yield f"{one.name:<{width}}  {name:<12}  {value:>9.3f}" + "".join(f"{cell:>10}" for cell in cells)
