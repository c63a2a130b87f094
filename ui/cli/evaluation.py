"""``eval run``: how good."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from index.errors import EvaluationError
from ui.cli.boundary import NOTHING_DONE, SOME_FAILED
from ui.cli.comparing import Margin, NoWorseThan, Require, exit_code, hold, read_standard, write_gate
from ui.cli.figures import Every
from ui.cli.options import DAY, Json
from ui.cli.running import Kept, prepared_by, run_all, run_one
from ui.cli.runs import write_run
from ui.cli.terminal import messages, output, write_json

OTHERS = "Other passages and languages"
CARRYING_OUT = "How it is carried out"

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
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Keep the run in this file, one JSON object a line (default: among the runs that `sanad eval runs` lists).",
        show_default=False,
    ),
]
Workers = Annotated[
    int, typer.Option(min=1, help="How many processes ask; the figures are the same with any number.", rich_help_panel=CARRYING_OUT)
]
Called = Annotated[
    str,
    typer.Option("--name", help="What to call the run (default: the time and the set).", rich_help_panel=CARRYING_OUT, show_default=False),
]
Today = Annotated[
    datetime | None,
    typer.Option(
        formats=[DAY],
        help='The day that "last week" in a question counts from (default: this one).',
        rich_help_panel=CARRYING_OUT,
        show_default=False,
    ),
]
Resume = Annotated[
    bool | None,
    typer.Option(
        "--resume/--fresh",
        help="Go on with the run that was broken off, or say why that cannot be; or begin anew (default: go on if nothing differs).",
        rich_help_panel=CARRYING_OUT,
        show_default=False,
    ),
]
Axes = Annotated[
    list[str] | None,
    typer.Option(
        "--grid",
        metavar="NAME=VALUE,VALUE",
        help="Run once for each value of this setting, and compare. Repeat it for every combination.",
        rich_help_panel=CARRYING_OUT,
        show_default=False,
    ),
]


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
    workers: Workers = 1,
    name: Called = "",
    today: Today = None,
    resume: Resume = None,
    axes: Axes = None,
    require: Require = None,
    no_worse_than: NoWorseThan = None,
    margin: Margin = None,
) -> None:
    """Ask every question of an evaluation set and measure what comes back.

    Sets of claims (WiCE, and the bundled set `altered`) are verified instead.
    Reads SQuAD, XQuAD-R, RAMDocs, CSV, judged answers of the chat, Sanad's own JSONL, folders of BEIR, TREC and MultiHop-RAG, and
    directories of aligned sentences (eng.txt, arb.txt, ...). A set that brings its passages is asked of a temporary library.
    """
    from ui.cli.claims import ran_claims

    standard = read_standard(require, no_worse_than, margin)
    if ran_claims(set_path, limit=limit, file=file, ablated=ablated, as_json=as_json):
        if standard.given:
            raise EvaluationError("Claims have no figures that can be required.", remedy="Leave out --require and --no-worse-than.")
        return
    if ablated:
        raise EvaluationError(f"{set_path} holds no claims.", remedy="Leave out --ablate; `sanad eval ablate` is for questions.")
    from eval.models import Choice

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
    library = context.obj.flags.get("library")
    asked = partial(
        prepared_by,
        set_path,
        choice=choice,
        library=Path(library).expanduser() if library is not None else None,
        answers=answers,
        limit=limit,
        keep_going=keep_going,
        workers=workers,
    )
    day = today.date() if today else None
    if axes:
        run_all(context.obj, axes, asked, Kept(file, name, resume), day=day, gated=standard.given, every=every, as_json=as_json)
        return
    finished = run_one(context.obj, asked, Kept(file, name, resume), day=day)
    if as_json:
        write_json(finished.model_dump(mode="json"))
    else:
        write_run(output(), finished, every=every)
    if standard.given:
        held = hold(finished, standard)
        write_gate(messages() if as_json else output(), held)
        if held.result != "pass":
            raise typer.Exit(exit_code(held))
    if finished.failed:
        raise typer.Exit(NOTHING_DONE if len(finished.failed) == len(finished.cases) else SOME_FAILED)
