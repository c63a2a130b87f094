"""What a comparison says, as records."""

from typing import Literal

from eval.statistics.models import Difference
from index.models import Record
from rag.models import Status

Kind = Literal["retrieval", "citation", "declining", "failed"]


class Side(Record):
    """One case as one run has it.

    Attributes:
        rank: Of the first right article; ``None`` when none is among the first 100, or none is right.
        status: Of the answer; ``None`` when none was asked for.
        quotes: The cited words, by number.
        right: Whether the answer is contained; for an unanswerable question, whether it was declined; ``None`` when unknown.
        error: Why it failed.
    """

    rank: int | None
    status: Status | None
    quotes: tuple[str, ...]
    right: bool | None
    error: str | None


class Change(Record):
    """A case that is not the same in both runs.

    Attributes:
        kinds: What changed: the rank of the first right article, what is cited, whether it was declined, whether it failed.
        why: One sentence for each of them.
        weight: How much it matters, to put the largest first; positive when the second run is better.
    """

    id: str
    question: str
    language: str
    answerable: bool
    kinds: tuple[Kind, ...]
    why: tuple[str, ...]
    weight: float
    first: Side
    second: Side


class Part(Record):
    """The differences of a part of the cases, corrected together with those of the other parts of the same kind."""

    by: str
    value: str
    cases: int
    small: bool
    differences: tuple[Difference, ...]


class Comparison(Record):
    """How a second run differs from a first, over the same cases.

    Attributes:
        first: Name of the first run, ``A`` in words.
        second: Of the second, ``B``.
        settings: What was set otherwise, by name: in the first, in the second.
        without: Metrics that only one run has, or that are no function of single cases: they are not compared.
        changes: The cases that are not the same, those that matter most first.
    """

    first: str
    second: str
    set_name: str
    cases: int
    settings: dict[str, tuple[str, str]]
    differences: tuple[Difference, ...]
    without: tuple[str, ...]
    parts: tuple[Part, ...]
    changes: tuple[Change, ...]
