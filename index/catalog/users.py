"""Who may sign in: a file of its own beside the catalog, which no rebuild and no copy of a library's articles touches."""

import uuid
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from index.catalog.attempts import AttemptTable
from index.catalog.database import Database, Row
from index.catalog.sessions import SessionTable
from index.catalog.user_schema import MIGRATIONS
from index.models import Record

USERS_FILE = "users.sqlite"  # in the directory of a library

Role = Literal["reader", "editor", "admin"]

_WAIT = 5.0  # seconds; a write takes milliseconds


class User(Record):
    """Somebody who may sign in.

    Attributes:
        id: Never given twice.
        name: In lower case.
        password: The hash of the password.
    """

    id: str
    name: str
    role: Role
    password: str
    added_at: datetime


class UserStore(AbstractContextManager["UserStore"]):
    """The users of one library. Threads may share it, and any number of processes may write at the same time.

    Attributes:
        sessions: Who is signed in.
        attempts: Who tried in vain.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file, readable by its owner alone.

        Raises:
            CatalogError: It cannot be written, is damaged or newer than this Sanad.
        """
        self._database = Database(path, migrations=MIGRATIONS, wait=_WAIT)
        path.chmod(0o600)
        self.path = path
        self.sessions = SessionTable(self._database)
        self.attempts = AttemptTable(self._database)

    def add(self, name: str, *, role: Role, password: str, moment: datetime | None = None) -> User | None:
        """Add a user; ``None`` if there is one of that name.

        Args:
            name: In lower case.
            role: What they may do.
            password: The hash of the password, never the password.
            moment: Now unless given, UTC.
        """
        user = User(id=uuid.uuid4().hex, name=name, role=role, password=password, added_at=moment or datetime.now(UTC))
        values = (user.id, name, role, password, user.added_at.isoformat(timespec="microseconds"))
        with self._database.transaction() as connection:
            added = connection.execute(f"INSERT OR IGNORE INTO user ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", values).rowcount
        return user if added else None

    def find(self, name: str) -> User | None:
        """The user of a name in lower case."""
        rows = self._database.read(f"SELECT {_COLUMNS} FROM user WHERE name = ?", (name,))
        return _user(rows[0]) if rows else None

    def list(self) -> tuple[User, ...]:
        """All users by name."""
        return tuple(map(_user, self._database.read(f"SELECT {_COLUMNS} FROM user ORDER BY name")))

    def is_empty(self) -> bool:
        """Whether nobody could sign in."""
        return self._database.value("SELECT 1 FROM user LIMIT 1") is None

    def give_role(self, user: str, role: Role) -> bool:
        """Let a user of that id do more or less, from their next request on; whether there is one."""
        return self._change("UPDATE user SET role = ? WHERE id = ?", role, user)

    def give_password(self, user: str, password: str) -> bool:
        """Keep the hash of another password; whether there is such a user. Their sessions go on."""
        return self._change("UPDATE user SET password = ? WHERE id = ?", password, user)

    def remove(self, user: str) -> bool:
        """Remove a user and end all their sessions; whether there was one."""
        return self._change("DELETE FROM user WHERE id = ?", user)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def _change(self, statement: str, *values: str) -> bool:
        with self._database.transaction() as connection:
            return connection.execute(statement, values).rowcount > 0


_COLUMNS = ", ".join(User.model_fields)


def _user(row: Row) -> User:
    return User.model_validate(dict(zip(User.model_fields, row, strict=True)))
