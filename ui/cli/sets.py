"""``eval check``, ``eval datasheet`` and ``eval schema``: what is in an evaluation set, and what is wrong with it."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ui.cli.boundary import NOTHING_DONE, SOME_FAILED, write_error
from ui.cli.options import Json, Options
from ui.cli.progress import Bar
from ui.cli.terminal import count, foreign, messages, output, write, write_json

if TYPE_CHECKING:
    from eval.describe.check import Checked
    from eval.describe.datasheet import Datasheet
    from eval.models import Choice
    from rag import Sanad

_SHOWN = 50  # problems on a terminal
_ROWS = 8  # values of one kind there

Set = Annotated[
    str, typer.Argument(metavar="SET", help="A file, a folder, or the name of a set that comes with Sanad.", show_default=False)
]
AskIn = Annotated[
    str | None,
    typer.Option("--from", metavar="CODE", help="For a directory of aligned sentences: the language that asks.", show_default=False),
]
AnswerIn = Annotated[str | None, typer.Option("--to", metavar="CODE", help="The language to be found there.", show_default=False)]


def check(context: typer.Context, set_path: Set, ask_in: AskIn = None, answer_in: AnswerIn = None, as_json: Json = False) -> None:
    """Check an evaluation set: every problem by file, line and field, with what to do about it.

    With --library the evidence is looked for in that library too: whether its articles are there, and each quote at its place.
    Exit code 0 where all of the set can be used, 1 where some of it cannot, 2 where none can.
    """
    from eval.describe.check import check_set
    from eval.sources import find_set

    options: Options = context.obj
    with Bar("Reading the set") as bar, _library(options) as sanad:
        checked = check_set(find_set(set_path), choice=_choice(ask_in, answer_in), sanad=sanad, progress=bar.report)
    if as_json:
        write_json({"result": "problems" if checked.complaints else "good", **checked.model_dump(mode="json")})
    else:
        _write_checked(output(), checked)
    if checked.complaints or not checked.questions:
        raise typer.Exit(SOME_FAILED if checked.questions else NOTHING_DONE)


def datasheet(
    set_path: Set,
    file: Annotated[Path | None, typer.Option("--output", "-o", help="Write it as Markdown to this file.", show_default=False)] = None,
    ask_in: AskIn = None,
    answer_in: AnswerIn = None,
    as_json: Json = False,
) -> None:
    """Describe an evaluation set: how many questions by language, type and source, how long, and what differences it can show."""
    from eval.describe.datasheet import datasheet as describe
    from eval.describe.markdown import markdown
    from eval.records import check_output
    from eval.report.written import write_text
    from eval.sources import find_set

    check_output(file)
    with Bar("Reading the set") as bar:
        sheet = describe(find_set(set_path), choice=_choice(ask_in, answer_in), progress=bar.report)
    if file is not None:
        write_text(markdown(sheet), file)
    if as_json:
        write_json(sheet.model_dump(mode="json"))
    elif file is None:
        _write_sheet(output(), sheet)


def schema() -> None:
    """Print the JSON schema (2020-12) of a line of a set, for editors and for programs that write sets."""
    from eval.formats.line import schema_text

    sys.stdout.write(schema_text())


def _choice(source: str | None, target: str | None) -> "Choice":
    from eval.models import Choice

    return Choice(source=source, target=target)


def _library(options: Options) -> "AbstractContextManager[Sanad | None]":
    """The library that was named, to be closed; nothing where none was."""
    if options.flags.get("library") is None:
        return nullcontext()
    from rag import Sanad

    return Sanad.open(settings=options.settings(), read_only=True)


def _write_checked(console: Console, checked: "Checked") -> None:
    for one in checked.complaints[:_SHOWN]:
        line = f", line {one.line}" if one.line else ""
        field = f", {one.field}" if one.field else ""
        write_error(foreign(f"{one.file}{line}{field}: {one.reason}. {one.remedy}", terminal=False))
    if checked.complaints[_SHOWN:]:
        write(messages(), f"And {len(checked.complaints) - _SHOWN:,} more; --json lists all.")
    for text in (*checked.warnings, *checked.notices):
        write(messages(), ("note: ", "yellow"), foreign(text, terminal=False))
    where = "; the evidence was found in the library" if checked.located and checked.questions and not checked.complaints else ""
    found = count(len(checked.complaints), "problem") if checked.complaints else "no problem"
    write(
        console,
        (foreign(checked.name, terminal=console.is_terminal), "bold"),
        f"  {checked.kind}, {count(checked.questions, 'question')}, {found}{where}",
    )


def _write_sheet(console: Console, sheet: "Datasheet") -> None:
    write(console, (foreign(sheet.name, terminal=console.is_terminal), "bold"), (f"  {sheet.kind} · sha256 {sheet.sha256[:16]}", "dim"))
    for name, text in _facts(sheet):
        write(console, (f"{name:<14}", "dim"), foreign(text, terminal=console.is_terminal))
    for one in sheet.telling:
        shown = f"{one.independent:.3f}" + (
            f", or {one.together:.3f} if those about one article go together" if one.together > one.independent else ""
        )
        write(console, (f"{'can show':<14}", "dim"), f"a difference of {shown}, where {one.changed:.0%} of the questions change")
    for notice in sheet.notices:
        write(messages(), ("note: ", "yellow"), foreign(notice, terminal=False))
    if sheet.broken:
        write_error(f"{count(sheet.broken, 'problem')}: `sanad eval check` names them.")


def _facts(sheet: "Datasheet") -> Iterator[tuple[str, str]]:
    apart = f", in {count(sheet.clusters, 'group')} that share no article" if sheet.clusters < sheet.questions else ""
    yield "questions", f"{sheet.questions:,}, {sheet.answerable:,} answerable{apart}"
    for name, counts in (("languages", sheet.languages), ("types", sheet.types), ("sources", sheet.sources), ("tags", sheet.tags)):
        if counts:
            yield name, _counts(counts)
    yield (
        "evidence",
        f"{sheet.evidence:,} places, {sheet.quoted:,} with their words; {sheet.with_answers:,} questions with reference answers",
    )
    if len(sheet.grades) > 1:
        yield "grades", _counts(sheet.grades)
    for name, lengths in (("question", sheet.question_length), ("document", sheet.document_length)):
        if lengths:
            yield name, f"{lengths.median:,} characters in the middle, {lengths.least:,} to {lengths.most:,}"
    if sheet.documents:
        yield "documents", f"{sheet.documents:,}"


def _counts(counts: Mapping[str, int]) -> str:
    shown = ", ".join(f"{name} {number:,}" for name, number in list(counts.items())[:_ROWS])
    rest = list(counts.values())[_ROWS:]
    return shown + (f", {len(rest):,} others {sum(rest):,}" if rest else "")
