"""``brief add``: what is put into a brief."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import NotFoundError
from ui.cli.brief import Reference, changed_shape, opened, read_language
from ui.cli.brief_citing import Quote, judged_shape, quoted_spans, write_suggestions
from ui.cli.library import write_notices
from ui.cli.options import Json, Options
from ui.cli.terminal import count, foreign, messages, write, write_json

if TYPE_CHECKING:
    from datetime import datetime

    from index.settings import Settings
    from rag.brief.briefs import Briefs, KeptBrief
    from rag.brief.collecting import Collected, Where
    from rag.brief.judging import Judged
    from rag.brief.models import Brief
    from rag.models import Answer

_ABOUT = 60  # characters

Section = Annotated[
    str | None, typer.Option("--section", metavar="ID", help="Put it at the end of this section; the last without.", show_default=False)
]
Before = Annotated[str | None, typer.Option("--before", metavar="ID", help="Put it before this one.", show_default=False)]
After = Annotated[str | None, typer.Option("--after", metavar="ID", help="Put it behind this one.", show_default=False)]


def add(
    context: typer.Context,
    brief: Reference,
    answers: Annotated[
        list[int] | None,
        typer.Option("--answer", metavar="N", help="A kept answer, by its number; `sanad answers show` tells it. Repeatable."),
    ] = None,
    question: Annotated[
        str | None, typer.Option("--ask", metavar="QUESTION", help="Ask now, and add the answer.", show_default=False)
    ] = None,
    quote: Quote = None,
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="TEXT", help="Your own words, or - for standard input; \\[@c7] in them cites.", show_default=False),
    ] = None,
    heading: Annotated[str | None, typer.Option(help="What stands over it.", show_default=False)] = None,
    language: Annotated[str | None, typer.Option(metavar="CODE", help="Of your own words; detected without.", show_default=False)] = None,
    section: Section = None,
    before: Before = None,
    after: After = None,
    as_json: Json = False,
) -> None:
    """Put something into a brief: kept answers, a new one, a quote, or your own words.

    Each citation keeps its quote, what stands around it and the version it is from. Your own words are judged by the quotes they cite,
    or else by what the library has; what that is, is suggested, and cited only when you say so.
    """
    from rag.brief.collecting import Where

    if sum(given is not None and given != [] for given in (answers, question, quote, text)) != 1:
        raise typer.BadParameter("give one of --answer, --ask, --quote and --text.")
    options: Options = context.obj
    settings, where = options.settings(), Where(section, before, after)
    with opened(settings) as kept:
        identity = kept.find(brief).id
        if quote is not None:
            told = _add_quote(kept, identity, settings, quote, heading or "", where)
        elif text is not None:
            told = _add_text(kept, identity, settings, _typed(text), heading or "", read_language(language), where)
        else:
            found = [_asked(settings, question)] if question is not None else [_kept_answer(settings, number) for number in answers or []]
            told = _add_answers(kept, identity, found, heading, where)
    if as_json:
        write_json(told)
    else:
        _write_told(told)


def _add_answers(
    kept: "Briefs", identity: str, answers: Sequence[tuple["Answer", "datetime"]], heading: str | None, where: "Where"
) -> dict[str, Any]:
    from rag.brief.collecting import from_answer

    made: list[str] = []
    notices: list[str] = []

    def collect(brief: "Brief") -> "Brief":
        made.clear()
        notices.clear()
        for answer, given_at in answers:
            place = where._replace(after=made[-1]) if made and where.after else where
            brief, item, told = from_answer(
                brief, _headed(answer, heading), kept.articles, moment=kept.moment, given_at=given_at, where=place
            )
            made.append(item)
            notices.extend(told)
        return brief

    stored = kept.change(identity, "answer", collect, about=_short(answers[0][0].question.text))
    return _told(stored, made, notices)


def _headed(answer: "Answer", heading: str | None) -> "Answer":
    if heading is None:
        return answer
    return answer.model_copy(update={"question": answer.question.model_copy(update={"text": heading})})


def _add_quote(kept: "Briefs", identity: str, settings: "Settings", quote: tuple[str, str], heading: str, where: "Where") -> dict[str, Any]:
    from rag.brief.collecting import from_quote

    spans = quoted_spans(settings, quote)
    made: list[Collected] = []

    def collect(brief: "Brief") -> "Brief":
        made.append(from_quote(brief, spans[0], kept.articles, moment=kept.moment, heading=heading, where=where))
        return made[-1].brief

    stored = kept.change(identity, "quote", collect, about=_short(quote[1]))
    also = [f"The article has these words {count(len(spans), 'time')}; the first is quoted."] if len(spans) > 1 else []
    return _told(stored, [made[-1].id], [*made[-1].notices, *also])


def _add_text(
    kept: "Briefs", identity: str, settings: "Settings", text: str, heading: str, language: str | None, where: "Where"
) -> dict[str, Any]:
    from index.language import detect
    from index.models import UNKNOWN_LANGUAGE
    from rag.brief.collecting import from_sentences
    from rag.brief.judging import judged
    from rag.brief.marks import read
    from rag.engine import Sanad

    spoken = language or detect(text)
    made: list[tuple[Collected, Judged]] = []
    with Sanad.open(settings=settings) as sanad:

        def collect(brief: "Brief") -> "Brief":
            chosen = brief.language if spoken == UNKNOWN_LANGUAGE else spoken
            found = judged(brief, read(text, brief, chosen), chosen, check=sanad.check)
            collected = from_sentences(brief, found.sentences, moment=kept.moment, heading=heading, language=chosen, where=where)
            made.append((collected, found))
            return collected.brief

        stored = kept.change(identity, "text", collect, about=_short(heading or text))
    collected, found = made[-1]
    return {**_told(stored, [collected.id], found.notices), "suggestions": judged_shape(collected.id, found)}


def _asked(settings: "Settings", question: str) -> tuple["Answer", "datetime"]:
    """An answer that is given now."""
    from datetime import UTC, datetime

    from rag.engine import Sanad

    with Sanad.open(settings=settings) as sanad:
        return sanad.ask(question), datetime.now(UTC)


def _kept_answer(settings: "Settings", number: int) -> tuple["Answer", "datetime"]:
    """An answer that was given before, and when.

    Raises:
        NotFoundError: None is kept under this number.
    """
    from rag.kept import answer_of
    from ui.cli.conversations import opened_answers

    with opened_answers(settings) as store:
        found = store.get(number) if store else None
    if found is None:
        remedy = "`sanad ask --conversation NAME QUESTION` keeps one, `sanad answers list` shows them."
        raise NotFoundError(f"There is no kept answer {number}.", remedy=remedy)
    return answer_of(found), found.asked_at


def _typed(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _ABOUT else f"{words[: _ABOUT - 1].rstrip()}…"


def _told(stored: "KeptBrief", made: Sequence[str], notices: Sequence[str]) -> dict[str, Any]:
    return {**changed_shape(stored), "made": list(made), "notices": list(dict.fromkeys(notices)), "suggestions": []}


def _write_told(told: dict[str, Any]) -> None:
    write(messages(), f"Added {', '.join(told['made'])} to “{foreign(told['title'], terminal=messages().is_terminal)}”.")
    write_notices(told["notices"])
    write_suggestions(told["suggestions"], told["id"])
