"""``show``: one article, what is known of it and how, and its text."""

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.console import Console

from ui.cli.options import Json, Options
from ui.cli.state import open_to_read
from ui.cli.terminal import details, foreign, output, write, write_json

if TYPE_CHECKING:
    from index.catalog.articles import Version
    from index.library import Library
    from index.models import Article

_FIELDS = ("title", "source", "author", "published", "published_at", "updated_at", "place", "language", "url")
_FOUND = {
    "meta": "stated by the file",
    "json-ld": "stated by the page",
    "text": "found in the text",
    "filename": "from the file's name",
    "feed": "stated by the feed",
    "column": "from a column of the table",
    "detected": "detected",
    "user": "corrected by you",
}


class Around(NamedTuple):
    """What else is known of an article: whether it is deleted, its near-copies and all its versions, newest first."""

    deleted: bool
    copies: tuple["Article", ...]
    versions: tuple["Version", ...]


def show(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="Its id (or the start of it), file name, address or title.", show_default=False)],
    version: Annotated[
        str | None, typer.Option(help="The version a citation names; the current one without it.", show_default=False)
    ] = None,
    versions: Annotated[bool, typer.Option("--versions", help="List its versions in place of the text.")] = False,
    as_json: Json = False,
) -> None:
    """Show an article as the library holds it.

    What is known of it and how that was found, its near-copies and older versions, and the very text citations point into.
    """
    options: Options = context.obj
    with open_to_read(options.settings()) as library:
        found = library.catalog.articles.get(article, version) or library.article(article, version)  # by its whole id even if deleted
        around = _around(library, found)
    if as_json:
        write_json({**article_shape(found), **_around_shape(around)})
        return
    console = output()
    write_fields(console, found)
    _write_around(console, found, around)
    if versions:
        _write_versions(console, found, around)
    else:
        _write_text(console, found)


def article_shape(article: "Article") -> dict[str, Any]:
    """An article as JSON."""
    return article.model_dump(mode="json")


def write_fields(console: Console, article: "Article") -> None:
    """Write what is known of an article, each field with how it was found."""
    write(console, (foreign(article.title or "(no title)", terminal=console.is_terminal), "bold"))
    write(console, (f"id {article.id} · version {article.version}", "dim"))
    for name in _FIELDS:
        value = getattr(article, name)
        how = article.found.get(name)
        if how is None and (value is None or name == "title"):
            continue
        shown = foreign(str(value), terminal=console.is_terminal) if value not in (None, "") else "none"
        write(console, f"  {name.replace('_', ' '):<14}{shown}", (f"  {_FOUND[how]}" if how else "", "dim"))
    write(console, f"  {'from':<14}{foreign(article.origin, terminal=console.is_terminal)}")


def _around(library: "Library", article: "Article") -> Around:
    catalog = library.catalog
    voices = catalog.copies.of_voice([article.voice]) if article.voice else {}
    ids = [identity for identity in voices.get(article.voice, ()) if identity != article.id]
    copies = tuple(copy for copy in map(catalog.articles.get, ids) if copy)
    return Around(article.id in catalog.articles.deleted(), copies, catalog.articles.versions(article.id))


def _around_shape(around: Around) -> dict[str, Any]:
    copies = [{"article_id": copy.id, "title": copy.title, "source": copy.source, "url": copy.url} for copy in around.copies]
    return {"deleted": around.deleted, "copies": copies, "versions": [version.model_dump(mode="json") for version in around.versions]}


def _write_around(console: Console, article: "Article", around: Around) -> None:
    if article.pages:
        write(console, f"  {'pages':<14}{len(article.pages):,}")
    if article.passages:
        languages = ", ".join(dict.fromkeys(language for _, _, language in article.passages))
        write(console, f"  {'also in':<14}{languages}", ("  some paragraphs", "dim"))
    for copy in around.copies:
        write(console, f"  {'near-copy':<14}", (copy.id, "cyan"), f"  {details(console, copy.title, copy.source)}")
    older = [version for version in around.versions if version.version != article.version]
    if older:
        write(console, f"  {'versions':<14}{len(around.versions):,}", ("  `--versions` lists them", "dim"))
    if around.deleted:
        write(console, ("  deleted       `sanad restore` brings it back", "yellow"))


def _write_versions(console: Console, article: "Article", around: Around) -> None:
    write(console)
    for version in around.versions:
        mark = "  shown above" if version.version == article.version else ""
        when = version.added_at.astimezone().strftime("%Y-%m-%d %H:%M")
        write(console, (version.version, "cyan"), f"  {when}  {foreign(version.title, terminal=console.is_terminal)}", (mark, "dim"))


def _write_text(console: Console, article: "Article") -> None:
    write(console)
    for line in article.text.split("\n"):
        write(console, foreign(line, terminal=console.is_terminal) if line.strip() else "")
