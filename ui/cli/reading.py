"""``ask`` and ``search``: questions to a library."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ui.cli.explaining import write_explanation
from ui.cli.library import write_notices
from ui.cli.options import After, From, Ignore, Json, Languages, Literally, Options, Sources, To, read_filters, read_ignored
from ui.cli.terminal import clean, details, foreign, output, write, write_json

if TYPE_CHECKING:
    from rag.explain import Explanation
    from rag.models import Answer, Citation, Passage, Question

_VERDICTS = {"supported": ("supported", "green"), "partly": ("partly supported", "yellow"), "not_supported": ("not supported", "red")}


def ask(
    context: typer.Context,
    question: Annotated[list[str], typer.Argument(help="The question, in any language.", show_default=False)],
    languages: Languages = None,
    sources: Sources = None,
    first: From = None,
    last: To = None,
    ignore: Ignore = None,
    literally: Literally = False,
    after: After = None,
    as_json: Json = False,
) -> None:
    """Answer a question with sentences of the articles, each with its source.

    Outlets, times and quoted phrases that the question names are preferred, or all that is searched where it says "only".
    """
    from rag.engine import Sanad

    options: Options = context.obj
    with Sanad.open(settings=options.settings()) as sanad:
        answer = sanad.ask(
            " ".join(question),
            filters=read_filters(languages, sources, first, last),
            history=after or (),
            ignore=read_ignored(ignore, literally=literally),
        )
    if as_json:
        from ui.cli.shapes import answer_shape

        write_json(answer_shape(answer))
    else:
        _write_answer(output(), answer)


def search(
    context: typer.Context,
    query: Annotated[list[str], typer.Argument(help="Words or a question, in any language.", show_default=False)],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Most passages to show.")] = 10,
    languages: Languages = None,
    sources: Sources = None,
    first: From = None,
    last: To = None,
    explained: Annotated[bool, typer.Option("--explain", help="Show for each passage what ranked it, and which words were found.")] = False,
    ignore: Ignore = None,
    literally: Literally = False,
    after: After = None,
    as_json: Json = False,
) -> None:
    """Find the passages that fit best, without an answer."""
    from rag.engine import Sanad
    from rag.explain import explain

    options: Options = context.obj
    text = " ".join(query)
    with Sanad.open(settings=options.settings()) as sanad:
        found = sanad.find(
            text,
            filters=read_filters(languages, sources, first, last),
            history=after or (),
            ignore=read_ignored(ignore, literally=literally),
            limit=limit,
        )
    explanations = [explain(found.question, passage) for passage in found.passages] if explained else []
    if as_json:
        from ui.cli.shapes import search_shape

        write_json(search_shape(text, found, explanations))
        return
    _write_understood(output(), found.question)
    if not found.passages:
        write(output(), "No passage fits.")
    _write_passages(output(), found.passages, explanations)
    write_notices(found.notices)


def _write_understood(console: Console, question: "Question") -> None:
    """One line about what was understood beyond the words, and how to undo it."""
    from ui.wording import kinds, listed

    if question.understood:
        said = " · ".join(foreign(words, terminal=console.is_terminal) for words in listed(question))
        undo = " or ".join(f"--ignore {kind}" for kind in kinds(question.understood))
        write(console, (f"Understood: {said}  ({undo} undoes it)", "dim"))


def _write_answer(console: Console, answer: "Answer") -> None:
    _write_understood(console, answer.question)
    if answer.status == "declined":
        write(console, ("The articles do not answer this.", "bold"))
    elif answer.status == "partial":
        write(console, ("The articles answer a part of this.", "bold"))
    for sentence in answer.sentences:
        numbers = "".join(f"[{citation.number}]" for citation in sentence.citations)
        verdict, style = _VERDICTS[sentence.verdict]
        write(console, foreign(sentence.text, terminal=console.is_terminal))
        write(console, ("    ", ""), (verdict, style), f" {numbers}")
    _write_differences(console, answer)
    if answer.citations:
        _write_citations(console, "Sources", answer.citations)
    elif answer.related:
        _write_citations(console, "Nearest, though they do not answer it", answer.related)
    write_notices(answer.notices)


def _write_differences(console: Console, answer: "Answer") -> None:
    for difference in answer.differences:
        write(console)
        write(console, ("Sources differ: ", "bold yellow"), clean(difference.what))
        for value in difference.values:
            shown = " ".join(part for part in (value.value, value.unit) if part)
            write(
                console,
                "    ",
                foreign(shown, terminal=console.is_terminal),
                (f"  {details(console, value.source, value.published)}", "dim"),
            )


def _write_citations(console: Console, heading: str, citations: tuple["Citation", ...]) -> None:
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
        copies = {copy.article_id: copy for citation in cited for copy in citation.also}
        for copy in copies.values():
            write(console, (f"    also in {details(console, copy.source or copy.title, copy.published, copy.url, copy.article_id)}", "dim"))


def _write_passages(console: Console, passages: tuple["Passage", ...], explanations: Sequence["Explanation"]) -> None:
    for rank, passage in enumerate(passages, 1):
        article = passage.article
        write(console, (f"{rank}. ", "cyan"), foreign(article.title, terminal=console.is_terminal))
        write(console, foreign(passage.text, terminal=console.is_terminal))
        score = f"score {passage.score:.3f}, found {passage.coverage:.0%}"
        write(console, (f"    {score} · {details(console, article.source, article.published, article.url, article.id)}", "dim"))
        if explanations:
            write_explanation(console, explanations[rank - 1])
        write(console)
