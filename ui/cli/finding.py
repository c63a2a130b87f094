"""What the commands share that find numbers on sets of questions."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.terminal import messages, output, write, write_json

if TYPE_CHECKING:
    from eval.models import Choice
    from eval.weights.written import Finding

Sets = Annotated[
    list[str],
    typer.Argument(
        metavar="SET...",
        help="Files. SET@FILE+FILE asks the passages of other files, DIRECTORY@eng:arb those of aligned sentences.",
        show_default=False,
    ),
]
Titles = Annotated[
    bool | None,
    typer.Option("--titles/--no-titles", help="Index passages with their titles (default: not where a set has an @).", show_default=False),
]
Sample = Annotated[int | None, typer.Option(min=1, help="Take only so many questions of each set, drawn by chance.", show_default=False)]
Seed = Annotated[int, typer.Option(help="Another one draws other questions and other parts.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Write the table to this file with where it comes from: what was found if it holds, else what is in force.",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")]


def choice(titles: bool | None, sample: int | None, seed: int) -> "Choice":
    """What to take of each set."""
    from eval.models import Choice

    return Choice(titles=titles, sample=sample, seed=seed)


def show(finding: "Finding", lines: Iterable[str], *, file: Path | None, as_json: bool) -> None:
    """Write what was found as JSON, or as lines for a person and where the numbers come from that stand in ``file`` or would."""
    if as_json:
        write_json(finding.model_dump(mode="json"))
        return
    console = output()
    for line in lines:
        write(console, line)
    sentence = f"{finding.found[0].upper()}{finding.found[1:]}."
    write(messages(), f"{sentence} Written to {file}." if file else f"{sentence} Nothing is written; give --output for that.")
