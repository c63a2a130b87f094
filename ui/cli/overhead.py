"""``eval overhead``: what Sanad adds to the time of a model."""

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import Json, Options
from ui.cli.progress import Bar
from ui.cli.terminal import output, write, write_json

if TYPE_CHECKING:
    from eval.overhead import Spread

_ROWS = {
    "first_token": "until the first words, without search and endpoint",
    "retrieval": "the search",
    "endpoint": "the endpoint's own time until its first piece",
    "sentence": "parsing and verifying a sentence",
    "sentence_processor": "the same, time of the processor",
}


def overhead(
    context: typer.Context,
    chosen: Annotated[
        str, typer.Argument(metavar="SET", help="A file of questions with passages, or the name of a bundled set.")
    ] = "samples",
    limit: Annotated[int, typer.Option(min=1, help="Most questions to ask.")] = 40,
    as_json: Json = False,
) -> None:
    """Measure what Sanad adds to the time of a model: until the first words of an answer, and for each sentence of it.

    The model is a recital on this machine, at 127.0.0.1, which ends with the command: it says sentences of its prompt again, a third
    of them as they stand, a third cut short, a third with the marker of another sentence. The chat model of the settings is not asked.
    """
    from eval.overhead import overhead as measure

    options: Options = context.obj
    with Bar("Overhead") as bar:
        measured = measure(chosen, settings=options.settings(), limit=limit, progress=bar.report)
    if as_json:
        write_json(measured.model_dump(mode="json"))
        return
    console = output()
    write(
        console, f"{measured.questions} questions of {measured.set_name}; milliseconds: mean, median, 95th percentile, longest of how many"
    )
    for name, words in _ROWS.items():
        write(console, _line(getattr(measured, name)), f"  {words}")


def _line(spread: "Spread") -> str:
    times = "".join(f"{1000 * seconds:>9.1f}" for seconds in (spread.mean, spread.p50, spread.p95, spread.longest))
    return f"{times}{spread.count:>6}"
