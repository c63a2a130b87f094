"""Answers that are kept: a file of their own beside the catalog, written while another process indexes.

Neither the lock of the library nor a rebuild concerns it. What an answer, its request and its settings look like is not known
here: they are kept as the JSON they are given as.
"""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import JsonValue

from index.catalog.database import Database, Row
from index.models import Record, Span

ANSWERS_FILE = "answers.sqlite"  # in the directory of a library

AnswerState = Literal["done", "stopped"]

# One entry for each schema version; an entry that was released never changes. A field of an answer that is renamed or removed
# needs one too, which changes the JSON.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE conversation (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        begun_at TEXT NOT NULL               -- ISO 8601, UTC
    ) WITHOUT ROWID;

    CREATE TABLE answer (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,           -- in the conversation, from 1
        asked_at TEXT NOT NULL,              -- ISO 8601, UTC
        question TEXT NOT NULL,              -- as typed
        state TEXT NOT NULL CHECK (state IN ('done', 'stopped')),
        request TEXT NOT NULL,               -- JSON
        answer TEXT NOT NULL,                -- JSON
        passages TEXT NOT NULL,              -- JSON [[article id, version, start, end], ...]
        settings TEXT NOT NULL,              -- JSON {name: value}
        versions TEXT NOT NULL,              -- JSON {name: version}
        seconds REAL NOT NULL,
        model TEXT,                          -- null: made of quotes
        prompt_tokens INTEGER,
        completion_tokens INTEGER,
        cost REAL,
        UNIQUE (conversation, position)
    );
    """,
)

_WAIT = 5.0  # seconds; a write takes milliseconds, and an answer should not hang on its being kept
_TITLE = 120  # characters of the first question


class KeptAnswer(Record):
    """One answer with all that it takes to read it, and to ask for it again.

    Attributes:
        id: Given by ``add``; 0 before.
        conversation: Id of the conversation.
        position: In the conversation, from 1; given by ``add``.
        question: As typed.
        state: ``stopped`` when the person ended it, or went away, before it was complete.
        request: What was asked besides the question, as JSON.
        answer: The whole answer, as JSON.
        passages: What it was made from, best first.
        settings: In force when it was asked, without secrets.
        versions: Of what can change an answer, by name.
        seconds: From the question to the end of the answer.
        model: The model that wrote it; ``None`` for quotes.
        cost: In the currency of the prices that are set; ``None`` without prices.
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

    def add(self, answer: KeptAnswer) -> int:
        """Keep an answer at the end of its conversation, which begins with it if there is none; its number.

        When this returns, the answer outlives the process.
        """
        moment = answer.asked_at.isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO conversation (id, title, begun_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (answer.conversation, " ".join(answer.question.split())[:_TITLE], moment),
            )
            query = "SELECT coalesce(max(position), 0) + 1 FROM answer WHERE conversation = ?"
            (position,) = connection.execute(query, (answer.conversation,)).fetchone()
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

    def conversations(self, *, search: str = "", limit: int = 50) -> tuple[Conversation, ...]:
        """Conversations, the one asked in last first.

        Args:
            search: What a title or a question must contain, in whichever case.
            limit: How many at most.
        """
        rows = self._database.read(f"{_CONVERSATIONS} ORDER BY last_at DESC, c.id")
        wanted = search.casefold()
        found = [row for row in rows if wanted in f"{row[1]}\n{row[5]}".casefold()]
        return tuple(_conversation(row) for row in found[:limit])

    def find(self, reference: str) -> str | None:
        """Id of the conversation a person means, by its id or title; of several with that title, the one asked in last."""
        query = "SELECT id FROM conversation WHERE id = ?1 OR title = ?1 ORDER BY id = ?1 DESC, begun_at DESC LIMIT 1"
        found: str | None = self._database.value(query, (reference,))
        return found

    def title(self, conversation: str) -> str | None:
        """The title of a conversation; ``None`` if there is no such conversation."""
        found: str | None = self._database.value("SELECT title FROM conversation WHERE id = ?", (conversation,))
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
    "SELECT c.id, c.title, c.begun_at, max(a.asked_at) AS last_at, count(*), group_concat(a.question, char(10))"
    " FROM conversation c JOIN answer a ON a.conversation = c.id GROUP BY c.id"
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
