"""An answer on the terminal: sentences with verdicts and reasons, differences, sources, and what to do where nothing answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.live import Live
from rich.text import Text

from ui.cli.library import write_notices
from ui.cli.terminal import clean, details, emphasised, foreign, write

if TYPE_CHECKING:
    from rag.models import Answer, Citation, Difference, DifferenceValue, Question, Sentence

_STYLES = {"supported": "green", "partly": "yellow", "not_supported": "red"}
_HEADS = ("", "value", "published", "in", "", "source")
_GAP = "  "
_LAST = 3  # sentences of a growing answer that stay in view
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def write_answer(console: Console, answer: "Answer", *, model: str = "") -> None:
    """Write an answer.

    Args:
        console: Where to.
        answer: Complete.
        model: Name of the model that writes, where one is configured.
    """
    write_understood(console, answer.question)
    if answer.status == "declined":
        write(console, ("The articles do not answer this.", "bold"))
    elif answer.status == "partial":
        write(console, ("The articles answer a part of this.", "bold"))
    for sentence in answer.sentences:
        _write_sentence(console, sentence, answer)
    for difference in answer.differences:
        _write_difference(console, difference)
    if answer.citations:
        _write_citations(console, "Sources", answer.citations)
    if answer.status == "declined":
        _write_advice(console, answer)
    _write_made(console, answer, model)
    write_notices(answer.notices)


def write_understood(console: Console, question: "Question") -> None:
    """One line about what was understood beyond the words, and how to undo it."""
    from ui.wording import kinds, listed

    if question.understood:
        said = " · ".join(foreign(words, terminal=console.is_terminal) for words in listed(question))
        undo = " or ".join(f"--ignore {kind}" for kind in kinds(question.understood))
        write(console, (f"Understood: {said}  ({undo} undoes it)", "dim"))


@contextmanager
def growing(console: Console) -> Iterator["Growing"]:
    """Show what a model is writing until the block ends, then take it away: only what was checked stays."""
    with Live(console=console, transient=True, refresh_per_second=10, vertical_overflow="crop") as live:
        yield Growing(console, live)


class Growing:
    """An answer on its way."""

    def __init__(self, console: Console, live: Live) -> None:
        """Show it in ``live``, on ``console``."""
        self._console = console
        self._live = live

    def show(self, answer: "Answer") -> None:
        """Show how far it is: what was checked as it is, what was not dim and named so."""
        from ui.emphasis import from_markdown
        from ui.wording import UNCHECKED

        shown = [Text(foreign(from_markdown(one.text).text, terminal=self._console.is_terminal)) for one in answer.sentences[-_LAST:]]
        if answer.growing:
            words = foreign(from_markdown(answer.growing).text, terminal=self._console.is_terminal)
            shown.append(Text.assemble((words, "dim italic"), (f"  ({UNCHECKED})", "dim")))
        self._live.update(Text("\n").join(shown))


def _write_sentence(console: Console, sentence: "Sentence", answer: "Answer") -> None:
    from ui.emphasis import of_sentence, runs
    from ui.wording import VERDICTS

    shown = of_sentence(sentence, mode=answer.mode)
    numbers = "".join(f"[{citation.number}]" for citation in sentence.citations)
    style = _STYLES[sentence.verdict]
    write(console, *emphasised([(run.text, "bold" if run.strong else "") for run in runs(shown)], terminal=console.is_terminal))
    write(console, ("    ", ""), (VERDICTS[sentence.verdict], style), f" {numbers}" if numbers else "")
    for reason in sentence.reasons:
        write(console, ("    ", ""), (foreign(reason, terminal=console.is_terminal), style))


def _write_difference(console: Console, difference: "Difference") -> None:
    from ui.emphasis import Emphasised, runs
    from ui.wording import RELATIONS

    write(console)
    what = foreign(difference.what, terminal=console.is_terminal)
    write(console, ("Sources differ: ", "bold yellow"), what, (f" ({RELATIONS[difference.relation]})", "dim"))
    lettered = [(letter, one) for letter, value in zip(_LETTERS, difference.values, strict=False) for one in (value, *value.also)]
    for line, style in _aligned([_HEADS, *(_cells(console, letter, one) for letter, one in lettered)]):
        write(console, (f"    {line}", style))
    for letter, value in lettered:
        if value.quote:
            quote = [(run.text, "bold" if run.strong else "") for run in runs(Emphasised(value.quote, value.emphasis))]
            write(console, f"    {letter}  ", *emphasised(quote, terminal=console.is_terminal))


def _cells(console: Console, letter: str, value: "DifferenceValue") -> tuple[str, ...]:
    """One row: its source comes last, for a name that runs the other way then moves nothing else."""
    from ui.wording import NO_DATE, amount

    published = value.published.isoformat() if value.published else NO_DATE
    source = value.source or value.title or value.span.article_id
    newest = "newest" if value.newest else ""
    return (letter, *(foreign(part, terminal=console.is_terminal) for part in (amount(value), published, value.language, newest, source)))


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """The rows as lines with their styles, each column as wide as its widest cell; the first row is the heading."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows):
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True) if width)
        yield _GAP.join(cells).rstrip(), "" if place else "dim"


def _write_citations(console: Console, heading: str, citations: tuple["Citation", ...], *, quotes: bool = False) -> None:
    by_article: dict[str, list[Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.span.article_id, []).append(citation)
    write(console)
    write(console, (heading, "bold"))
    for identity, cited in by_article.items():
        numbers = "".join(f"[{citation.number}]" for citation in cited)
        write(console, (numbers, "cyan"), " ", foreign(cited[0].title, terminal=console.is_terminal))
        pages = [f"p. {page}" for page in dict.fromkeys(citation.page for citation in cited) if page]
        write(console, (f"    {details(console, cited[0].source, cited[0].published, *pages, cited[0].url, identity)}", "dim"))
        for citation in cited if quotes else ():
            write(console, f"    {foreign(citation.quote, terminal=console.is_terminal)}")
        copies = {copy.article_id: copy for citation in cited for copy in citation.also}
        for copy in copies.values():
            write(console, (f"    also in {details(console, copy.source or copy.title, copy.published, copy.url, copy.article_id)}", "dim"))


def _write_advice(console: Console, answer: "Answer") -> None:
    from ui.declining import advice

    advised = advice(answer)
    if advised.looked_for:
        write(console, f"Looked for: {details(console, *advised.looked_for)}")
    for suggestion in advised.suggestions:
        words = ", ".join(f"“{foreign(word, terminal=console.is_terminal)}”" for word in suggestion.words)
        write(console, f"- {suggestion.before}{words}{suggestion.after}")
    if answer.related:
        _write_citations(console, "Related, does not answer", answer.related, quotes=True)


def _write_made(console: Console, answer: "Answer", model: str) -> None:
    """Whether a model wrote the answer, and what that took."""
    from ui.wording import made, used

    if answer.sentences or answer.usage:
        usage = f" · {used(answer.usage)}" if answer.usage else ""
        write(console)
        write(console, (f"{clean(made(answer.mode, model)[1])}{usage}", "dim"))
