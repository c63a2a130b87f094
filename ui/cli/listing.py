"""``list``: the articles of a library."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ui.cli.options import From, Json, Languages, Options, Sources, To, read_filters
from ui.cli.state import open_catalog
from ui.cli.terminal import details, foreign, messages, output, write, write_json

if TYPE_CHECKING:
    from index.catalog import Summary
    from index.models import ArticleState

_STATES: "dict[str, ArticleState]" = {"read": "read", "cleaned": "cleaned", "embedded": "embedded", "indexed": "indexed"}


def list_articles(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="Most articles to list.")] = 50,
    skip: Annotated[int, typer.Option(min=0, help="Leave out so many at the start.")] = 0,
    languages: Languages = None,
    sources: Sources = None,
    first: From = None,
    last: To = None,
    state: Annotated[
        str | None, typer.Option(metavar="|".join(_STATES), help="Only those that got this far and no further.", show_default=False)
    ] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="List what can be restored instead.")] = False,
    as_json: Json = False,
) -> None:
    """List the articles of the library, newest first."""
    if state is not None and state not in _STATES:
        raise typer.BadParameter(f"--state {state}: one of {', '.join(_STATES)}.")
    options: Options = context.obj
    filters = read_filters(languages, sources, first, last)
    reached = _STATES[state] if state else None
    with open_catalog(options.settings()) as catalog:
        articles = catalog.articles.list(limit=limit, offset=skip, filters=filters, state=reached, deleted=deleted)
        total = len(catalog.articles.ids(filters, state=reached, deleted=deleted))
    if as_json:
        write_json({"total": total, "articles": [article.model_dump(mode="json") for article in articles]})
        return
    console = output()
    for article in articles:
        _write_summary(console, article)
    more = f" `--skip {skip + len(articles)}` goes on." if skip + len(articles) < total else ""
    write(messages(), (f"{len(articles):,} of {total:,} articles.{more}", "dim"))


def _write_summary(console: Console, article: "Summary") -> None:
    about = details(console, article.published, article.language, article.source)
    state = "" if article.state == "indexed" else f"  {article.state}"
    copy = f"  near-copy of {article.voice}" if article.voice not in ("", article.id) else ""
    write(console, (article.id, "cyan"), (f"  {about}", "dim"), (state, "yellow"), (copy, "dim"))
    write(console, f"    {foreign(article.title, terminal=console.is_terminal)}")
    if article.problem:
        write(console, (f"    {foreign(article.problem, terminal=console.is_terminal)}", "yellow"))
