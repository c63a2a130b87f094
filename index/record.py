"""A run on record: what was asked, how far it got and what failed, while it is under way."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from index.catalog import Catalog
from index.catalog.jobs import JobStatus, Problem
from index.intake import Outcome

Stopped = Callable[[], bool]

_OUTCOMES = 64  # between two notes


def never() -> bool:
    """Of a run that nobody stops."""
    return False


def recorded(
    catalog: Catalog, kind: str, arguments: Sequence[str], outcomes: Iterable[Outcome], *, stopped: Stopped = never
) -> Iterator[Outcome]:
    """``outcomes``, recorded as a job while they are drawn.

    Args:
        catalog: Where the job is kept.
        kind: The command.
        arguments: What it was given.
        outcomes: What it does.
        stopped: Whether a person ended it early.
    """
    job = catalog.jobs.start(kind, arguments)
    counts: Counter[str] = Counter()
    problems: list[Problem] = []
    status: JobStatus = "failed"
    try:
        for outcome in outcomes:
            counts[outcome.result] += 1
            if outcome.result == "failed":
                problems.append(Problem(origin=outcome.origin, reason=outcome.reason, remedy=outcome.remedy))
            if counts.total() % _OUTCOMES == 0:
                catalog.jobs.update(job, counts, problems)
                problems = []
            yield outcome
        status = "stopped" if stopped() else "done"
    finally:
        catalog.jobs.update(job, counts, problems)
        catalog.jobs.finish(job, status)
