"""The options commands share, and the settings they lead to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import SettingsError

if TYPE_CHECKING:
    from index.models import Filters
    from index.settings import Settings

DAY = "%Y-%m-%d"
Day = datetime | None

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead; its shape is in docs/json.md.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Languages = Annotated[list[str] | None, typer.Option("--language", help="Only articles in this language, e.g. ar. Repeatable.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Only articles of this outlet. Repeatable.")]
From = Annotated[Day, typer.Option("--from", formats=[DAY], help="Only articles published on this day or later.")]
To = Annotated[Day, typer.Option("--to", formats=[DAY], help="Only articles published on this day or earlier.")]

Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="KIND|KEY",
        help="Do not understand this: outlet, date, language, phrase, follow_up, part, translation, or a key of `--json`. Repeatable.",
        show_default=False,
    ),
]
Literally = Annotated[bool, typer.Option("--literal", help="Take the question word for word: understand nothing beyond it.")]
After = Annotated[
    list[str] | None,
    typer.Option("--after", metavar="QUESTION", help="An earlier question, for a follow-up; repeatable, latest last.", show_default=False),
]

Kept = Annotated[
    str | None,
    typer.Option(
        "--conversation",
        metavar="NAME",
        help="Keep the answer in this conversation, and take from it what a follow-up lacks.",
        show_default=False,
    ),
]
Verify = Annotated[
    str | None,
    typer.Option(
        "--verify", metavar="own|model", help="model asks the chat model for a second opinion on each sentence.", show_default=False
    ),
]


@dataclass(frozen=True, slots=True)
class Options:
    """What was given before or after the command's name.

    Attributes:
        flags: Settings by name.
    """

    flags: Mapping[str, Any] = field(default_factory=dict)

    def settings(self, **flags: Any) -> "Settings":
        """The settings in force, with these flags on top.

        Raises:
            SettingsError: A setting is unknown or invalid.
        """
        from index.settings import load_settings

        return load_settings(**{**self.flags, **{name: value for name, value in flags.items() if value is not None}})


def read_filters(languages: list[str] | None, sources: list[str] | None, first: datetime | None, last: datetime | None) -> "Filters":
    """What the search is restricted to."""
    from index.models import Filters

    return Filters(
        languages=tuple(language.lower() for language in languages or ()),
        sources=tuple(sources or ()),
        published_from=first.date() if first else None,
        published_to=last.date() if last else None,
    )


def read_ignored(ignore: list[str] | None, *, literally: bool) -> tuple[str, ...]:
    """What is not to be understood of the question.

    Raises:
        QuestionError: One is neither a kind nor the key of one.
    """
    from index.errors import QuestionError
    from rag.question import EVERYTHING

    for key in ignore or ():
        if key.partition(":")[0] not in EVERYTHING:
            raise QuestionError(f"--ignore {key} is nothing that can be understood.", remedy=f"It takes {', '.join(EVERYTHING)}, or a key.")
    return EVERYTHING if literally else tuple(ignore or ())


def read_flags(library: Path | None, embedder: str | None, assignments: list[str]) -> dict[str, Any]:
    """The flags as settings.

    Raises:
        SettingsError: An assignment is not ``name=value``.
    """
    flags: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise SettingsError(f"--set {assignment} has no value.", remedy="Write --set name=value.")
        flags[name.strip()] = value.strip()
    return flags | {name: value for name, value in (("library", library), ("embedder", embedder)) if value is not None}


def examples(*lines: str) -> str:
    """The end of a command's help: how it is used."""
    return "\n\n".join(["[bold]Examples[/]", *(f"  {line}" for line in lines)])
