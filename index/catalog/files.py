"""Which files were read, so that an unchanged one is not read again."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from index.catalog.database import Database


class FileTable:
    """Files by URI, with the digest of what was read and the articles it gave."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def unchanged(self, uri: str, digest: str) -> tuple[str, ...] | None:
        """The articles the file gave when it was read with this very digest; ``None`` if it must be read (again).

        It must also be read when one of its articles is not wholly indexed or no longer there.
        """
        rows = self._database.read("SELECT articles FROM file WHERE uri = ? AND digest = ?", (uri, digest))
        if not rows:
            return None
        ids: list[str] = json.loads(rows[0][0])
        query = "SELECT 1 FROM article WHERE id = ? AND state = 'indexed' AND deleted_at IS NULL"
        sound = ids and all(self._database.value(query, (identity,)) for identity in ids)
        return tuple(ids) if sound else None

    def save(self, connection: sqlite3.Connection, uri: str, digest: str, articles: Sequence[str]) -> None:
        """Remember what a file gave, inside the caller's transaction."""
        connection.execute(
            "INSERT INTO file (uri, digest, articles, read_at) VALUES (?, ?, ?, ?) ON CONFLICT (uri) DO UPDATE"
            " SET digest = excluded.digest, articles = excluded.articles, read_at = excluded.read_at",
            (uri, digest, json.dumps(list(articles)), datetime.now(UTC).isoformat()),
        )

    def below(self, prefix: str) -> dict[str, tuple[str, ...]]:
        """The files whose URI begins with ``prefix``, each with its articles."""
        rows = self._database.read("SELECT uri, articles FROM file WHERE substr(uri, 1, ?) = ? ORDER BY uri", (len(prefix), prefix))
        return {row[0]: tuple(json.loads(row[1])) for row in rows}

    def forget(self, connection: sqlite3.Connection, uris: Sequence[str]) -> None:
        """Forget files, inside the caller's transaction."""
        connection.executemany("DELETE FROM file WHERE uri = ?", [(uri,) for uri in uris])
