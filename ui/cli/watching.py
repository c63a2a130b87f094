"""``watch``: a library that follows directories."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import LibraryLockedError, ReadError
from ui.cli.boundary import SIGNALLED, Stop
from ui.cli.indexing import Order, index_sources, new_fetcher, read_columns
from ui.cli.library import open_with, read_embedder, write_notices
from ui.cli.options import Json, Options
from ui.cli.report import Report
from ui.cli.terminal import output, write

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.library import Library
    from index.settings import Settings

_LOOK = 500  # milliseconds between two looks at whether to stop
_SETTLED = 1_000  # milliseconds without a change that end a batch


def watch(
    context: typer.Context,
    directories: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Directories to follow.", show_default=False)],
    columns: Annotated[list[str] | None, typer.Option("--column", metavar="FIELD=NAME", help="As for `sanad index`.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Outlet of the articles that name none.", show_default=False)] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Language of the articles that state none.", show_default=False)
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove the articles of files that are deleted; does not ask.")] = False,
    no_network: Annotated[bool, typer.Option("--no-network", help="Fetch nothing: no pages of feeds.")] = False,
    as_json: Json = False,
) -> None:
    """Index directories, then follow them.

    What is saved into them goes into the library within seconds, until Ctrl-C. Between changes the library is free for other commands.

    With --json each batch of changes is one object on a line of its own.
    """
    options: Options = context.obj
    settings = options.settings()
    for directory in directories:
        if not directory.is_dir():
            raise ReadError(f"{directory} is not a directory.", remedy="Give directories that exist.")
    order = Order(sources=(), columns=read_columns(columns or []), source=source, language=language.lower() if language else None)
    with Stop() as stop:
        follower = _Follower(order, directories, settings, stop=stop, network=not no_network, prune=prune)
        for report in follower.reports():
            _write(report, as_json=as_json)
    raise typer.Exit(SIGNALLED + stop.signal if stop.signal is not None else 0)


class _Follower:
    """Waits for changes and indexes them."""

    def __init__(self, order: Order, directories: list[Path], settings: "Settings", *, stop: Stop, network: bool, prune: bool) -> None:
        self._order = order
        self._directories = [directory.resolve() for directory in directories]
        self._settings = settings
        self._stop = stop
        self._fetcher = new_fetcher if network else None
        self._prune = prune
        self._embedder = cache(lambda: read_embedder(settings))  # loaded once, when first needed
        self._locked = False

    def reports(self) -> Iterator[Report]:
        """One report for the directories as they are, then one for each batch of changes."""
        from watchfiles import Change, watch

        from index.readers.files import is_wanted

        waiting = {str(directory) for directory in self._directories}  # the watch begins before they are read: nothing is missed
        something_gone = self._prune
        changes = watch(
            *self._directories,
            watch_filter=None,
            debounce=_SETTLED,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            stop_event=_Asked(self._stop),
            raise_interrupt=False,
        )
        for batch in changes:
            ours = [(change, path) for change, path in batch if not self._is_passed_over(Path(path))]
            waiting |= {path for change, path in ours if change != Change.deleted and (Path(path).is_dir() or is_wanted(Path(path).name))}
            something_gone |= self._prune and any(change == Change.deleted for change, _ in ours)
            try:
                report = self._indexed(waiting, prune=something_gone)
            except LibraryLockedError as error:
                if not self._locked:
                    write_notices([f"{error.message} The changes wait."])
                self._locked = True
                continue
            self._locked = False
            if report is not None:
                yield report
            waiting, something_gone = set(), False

    def _indexed(self, waiting: Iterable[str], *, prune: bool) -> Report | None:
        named = set(waiting)  # a directory stands for what is in it
        there = tuple(sorted(path for path in named if Path(path).exists() and not named & set(map(str, Path(path).parents))))
        report = Report(keeps_all=True)
        if there:
            order = self._order.model_copy(update={"sources": there})
            report = index_sources(order, self._settings, fetcher=self._fetcher, stop=self._stop, opened=self._opened, keeps_all=True)
        if prune:
            self._remove_gone(report)
        return report if report.total else None

    def _remove_gone(self, report: Report) -> None:
        from index.found import vanished
        from index.ingest import Ingest
        from index.record import recorded
        from ui.cli.state import open_catalog

        with open_catalog(self._settings) as catalog:
            if not vanished(catalog, self._directories):
                return
        with self._opened(self._settings) as library:
            ingest = Ingest(library, settings=self._settings)
            for outcome in recorded(library.catalog, "prune", list(map(str, self._directories)), ingest.prune(self._directories)):
                report.add(outcome)

    def _opened(self, settings: "Settings") -> "Library":
        embedder: Embedder | None = self._embedder()
        return open_with(embedder, settings)

    def _is_passed_over(self, path: Path) -> bool:
        """Hidden in every directory that is followed, or of a library: what this writes must not wake it."""
        from index.readers.files import is_hidden, is_of_library

        around = [directory for directory in self._directories if path.is_relative_to(directory)]
        return all(any(map(is_hidden, path.relative_to(one).parts)) or is_of_library(path, below=one) for one in around)


class _Asked:
    """``Stop`` in the shape the watch asks for: a ``threading.Event``."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop

    def is_set(self) -> bool:
        return self._stop.signal is not None


def _write(report: Report, *, as_json: bool) -> None:
    report.write_problems()
    if as_json:
        sys.stdout.write(json.dumps(report.shape(), ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    write(output(), (time.strftime("%H:%M:%S "), "dim"), report.line())
