"""``ask`` and ``search``: questions to a library."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ui.cli.answers import growing, write_answer, write_understood
from ui.cli.boundary import SIGNALLED, Stop
from ui.cli.explaining import write_explanation
from ui.cli.library import write_notices
from ui.cli.options import After, From, Ignore, Json, Kept, Languages, Literally, Options, Sources, To, Verify, read_filters, read_ignored
from ui.cli.terminal import details, foreign, output, write, write_json

if TYPE_CHECKING:
    from rag.engine import Sanad
    from rag.explain import Explanation
    from rag.models import Answer, Passage


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
    strict: Annotated[bool, typer.Option("--strict", help="Leave out sentences of a model that no source supports, and say so.")] = False,
    verify: Verify = None,
    conversation: Kept = None,
    as_json: Json = False,
) -> None:
    """Answer a question with sentences of the articles, each with its source.

    Outlets, times and quoted phrases that the question names are preferred, or all that is searched where it says "only".
    """
    from rag.engine import Sanad

    options: Options = context.obj
    settings = options.settings(strict=strict or None, verify=verify)
    model, console = settings.chat_model or "", output()
    stop = Stop() if model and console.is_terminal and not as_json else None
    asked = {
        "question": " ".join(question),
        "filters": read_filters(languages, sources, first, last),
        "history": after or None,
        "ignore": read_ignored(ignore, literally=literally),
        "conversation": conversation,
    }
    with Sanad.open(settings=settings) as sanad:
        answer = _complete(console, sanad, asked, stop=stop)
    if as_json:
        from ui.cli.shapes import answer_shape

        write_json(answer_shape(answer, model=model) | ({} if conversation is None else {"kept": answer.kept}))
    else:
        write_answer(console, answer, model=model)
    if stop is not None and stop.signal is not None:
        raise typer.Exit(SIGNALLED + stop.signal)


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
    write_understood(output(), found.question)
    if not found.passages:
        write(output(), "No passage fits.")
    _write_passages(output(), found.passages, explanations)
    write_notices(found.notices)


def _complete(console: Console, sanad: "Sanad", asked: dict[str, Any], *, stop: Stop | None) -> "Answer":
    """The whole answer. With ``stop`` it is shown as it grows, and the first Ctrl-C ends it with what was written."""
    if stop is None:
        return sanad.ask(**asked)
    with stop, growing(console) as view:
        for answer in sanad.stream(**asked, cancelled=lambda: stop.signal is not None):
            view.show(answer)
    if stop.signal is not None and not answer.sentences:
        raise KeyboardInterrupt
    return answer


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
