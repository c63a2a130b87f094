"""``brief translate``: quotes in other languages put into the brief's, by a model and under its name."""

from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import SettingsError
from ui.cli.brief import Reference, changed_shape, opened
from ui.cli.library import write_notices
from ui.cli.options import Json, Options
from ui.cli.terminal import count, messages, write, write_json

if TYPE_CHECKING:
    from index.settings import Settings
    from rag.brief.models import Brief
    from rag.brief.translating import Translations


def translate(
    context: typer.Context,
    brief: Reference,
    again: Annotated[bool, typer.Option("--again", help="Translate quotes anew that have a translation already.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Take all translations away; nothing is sent.")] = False,
    as_json: Json = False,
) -> None:
    """Translate the quotes of a brief that are in other languages, through the chat model that is set up.

    The quotes are sent to that model. A translation stands beside its quote and is marked, in every format, as a machine
    translation by that model. One whose numbers, units or dates are not those of the quote is left out. `undo` takes it back.
    """
    from rag.brief.translating import with_translations, without_translations

    options: Options = context.obj
    if clear and again:
        raise typer.BadParameter("--clear and --again contradict each other.")
    settings = options.settings()
    with opened(settings) as kept:
        found = kept.get(kept.find(brief).id)
        before = _translated(found.brief)
        if clear:
            made = kept.change(found.brief.id, "translated", lambda one: without_translations(one, moment=kept.moment))
            said, done = f"Took {count(before, 'translation')} away.", None
        else:
            done = _asked(settings, found.brief, again=again)
            new = done
            made = kept.change(found.brief.id, "translated", lambda one: with_translations(one, new, moment=kept.moment))
            said = f"Translated {count(len(done.texts), 'quote')} with {done.model}." if done.texts else "Nothing was translated."
    notices = done.notices if done else ()
    if as_json:
        texts = dict(done.texts) if done else {}
        write_json({**changed_shape(made), "translated": texts, "model": done.model if done else None, "notices": list(notices)})
        return
    write(messages(), said)
    write_notices(notices)


def _translated(brief: "Brief") -> int:
    return sum(bool(one.translation) for one in brief.citations.values())


def _asked(settings: "Settings", brief: "Brief", *, again: bool) -> "Translations":
    from rag.brief.translating import Translations, foreign, translate
    from rag.chat import load_chat

    if not foreign(brief, again=again):
        return Translations({}, settings.chat_model or "")
    client = load_chat(settings)
    if client is None:
        raise SettingsError(
            "Quotes are translated by a chat model, and none is set up.", remedy="Set SANAD_CHAT_MODEL and its address or key."
        )
    try:
        return translate(client, brief, again=again)
    finally:
        client.close()
