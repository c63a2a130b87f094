"""``chat``: the page in the browser."""

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.boundary import write_error
from ui.cli.options import Options
from ui.cli.state import open_to_read
from ui.cli.terminal import messages, write

if TYPE_CHECKING:
    from index.settings import Settings


def chat(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default=False)] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.", show_default=False)] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    allow_remote: Annotated[bool, typer.Option("--allow-remote", help="Let other machines reach it though nobody has to sign in.")] = False,
    samples: Annotated[bool, typer.Option("--samples", help="Index the sample articles first if the library is empty.")] = False,
) -> None:
    """Open the page: ask on the left, read the source on the right. Ctrl-C stops it."""
    options: Options = context.obj
    settings = options.settings(host=host, port=port)
    if samples and _is_empty(settings):
        _index_samples(settings)
    _make(settings)
    _serve(settings, browser=browser, allow_remote=allow_remote)


def _make(settings: "Settings") -> None:
    """A library to open, where there is none: the page offers to fill it."""
    from index.catalog import CATALOG_FILE
    from ui.cli.library import open_to_write

    if not (settings.library / CATALOG_FILE).exists():
        open_to_write(settings).close()


def _is_empty(settings: "Settings") -> bool:
    from index.catalog import CATALOG_FILE

    if not (settings.library / CATALOG_FILE).exists():
        return True
    with open_to_read(settings) as library:
        return not library.catalog.articles.list(limit=1)


def _index_samples(settings: "Settings") -> None:
    from eval.subject import sample_articles
    from ui.cli.library import open_to_write

    write(messages(), "The library is empty: indexing the sample articles ...")
    with open_to_write(settings) as library:
        for outcome in library.add(sample_articles(settings)):
            if outcome.result == "failed":
                write_error(outcome.reason)


def _serve(settings: "Settings", *, browser: bool, allow_remote: bool) -> None:
    from rag.engine import Sanad
    from ui.server import serve

    write(messages(), "Starting ...")
    with Sanad.open(settings=settings, read_only=True) as sanad:
        sanad.library.attend()
        serve(sanad, settings=settings, open_browser=browser, allow_remote=allow_remote)
