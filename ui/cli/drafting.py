"""``eval new`` and ``eval review``: a draft set from a library, and a person who decides on every question of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from index.errors import EvaluationError, SanadError
from ui.cli.boundary import SOME_FAILED, write_error
from ui.cli.options import From, Json, Languages, Options, Sources, To, read_filters
from ui.cli.progress import Bar
from ui.cli.terminal import count, foreign, messages, output, write, write_json

if TYPE_CHECKING:
    from eval.draft.models import Drafted
    from eval.draft.review import Review
    from eval.draft.written import QuestionWriter
    from eval.formats.line import Line, Relevant
    from index.settings import Settings
    from rag import Sanad

_AROUND = 160  # characters of an article shown before and behind a quote
_KEYS = "[a]ccept [e]dit [r]eject [s]kip [u]ndo [q]uit"
_SEVERAL = "|"

Draft = Annotated[Path, typer.Argument(metavar="DRAFT", help="A draft that `sanad eval new` wrote.", show_default=False)]
New = Annotated[Path, typer.Argument(metavar="DRAFT", help="The file to write, such as questions.jsonl.", show_default=False)]


def new(
    context: typer.Context,
    file: New,
    size: Annotated[int, typer.Option(min=1, help="How many questions to draft.")] = 50,
    seed: Annotated[int, typer.Option(help="Another one draws other articles.")] = 1,
    unanswerable: Annotated[float, typer.Option(min=0, max=0.9, help="Share of questions that nothing answers.")] = 0.2,
    model: Annotated[
        bool, typer.Option("--model", help="Let the model of SANAD_CHAT_MODEL write them; every answer is verified. Default: templates.")
    ] = False,
    keep_missed: Annotated[
        bool,
        typer.Option(
            "--keep-missed",
            help="Keep questions whose article the search does not find, tagged `missed`, for you to judge: without them the set is easier "
            "for the search than your library is.",
        ),
    ] = False,
    feedback: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draft from judged answers of the chat, in place of articles.", show_default=False),
    ] = None,
    languages: Languages = None,
    sources: Sources = None,
    first: From = None,
    last: To = None,
    as_json: Json = False,
) -> None:
    """Draft an evaluation set from the library, for a person to review with `sanad eval review`.

    Articles are drawn evenly over languages, outlets and months. Questions come from templates in Arabic, English, Russian and Urdu,
    which use figures, dates and attributions of a sentence, or from a model. Each must lead the search to its article, and the answer
    must stand in the evidence; what fails is counted.
    """
    from eval.draft.file import append, check_new

    check_new(file)
    lines: list[Line] = []
    options: Options = context.obj
    if feedback is not None:
        lines = _judged(feedback)
        for line in lines:
            append(file, line)
        drafted = _summary(lines)
    else:
        from eval.draft.drafting import Drafter

        settings = options.settings()
        with _writer(settings, wanted=model) as writer, _opened(settings) as sanad, Bar("Drafting") as bar:
            drafter = Drafter(sanad, seed=seed, unanswerable=unanswerable, keep_missed=keep_missed, writer=writer)
            for line in drafter.draft(size, filters=read_filters(languages, sources, first, last), progress=bar.report):
                append(file, line)
                lines.append(line)
        drafted = drafter.summary(lines)
    if as_json:
        write_json({"file": str(file), **drafted.model_dump(mode="json")})
    else:
        _write_drafted(output(), drafted, file)
    if len(lines) < size and feedback is None:
        write(messages(), f"The library gave {count(len(lines), 'question')}, not {size:,}: more articles, or --model, give more.")
        raise typer.Exit(SOME_FAILED)


def review(
    context: typer.Context,
    file: Draft,
    accept_all: Annotated[
        bool, typer.Option("--accept-all", help="Let all that is proposed pass, marked as reviewed by nobody; for scripts.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Decide on every question of a draft: accept, edit, reject, skip, undo.

    Every decision is on the disk before the next question is shown; stop at any time and go on later. The draft is a set at once:
    `sanad eval run` asks what was accepted or edited.
    """
    from eval.draft.review import Review

    draft = Review(file)
    if accept_all:
        passed = draft.accept_all()
        write(messages(), f"{count(passed, 'question')} passed without a review; a run says so.")
    elif draft.left:
        options: Options = context.obj
        with _opened(options.settings()) as sanad:
            _decide(draft, sanad, messages())
    if as_json:
        write_json({"file": str(file), "states": draft.counts, "left": draft.left})
        return
    states = ", ".join(f"{number:,} {state}" for state, number in draft.counts.items())
    write(output(), (file.name, "bold"), f"  {states}")


def _decide(draft: "Review", sanad: "Sanad", console: Console) -> None:
    """Show one question after the other until all are decided or the person stops."""
    for line in draft.waiting():
        _show(console, line, sanad, left=draft.left)
        if not _one(draft, line, sanad):
            return


def _one(draft: "Review", line: "Line", sanad: "Sanad") -> bool:
    """Take decisions until this question is decided or another one is to be shown; false if the person stops."""
    while True:
        try:
            key = typer.prompt(_KEYS, default="", show_default=False, prompt_suffix=" ", err=True).strip().lower()[:1]
        except typer.Abort:
            return False
        if key == "q":
            return False
        decided: Mapping[str, Callable[[], object]] = {
            "a": lambda: draft.accept(line),
            "e": lambda: _edit(draft, line, sanad),
            "r": lambda: draft.reject(line),
            "s": lambda: draft.skip(line),
            "u": lambda: _undo(draft),
        }
        if key not in decided:
            continue
        try:
            decided[key]()
        except SanadError as error:
            write_error(str(error))
            continue
        return True


