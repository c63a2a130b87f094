"""Progress on standard error: what is done, how fast, and how long it will take. Silent when nobody watches."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeRemainingColumn
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
