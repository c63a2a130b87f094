"""``brief section``, ``edit``, ``move`` and ``remove``: a brief put in order and into words."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import BriefError, SanadError
from ui.cli.brief import Reference, opened, tell
from ui.cli.brief_adding import After, Before
from ui.cli.brief_citing import judged_shape, write_suggestions
from ui.cli.library import write_notices
from ui.cli.options import Json, Options
from ui.cli.terminal import messages, write

if TYPE_CHECKING:
    from index.settings import Settings
    from rag.brief.briefs import Briefs, Change, KeptBrief
    from rag.brief.judging import Judged
    from rag.brief.models import Brief, Identity, Item

_NOTE = "%%"  # begins a line that is not part of the text
_QUOTED = 120  # characters
_EDITORS = ("nano", "vim", "vi")  # where none is named

Part = Annotated[str, typer.Argument(metavar="ID", help="Of an item or a section, which `sanad brief show` tells.", show_default=False)]


def section(
    context: typer.Context,
    brief: Reference,
    title: Annotated[str, typer.Argument(help="Its title.", show_default=False)],
    rename: Annotated[
        str | None, typer.Option("--rename", metavar="ID", help="Give this section that title, in place of making one.", show_default=False)
    ] = None,
    before: Before = None,
    after: After = None,
    as_json: Json = False,
) -> None:
    """Begin a section at the end of a brief or beside another one, or give one another title."""
    from rag.brief.editing import added, with_section, with_section_title

    options: Options = context.obj
    made: list[Identity | None] = [rename]

    def change(one: "Brief") -> "Brief":
        if rename:
            return with_section_title(one, rename, title, moment=kept.moment)
        longer = with_section(one, title, moment=kept.moment, before=before, after=after)
        made[0] = added(one, longer)
        return longer

    with opened(options.settings()) as kept:
        told = kept.change(kept.find(brief).id, "section", change, about=title)
    tell(told, as_json=as_json, said=f"The section {made[0]} is there.", made=[made[0]])


def edit(
    context: typer.Context,
    brief: Reference,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Its id, which `sanad brief show` tells.", show_default=False)],
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="TEXT", help="The new text, or - for standard input; an editor opens without.", show_default=False),
    ] = None,
    heading: Annotated[str | None, typer.Option(help="What stands over it; no editor opens.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    r"""Change the words of an item, in $EDITOR or by --text. \[@c7] is a citation: move it, copy it or take it away.

    Sentences that you leave as they are keep their verdicts; every other one is judged anew: by the quotes it cites, or else by what
    the library has. Paragraphs are apart by blank lines.
    """
    from rag.brief.editing import edited, item_of
    from rag.brief.marks import written

    options: Options = context.obj
    settings = options.settings()
    with opened(settings) as kept:
        seen = kept.get(kept.find(brief).id)
        there = item_of(seen.brief, item)
        typed = sys.stdin.read() if text == "-" else text
        if typed is None and heading is None:
            typed = _in_editor(seen.brief, there)
        if typed is None or typed.strip() == written(there):
            told = kept.change(seen.brief.id, "heading", lambda one: edited(one, item, heading=heading, moment=kept.moment), about=item)
            tell(told, as_json=as_json, said="Changed." if told.revision != seen.revision else "Nothing is changed.", made=[item])
            return
        with _saved_if_it_fails(typed, wanted=text is None):
            told, found = _reworded(kept, seen, there, typed, heading, settings)
    suggestions = judged_shape(item, found)
    if as_json:
        tell(told, as_json=True, said="", made=[item], notices=list(found.notices), suggestions=suggestions)
        return
    write(messages(), "Changed.")
    write_notices(found.notices)
    write_suggestions(suggestions, told.brief.id)


def move(
    context: typer.Context,
    brief: Reference,
    part: Part,
    before: Before = None,
    after: After = None,
    section: Annotated[
        str | None, typer.Option("--section", metavar="ID", help="Put an item at the end of this section.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Put an item or a section somewhere else. Numbers of sources follow the order."""
    from rag.brief.editing import moved

    if sum(one is not None for one in (before, after, section)) != 1:
        raise typer.BadParameter("give one of --before, --after and --section.")
    _change(
        context,
        brief,
        "moved",
        lambda one, kept: moved(one, part, moment=kept.moment, before=before, after=after, section=section),
        about=part,
        said="Moved.",
        as_json=as_json,
    )


