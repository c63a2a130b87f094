"""``status``: what is in a library, and what is in force; and how a library is opened to be looked at."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from index.errors import LibraryError, SanadError
from ui.cli.options import Json, Options
from ui.cli.terminal import clean, output, write, write_json

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.embedding import Embedder
    from index.library import Library
    from index.settings import Settings


def status(context: typer.Context, as_json: Json = False) -> None:
    """Show the library's size and health, the embedder and the settings."""
    from index.settings import provenance
    from ui.cli.conversations import totals

    options: Options = context.obj
    settings = options.settings()
    origins = provenance(settings)
    embedder, about = _embedder(settings)
    found = {
        "library": _library(settings, embedder),
        "embedder": about,
        "answers": totals(settings),
        "settings": {name: {"value": _shown(getattr(settings, name)), "from": origin} for name, origin in origins.items()},
    }
    if as_json:
        write_json(found)
    else:
        _write_status(output(), found)


def open_to_read(settings: "Settings", embedder: "Embedder | None" = None) -> "Library":
    """The library, to look at only."""
    from index.library import Library

    return Library.open(settings.library, embedder=embedder, settings=settings, read_only=True)


@contextmanager
def open_catalog(settings: "Settings") -> Iterator["Catalog"]:
    """The catalog alone, for what needs neither index: much sooner open than the library.

    Raises:
        LibraryError: There is no library.
    """
    from index.catalog import CATALOG_FILE, Catalog

    file = settings.library / CATALOG_FILE
    if not file.exists():
        raise LibraryError(f"There is no library in {settings.library}.", remedy="Make one with `sanad index PATH...`.")
    with closing(Catalog(file)) as catalog:
        yield catalog


def _embedder(settings: "Settings") -> tuple["Embedder | None", dict[str, Any]]:
    """The embedder in force and what is told of it; a broken one is part of the status, not the end of it."""
    from index.embedding import load_embedder, unavailable_reason

    about: dict[str, Any] = {"name": settings.embedder, "fingerprint": None, "dimensions": None, "languages": None, "problem": None}
    try:
        embedder = load_embedder(settings)
    except SanadError as error:
        return None, {**about, "problem": str(error)}
    if embedder is None:
        return None, {**about, "problem": unavailable_reason() if settings.embedder == "bundled" else None}
    known = sorted(embedder.languages) if embedder.languages is not None else None
    return embedder, {**about, "fingerprint": embedder.fingerprint, "dimensions": embedder.dimensions, "languages": known}


def _library(settings: "Settings", embedder: "Embedder | None") -> dict[str, Any]:
    about: dict[str, Any] = {"path": str(settings.library), "problem": None}
    try:
        with open_to_read(settings, embedder) as library:
            return {**about, **_counts(library)}
    except SanadError as error:
        return {**about, "problem": str(error)}


def _counts(library: "Library") -> dict[str, Any]:
    catalog = library.catalog
    return {
        "articles": len(catalog.articles.ids()),
        "languages": catalog.articles.count_by("language"),
        "states": catalog.articles.count_by("state"),
        "chunks": catalog.chunks.count(),
        "words": library.lexical.count(),
        "vectors": library.vectors.count() if library.vectors is not None else None,
        "notices": list(library.notices),
    }


def _shown(value: object) -> Any:
    """A setting's value as JSON can hold it; a secret shows as stars, an address without its credentials."""
    if value is None or isinstance(value, int | float):
        return value
    from index.circumstances import without_secrets

    return without_secrets(str(value))


def _write_status(console: Console, found: dict[str, Any]) -> None:
    from ui.cli.conversations import total_lines

    write(console, ("Library", "bold"))
    for name, value in _library_lines(found["library"]):
        _write_pair(console, name, value)
    write(console)
    write(console, ("Embedder", "bold"))
    about = found["embedder"]
    known = ", ".join(about["languages"]) if about["languages"] is not None else "all" if about["fingerprint"] else None
    lines = (("name", about["name"]), ("fingerprint", about["fingerprint"]), ("dimensions", about["dimensions"]), ("languages", known))
    for name, value in (*lines, ("problem", about["problem"])):
        if value is not None:
            _write_pair(console, name, value)
    write(console)
    write(console, ("Answers", "bold"))
    for name, value in total_lines(found["answers"]):
        _write_pair(console, name, value)
    write(console)
    write(console, ("Settings", "bold"))
    for name, setting in found["settings"].items():
        value = "-" if setting["value"] is None else clean(str(setting["value"]))
        write(console, f"  {name:<24}", value, (f"  ({setting['from']})", "dim"))


def _library_lines(about: dict[str, Any]) -> list[tuple[str, object]]:
    lines: list[tuple[str, object]] = [("path", about["path"])]
    if about["problem"]:
        return [*lines, ("problem", about["problem"])]
    languages = ", ".join(f"{language} {number:,}" for language, number in about["languages"].items())
    states = ", ".join(f"{state} {number:,}" for state, number in about["states"].items())
    lines += [("articles", f"{about['articles']:,}" + (f" ({languages})" if languages else "")), ("state", states or "empty")]
    lines += [("chunks", f"{about['chunks']:,}"), ("word index", _health(about["words"], about["chunks"]))]
    lines += [("vector index", _health(about["vectors"], about["chunks"]))]
    return lines + [("notice", notice) for notice in about["notices"]]


def _health(held: int | None, chunks: int) -> str:
    if held is None:
        return "not in use"
    return f"{held:,}, complete" if held == chunks else f"{held:,} of {chunks:,}: run `sanad rebuild`"


def _write_pair(console: Console, name: str, value: object) -> None:
    write(console, f"  {name:<24}", clean(str(value)))
