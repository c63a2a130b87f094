"""``edit`` and ``reclean``: what is known of articles, made right."""

import re
from datetime import datetime
from typing import Annotated, Any

import typer

from ui.cli.boundary import NOTHING_DONE, SOME_FAILED, Stop
from ui.cli.choosing import choose
from ui.cli.library import open_to_write
from ui.cli.options import DAY, Json, Options
from ui.cli.progress import ArticleBar
from ui.cli.report import Report
from ui.cli.showing import article_shape, write_fields
from ui.cli.terminal import output, write, write_json
from ui.correcting import correct

CLEARABLE = ("title", "source", "author", "published", "url", "place")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ADDRESS = re.compile(r"https?://[^/\s]")


def edit(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="Its id (or the start of it), file name, address or title.", show_default=False)],
    title: Annotated[str | None, typer.Option(help="Its title.", show_default=False)] = None,
    source: Annotated[str | None, typer.Option(help="The outlet that published it.", show_default=False)] = None,
    author: Annotated[str | None, typer.Option(help="Who wrote it.", show_default=False)] = None,
    published: Annotated[datetime | None, typer.Option(formats=[DAY], help="The day it was published.", show_default=False)] = None,
    url: Annotated[str | None, typer.Option(help="Its address.", show_default=False)] = None,
    language: Annotated[str | None, typer.Option(metavar="CODE", help="Its language, e.g. ar.", show_default=False)] = None,
    place: Annotated[str | None, typer.Option(help="Where the report was written.", show_default=False)] = None,
    clear: Annotated[
        list[str] | None, typer.Option("--clear", metavar="FIELD", help=f"Say that it has none: {', '.join(CLEARABLE)}. Repeatable.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Forget all corrections: it is again what its source says.")] = False,
    as_json: Json = False,
) -> None:
    """Correct what is known of an article.

    What you say wins over its source, now and whenever it is read again.
    """
    fields: dict[str, str | None] = {"title": title, "source": source, "author": author, "url": url, "place": place}
    fields |= {"language": language.lower() if language else None, "published": published.date().isoformat() if published else None}
    changed = {name: value for name, value in fields.items() if value is not None} | _cleared(clear or [])
    if undo == bool(changed):
        raise typer.BadParameter("give the fields to correct, or --undo.")
    _check(changed)
    options: Options = context.obj
    with open_to_write(options.settings()) as library:
        found = library.article(article)
        outcome = correct(library, found.id, changed)
        found = library.article(found.id)
    if outcome.reason:
        write(output(), outcome.reason)
    if as_json:
        write_json(article_shape(found))
    else:
        write_fields(output(), found)


def reclean(
    context: typer.Context,
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Ids, file names, addresses or titles; all without.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Clean articles again, as after an upgrade.

    What was read is kept, so no source is needed. Only what comes out different is embedded again.
    """
    from index.record import recorded

    options: Options = context.obj
    report = Report(keeps_all=as_json)
    with Stop() as stop, open_to_write(options.settings()) as library:
        chosen = choose(library, references) if references else None
        ids = list(library.catalog.articles.ids()) if chosen is None else chosen.ids()
        with ArticleBar("Cleaning", len(ids)) as bar:
            outcomes = recorded(
                library.catalog, "reclean", references or [], library.reclean(list(ids)), stopped=lambda: stop.signal is not None
            )
            for outcome in stop.until(outcomes):
                report.add(outcome)
                bar.add(outcome.chunks)
        report.signal = stop.signal
        report.job = library.catalog.jobs.list(limit=1)[0].id
    missing = chosen.missing if chosen else []
    report.write_problems()
    if as_json:
        write_json({**report.shape(), "missing": missing})
    else:
        report.write()
    if missing:
        raise typer.Exit(SOME_FAILED if ids else NOTHING_DONE)
    raise typer.Exit(report.exit_code)


def _cleared(names: list[str]) -> dict[str, str | None]:
    for name in names:
        if name not in CLEARABLE:
            raise typer.BadParameter(f"--clear {name}: one of {', '.join(CLEARABLE)}.")
    return {name: "" if name == "title" else None for name in names}


def _check(fields: dict[str, Any]) -> None:
    language, url = fields.get("language"), fields.get("url")
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise typer.BadParameter(f"--language {language}: write its ISO 639 code, such as ar or en.")
    if url is not None and not _ADDRESS.match(url):
        raise typer.BadParameter(f"--url {url}: an address begins with http:// or https://.")
