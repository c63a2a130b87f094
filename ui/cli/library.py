"""``rebuild``, and how a library is opened to be changed."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from ui.cli.options import Json, Options
from ui.cli.progress import Bar
from ui.cli.terminal import clean, count, messages, output, write, write_json

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.library import Library
    from index.settings import Settings


def rebuild(context: typer.Context, as_json: Json = False) -> None:
    """Make the word and vector indexes anew from the catalog.

    Embeds only what has no vector of the embedder in force, so it is also how a library changes its embedder.
    """
    options: Options = context.obj
    started = time.monotonic()
    with open_to_write(options.settings()) as library:
        with Bar("Rebuilding") as bar:
            library.rebuild(bar.report)
        summary = {"articles": len(library.catalog.articles.ids()), "chunks": library.catalog.chunks.count()}
        notices = list(library.notices)
    seconds = time.monotonic() - started
    if as_json:
        write_json({**summary, "notices": notices, "seconds": round(seconds, 3)})
        return
    write_notices(notices)
    write(output(), f"Rebuilt from {count(summary['articles'], 'article')}, {count(summary['chunks'], 'chunk')} ({seconds:,.1f} s).")


def open_to_write(settings: "Settings") -> "Library":
    """The library, locked for this process, with the embedder in force."""
    return open_with(read_embedder(settings), settings)


def open_with(embedder: "Embedder | None", settings: "Settings") -> "Library":
    """The library, locked for this process, with an embedder that is loaded already."""
    from index.library import Library

    with Bar("Opening") as bar:
        return Library.open(settings.library, embedder=embedder, settings=settings, progress=bar.report)


def read_embedder(settings: "Settings") -> "Embedder | None":
    """The embedder in force; a note where the bundled one is not available."""
    from index.embedding import load_embedder, unavailable_reason

    embedder = load_embedder(settings)
    if embedder is None and settings.embedder == "bundled":
        write_notices([unavailable_reason() or "The bundled embedder is not available."])
    return embedder


def write_notices(notices: Iterable[str]) -> None:
    """Say on standard error what a person should know."""
    for notice in notices:
        write(messages(), ("note: ", "yellow"), clean(notice))
