"""``index``: articles into a library."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import Field

from index.errors import ReadError
from index.models import Record
from ui.cli.boundary import Stop
from ui.cli.library import open_to_write
from ui.cli.options import Json, Options, Yes
from ui.cli.progress import ArticleBar
from ui.cli.report import Report, place
from ui.cli.terminal import clean, count, messages, output, write, write_json

if TYPE_CHECKING:
    from index.fetch import Fetcher
    from index.intake import Outcome
    from index.library import Library
    from index.readers.source import ReadOptions, Source, Unreadable
    from index.settings import Settings

SHOWN = 20  # of what would be pruned
FIELDS = ("title", "text", "url", "published", "source", "author", "language")  # of an article, which a column may hold


class Order(Record):
    """What a person asked to be indexed.

    Attributes:
        sources: Paths, addresses, or ``-`` for standard input.
        columns: For tables: article field to column.
        source: The outlet of whatever names none.
        language: The language of whatever names none.
        workers: Processes that read; ``None`` leaves one core free.
    """

    sources: tuple[str, ...]
    columns: dict[str, str] = Field(default_factory=dict)
    source: str | None = None
    language: str | None = None
    workers: int | None = None

    @property
    def directories(self) -> list[Path]:
        """The paths among the sources."""
        from index.found import is_address

        return [Path(source) for source in self.sources if source != "-" and not is_address(source)]

    def read_options(self) -> "ReadOptions":
        """How to read, for the readers."""
        from index.readers.source import ReadOptions

        return ReadOptions(columns=self.columns, source=self.source, language=self.language)


def index(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE...", help="Files, directories, addresses, or - for standard input.", show_default=False),
    ] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Index the sample articles that come with Sanad.")] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="FIELD=NAME", help=f"Column of a table that holds a field: {', '.join(FIELDS)}. Repeatable."),
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Outlet of the articles that name none.", show_default=False)] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="CODE", help="Language of the articles that state none, e.g. ar.", show_default=False),
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Also remove the articles of files gone from these directories; asks first.")
    ] = False,
    yes: Yes = False,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes that read; 0 reads in this one.", show_default="all cores but one, 1 to 3")
    ] = None,
    no_network: Annotated[bool, typer.Option("--no-network", help="Fetch nothing: no addresses, no pages of feeds.")] = False,
    as_json: Json = False,
) -> None:
    """Put articles into the library.

    Reads text, Markdown, HTML, saved pages, PDF, DOCX, ODT, RTF, EPUB, e-mail, tables (CSV, JSON Lines, Parquet), feeds, archives.
    What it is, is told by its content. What is there already and unchanged costs nothing.

    What cannot be read is named and the rest goes in. Ctrl-C stops after what was begun, and the same command goes on from there.
    """
    options: Options = context.obj
    settings = options.settings()
    if samples == bool(sources):
        raise typer.BadParameter("name files, directories or addresses to index, or --samples.")
    order = Order(
        sources=tuple(_expanded(sources or [])),
        columns=read_columns(columns or []),
        source=source,
        language=language.lower() if language else None,
        workers=workers,
    )
    pruning = prune and _may_prune(order, settings, yes=yes, as_json=as_json)
    with Stop() as stop:
        if samples:
            report = _index_samples(settings, stop=stop, keeps_all=as_json)
        else:
            fetcher = None if no_network else new_fetcher
            report = index_sources(order, settings, fetcher=fetcher, stop=stop, prune=pruning, keeps_all=as_json)
    if not report.total and report.job is None:
        remedy = "docs/ingestion.md lists the endings that are looked for; a file that is named is read whatever its ending."
        raise ReadError(f"There are no articles in {', '.join(order.sources)}.", remedy=remedy)
    report.write_problems()
    if as_json:
        write_json(report.shape())
    else:
        report.write()
    raise typer.Exit(report.exit_code)


def index_sources(
    order: Order,
    settings: "Settings",
    *,
    fetcher: "Callable[[], Fetcher] | None",
    stop: Stop,
    opened: "Callable[[Settings], Library]" = open_to_write,
    prune: bool = False,
    keeps_all: bool = False,
) -> Report:
    """Do what ``order`` says; nothing is opened when nothing changed.

    Args:
        order: What to index.
        settings: In force.
        fetcher: Makes what fetches addresses and the pages of feeds; ``None`` refuses them.
        stop: Whether a signal asks to end.
        opened: Opens the library to write.
        prune: Remove the articles of files that are gone, too.
        keeps_all: Whether the report keeps every outcome.
    """
    from index.found import expected

    report = Report(keeps_all=keeps_all)
    started = time.monotonic()
    if not prune and _nothing_changed(order, settings, report):
        report.seconds = time.monotonic() - started
        return report
    total = sum(map(expected, _listed(order))) + order.sources.count("-")
    if not total and not prune:
        return report
    from index.ingest import Ingest

    with opened(settings) as library, ArticleBar("Indexing", total) as bar:
        ingest = Ingest(
            library, settings=settings, options=order.read_options(), fetcher=fetcher() if fetcher else None, workers=order.workers
        )
        outcomes = ingest.run(order.sources, prune=prune, stopped=lambda: stop.signal is not None)
        _draw(outcomes, library, report=report, bar=bar, stop=stop)
    return report


def read_columns(assignments: Sequence[str]) -> dict[str, str]:
    """Column names by article field, from ``field=name``."""
    columns = {}
    for assignment in assignments:
        name, equals, column = assignment.partition("=")
        if not equals or name not in FIELDS or not column:
            raise typer.BadParameter(f"--column {assignment}: write FIELD=NAME, FIELD being one of {', '.join(FIELDS)}.")
        columns[name] = column
    return columns


def _index_samples(settings: "Settings", *, stop: Stop, keeps_all: bool) -> Report:
    from eval.subject import sample_articles
    from index.record import recorded

    report = Report(keeps_all=keeps_all)
    articles = sample_articles(settings)
    with open_to_write(settings) as library, ArticleBar("Indexing", len(articles)) as bar:
        outcomes = library.add(stop.until(articles))
        job = recorded(library.catalog, "index", ["--samples"], outcomes, stopped=lambda: stop.signal is not None)
        _draw(job, library, report=report, bar=bar, stop=stop)
    return report


def _draw(outcomes: "Iterator[Outcome]", library: "Library", *, report: Report, bar: ArticleBar, stop: Stop) -> None:
    started = time.monotonic()
    for outcome in outcomes:
        report.add(outcome)
        bar.add(outcome.chunks, stopping=stop.signal is not None)
    report.seconds = time.monotonic() - started
    report.signal = stop.signal
    report.job = library.catalog.jobs.list(limit=1)[0].id
    report.notices += library.notices


def _listed(order: Order) -> "Iterator[Source | Unreadable]":
    """The files and addresses, without standard input, which can be read only once."""
    from index.found import found

    return found(source for source in order.sources if source != "-")


def _nothing_changed(order: Order, settings: "Settings", report: Report) -> bool:
    """Whether the catalog knows all of it as it is; told without opening indexes or embedder, which take far longer."""
    from index.catalog import CATALOG_FILE, Catalog
    from index.found import unchanged
    from index.record import recorded

    if "-" in order.sources or not (settings.library / CATALOG_FILE).exists():
        return False
    with closing(Catalog(settings.library / CATALOG_FILE)) as catalog:
        outcomes = unchanged(catalog, _listed(order), settings=settings, options=order.read_options())
        if not outcomes:
            return False
        for outcome in recorded(catalog, "index", order.sources, outcomes):
            report.add(outcome)
        report.job = catalog.jobs.list(limit=1)[0].id
    return True


def _may_prune(order: Order, settings: "Settings", *, yes: bool, as_json: bool) -> bool:
    """Say what is gone and ask whether to remove it; true if there is something and it may go."""
    missing = [str(path) for path in order.directories if not path.exists()]
    if missing:
        raise ReadError(f"{missing[0]} does not exist, so nothing is pruned.", remedy="Check that its disk is there, or leave out --prune.")
    if not yes and (as_json or "-" in order.sources):
        raise typer.BadParameter("--prune asks first, which is not possible here: add --yes.")
    gone = _gone(order, settings)
    for uri in gone[:SHOWN]:
        write(output() if not as_json else messages(), ("gone ", "dim"), clean(place(uri)))
    if len(gone) > SHOWN:
        write(messages(), f"... and {len(gone) - SHOWN:,} more.")
    return bool(gone) and (yes or typer.confirm(f"Remove the articles of {count(len(gone), 'file')}?", err=True))


def _gone(order: Order, settings: "Settings") -> list[str]:
    from index.catalog import CATALOG_FILE, Catalog
    from index.found import vanished

    if not (settings.library / CATALOG_FILE).exists():
        return []
    with closing(Catalog(settings.library / CATALOG_FILE)) as catalog:
        return list(vanished(catalog, order.directories))


def _expanded(sources: Sequence[str]) -> Iterator[str]:
    for source in sources:
        yield str(Path(source).expanduser()) if source.startswith("~") else source


def new_fetcher() -> "Fetcher":
    """The way to the network; nothing is asked before there is an address or a feed."""
    from index.fetch import Fetcher

    return Fetcher()
