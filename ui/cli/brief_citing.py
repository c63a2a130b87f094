"""``brief cite``: what a sentence of a brief rests on, and what it could rest on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import NotFoundError
from ui.cli.brief import Reference, changed_shape, opened
from ui.cli.options import Json, Options
from ui.cli.state import open_to_read
from ui.cli.terminal import details, foreign, messages, write, write_json

if TYPE_CHECKING:
    from index.models import Span
    from index.settings import Settings
    from rag.brief.judging import Judged
    from rag.brief.models import Item
    from rag.models import Citation

_SUGGESTED = 3  # quotes for a sentence

Quote = Annotated[
    tuple[str, str] | None,
    typer.Option("--quote", metavar="ARTICLE WORDS", help="Words of an article, exactly as they stand in it.", show_default=False),
]


def cite(
    context: typer.Context,
    brief: Reference,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Its id, which `sanad brief show` tells.", show_default=False)],
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="Which of its sentences, counted from 1.", show_default=False)],
    quote: Quote = None,
    as_json: Json = False,
) -> None:
    """Cite something at the end of a sentence: words of an article, or without --quote what the library has for it."""
    from rag.brief.citing import with_marks
    from rag.brief.editing import item_of

    options: Options = context.obj
    settings = options.settings()
    with opened(settings) as kept:
        identity = kept.find(brief).id
        held = item_of(kept.get(identity).brief, item)
        if number > len(held.sentences):
            raise NotFoundError(f"{item} has no sentence {number}.", remedy=f"It has {len(held.sentences)}.")
        quoted = quoted_spans(settings, quote)[:1] if quote else _offered(settings, held, number - 1)
        made = kept.change(
            identity, "edited", lambda one: with_marks(one, item, number - 1, quoted, kept.articles, moment=kept.moment), about=item
        )
    sentence = item_of(made.brief, item).sentences[number - 1]
    if as_json:
        write_json({**changed_shape(made), "item": item, "sentence": sentence.model_dump(mode="json")})
        return
    from ui.wording import VERDICTS

    verdict = f"; the sentence is {VERDICTS[sentence.verdict]}" if sentence.verdict else ""
    write(messages(), f"Cited{verdict}. {' '.join(sentence.reasons)}".strip())


def judged_shape(item: str, judged: "Judged") -> list[dict[str, Any]]:
    """What the library has for sentences without citations, as JSON."""
    from ui.cli.shapes import citation_shape

    return [
        {
            "item": item,
            "sentence": place + 1,
            "text": judged.sentences[place].text,
            "citations": [citation_shape(one) for one in found[:_SUGGESTED]],
        }
        for place, found in judged.suggestions.items()
    ]


def write_suggestions(suggestions: Sequence[dict[str, Any]], brief: str) -> None:
    """Say what could be cited, and how."""
    console = messages()
    for one in suggestions:
        write(console, f"{one['item']}, sentence {one['sentence']} cites nothing. ", ("The library has:", "dim"))
        for citation in one["citations"]:
            write(console, f"    {foreign(citation['quote'], terminal=console.is_terminal)}")
            write(console, (f"    {details(console, citation['title'], citation['source'], citation['published'])}", "dim"))
    if suggestions:
        first = suggestions[0]
        write(console, (f"`sanad brief cite {brief} {first['item']} {first['sentence']}` cites it.", "dim"))


def quoted_spans(settings: "Settings", quote: tuple[str, str]) -> tuple["Span", ...]:
    """The places of an article, by what a person calls it, that have the words.

    Raises:
        NotFoundError: There is no such article, or it does not have them.
    """
    from rag.brief.citing import spans_of

    article, words = quote
    with open_to_read(settings) as library:
        return spans_of(library.article(article), words)


def _offered(settings: "Settings", item: "Item", place: int) -> tuple["Citation", ...]:
    """What the library has for a sentence.

    Raises:
        NotFoundError: It has nothing.
    """
    from rag.brief.judging import offered
    from rag.engine import Sanad

    text = item.sentences[place].text
    with Sanad.open(settings=settings) as sanad:
        found = offered(sanad.check, text, item.language)[:_SUGGESTED]
    if not found:
        raise NotFoundError(f"The library has nothing that supports “{text[:80]}”.", remedy="Name what to cite with --quote.")
    return found