def _undo(draft: "Review") -> None:
    line = draft.undo()
    write(messages(), f"{line.id} waits again." if line else "Nothing was decided in this session.")


def _edit(draft: "Review", line: "Line", sanad: "Sanad") -> None:
    """Ask for every field; what is left empty stays as it is, ``-`` empties it."""
    from eval.draft.review import quoted, unanswered

    changes: dict[str, Any] = {"question": _ask("question", line.question), "language": _ask("language", line.language)}
    if not typer.confirm("Do the articles answer it?", default=line.answerable or line.state == "review", err=True):
        draft.edit(line, **changes, **unanswered())
        return
    place = line.relevant[0] if line.relevant else None
    reference = _ask("article (id, file name or title)", place.article if place else "")
    quote = _ask("its words that answer", place.quote if place else "")
    changes |= {"answerable": True, "answers": _parts(_ask("answers, apart by |", _SEVERAL.join(line.answers)))}
    changes["type"] = _ask("type", line.type if line.type != "unanswerable" else "fact")
    if place is None or (reference, quote) != (place.article, place.quote):
        found = quoted(reference, quote, find=sanad.library.article)
        changes["relevant"] = [one.model_dump() for one in (found, *line.relevant[1:])]
    draft.edit(line, **changes)


def _ask(what: str, now: str) -> str:
    said: str = typer.prompt(f"{what}{f' [{now}]' if now else ''}", default="", show_default=False, err=True).strip()
    return now if not said else "" if said == "-" else said


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(_SEVERAL) if part.strip()]


def _show(console: Console, line: "Line", sanad: "Sanad", *, left: int) -> None:
    def plain(text: str) -> str:
        return foreign(text, terminal=console.is_terminal)

    write(console, "")
    write(console, (f"{line.id}  {line.language} · {line.type} · {line.state}", "dim"), (f"  {count(left, 'question')} left", "dim"))
    write(console, (plain(line.question), "bold"))
    if line.answers:
        write(console, ("answer    ", "dim"), plain(" | ".join(line.answers)))
    if not line.answerable:
        write(console, ("answer    ", "dim"), "nothing answers it" if line.state != "review" else "not known yet")
    for place in line.relevant:
        _show_place(console, place, sanad, plain)
    if line.note:
        write(console, ("note      ", "dim"), plain(line.note))


def _show_place(console: Console, place: "Relevant", sanad: "Sanad", plain: Callable[[str], str]) -> None:
    """One piece of evidence within what stands around it."""
    from index.errors import NotFoundError

    try:
        article = sanad.library.article(place.article)
    except NotFoundError:
        write(console, ("evidence  ", "dim"), plain(place.quote or place.article), ("  not in this library", "yellow"))
        return
    parts = (article.title, article.source, article.published)
    write(console, ("in        ", "dim"), plain(" · ".join(str(part) for part in parts if part)))
    if place.start is None or place.end is None or article.text[place.start : place.end] != place.quote:
        write(console, ("evidence  ", "dim"), plain(place.quote))
        return
    before, behind = article.text[max(0, place.start - _AROUND) : place.start], article.text[place.end : place.end + _AROUND]
    write(console, ("evidence  ", "dim"), (plain(before) + " ", "dim"), (plain(place.quote), "bold"), (" " + plain(behind), "dim"))


def _judged(path: Path) -> "list[Line]":
    """The judged answers of a file as a draft; what was approved is proposed too, as a person has the last word on a set.

    Raises:
        EvaluationError: It cannot be read, or a line of it is broken.
    """
    from eval.formats.feedback import feedback_lines

    try:
        lines, problems = feedback_lines(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read: {error}.", remedy="Give a file of judged answers.") from error
    if problems or not lines:
        why = f"is broken at {problems[0]}" if problems else "holds no judged answer"
        raise EvaluationError(f"{path} {why}.", remedy="`sanad eval check` names every problem.")
    return [line.model_copy(update={"state": "proposed"}) if line.asked else line for line in lines]


def _summary(lines: "Sequence[Line]") -> "Drafted":
    from eval.draft.models import Drafted

    counted: dict[str, int] = {}
    for line in lines:
        counted[line.language] = counted.get(line.language, 0) + 1
    return Drafted(questions=len(lines), unanswerable=sum(not line.relevant for line in lines), languages=counted)


def _opened(settings: "Settings") -> "Sanad":
    from rag import Sanad

    return Sanad.open(settings=settings, read_only=True)


@contextmanager
def _writer(settings: "Settings", *, wanted: bool) -> "Iterator[QuestionWriter | None]":
    """Whatever writes questions through a model, closed at the end; nothing where none is wanted."""
    if not wanted:
        yield None
        return
    from eval.draft.written import QuestionWriter
    from rag.chat import load_chat

    client = load_chat(settings)
    if client is None:
        raise EvaluationError("--model needs a model.", remedy="Set SANAD_CHAT_MODEL and its address or key, or leave out --model.")
    with closing(QuestionWriter(client)) as writer:
        yield writer


def _write_drafted(console: Console, drafted: "Drafted", file: Path) -> None:
    languages = ", ".join(f"{code} {number:,}" for code, number in drafted.languages.items())
    write(console, (file.name, "bold"), f"  {count(drafted.questions, 'question')}: {languages}; nothing answers {drafted.unanswerable:,}")
    if drafted.articles:
        write(console, (f"{count(drafted.articles, 'article')} looked at", "dim"))
    for reason, number in drafted.rejected.items():
        write(console, (f"rejected  {reason:<28}{number:>6,}", "dim"))
    if drafted.tokens is not None:
        write(console, (f"{drafted.tokens:,} tokens", "dim"))
    write(console, f"Review them: sanad eval review {file}")
