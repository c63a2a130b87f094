"""Connections to a SQLite file of a library: one for each thread, one writer at a time."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.catalog.schema import MIGRATIONS, migrate
from index.errors import CatalogError

Row = tuple[Any, ...]

_BUSY_SECONDS = 30


class Database:
    """A SQLite file in WAL mode. Reads run in the calling thread's own connection; writes take turns."""

    def __init__(self, path: Path, *, migrations: Sequence[str] = MIGRATIONS, wait: float = _BUSY_SECONDS) -> None:
        """Open or create the file and bring its schema up to date.

        Args:
            path: The file.
            migrations: Its schema, see ``migrate``.
            wait: Seconds to wait for another process that writes.

        Raises:
            CatalogError: The file is damaged or newer than this Sanad.
        """
        self._path = path
        self._wait = wait
        self._local = threading.local()
        self._connections: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._writing = threading.RLock()
        try:
            with translated(path):
                migrate(self._connection(), migrations)
        except CatalogError:
            self.close()
            raise

    def read(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[Row]:
        """All rows of a query."""
        with translated(self._path):
            return self._connection().execute(statement, parameters).fetchall()

    def value(self, statement: str, parameters: tuple[Any, ...] = ()) -> Any:
        """The first column of the first row; ``None`` when there is none."""
        rows = self.read(statement, parameters)
        return rows[0][0] if rows else None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: all of it is kept when the block ends, none of it when the block raises."""
        with self._writing, translated(self._path):
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:  # raised again
                if connection.in_transaction:  # a full disk may have ended it already
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close every thread's connection."""
        for _, connection in self._connections:
            connection.close()
        self._connections.clear()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            self._forget_ended()
            connection = sqlite3.connect(self._path, timeout=self._wait, isolation_level=None, check_same_thread=False)
            self._connections.append((threading.current_thread(), connection))
            _use_write_ahead_log(connection, self._wait)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA mmap_size = 67108864")
            self._local.connection = connection
        return connection

    def _forget_ended(self) -> None:
        """Close the connections of threads that have ended: a server makes and ends many."""
        for each in [each for each in self._connections if not each[0].is_alive()]:
            with contextlib.suppress(ValueError):  # another thread took it away meanwhile
                self._connections.remove(each)
                each[1].close()


def _use_write_ahead_log(connection: sqlite3.Connection, wait: float) -> None:
    """For this one statement SQLite does not wait while another process creates the file, so it is tried again."""
    deadline = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise CatalogError(f"{path} failed: {error}.", remedy="Check disk space, or restore it from a backup.") from error
