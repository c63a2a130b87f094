"""Sessions as they are kept: who is signed in where. When one ends by itself is not known here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from index.catalog.database import Database, Row
from index.models import Record


class KeptSession(Record):
    """One browser that somebody is signed in with.

    Attributes:
        user: Id of the user.
        name: Their name.
        role: What they may do now.
        token: sha256 of what the browser has.
        previous: sha256 of what it had before; ``None`` where its token was never replaced.
        form: Random; what a form that ends the session carries.
        rotated_at: When its token was made.
        confirmed_at: When the browser first sent that token; ``None`` until it has.
        seen_at: When it was last used, to the minute.
        address: It began at.
        agent: What the browser called itself.
    """

    id: int
    user: str
    name: str
    role: Literal["reader", "editor", "admin"]
    token: str
    previous: str | None
    form: str
    begun_at: datetime
    rotated_at: datetime
    confirmed_at: datetime | None
    seen_at: datetime
    address: str
    agent: str


class SessionTable:
    """The sessions of one file of users; each goes with its user."""

    def __init__(self, database: Database) -> None:
        """Read and write through ``database``."""
        self._database = database

    def add(self, *, user: str, token: str, form: str, moment: datetime, address: str = "", agent: str = "") -> int:
        """Begin a session; its number. The browser has its token as soon as it answers, so it counts as confirmed."""
        now = _written(moment)
        values = (user, token, form, now, now, now, now, address, agent)
        columns = "user, token, form, begun_at, rotated_at, confirmed_at, seen_at, address, agent"
        with self._database.transaction() as connection:
            cursor = connection.execute(f"INSERT INTO session ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            return int(cursor.lastrowid or 0)

    def find(self, token: str) -> KeptSession | None:
        """The session whose token has that sha256, or whose token before had."""
        rows = self._database.read(f"{_SELECT} WHERE s.token = ?1 OR s.previous = ?1", (token,))
        return _session(rows[0]) if rows else None

    def list(self, user: str | None = None) -> tuple[KeptSession, ...]:
        """All sessions, or those of the user of an id; the one that was used last first."""
        chosen, values = ("", ()) if user is None else (" WHERE s.user = ?", (user,))
        return tuple(map(_session, self._database.read(f"{_SELECT}{chosen} ORDER BY s.seen_at DESC, s.id DESC", values)))

    def rotate(self, session: KeptSession, token: str, *, moment: datetime) -> bool:
        """Give a session another token, of that sha256; whether nobody did so meanwhile."""
        change = "UPDATE session SET token = ?, previous = token, rotated_at = ?, confirmed_at = NULL WHERE id = ? AND token = ?"
        return self._change(change, token, _written(moment), session.id, session.token)

    def confirm(self, session: KeptSession, *, moment: datetime) -> bool:
        """Note that the browser has its new token; whether that is news."""
        change = "UPDATE session SET confirmed_at = ? WHERE id = ? AND token = ? AND confirmed_at IS NULL"
        return self._change(change, _written(moment), session.id, session.token)

    def see(self, session: int, *, moment: datetime) -> bool:
        """Note that a session is used; whether there is one of that number."""
        return self._change("UPDATE session SET seen_at = ? WHERE id = ?", _written(moment), session)

    def end(self, sessions: Sequence[int]) -> int:
        """End the sessions of these numbers; how many there were."""
        return sum(self._change("DELETE FROM session WHERE id = ?", number) for number in sessions)

    def end_old(self, *, begun_before: datetime, seen_before: datetime) -> int:
        """End what began or was used too long ago; how many there were."""
        with self._database.transaction() as connection:
            old = "DELETE FROM session WHERE begun_at < ? OR seen_at < ?"
            return connection.execute(old, (_written(begun_before), _written(seen_before))).rowcount

    def _change(self, statement: str, *values: str | int) -> bool:
        with self._database.transaction() as connection:
            return connection.execute(statement, values).rowcount > 0


_SELECT = (
    "SELECT s.id, u.id, u.name, u.role, s.token, s.previous, s.form, s.begun_at, s.rotated_at, s.confirmed_at, s.seen_at, s.address,"
    " s.agent FROM session s JOIN user u ON u.id = s.user"
)


def _session(row: Row) -> KeptSession:
    return KeptSession.model_validate(dict(zip(KeptSession.model_fields, row, strict=True)))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
