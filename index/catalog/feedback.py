"""What people said of kept answers: one rating for each, beside it in the same file."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from index.catalog.database import Database, Row
from index.models import Record

Rating = Literal["up", "down", "wrong_citation"]

_COLUMNS = "answer, rating, wrong, comment, given_at"


class KeptFeedback(Record):
    """What somebody said of one answer.

    Attributes:
        answer: Its number.
        wrong: Numbers of the citations that do not support their sentence; none unless ``rating`` is ``wrong_citation``.
        comment: In the person's own words; may be empty.
    """

    answer: int
    rating: Rating
    wrong: tuple[int, ...] = ()
    comment: str = ""
    given_at: datetime


class FeedbackTable:
    """The ratings of one file of answers; each goes with its answer."""

    def __init__(self, database: Database) -> None:
        """Read and write through ``database``."""
        self._database = database

    def give(self, feedback: KeptFeedback) -> bool:
        """Keep a rating in place of the one the answer had; whether there is such an answer."""
        values = (feedback.rating, json.dumps(feedback.wrong), feedback.comment, feedback.given_at.isoformat())
        with self._database.transaction() as connection:
            if connection.execute("SELECT 1 FROM answer WHERE id = ?", (feedback.answer,)).fetchone() is None:
                return False
            connection.execute(f"INSERT OR REPLACE INTO feedback ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", (feedback.answer, *values))
            return True

    def withdraw(self, answer: int) -> bool:
        """Forget the rating of an answer; whether it had one."""
        with self._database.transaction() as connection:
            return connection.execute("DELETE FROM feedback WHERE answer = ?", (answer,)).rowcount > 0

    def of(self, answers: Sequence[int]) -> dict[int, KeptFeedback]:
        """The ratings of some answers, by number."""
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM feedback WHERE answer IN (SELECT value FROM json_each(?))", (json.dumps(list(answers)),)
        )
        return {row[0]: _feedback(row) for row in rows}

    def all(self) -> tuple[KeptFeedback, ...]:
        """Every rating, the oldest first."""
        return tuple(map(_feedback, self._database.read(f"SELECT {_COLUMNS} FROM feedback ORDER BY given_at, answer")))


def _feedback(row: Row) -> KeptFeedback:
    return KeptFeedback(answer=row[0], rating=row[1], wrong=tuple(json.loads(row[2])), comment=row[3], given_at=row[4])
