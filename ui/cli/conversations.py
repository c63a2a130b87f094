"""``answers``: the answers that are kept, and what they took."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from index.errors import LibraryError, NotFoundError, SanadError
from ui.cli.options import Json, Options, Yes
from ui.cli.terminal import clean, count, details, foreign, messages, output, write, write_json

if TYPE_CHECKING:
    from index.catalog.answers import AnswerStore, AnswerTotals, KeptAnswer
    from index.settings import Settings
    from rag.kept import Comparison

_KEEP = "`sanad ask --conversation NAME QUESTION` keeps one."
_LONGEST_NUMBER = 15  # digits

Reference = Annotated[
    str, typer.Argument(metavar="CONVERSATION|N", help="Its id or title, or the number of one answer.", show_default=False)
]


def list_conversations(
    context: typer.Context,
    search: Annotated[str, typer.Option(metavar="WORDS", help="Only those whose title or questions contain this.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Most conversations to list.")] = 50,
    as_json: Json = False,
) -> None:
    """List the conversations that are kept, the one asked in last first."""
    options: Options = context.obj
    with opened_answers(options.settings()) as store:
        found = store.conversations(search=search, limit=limit) if store else ()
    if as_json:
        write_json({"conversations": [one.model_dump(mode="json") for one in found]})
        return
    console = output()
    for one in found:
        when = one.last_at.astimezone().strftime("%Y-%m-%d %H:%M")
        write(console, (foreign(one.id, terminal=console.is_terminal), "cyan"), (f"  {when}  {count(one.answers, 'answer')}", "dim"))
        write(console, f"    {foreign(one.title, terminal=console.is_terminal)}")
    if not found:
        write(messages(), (f"No conversation{' fits' if search else ' is kept'}. {'' if search else _KEEP}".rstrip(), "dim"))


def show(context: typer.Context, reference: Reference, as_json: Json = False) -> None:
    """Show a conversation, or one answer of it, as it was given."""
    options: Options = context.obj
    with _kept(options.settings()) as store:
        chosen = _chosen(store, reference)
    if as_json:
        write_json({"answers": [kept_shape(kept) for kept in chosen]})
        return
    from rag.kept import answer_of
    from ui.cli.answers import write_answer

    console = output()
    for place, kept in enumerate(chosen):
        if place:
            write(console)
        when = kept.asked_at.astimezone().strftime("%Y-%m-%d %H:%M")
        write(console, (f"{kept.id}  ", "cyan"), (foreign(kept.question, terminal=console.is_terminal), "bold"), (f"  {when}", "dim"))
        write_answer(console, answer_of(kept), model=kept.model or "")


def replay(
    context: typer.Context,
    number: Annotated[
        int,
        typer.Argument(metavar="N", min=1, max=2**62, help="The number of an answer; `sanad answers show` tells it.", show_default=False),
    ],
    as_json: Json = False,
) -> None:
    """Ask a kept question again and say what differs. Nothing is kept of it.

    It is asked with its conversation, filters and day, and with the settings that decide what an answer is made of.
    """
    from rag.engine import Sanad
    from rag.kept import answer_of, compared
    from ui.cli.shapes import answer_shape

    options: Options = context.obj
    settings = options.settings()
    with _kept(settings), Sanad.open(settings=settings) as sanad:
        kept = sanad.keeper.get(number)
        then, again = answer_of(kept), sanad.replay(number)
        changed = sanad.keeper.changed_since(kept)
    found = compared(then, again)
    if as_json:
        shapes = {"then": answer_shape(then, model=kept.model or ""), "now": answer_shape(again, model=settings.chat_model or "")}
        told = {name: {"then": before, "now": after} for name, (before, after) in changed.items()}
        write_json({"id": number, "same": found.same, **found.model_dump(mode="json"), "changed": told, **shapes})
        return
    _write_comparison(output(), found)
    for name, (before, after) in changed.items():
        write(output(), (f"  {name}: {clean(str(before))}, now {clean(str(after))}", "dim"))


def export(
    context: typer.Context,
    reference: Reference,
    file: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """Write a conversation as Markdown with its quotes and sources, or all that is kept of it as JSON."""
    import json
    import sys

    options: Options = context.obj
    with _kept(options.settings()) as store:
        chosen = _chosen(store, reference)
        title = store.title(chosen[0].conversation) or reference
    if as_json:
        shape = {"conversation": chosen[0].conversation, "title": title, "answers": [kept_shape(kept) for kept in chosen]}
        text = json.dumps(shape, ensure_ascii=False, indent=2) + "\n"
    else:
        from ui.transcript import markdown

        text = markdown(title, chosen)
    if file is None:
        sys.stdout.write(text)
        return
    file.write_text(text, encoding="utf-8")
    write(messages(), f"Wrote {count(len(chosen), 'answer')} to {clean(str(file))}.")


def rename(
    context: typer.Context,
    conversation: Annotated[str, typer.Argument(help="Its id or title.", show_default=False)],
    title: Annotated[str, typer.Argument(help="Its new title.", show_default=False)],
) -> None:
    """Give a conversation another title."""
    options: Options = context.obj
    if not clean(title):
        raise typer.BadParameter("A title needs at least one character.")
    with _kept(options.settings()) as store:
        identity = store.find(conversation)
        if identity is None:
            raise _missing(conversation)
        store.rename(identity, clean(title))


def delete(
    context: typer.Context,
    references: Annotated[
        list[str], typer.Argument(metavar="CONVERSATION|N...", help="Ids or titles, or numbers of answers.", show_default=False)
    ],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Remove conversations, or single answers, for good."""
    options: Options = context.obj
    with _kept(options.settings()) as store:
        chosen = {kept.id: kept for reference in references for kept in _chosen(store, reference)}
        if not yes:
            for kept in chosen.values():
                write(messages(), f"{kept.id:>6}  {details(messages(), kept.question)}")
            typer.confirm(f"Remove {count(len(chosen), 'answer')} for good?", abort=True, err=True)
        deleted = store.delete(answers=tuple(chosen))
    if as_json:
        write_json({"deleted": deleted})
    else:
        write(output(), f"Removed {count(deleted, 'answer')}.")


