"""``brief undo``, ``redo`` and ``history``: no change of a brief is for good."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.brief import Reference, opened, tell
from ui.cli.options import Json, Options
from ui.cli.terminal import foreign, messages, output, write, write_json

if TYPE_CHECKING:
    from index.catalog.briefs import Revision
    from rag.brief.briefs import Briefs, KeptBrief

_WORDS = {
    "begun": "begun",
    "answer": "answer added",
    "quote": "quote added",
    "text": "text added",
    "section": "section made or named",
    "edited": "edited",
    "heading": "heading changed",
    "moved": "moved",
    "removed": "removed",
    "settings": "title, language, author or style changed",
    "translated": "quotes translated",
    "judged": "judged anew",
    "returned": "made what it was at revision",
}


def undo(
    context: typer.Context,
    brief: Reference,
    to: Annotated[
        int | None,
        typer.Option("--to", metavar="N", help="Make it what it was at this revision; that can be undone too.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Take the last change of a brief back. `sanad brief redo` makes it again."""
    if to is not None:
        revision = to
        _step(context, brief, lambda kept, identity: kept.return_to(identity, revision), f"It is what it was at revision {to}.", as_json)
        return
    _step(context, brief, lambda kept, identity: kept.undo(identity), "Undone", as_json, undone=True)


def redo(context: typer.Context, brief: Reference, as_json: Json = False) -> None:
    """Make the change again that was undone last."""
    _step(context, brief, lambda kept, identity: kept.redo(identity), "Made again", as_json)


def history(context: typer.Context, brief: Reference, as_json: Json = False) -> None:
    """List what was done to a brief, the first first; what is behind the sign > was undone."""
    options: Options = context.obj
    with opened(options.settings()) as kept:
        found = kept.find(brief)
        revisions = kept.history(found.id)
    if as_json:
        shown = [one.model_dump(mode="json") for one in revisions]
        write_json({"id": found.id, "title": found.title, "revision": found.revision, "revisions": shown})
        return
    console = output()
    for one in revisions:
        when = one.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
        sign = ">" if one.number == found.revision else " "
        write(console, (f"{sign} {one.number:>4}", "cyan"), (f"  {when}  ", "dim"), foreign(_said(one), terminal=console.is_terminal))


def _step(
    context: typer.Context, brief: str, step: Callable[["Briefs", str], "KeptBrief"], said: str, as_json: bool, *, undone: bool = False
) -> None:
    options: Options = context.obj
    with opened(options.settings()) as kept:
        made = step(kept, kept.find(brief).id)
    change = made.redoes if undone else made.undoes
    what = f"{said}: {_said(change)}." if change and not said.endswith(".") else said
    tell(made, as_json=as_json, said=foreign(what, terminal=messages().is_terminal))


def _said(revision: "Revision") -> str:
    """What a revision changed, in words."""
    words = _WORDS.get(revision.what, revision.what)
    return f"{words} {revision.about}" if revision.what == "returned" else ": ".join(part for part in (words, revision.about) if part)
