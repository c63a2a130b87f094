"""The lines of a run's file, and what a list of runs shows. All are frozen."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field, JsonValue

from eval.models import CaseResult, Choice, SetKind
from index.models import Record


class Begun(Record):
    """The first line: what the run asks, and all that its figures depend on, as far as it is known before a library is open.

    Attributes:
        format: Of the file.
        questions: How many answers it will have when it is finished.
        library: The library that is asked, as a path; empty for a temporary one.
        settings: In force, without secrets.
        versions: Of Python, of the packages that can change a result, and a digest of Sanad's own ``code``.
        commit: Of the checkout it was started in, with ``+`` when files were changed there; empty outside of one.
        today: The day that relative dates of questions count from.
        workers: Processes that asked; they change nothing but the time it takes.
        grid: What tells the runs of one grid from all others; empty for a single run.
        point: The settings that this run of a grid has and others have not.
    """

    format: Literal[1] = 1
    set_path: str
    set_name: str
    set_kind: SetKind
    set_sha256: str
    parts: dict[str, str]
    choice: Choice
    answered: bool
    limit: int | None
    keep_going: bool
    questions: int
    library: str
    settings: dict[str, JsonValue]
    versions: dict[str, str]
    commit: str
    today: date
    workers: int
    grid: str = ""
    point: dict[str, str] = Field(default_factory=dict)
    started: datetime


class Opened(Record):
    """A line for each library that is asked: what is known once it is open.

    Attributes:
        phase: What is asked of it: ``alone`` (before other articles join), ``whole``, or ``half 1`` and ``half 2``.
        fingerprint: Of the embedder.
        articles: Digest of the ids and versions of all articles.
        counts: ``documents`` and ``chunks``.
        notices: What the library says of itself.
    """

    phase: str
    fingerprint: str | None
    articles: str
    counts: dict[str, int]
    notices: tuple[str, ...] = ()


class Row(Record):
    """A line for each case, written when it is finished, in whatever order that is.

    Attributes:
        phase: Of which library it was asked.
        position: Its place in the set, from 0.
        elapsed: Seconds that the run had been under way.
    """

    phase: str
    position: int
    elapsed: float
    case: CaseResult


class Ended(Record):
    """The last line of a finished run: its figures, which the cases give again at any time."""

    metrics: dict[str, float]
    by_language: dict[str, dict[str, float]]
    alone: dict[str, float]
    latency: dict[str, float]
    tokens: dict[str, float] = Field(default_factory=dict)
    counts: dict[str, int]
    notices: tuple[str, ...]
    seconds: float


class Line(Record):
    """One line of the file: exactly one of these."""

    begun: Begun | None = None
    opened: Opened | None = None
    row: Row | None = None
    ended: Ended | None = None


class Listed(Record):
    """A run as a list shows it.

    Attributes:
        name: What it goes by: the name of its file, without the ending.
        done: Questions that are answered.
        complete: Whether it is finished.
        metrics: Its figures; empty until it is finished.
    """

    name: str
    set_name: str
    started: datetime
    questions: int
    done: int
    complete: bool
    failed: int = 0
    grid: str = ""
    point: dict[str, str] = Field(default_factory=dict)
    metrics: dict[str, float] = Field(default_factory=dict)
    seconds: float | None = None
