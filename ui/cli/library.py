"""``index``, ``delete`` and ``rebuild``: changing a library."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import NotFoundError, ReadError
from ui.cli.boundary import DONE, NOTHING_DONE, SIGNALLED, SOME_FAILED, Stop, write_error
from ui.cli.options import Json, Options
from ui.cli.progress import Bar
from ui.cli.terminal import clean, foreign, messages, output, write, write_json

if TYPE_CHECKING:
    from index.intake import Outcome, Result
    from index.library import Library
    from index.models import Article, RawArticle
    from index.readers import Unreadable
    from index.settings import Settings

_RESULTS: dict["Result", str] = {
    "added": "added",
    "updated": "updated",
    "unchanged": "unchanged",
    "duplicate": "already there under another name",
    "failed": "failed",
}


def index(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Text and Markdown files, or directories of them.", show_default=False)] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Index the sample articles that come with Sanad.")] = False,
    as_json: Json = False,
) -> None:
    """Put articles into the library; what is there already and unchanged costs nothing.

    A file that cannot be read is named and the rest goes in. Ctrl-C stops after the batch at hand, and the same command goes on from there.
    """
    options: Options = context.obj
    settings = options.settings()
    sources, total = _sources(paths or [], samples=samples, settings=settings)
    outcomes = []
    with Stop() as stop, open_to_write(settings) as library, Bar("Indexing", total) as bar:
        started = time.monotonic()
        for outcome in library.add(stop.until(sources)):
            outcomes.append(outcome)
            bar.step()
    report_index(outcomes, library.notices, seconds=time.monotonic() - started, stopped=stop.signal is not None, as_json=as_json)
    raise typer.Exit(SIGNALLED + stop.signal if stop.signal is not None else _exit_code(outcomes))


def delete(
    context: typer.Context,
    references: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, file names, addresses or titles.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    as_json: Json = False,
) -> None:
    """Remove articles from the library. The files they were read from stay."""
    if as_json and not (yes or dry_run):
        raise typer.BadParameter("--json asks no questions: add --yes or --dry-run.")
    options: Options = context.obj
    with open_to_write(options.settings()) as library:
        found, missing = _find(library, references)
        if not as_json:
            _list_found(found, dry_run=dry_run)
        confirmed = bool(found) and not dry_run and (yes or typer.confirm(f"Delete {_count(len(found), 'article')}?", err=True))
        deleted = library.delete([article.id for article in found]) if confirmed else 0
    if as_json:
        write_json({"articles": [_brief(article) for article in found], "deleted": deleted, "dry_run": dry_run, "missing": missing})
    elif not dry_run and found:
        write(output(), f"{_count(deleted, 'article')} deleted." if confirmed else "Nothing was deleted.")
    if missing:
        raise typer.Exit(SOME_FAILED if found else NOTHING_DONE)


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
    write(output(), f"Rebuilt from {_count(summary['articles'], 'article')}, {_count(summary['chunks'], 'chunk')} ({seconds:,.1f} s).")


def open_to_write(settings: "Settings") -> "Library":
    """The library, locked for this process, with the embedder in force."""
    from index.embedding import load_embedder, unavailable_reason
    from index.library import Library

    embedder = load_embedder(settings)
    if embedder is None and settings.embedder == "bundled":
        write_notices([unavailable_reason() or "The bundled embedder is not available."])
    with Bar("Opening") as bar:
        return Library.open(settings.library, embedder=embedder, settings=settings, progress=bar.report)


def write_notices(notices: Iterable[str]) -> None:
    """Say on standard error what a person should know."""
    for notice in notices:
        write(messages(), ("note: ", "yellow"), clean(notice))


def report_index(outcomes: Sequence["Outcome"], notices: Sequence[str], *, seconds: float, stopped: bool, as_json: bool) -> None:
    """Say what became of the sources."""
    counts = Counter(outcome.result for outcome in outcomes)
    for outcome in outcomes:
        if outcome.result == "failed":
            write_error(clean(f"{outcome.reason} {outcome.remedy}"))
    if as_json:
        listed = [outcome.model_dump(mode="json") for outcome in outcomes]
        write_json({**{name: counts[name] for name in _RESULTS}, "stopped": stopped, "seconds": round(seconds, 3), "articles": listed})
        return
    write_notices(notices)
    write_notices(dict.fromkeys(outcome.reason for outcome in outcomes if outcome.reason and outcome.result != "failed"))
    shown = ", ".join(f"{counts[name]:,} {label}" for name, label in _RESULTS.items() if counts[name]) or "nothing"
    rate = f", {len(outcomes) / seconds:,.0f}/s" if seconds > 1 else ""
    write(output(), f"{'Stopped: ' if stopped else ''}{shown} ({seconds:,.1f} s{rate}).")


def _sources(paths: list[Path], *, samples: bool, settings: "Settings") -> tuple[Iterable["RawArticle | Unreadable"], int]:
    from index.readers import find_files, read_files

    if samples:
        from eval.subject import sample_articles

        articles = sample_articles(settings)
        return articles, len(articles)
    if not paths:
        raise typer.BadParameter("name files or directories to index, or --samples.")
    files = list(find_files(path.expanduser() for path in paths))
    if not files:
        raise ReadError(f"There are no articles in {', '.join(map(str, paths))}.", remedy="Articles are .txt and .md files.")
    return read_files(files, max_bytes=settings.max_file_bytes, max_characters=settings.max_article_characters), len(files)


def _exit_code(outcomes: Sequence["Outcome"]) -> int:
    failed = sum(outcome.result == "failed" for outcome in outcomes)
    if not failed:
        return DONE
    return NOTHING_DONE if failed == len(outcomes) else SOME_FAILED


def _find(library: "Library", references: Sequence[str]) -> tuple[list["Article"], list[str]]:
    found: dict[str, Article] = {}
    missing = []
    for reference in references:
        try:
            article = library.article(reference)
        except NotFoundError as error:
            write_error(str(error))
            missing.append(reference)
        else:
            found[article.id] = article
    return list(found.values()), missing


def _list_found(found: Sequence["Article"], *, dry_run: bool) -> None:
    for article in found:
        console = output()
        write(console, ("would delete " if dry_run else "", "dim"), (article.id, "cyan"))
        write(console, f"    {foreign(article.title, terminal=console.is_terminal)}")


def _brief(article: "Article") -> dict[str, Any]:
    return {"article_id": article.id, "version": article.version, "title": article.title}


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
