"""Which articles are near-copies of one another."""

import sqlite3
from collections.abc import Sequence

import numpy as np

from index.catalog.database import Database
from index.copies import LEAST, Signature, bands, similarity


class CopyTable:
    """Signatures of articles, found by their bands."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def save(self, connection: sqlite3.Connection, identity: str, values: Signature | None) -> None:
        """Keep the signature of an article in place of its former one, inside the caller's transaction."""
        connection.execute("DELETE FROM band WHERE article_id = ?", (identity,))
        connection.execute("DELETE FROM signature WHERE article_id = ?", (identity,))
        if values is not None:
            connection.executemany("INSERT OR IGNORE INTO band (key, article_id) VALUES (?, ?)", [(key, identity) for key in bands(values)])
            connection.execute('INSERT INTO signature (article_id, "values") VALUES (?, ?)', (identity, values.tobytes()))

    def nearest(self, connection: sqlite3.Connection, identity: str, values: Signature) -> str | None:
        """The voice of the article that is most alike, seen from inside the caller's transaction; ``None`` without a near-copy."""
        keys = bands(values)
        rows = connection.execute(
            f'SELECT DISTINCT a.voice, s."values" FROM band b JOIN signature s ON s.article_id = b.article_id'
            f" JOIN article a ON a.id = b.article_id WHERE b.key IN ({', '.join('?' * len(keys))})"
            " AND b.article_id != ? AND a.deleted_at IS NULL ORDER BY a.id",
            (*keys, identity),
        ).fetchall()
        alike = [(similarity(values, np.frombuffer(row[1], dtype=np.uint32)), row[0]) for row in rows]
        best = max(alike, key=lambda found: found[0], default=(0.0, None))
        return best[1] if best[0] >= LEAST else None

    def leave(self, connection: sqlite3.Connection, identity: str) -> None:
        """Let the articles counted as copies of this one be copies of the first of them, inside the caller's transaction."""
        (heir,) = connection.execute("SELECT min(id) FROM article WHERE voice = ?1 AND id != ?1", (identity,)).fetchone()
        connection.execute("UPDATE article SET voice = ? WHERE voice = ? AND id != ?", (heir, identity, identity))

    def of_voice(self, voices: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The articles of each of these voices that have more than one."""
        marks = ", ".join("?" * len(voices))
        rows = self._database.read(
            f"SELECT voice, id FROM article WHERE voice IN ({marks}) AND deleted_at IS NULL ORDER BY id", tuple(voices)
        )
        found: dict[str, list[str]] = {}
        for voice, identity in rows:
            found.setdefault(voice, []).append(identity)
        return {voice: tuple(ids) for voice, ids in found.items() if len(ids) > 1}
