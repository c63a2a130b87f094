"""Progress on standard error: what is done, how fast, and how long it will take. Silent when nobody watches."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from ui.cli.terminal import messages


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="dim")


class Bar:
    """A progress bar that can be moved to any state, for work that reports ``(done, total)`` or one by one."""

    def __init__(self, what: str, total: int | None = None, *, console: Console | None = None) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), _Rate())
        shown = console or messages()
        self._progress = Progress(*columns, TimeRemainingColumn(), console=shown, transient=True, disable=not shown.is_terminal)
        self._task = self._progress.add_task(what, total=total)
        self._stage = what

    def __enter__(self) -> Self:
        """Start drawing."""
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Take the bar away."""
        self._progress.stop()

    def step(self) -> None:
        """One more is done."""
        self._progress.advance(self._task)

    def report(self, stage: str, done: int, total: int) -> None:
        """So many are done, of so many, in this stage; a new stage has a rate of its own."""
        if stage != self._stage:
            self._stage = stage
            self._progress.reset(self._task, total=total, description=stage.capitalize())
        self._progress.update(self._task, completed=done, total=total)


class _ChunkRate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.fields["chunks"] / task.elapsed if task.elapsed else 0.0
        return Text(f"{speed:,.0f} chunks/s" if speed else "", style="dim")


class ArticleBar:
    """Articles of about how many, chunks a second, and the time that remains."""

    def __init__(self, what: str, total: int, *, console: Console | None = None) -> None:
        shown = console or messages()
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("articles"),
            _ChunkRate(),
        )
        self._progress = Progress(*columns, TimeRemainingColumn(), console=shown, transient=True, disable=not shown.is_terminal)
        self._task = self._progress.add_task(what, total=total, chunks=0)
        self._total = total
        self._done = 0
        self._chunks = 0

    def __enter__(self) -> Self:
        """Start drawing."""
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Take the bar away."""
        self._progress.stop()

    def add(self, chunks: int, *, stopping: bool = False) -> None:
        """One more article is done, which has so many chunks; a total that was guessed too low grows."""
        self._done += 1
        self._chunks += chunks
        total = max(self._total, self._done)
        self._progress.update(self._task, completed=self._done, total=total, chunks=self._chunks)
        if stopping:
            self._progress.update(self._task, description="Stopping")


class ByteBar:
    """One bar for each file that arrives: how much, how fast, and how long it will take."""

    def __init__(self, *, console: Console | None = None) -> None:
        shown = console or messages()
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=shown, disable=not shown.is_terminal)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        """Start drawing."""
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop drawing; the bars stay."""
        self._progress.stop()

    def report(self, file: str, done: int, total: int) -> None:
        """So many bytes of a file are there, of so many."""
        if file not in self._tasks:
            self._tasks[file] = self._progress.add_task(file, total=total)
        self._progress.update(self._tasks[file], completed=done)
