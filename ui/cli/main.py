"""The command ``sanad``: its options, its commands, its help."""

from pathlib import Path
from typing import Annotated

import typer

from ui.cli import chat, evaluation, library, reading, state
from ui.cli.boundary import SanadGroup
from ui.cli.options import Options, examples, read_flags
from ui.cli.terminal import output, write

app = typer.Typer(
    name="sanad",
    cls=SanadGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=examples("sanad index articles/", 'sanad ask "Who signed the agreement?"', "sanad chat --samples"),
)
evaluations = typer.Typer(help="Measure answers and speed.", no_args_is_help=True)

app.command(epilog=examples("sanad index articles/ report.md", "sanad index --samples"))(library.index)
app.command(epilog=examples('sanad ask "What was agreed on tariffs?"', 'sanad ask --language ar "ما هو سعر الفائدة؟" --json'))(reading.ask)
app.command(epilog=examples("sanad search flood damage --from 2026-04-01 --limit 3"))(reading.search)
app.command(epilog=examples("sanad show report.md", "sanad show 3f2a9c --json"))(reading.show)
app.command(epilog=examples("sanad chat", "sanad chat --samples --port 8000 --no-browser"))(chat.chat)
app.command("list", epilog=examples("sanad list --language ur --limit 10"))(state.list_articles)
app.command(epilog=examples("sanad delete 3f2a9c --dry-run", "sanad delete report.md --yes"))(library.delete)
app.command(epilog=examples("sanad rebuild", "sanad rebuild --embedder onnx --set onnx_directory=models/e5"))(library.rebuild)
app.command(epilog=examples("sanad status", "sanad status --json"))(state.status)
evaluations.command("run", epilog=examples("sanad eval run samples", "sanad eval run squad.json -o run.json"))(evaluation.run)
evaluations.command("bench", epilog=examples("sanad eval bench --articles 500"))(evaluation.bench)
app.add_typer(evaluations, name="eval")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        write(output(), f"sanad {version('sanad')}")
        raise typer.Exit


@app.callback()
def shared(
    context: typer.Context,
    library: Annotated[Path | None, typer.Option(help="Directory of the library. Also SANAD_LIBRARY.", show_default=False)] = None,
    embedder: Annotated[str | None, typer.Option(help="bundled, openai, onnx, none or a dotted name.", show_default=False)] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any other setting, as `sanad status` lists them. Repeatable.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Ask your articles; every sentence of the answer carries the exact sentence it rests on.

    The options below may stand before or after the command.
    """
    context.obj = Options(read_flags(library, embedder, assignments or []))


def main() -> None:
    """Run the command line."""
    app()