def remove(
    context: typer.Context,
    brief: Reference,
    parts: Annotated[list[str], typer.Argument(metavar="ID...", help="Items, or sections with all that is in them.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Take items or sections out of a brief. `sanad brief undo` brings them back."""
    from rag.brief.editing import without

    def change(one: "Brief", kept: "Briefs") -> "Brief":
        for part in dict.fromkeys(parts):
            one = without(one, part, moment=kept.moment)
        return one

    _change(context, brief, "removed", change, about=", ".join(parts), said="Removed.", as_json=as_json)


def _change(
    context: typer.Context,
    brief: str,
    what: "Change",
    change: Callable[["Brief", "Briefs"], "Brief"],
    *,
    about: str,
    said: str,
    as_json: bool,
) -> None:
    options: Options = context.obj
    with opened(options.settings()) as kept:
        identity = kept.find(brief).id
        seen = kept.get(identity).revision
        told = kept.change(identity, what, lambda one: change(one, kept), about=about)
    tell(told, as_json=as_json, said=said if told.revision != seen else "Nothing is changed.")


def _reworded(
    kept: "Briefs", seen: "KeptBrief", item: "Item", text: str, heading: str | None, settings: "Settings"
) -> tuple["KeptBrief", "Judged"]:
    """The brief with other words in an item, kept unless somebody changed it meanwhile; and how they were judged."""
    from rag.brief.editing import edited
    from rag.brief.judging import judged
    from rag.brief.marks import read
    from rag.engine import Sanad

    sentences = read(text, seen.brief, item.language, before=item.sentences)
    if not sentences:
        raise BriefError(f"Nothing would be left of {item.id}.", remedy=f"`sanad brief remove {seen.brief.id} {item.id}` takes it out.")
    with Sanad.open(settings=settings) as sanad:
        found = judged(seen.brief, sentences, item.language, check=sanad.check)
    made = edited(seen.brief, item.id, moment=kept.moment, heading=heading, sentences=found.sentences)
    return kept.save(made, "edited", based_on=seen.revision, about=item.heading or item.id), found


def _in_editor(brief: "Brief", item: "Item") -> str | None:
    """The text as the person leaves it in their editor, without notes; ``None`` if they leave it as it was."""
    from rag.brief.marks import written

    quotes = (f"{_NOTE} [@{one.id}]  {' '.join(one.quote.split())[:_QUOTED]}" for one in brief.citations.values())
    notes = [f"{_NOTE} Lines that begin with {_NOTE} are left out. These citations can be used:", *quotes]
    given = f"{written(item)}\n\n" + "\n".join(notes) + "\n"
    typed = _edited(given)
    return None if typed == given else "\n".join(line for line in typed.splitlines() if not line.startswith(_NOTE))


def _edited(text: str) -> str:
    """The text as an editor leaves it.

    Raises:
        BriefError: There is no editor, or it failed.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or next(filter(shutil.which, _EDITORS), "")
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "item.txt"
        file.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(file)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise BriefError(f"The editor {editor!r} did not work.", remedy="Set EDITOR, or give the text with --text.") from error
        return file.read_text(encoding="utf-8")


@contextmanager
def _saved_if_it_fails(text: str, *, wanted: bool) -> Iterator[None]:
    """Within its block an error does not cost what was typed in an editor."""
    try:
        yield
    except SanadError:
        if wanted:
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="sanad-", suffix=".txt", delete=False) as file:
                file.write(text)
            write(messages(), f"Your text is in {file.name}; --text - reads it.")
        raise
