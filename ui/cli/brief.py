"""``brief``: documents made of cited answers. Making, listing, showing and deleting them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.options import Json, Options, Yes
from ui.cli.state import open_catalog
from ui.cli.terminal import count, foreign, messages, output, write, write_json

if TYPE_CHECKING:
    from index.settings import Settings
    from rag.brief.briefs import Briefs, KeptBrief

BRIEF_HELP = "Its id or the start of it, its title, or `last` for the one changed last."
Reference = Annotated[str, typer.Argument(metavar="BRIEF", help=BRIEF_HELP, show_default=False)]
Language = Annotated[str | None, typer.Option(metavar="CODE", help="The language of its labels and dates, e.g. ar.", show_default=False)]
Author = Annotated[str | None, typer.Option(help="Who signs it.", show_default=False)]
Style = Annotated[
    str | None, typer.Option(metavar="NAME", help="Its citation style: a name, such as apa, or a .csl file.", show_default=False)
]


def new(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="Its title.", show_default=False)],
    language: Language = None,
    author: Author = None,
    style: Style = None,
    as_json: Json = False,
) -> None:
    """Begin an empty brief."""
    options: Options = context.obj
    checked = read_language(language), read_style(style)
    with opened(options.settings()) as kept:
        made = kept.new(title, language=checked[0] or "en", author=author or "", style=checked[1] or "")
    tell(made, as_json=as_json, said=f"Began the brief {made.brief.id}. `sanad brief add last --ask QUESTION` puts an answer into it.")


def list_briefs(
    context: typer.Context,
    search: Annotated[str, typer.Option(metavar="WORDS", help="Only those whose title contains this.")] = "",
    deleted: Annotated[bool, typer.Option("--deleted", help="List those that `sanad brief restore` brings back.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most briefs to list.")] = 50,
    as_json: Json = False,
) -> None:
    """List the briefs, the one changed last first."""
    options: Options = context.obj
    with opened(options.settings()) as kept:
        found = kept.list(search=search, deleted=deleted, limit=limit)
    if as_json:
        write_json({"briefs": [one.model_dump(mode="json") for one in found]})
        return
    console = output()
    for one in found:
        when = one.changed_at.astimezone().strftime("%Y-%m-%d %H:%M")
        write(console, (one.id, "cyan"), (f"  {when}  ", "dim"), foreign(one.title, terminal=console.is_terminal))
    if not found:
        write(messages(), ("No brief fits." if search or deleted else "There is no brief. `sanad brief new TITLE` begins one.", "dim"))


def show(
    context: typer.Context,
    brief: Reference,
    revision: Annotated[
        int | None, typer.Option(metavar="N", help="As it was at a revision that `sanad brief history` lists.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a brief: its text with numbers and verdicts, and the numbered sources with their quotes.

    The ids before sections and items are what `move`, `edit` and `remove` take.
    """
    from ui.cli.brief_shown import brief_shape, write_brief

    options: Options = context.obj
    with opened(options.settings()) as kept:
        found = kept.get(kept.find(brief).id)
        if revision is not None:
            found = found.model_copy(update={"brief": kept.revision(found.brief.id, revision), "revision": revision})
    if as_json:
        write_json(brief_shape(found))
    else:
        write_brief(output(), found.brief)


def settings(
    context: typer.Context,
    brief: Reference,
    title: Annotated[str | None, typer.Option(help="Its title.", show_default=False)] = None,
    language: Language = None,
    author: Author = None,
    style: Style = None,
    as_json: Json = False,
) -> None:
    """Give a brief another title, language, author or citation style."""
    from rag.brief.editing import with_settings

    if all(value is None for value in (title, language, author, style)):
        raise typer.BadParameter("give --title, --language, --author or --style.")
    options: Options = context.obj
    language, style = read_language(language), read_style(style)
    with opened(options.settings()) as kept:
        identity = kept.find(brief).id
        made = kept.change(
            identity,
            "settings",
            lambda one: with_settings(one, moment=kept.moment, title=title, language=language, author=author, style=style),
        )
    tell(made, as_json=as_json, said="Changed.")


def delete(
    context: typer.Context,
    brief: Reference,
    purge: Annotated[bool, typer.Option("--purge", help="Remove it for good, with its history and evidence; a deleted one too.")] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take a brief out of sight. `sanad brief restore` brings it back, until it is purged."""
    options: Options = context.obj
    with opened(options.settings()) as kept:
        found = kept.find(brief, deleted=purge and not kept.store.find(brief))
        if purge:
            if not yes:
                write(messages(), f"{found.id}  {foreign(found.title, terminal=messages().is_terminal)}")
                typer.confirm("Remove it for good?", abort=True, err=True)
            kept.store.purge([found.id])
        else:
            kept.delete(found.id)
    if as_json:
        write_json({"id": found.id, "title": found.title, "purged": purge})
    else:
        write(messages(), "Removed for good." if purge else f"Deleted. `sanad brief restore {found.id}` brings it back.")


def restore(
    context: typer.Context,
    brief: Annotated[str | None, typer.Argument(metavar="[BRIEF]", help="The deleted one; all without.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """Bring back what was deleted."""
    options: Options = context.obj
    with opened(options.settings()) as kept:
        chosen = [kept.find(brief, deleted=True)] if brief else list(kept.list(deleted=True, limit=None))
        for one in chosen:
            kept.restore(one.id)
    if as_json:
        write_json({"restored": [one.id for one in chosen]})
    else:
        write(messages(), f"Restored {count(len(chosen), 'brief')}.")


@contextmanager
def opened(settings: "Settings") -> Iterator["Briefs"]:
    """The briefs beside a library, of which only the catalog is opened.

    Raises:
        LibraryError: There is no library.
    """
    from rag.brief.briefs import Briefs

    with open_catalog(settings) as catalog:
        made = Briefs(settings.library, catalog.articles)
        try:
            yield made
        finally:
            made.close()


def changed_shape(kept: "KeptBrief") -> dict[str, Any]:
    """What a change came to."""
    return {"id": kept.brief.id, "title": kept.brief.title, "revision": kept.revision}


def tell(kept: "KeptBrief", *, as_json: bool, said: str, **more: Any) -> None:
    """What a change came to, as JSON with ``more``, or as a sentence."""
    if as_json:
        write_json({**changed_shape(kept), **more})
    else:
        write(messages(), said)


def read_language(code: str | None) -> str | None:
    """A code as given, in lower case.

    Raises:
        BadParameter: It is none.
    """
    if code is not None and not (code.isascii() and code.isalpha() and len(code) in (2, 3)):
        raise typer.BadParameter(f"--language {code}: write its ISO 639 code, such as ar or en.")
    return code.lower() if code else None


def read_style(name: str | None) -> str | None:
    """The name of a style that there is.

    Raises:
        ExportError: There is none, or its file cannot be used.
    """
    if name:
        from rag.export.styles import style_of

        style_of(name)
    return name
