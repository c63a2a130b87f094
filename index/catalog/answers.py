"""Answers that are kept: a file of their own beside the catalog, written while another process indexes.

Neither the lock of the library nor a rebuild concerns it. What an answer, its request and its settings look like is not known
here: they are kept as the JSON they are given as.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import JsonValue

from index.catalog.answer_schema import MIGRATIONS as MIGRATIONS
from index.catalog.database import Database, Row
from index.catalog.feedback import FeedbackTable
from index.models import Record, Span

ANSWERS_FILE = "answers.sqlite"  # in the directory of a library

AnswerState = Literal["working", "done", "stopped", "failed"]

_WAIT = 5.0  # seconds; a write takes milliseconds, and an answer should not hang on its being kept
_TITLE = 120  # characters of the first question


class KeptAnswer(Record):
    """One answer with all that it takes to read it, and to ask for it again.

    Attributes:
        id: Given by ``add``; 0 before.
        conversation: Id of the conversation.
        position: In the conversation, from 1; given by ``add``.
        question: As typed.
        state: ``working`` until it is complete; ``stopped`` when the person ended it, or went away, before it was; ``failed`` when
            there is none.
        request: What was asked besides the question, as JSON.
        answer: The whole answer, as JSON.
        passages: What it was made from, best first.
        settings: In force when it was asked, without secrets.
        versions: Of what can change an answer, by name.
        seconds: From the question to the end of the answer.
        model: The model that wrote it; ``None`` for quotes.
        cost: In the currency of the prices that are set; ``None`` without prices.
        problem: Why it failed, for a person to read; empty otherwise.
    """

    id: int = 0
    conversation: str
    position: int = 0
    asked_at: datetime
    question: str
    state: AnswerState = "done"
    request: str
    answer: str
    passages: tuple[Span, ...] = ()
    settings: dict[str, JsonValue]
    versions: dict[str, str | None]
    seconds: float
    model: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    problem: str = ""


class Conversation(Record):
    """Answers that belong together.

    Attributes:
        title: The first question, until it is renamed.
        last_at: When the latest answer was asked for.
        answers: How many it has.
    """

    id: str
    title: str
    begun_at: datetime
    last_at: datetime
    answers: int


class ModelTotal(Record):
    """What the answers of one model took.

    Attributes:
        model: ``None`` for quotes.
        cost: Of those whose price is known; ``None`` if none is.
        priced: How many these are.
    """

    model: str | None
    answers: int
    prompt_tokens: int
    completion_tokens: int
    cost: float | None
    priced: int


class AnswerTotals(Record):
    """How much is kept, and what it took, by model; most answers first."""

    answers: int
    conversations: int
    models: tuple[ModelTotal, ...]


class AnswerStore(AbstractContextManager["AnswerStore"]):
    """The answers of one library. Threads may share it, and any number of processes may write at the same time."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises:
            CatalogError: It cannot be written, is damaged or newer than this Sanad.
        """
        self._database = Database(path, migrations=MIGRATIONS, wait=_WAIT)
        self.path = path
        self.feedback = FeedbackTable(self._database)

    def add(self, answer: KeptAnswer, *, instead: int | None = None, owner: str = "") -> int:
        """Keep an answer at the end of its conversation, which begins with it if there is none; its number.

        When this returns, the answer outlives the process.

        Args:
            answer: What to keep.
            instead: An answer that goes; the new one takes its place if it was of the same conversation.
            owner: Whose the conversation is if it begins; one that is there stays whose it is.
        """
        moment = answer.asked_at.isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO conversation (id, title, begun_at, owner) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET deleted_at = NULL",
                (answer.conversation, " ".join(answer.question.split())[:_TITLE], moment, owner),
            )
            place = "DELETE FROM answer WHERE id = ? AND conversation = ? RETURNING position"
            gone = connection.execute(place, (instead, answer.conversation)).fetchone()
            query = "SELECT coalesce(max(position), 0) + 1 FROM answer WHERE conversation = ?"
            (position,) = gone or connection.execute(query, (answer.conversation,)).fetchone()
            values = _values(answer) | {"position": position}
            marks = ", ".join("?" * len(values))
            cursor = connection.execute(f"INSERT INTO answer ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
            return int(cursor.lastrowid or 0)

    def replace(self, answer: KeptAnswer) -> int | None:
        """Keep a later state of an answer under its number, in its place; ``None`` if it was removed meanwhile."""
        values = _values(answer)
        values.pop("position")
        changes = ", ".join(f"{name} = ?" for name in values)
        with self._database.transaction() as connection:
            cursor = connection.execute(f"UPDATE answer SET {changes} WHERE id = ?", (*values.values(), answer.id))
            return answer.id if cursor.rowcount else None

    def snapshot(self, answers: Mapping[int, str]) -> None:
        """Keep how far answers that are being worked on have grown: by number, as JSON."""
        with self._database.transaction() as connection:
            values = [(answer, number) for number, answer in answers.items()]
            connection.executemany("UPDATE answer SET answer = ? WHERE id = ? AND state = 'working'", values)

    def settle(self, number: int, state: AnswerState, *, answer: str | None = None, problem: str = "") -> None:
        """Give an answer another state, with its text as JSON where that changes too."""
        with self._database.transaction() as connection:
            change = "UPDATE answer SET state = ?, problem = ?, answer = coalesce(?, answer) WHERE id = ?"
            connection.execute(change, (state, problem, answer, number))

    def working(self) -> tuple[KeptAnswer, ...]:
        """The answers that are being worked on, or were when a process died; in order of number."""
        return tuple(map(_answer, self._database.read(f"SELECT {_COLUMNS} FROM answer WHERE state = 'working' ORDER BY id")))

    def get(self, number: int) -> KeptAnswer | None:
        """One answer; ``None`` when there is none of that number."""
        rows = self._database.read(f"SELECT {_COLUMNS} FROM answer WHERE id = ?", (number,))
        return _answer(rows[0]) if rows else None

    def conversation(self, conversation: str, *, last: int = -1) -> tuple[KeptAnswer, ...]:
        """The answers of a conversation in order; none if there is no such conversation.

        Args:
            conversation: Its id.
            last: Only so many of the latest; all when negative.
        """
        query = f"SELECT {_COLUMNS} FROM answer WHERE conversation = ? ORDER BY position DESC LIMIT ?"
        return tuple(_answer(row) for row in reversed(self._database.read(query, (conversation, last))))

    def conversations(self, *, search: str = "", limit: int = 50, owner: str | None = None) -> tuple[Conversation, ...]:
        """Conversations, the one asked in last first.

        Args:
            search: What a title or a question must contain, in whichever case.
            limit: How many at most.
            owner: Only those of this user, or with an empty name of nobody; of all without it.
        """
        rows = self._database.read(f"{_CONVERSATIONS} ORDER BY last_at DESC, c.id")
        wanted = search.casefold()
        found = [row for row in rows if wanted in f"{row[1]}\n{row[5]}".casefold() and owner in (None, row[6])]
        return tuple(_conversation(row) for row in found[:limit])

    def find(self, reference: str) -> str | None:
        """Id of the conversation a person means, by its id or title; of several with that title, the one asked in last."""
        query = "SELECT id FROM conversation WHERE (id = ?1 OR title = ?1) AND deleted_at IS NULL ORDER BY id = ?1 DESC, begun_at DESC"
        found: str | None = self._database.value(f"{query} LIMIT 1", (reference,))
        return found

    def title(self, conversation: str) -> str | None:
        """The title of a conversation; ``None`` if there is no such conversation."""
        found: str | None = self._database.value("SELECT title FROM conversation WHERE id = ? AND deleted_at IS NULL", (conversation,))
        return found

    def owner(self, conversation: str) -> str | None:
        """Whose a conversation is, hidden or not; ``None`` if there is no such conversation."""
        found: str | None = self._database.value("SELECT owner FROM conversation WHERE id = ?", (conversation,))
        return found

    def rename(self, conversation: str, title: str) -> bool:
        """Give a conversation another title; whether there is such a conversation."""
        with self._database.transaction() as connection:
            return connection.execute("UPDATE conversation SET title = ? WHERE id = ?", (title, conversation)).rowcount > 0

    def delete(self, conversations: Sequence[str] = (), *, answers: Sequence[int] = ()) -> int:
        """Remove conversations, and single answers; how many answers there were. A conversation goes with its last answer."""
        with self._database.transaction() as connection:
            before = _count(connection)
            connection.executemany("DELETE FROM conversation WHERE id = ?", [(identity,) for identity in conversations])
            connection.executemany("DELETE FROM answer WHERE id = ?", [(number,) for number in answers])
            connection.execute("DELETE FROM conversation WHERE id NOT IN (SELECT conversation FROM answer)")
            return before - _count(connection)

    def hide(self, conversation: str, *, moment: datetime) -> bool:
        """Take a conversation out of sight, until it is shown again or purged; whether there was one."""
        with self._database.transaction() as connection:
            change = "UPDATE conversation SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL"
            return connection.execute(change, (moment.isoformat(), conversation)).rowcount > 0

    def unhide(self, conversation: str) -> bool:
        """Undo ``hide``; whether there was anything to undo."""
        with self._database.transaction() as connection:
            change = "UPDATE conversation SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL"
            return connection.execute(change, (conversation,)).rowcount > 0

    def purge(self, *, before: datetime) -> int:
        """Remove for good what was hidden before a moment; how many answers there were."""
        rows = self._database.read("SELECT id FROM conversation WHERE deleted_at < ?", (before.isoformat(),))
        return self.delete(tuple(row[0] for row in rows)) if rows else 0

    def totals(self) -> AnswerTotals:
        """How much is kept, and what it took."""
        models = tuple(ModelTotal(**dict(zip(ModelTotal.model_fields, row, strict=True))) for row in self._database.read(_TOTALS))
        conversations = int(self._database.value("SELECT count(*) FROM conversation"))
        return AnswerTotals(answers=sum(one.answers for one in models), conversations=conversations, models=models)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()


_JSON = ("settings", "versions")
_COLUMNS = ", ".join(KeptAnswer.model_fields)
_CONVERSATIONS = (
    "SELECT c.id, c.title, c.begun_at, max(a.asked_at) AS last_at, count(*), group_concat(a.question, char(10)), c.owner"
    " FROM conversation c JOIN answer a ON a.conversation = c.id WHERE c.deleted_at IS NULL GROUP BY c.id"
)
_TOTALS = (
    "SELECT model, count(*) AS n, coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0), sum(cost), count(cost)"
    " FROM answer GROUP BY model ORDER BY n DESC, model"
)


def _values(answer: KeptAnswer) -> dict[str, Any]:
    values = answer.model_dump(exclude={"id", "passages", *_JSON}) | {"asked_at": answer.asked_at.isoformat()}
    spans = [[span.article_id, span.version, span.start, span.end] for span in answer.passages]
    return values | {name: json.dumps(getattr(answer, name), ensure_ascii=False) for name in _JSON} | {"passages": json.dumps(spans)}


def _answer(row: Row) -> KeptAnswer:
    values = dict(zip(KeptAnswer.model_fields, row, strict=True))
    spans = [dict(zip(Span.model_fields, span, strict=True)) for span in json.loads(values["passages"])]
    return KeptAnswer.model_validate(values | {name: json.loads(values[name]) for name in _JSON} | {"passages": spans})


def _conversation(row: Row) -> Conversation:
    return Conversation(id=row[0], title=row[1], begun_at=row[2], last_at=row[3], answers=row[4])


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM answer").fetchone()[0])
