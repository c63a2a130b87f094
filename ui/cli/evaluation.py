"""``eval run``: how good."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from index.errors import EvaluationError
from ui.cli.boundary import NOTHING_DONE, SOME_FAILED, write_error
from ui.cli.comparing import Margin, NoWorseThan, Require, exit_code, hold, read_standard, write_gate
from ui.cli.figures import Every, write_figures
from ui.cli.library import write_notices
from ui.cli.options import Json, Options
from ui.cli.progress import Bar
from ui.cli.terminal import clean, messages, output, write, write_json

if TYPE_CHECKING:
    from eval.models import Run

OTHERS = "Other passages and languages"

Set = Annotated[
    str,
    typer.Argument(
        metavar="SET", help="A file, a directory of aligned sentences, or `samples` for the set that comes with Sanad.", show_default=False
    ),
]
Passages = Annotated[
    list[Path] | None,
    typer.Option(
        help="Ask the passages of this file instead; what is right there, the question of the same id tells. Repeat to mix files.",
        rich_help_panel=OTHERS,
        show_default=False,
    ),
]
AskIn = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="CODE", help="Sentences that ask, as the file is called: eng.", rich_help_panel=OTHERS, show_default=False
    ),
]
AnswerIn = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="CODE", help="Sentences to be found, as the file is called: arb.", rich_help_panel=OTHERS, show_default=False
    ),
]
Titles = Annotated[
    bool | None,
    typer.Option(
        "--titles/--no-titles",
        help="Index passages with their titles (default: with them, but without under --passages: translated sets often keep the titles of "
        "the original, which gives the article away).",
        rich_help_panel=OTHERS,
        show_default=False,
    ),
]
Unanswerable = Annotated[
    bool,
    typer.Option(
        "--unanswerable",
        help="Ask everything twice: of the half of the articles that holds the answer and of the other half, which should decline.",
        rich_help_panel=OTHERS,
    ),
]
Among = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE|ar:5000",
        help="Ask again with these articles added, of a file or made up (en, ar, ru), and show what that changes. Repeatable.",
        rich_help_panel=OTHERS,
        show_default=False,
    ),
]
Ablated = Annotated[bool, typer.Option("--ablate", help="For claims: measure again with each comparison off.", rich_help_panel=OTHERS)]
Sample = Annotated[int | None, typer.Option(min=1, help="Ask only so many questions, drawn by chance.", show_default=False)]
Seed = Annotated[int, typer.Option(help="Another one draws other questions, or other halves.")]
Answers = Annotated[
    bool | None, typer.Option("--answers/--no-answers", help="Ask for answers too (default: for our own format).", show_default=False)
]
Limit = Annotated[int | None, typer.Option(min=1, help="Ask only the first so many questions.", show_default=False)]
KeepGoing = Annotated[bool, typer.Option("--keep-going", help="Count what is broken in the set as failed; do not stop.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write the whole record to this file, as JSON.", show_default=False)]


def run(
    context: typer.Context,
    set_path: Set,
    answers: Answers = None,
    limit: Limit = None,
    sample: Sample = None,
    seed: Seed = 1,
    keep_going: KeepGoing = False,
    file: Output = None,
    every: Every = False,
    as_json: Json = False,
    passages: Passages = None,
    ask_in: AskIn = None,
    answer_in: AnswerIn = None,
    titles: Titles = None,
    unanswerable: Unanswerable = False,
    among: Among = None,
    ablated: Ablated = False,
    require: Require = None,
    no_worse_than: NoWorseThan = None,
    margin: Margin = None,
) -> None:
    """Ask every question of an evaluation set and measure what comes back.

    Sets of claims (WiCE, and the bundled set `altered`) are verified instead.
    Reads SQuAD, XQuAD-R, Sanad's own JSONL, and directories of aligned sentences (eng.txt, arb.txt, ...). A set that brings its
    passages is asked of a temporary library.
    """
    from ui.cli.claims import ran_claims

    standard = read_standard(require, no_worse_than, margin)
    if ran_claims(set_path, limit=limit, file=file, ablated=ablated, as_json=as_json):
        if standard.given:
            raise EvaluationError("Claims have no figures that can be required.", remedy="Leave out --require and --no-worse-than.")
        return
    from eval.models import Choice
    from eval.run import run as run_set

    choice = Choice(
        passages=tuple(map(str, passages or ())),
        source=ask_in,
        target=answer_in,
        titles=titles,
        sample=sample,
        seed=seed,
        unanswerable=unanswerable,
        among=tuple(among or ()),
    )

    options: Options = context.obj
    library = options.flags.get("library")
    with Bar("Reading the set") as bar:
        finished = run_set(
            set_path,
            settings=options.settings(),
            choice=choice,
            library=Path(library).expanduser() if library is not None else None,
            answers=answers,
            limit=limit,
            keep_going=keep_going,
            output=file,
            progress=bar.report,
        )
    if as_json:
        write_json(finished.model_dump(mode="json"))
    else:
        _write_run(output(), finished, every=every)
    if standard.given:
        held = hold(finished, standard)
        write_gate(messages() if as_json else output(), held)
        if held.result != "pass":
            raise typer.Exit(exit_code(held))
    if finished.failed:
        raise typer.Exit(NOTHING_DONE if len(finished.failed) == len(finished.cases) else SOME_FAILED)


def _write_run(console: Console, finished: "Run", *, every: bool) -> None:
    for failed in finished.failed:
        write_error(clean(f"{failed.id}: {failed.error}"))
    write_notices(finished.notices)
    counts = " · ".join(f"{number:,} {name}" for name, number in finished.counts.items())
    write(console, (finished.set_name, "bold"), (f"  {counts} · {finished.seconds:,.1f} s", "dim"))
    write_figures(console, finished, every=every)
