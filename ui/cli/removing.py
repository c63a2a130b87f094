"""``delete`` and ``restore``."""

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.boundary import NOTHING_DONE, SOME_FAILED
from ui.cli.choosing import Chosen, choose, choose_by_filters, choose_deleted, days_between, ids_matching, write_chosen
from ui.cli.library import open_to_write
from ui.cli.options import DAY, Day, Json, Languages, Options, Sources, Yes, read_filters
from ui.cli.report import Report
from ui.cli.state import open_to_read
from ui.cli.terminal import count, messages, output, write, write_json

if TYPE_CHECKING:
    from index.library import Library
    from index.models import Filters
    from index.settings import Settings

Before = Annotated[Day, typer.Option("--before", formats=[DAY], help="Articles published before this day.", show_default=False)]
After = Annotated[Day, typer.Option("--after", formats=[DAY], help="Articles published after this day.", show_default=False)]


def delete(
    context: typer.Context,
    references: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Ids, file names, addresses or titles.", show_default=False)
    ] = None,
    sources: Sources = None,
    languages: Languages = None,
    before: Before = None,
    after: After = None,
    matching: Annotated[
        str | None,
        typer.Option("--matching", metavar="QUERY", help="Articles with a passage that has most of these words.", show_default=False),
    ] = None,
    purge: Annotated[bool, typer.Option("--purge", help="For good, with all versions: nothing can be restored or cited any more.")] = False,
    yes: Yes = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    as_json: Json = False,
) -> None:
    """Remove articles; `sanad restore` brings them back.

    Name the articles, or say which are meant: options that are given together must all be true of an article.

    Shows what it found and asks. The files the articles were read from stay.
    """
    if as_json and not (yes or dry_run):
        raise typer.BadParameter("--json asks no questions: add --yes or --dry-run.")
    options: Options = context.obj
    settings = options.settings()
    filters = read_filters(languages, sources, *days_between(before, after))
    said = [*(references or []), *_said(filters, matching)]
    if not said or (references and said != references):
        raise typer.BadParameter("name articles, or say by options which are meant; not both.")
    found_by_words = ids_matching(matching, settings, filters) if matching else None
    with open_to_read(settings) as library:
        chosen = _chosen(library, references, filters, found_by_words)
    if not as_json:
        write_chosen(chosen.articles, verb="would delete" if dry_run else "")
    confirmed = bool(chosen.articles) and not dry_run and (yes or _confirm(len(chosen.articles), purge=purge))
    deleted = _delete(settings, chosen, said, purge=purge) if confirmed else 0
    if as_json:
        write_json({"articles": chosen.shapes(), "deleted": deleted, "dry_run": dry_run, "purged": purge, "missing": chosen.missing})
    else:
        _write_deleted(chosen, deleted, dry_run=dry_run, purge=purge)
    if chosen.missing:
        raise typer.Exit(SOME_FAILED if chosen.articles else NOTHING_DONE)


def restore(
    context: typer.Context,
    references: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Ids, file names or titles of deleted articles.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring deleted articles back.

    Without ids, lists what can be brought back, latest deleted first.
    """
    options: Options = context.obj
    settings = options.settings()
    if not references:
        _list_deleted(options, as_json=as_json)
        return
    from index.record import recorded

    report = Report(keeps_all=True)
    with open_to_write(settings) as library:
        chosen = choose_deleted(library, references)
        outcomes = library.restore(chosen.ids())
        for outcome in recorded(library.catalog, "restore", references, outcomes) if chosen.articles else ():
            report.add(outcome)
    if as_json:
        write_json({**report.shape(), "missing": chosen.missing})
    else:
        report.write_problems()
        write(output(), f"{count(report.total, 'article')} restored.")
    if chosen.missing:
        raise typer.Exit(SOME_FAILED if chosen.articles else NOTHING_DONE)
    raise typer.Exit(report.exit_code)


def _said(filters: "Filters", matching: str | None) -> list[str]:
    """What was said of the articles, as the job records it."""
    said = filters.model_dump(mode="json", exclude_defaults=True)
    return [f"{name}={value}" for name, value in {**said, **({"matching": matching} if matching else {})}.items()]


def _chosen(library: "Library", references: list[str] | None, filters: "Filters", found_by_words: list[str] | None) -> Chosen:
    if references:
        return choose(library, references)
    if found_by_words is None:
        return choose_by_filters(library, filters)
    articles = (library.catalog.articles.get(identity) for identity in found_by_words)
    return Chosen([article for article in articles if article], [])


def _confirm(number: int, *, purge: bool) -> bool:
    what = f"Delete {count(number, 'article')} for good" if purge else f"Delete {count(number, 'article')}"
    return typer.confirm(f"{what}?", err=True)


def _delete(settings: "Settings", chosen: Chosen, said: list[str], *, purge: bool) -> int:
    with open_to_write(settings) as library:
        jobs = library.catalog.jobs
        job = jobs.start("purge" if purge else "delete", said)
        deleted = library.delete(chosen.ids(), purge=purge)
        jobs.update(job, {"removed": deleted})
        jobs.finish(job, "done")
    return deleted


def _write_deleted(chosen: Chosen, deleted: int, *, dry_run: bool, purge: bool) -> None:
    if not chosen.articles and not chosen.missing:
        write(output(), "No article is meant by this.")
    elif not dry_run and chosen.articles:
        back = "" if purge else " `sanad restore` brings them back."
        write(output(), f"{count(deleted, 'article')} deleted.{back}" if deleted else "Nothing was deleted.")


def _list_deleted(options: Options, *, as_json: bool) -> None:
    with open_to_read(options.settings()) as library:
        catalog = library.catalog.articles
        found = Chosen([article for article in map(catalog.get, catalog.deleted()) if article], [])
    if as_json:
        write_json({"articles": found.shapes()})
        return
    write_chosen(found.articles)
    write(messages(), (f"{count(len(found.articles), 'article')} can be restored.", "dim"))
