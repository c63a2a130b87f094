"""``answers feedback``: what was said of kept answers in the page, also as the lines an evaluation set is made from."""

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.conversations import opened_answers
from ui.cli.options import Json, Options
from ui.cli.terminal import clean, count, foreign, messages, output, write, write_json

_STYLES = {"up": "green", "down": "red", "wrong_citation": "yellow"}


def feedback(
    context: typer.Context,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export", "-o", metavar="FILE", help="Write one JSON object a line to this file; - for the output.", show_default=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """List what was said of answers: good, bad, or which citation is wrong.

    What ``--export`` writes, `sanad eval new --feedback FILE` makes a set of; where every answer was called good, it is one already.
    """
    from ui.feedback import all_feedback

    options: Options = context.obj
    with opened_answers(options.settings()) as store:
        said = all_feedback(store) if store else ()
    if as_json:
        write_json({"feedback": [one.model_dump(mode="json") for one in said]})
    elif export is not None:
        text = "".join(f"{one.model_dump_json()}\n" for one in said)
        if str(export) == "-":
            typer.echo(text, nl=False)
            return
        export.write_text(text, encoding="utf-8")
        write(messages(), f"Wrote {count(len(said), 'rating')} to {clean(str(export))}.")
    else:
        console = output()
        for one in said:
            wrong = ", ".join(str(each.number) for each in one.citations if each.wrong)
            rating = f"{one.rating.replace('_', ' ')} {wrong}".rstrip()
            when = one.time.astimezone().strftime("%Y-%m-%d %H:%M")
            write(
                console, (f"{rating:<20}", _STYLES[one.rating]), (f"{when}  ", "dim"), foreign(one.question, terminal=console.is_terminal)
            )
        if not said:
            write(messages(), ("Nobody has said anything of an answer. The page has buttons for it under each.", "dim"))