def kept_shape(kept: "KeptAnswer") -> dict[str, Any]:
    """One kept answer as JSON, with all that is kept of it."""
    from rag.kept import answer_of, request_of
    from ui.cli.shapes import answer_shape

    known = kept.model_dump(mode="json", exclude={"request", "answer"})
    return {**known, "request": request_of(kept).model_dump(mode="json"), "answer": answer_shape(answer_of(kept), model=kept.model or "")}


def totals(settings: "Settings") -> dict[str, Any]:
    """How much is kept, and what it took by model; a file that cannot be read is part of the status, not the end of it."""
    try:
        with opened_answers(settings) as store:
            found: AnswerTotals | None = store.totals() if store else None
    except SanadError as error:
        return {"answers": None, "conversations": None, "models": [], "problem": str(error)}
    known = found.model_dump(mode="json") if found else {"answers": 0, "conversations": 0, "models": []}
    return {**known, "problem": None}


def total_lines(about: dict[str, Any]) -> list[tuple[str, str]]:
    """The same for a person: names and values."""
    if about["problem"]:
        return [("problem", about["problem"])]
    lines = [("kept", f"{count(about['answers'], 'answer')} in {count(about['conversations'], 'conversation')}")]
    for one in about["models"]:
        took = f": {one['prompt_tokens']:,} tokens sent, {one['completion_tokens']:,} received" if one["model"] else ""
        unpriced = one["answers"] - one["priced"]
        without = f" without {count(unpriced, 'answer')} of unknown price" if unpriced else ""
        cost = f", cost {one['cost']:,.4f}{without}" if one["cost"] is not None else ""
        lines.append((one["model"] or "quotes", f"{count(one['answers'], 'answer')}{took}{cost}"))
    return lines


@contextmanager
def opened_answers(settings: "Settings") -> Iterator["AnswerStore | None"]:
    """The answers of the library; ``None`` where none was ever kept."""
    from index.catalog.answers import ANSWERS_FILE, AnswerStore

    path = settings.library / ANSWERS_FILE
    if not path.exists():
        yield None
        return
    with AnswerStore(path) as store:
        yield store


@contextmanager
def _kept(settings: "Settings") -> Iterator["AnswerStore"]:
    with opened_answers(settings) as store:
        if store is None:
            raise LibraryError(f"No answer is kept in {settings.library}.", remedy=_KEEP)
        yield store


def _chosen(store: "AnswerStore", reference: str) -> tuple["KeptAnswer", ...]:
    """The answers of a conversation, or the one of a number."""
    identity = store.find(reference)
    if identity is not None:
        return store.conversation(identity)
    kept = store.get(int(reference)) if reference.isdecimal() and len(reference) <= _LONGEST_NUMBER else None
    if kept is None:
        raise _missing(reference)
    return (kept,)


def _missing(reference: str) -> NotFoundError:
    return NotFoundError(f"No conversation and no answer goes by {reference!r}.", remedy="`sanad answers list` shows what is kept.")


def _write_comparison(console: Console, found: "Comparison") -> None:
    if found.same:
        write(console, ("The same sentences, with the same citations.", "green"))
        return
    parts = {"the question as understood": found.question, "the status": found.status, "the text": found.text, "citations": found.citations}
    write(console, ("Differs: ", "yellow"), ", ".join(name for name, same in parts.items() if not same))
    for mark, texts in (("-", found.gone), ("+", found.new)):
        for text in texts:
            write(console, f"  {mark} {foreign(text, terminal=console.is_terminal)}")
