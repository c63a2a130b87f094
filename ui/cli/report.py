"""What became of sources: counted, shown as a table, and as JSON."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ui.cli.boundary import DONE, NOTHING_DONE, SIGNALLED, SOME_FAILED, write_error
from ui.cli.library import write_notices
from ui.cli.terminal import clean, messages, output, write

if TYPE_CHECKING:
    from index.intake import Outcome

SHOWN = 20  # failures; the rest is in the job

_RESULTS = {
    "added": "",
    "updated": "",
    "unchanged": "",
    "duplicate": "already there under another name",
    "removed": "",
    "failed": "",
}


@dataclass
class Report:
    """The outcomes of a run, as they come.

    Attributes:
        keeps_all: Whether every outcome is kept, for JSON; otherwise memory stays flat however many there are.
        seconds: How long it took.
        job: The number under which it is recorded.
        signal: The signal that ended it early.
    """

    keeps_all: bool = False
    seconds: float = 0.0
    job: int | None = None
    signal: int | None = None
    notices: list[str] = field(default_factory=list)
    chunks: int = 0
    near_copies: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _failed: list["Outcome"] = field(default_factory=list)
    _reasons: dict[str, None] = field(default_factory=dict)
    _outcomes: list["Outcome"] = field(default_factory=list)

    def add(self, outcome: "Outcome") -> None:
        """Count one."""
        self._counts[outcome.result] += 1
        self.chunks += outcome.chunks
        self.near_copies += outcome.near_copy_of is not None
        if self.keeps_all:
            self._outcomes.append(outcome)
        if outcome.result == "failed":
            if len(self._failed) < SHOWN:
                self._failed.append(outcome)
        elif outcome.reason:
            self._reasons[outcome.reason] = None

    @property
    def total(self) -> int:
        """How many outcomes there were."""
        return self._counts.total()

    @property
    def exit_code(self) -> int:
        """0; 1 if some failed, 2 if all did, 128 and the number of the signal if one ended it."""
        if self.signal is not None:
            return SIGNALLED + self.signal
        failed = self._counts["failed"]
        if not failed:
            return DONE
        return NOTHING_DONE if failed == self.total else SOME_FAILED

    def shape(self) -> dict[str, Any]:
        """The object of ``--json``."""
        return {
            **{name: self._counts[name] for name in _RESULTS},
            "near_copies": self.near_copies,
            "chunks": self.chunks,
            "stopped": self.signal is not None,
            "seconds": round(self.seconds, 3),
            "job": self.job,
            "notices": [*self.notices, *self._reasons],
            "articles": [outcome.model_dump(mode="json") for outcome in self._outcomes],
        }

    def write_problems(self) -> None:
        """Name on standard error what failed, and what a person should know."""
        for outcome in self._failed:
            write_error(clean(named(outcome.origin, f"{outcome.reason} {outcome.remedy}")))
        more = self._counts["failed"] - len(self._failed)
        if more:
            write(messages(), f"... and {more:,} more: `sanad jobs {self.job}` lists them all.")
        write_notices([*self.notices, *self._reasons])

    def write(self) -> None:
        """Write the table."""
        console = output()
        lines = {**{name: (self._counts[name], about) for name, about in _RESULTS.items()}}
        lines["near-copies"] = (self.near_copies, "of other articles; kept, and counted as one voice")
        for name, (number, about) in lines.items():
            if number:
                style = "red" if name == "failed" else ""
                write(console, (f"{name:<12}{number:>9,}", style), (f"   {about}" if about else "", "dim"))
        if self.signal is not None:
            write(console, "Stopped. What was finished is kept; the same command goes on from there.")
        write(console, (f"{_total(self.total)} in {self.seconds:,.1f} s{self._rates()}", "dim"))

    def line(self) -> str:
        """The counts in one line."""
        return ", ".join(f"{self._counts[name]:,} {name}" for name in _RESULTS if self._counts[name]) or "nothing"

    def _rates(self) -> str:
        if self.seconds <= 1:
            return ""
        chunks = f", {self.chunks / self.seconds:,.0f} chunks/s" if self.chunks else ""
        return f" ({self.total / self.seconds:,.0f} articles/s{chunks})"


def named(origin: str, text: str) -> str:
    """``text``, with the source in front unless it names it."""
    shown = place(origin)
    return text if shown.rpartition("/")[2] in text else f"{shown}: {text}"


def place(origin: str) -> str:
    """An origin as a person would write it: the path of a file, anything else as it is."""
    parts = urlsplit(origin)
    if parts.scheme != "file":
        return origin
    return unquote(parts.path) + (f" ({unquote(parts.fragment)})" if parts.fragment else "")


def _total(number: int) -> str:
    return "1 article" if number == 1 else f"{number:,} articles"
