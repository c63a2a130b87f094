"""Attempts to sign in, counted by what they have in common, so that a wait outlives the process."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from index.catalog.database import Database

Waits = Mapping[str, "tuple[int, timedelta]"]  # by key: attempts that cost nothing, and the longest wait


class AttemptTable:
    """Who tried in vain. Keys are made elsewhere; nothing here can be read back."""

    def __init__(self, database: Database) -> None:
        """Read and write through ``database``."""
        self._database = database

    def begin(self, waits: Waits, *, moment: datetime, forget: timedelta) -> timedelta:
        """Count an attempt as failed under all its keys before it is looked at, so that many at once gain nothing.

        Args:
            waits: The keys of the attempt; behind the free attempts the wait is one second, and doubles up to the longest.
            moment: Now, UTC.
            forget: Failures older than this do not count.

        Returns:
            How long to wait; zero if the attempt may be looked at. One that must wait is not counted.
        """
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM attempt WHERE last_at < ?", (_written(moment - forget),))
            found = {key: _found(connection, key) for key in waits}
            left = max((open_at - moment for _, open_at in found.values() if open_at is not None), default=timedelta())
            if left > timedelta():
                return left
            for key, (free, longest) in waits.items():
                failures = found[key][0] + 1
                wait = timedelta() if failures <= free else min(timedelta(seconds=2 ** min(failures - free - 1, 30)), longest)
                values = (key, failures, _written(moment), _written(moment + wait))
                connection.execute("INSERT OR REPLACE INTO attempt (key, failures, last_at, open_at) VALUES (?, ?, ?, ?)", values)
        return timedelta()

    def forgive(self, key: str) -> None:
        """Forget the failures of a key, as after a success."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM attempt WHERE key = ?", (key,))

    def take_back(self, key: str) -> None:
        """Count one failure less, as of an attempt that succeeded; a wait that it brought is over."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE attempt SET failures = max(failures - 1, 0), open_at = last_at WHERE key = ?", (key,))


def _found(connection: sqlite3.Connection, key: str) -> tuple[int, datetime | None]:
    row = connection.execute("SELECT failures, open_at FROM attempt WHERE key = ?", (key,)).fetchone()
    return (int(row[0]), datetime.fromisoformat(row[1])) if row else (0, None)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
