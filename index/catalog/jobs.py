"""What was asked of a library, and what became of it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from index.catalog.database import Database, Row
from index.models import Record

JobStatus = Literal["running", "done", "stopped", "failed"]


class Problem(Record):
    """A source that failed in a job: which one, why, and what can be done."""

    origin: str
    reason: str
    remedy: str


class Job(Record):
    """One run that changed a library.

    Attributes:
        status: ``running`` until the library is opened again, where its process died; then ``failed``.
        counts: How many sources came to each result.
    """

    id: int
    kind: str
    arguments: tuple[str, ...]
    started_at: datetime
    finished_at: datetime | None
    status: JobStatus
    counts: dict[str, int]


class JobTable:
    """Jobs and their problems."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def start(self, kind: str, arguments: Sequence[str]) -> int:
        """A new job; its number."""
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO job (kind, arguments, started_at, status, counts) VALUES (?, ?, ?, 'running', '{}')",
                (kind, json.dumps(list(arguments), ensure_ascii=False), _now()),
            )
            return int(cursor.lastrowid or 0)

    def update(self, number: int, counts: Mapping[str, int], problems: Sequence[Problem] = ()) -> None:
        """Record how far a job got, and what failed since the last call."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE job SET counts = ? WHERE id = ?", (json.dumps(dict(counts)), number))
            connection.executemany(
                "INSERT INTO job_problem (job, origin, reason, remedy) VALUES (?, ?, ?, ?)",
                [(number, problem.origin, problem.reason, problem.remedy) for problem in problems],
            )

    def finish(self, number: int, status: JobStatus) -> None:
        """Record that a job ended."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE job SET status = ?, finished_at = ? WHERE id = ?", (status, _now(), number))

    def abandon(self) -> None:
        """Mark the jobs whose process died: the caller holds the library's lock, so none of them can be running."""
        if not self._database.value("SELECT 1 FROM job WHERE status = 'running'"):
            return
        with self._database.transaction() as connection:
            connection.execute("UPDATE job SET status = 'failed', finished_at = ? WHERE status = 'running'", (_now(),))

    def list(self, limit: int = 50) -> tuple[Job, ...]:
        """Jobs, latest first."""
        rows = self._database.read(f"SELECT {_COLUMNS} FROM job ORDER BY id DESC LIMIT ?", (limit,))
        return tuple(_job(row) for row in rows)

    def get(self, number: int) -> Job | None:
        """One job; ``None`` when there is none of that number."""
        rows = self._database.read(f"SELECT {_COLUMNS} FROM job WHERE id = ?", (number,))
        return _job(rows[0]) if rows else None

    def problems(self, number: int) -> tuple[Problem, ...]:
        """What failed in a job."""
        rows = self._database.read("SELECT origin, reason, remedy FROM job_problem WHERE job = ? ORDER BY rowid", (number,))
        return tuple(Problem(origin=row[0], reason=row[1], remedy=row[2]) for row in rows)


_COLUMNS = "id, kind, arguments, started_at, finished_at, status, counts"


def _job(row: Row) -> Job:
    return Job(
        id=row[0],
        kind=row[1],
        arguments=tuple(json.loads(row[2])),
        started_at=row[3],
        finished_at=row[4],
        status=row[5],
        counts=json.loads(row[6]),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat()
