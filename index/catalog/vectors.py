"""Vectors in the catalog: the copy that every derived index can be rebuilt from."""

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.catalog.chunks import batches
from index.catalog.database import Database

Matrix = NDArray[np.float32]


class VectorTable:
    """Reads and writes vectors, each under the number of the embedder that made it."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def known(self, fingerprint: str) -> int | None:
        """The number of the embedder with this fingerprint; ``None`` before its first use."""
        number = self._database.value("SELECT number FROM embedder WHERE fingerprint = ?", (fingerprint,))
        return None if number is None else int(number)

    def dimensions(self, embedder: int) -> int | None:
        """Length of the vectors of the embedder with this number; ``None`` where it has been forgotten."""
        length = self._database.value("SELECT dimensions FROM embedder WHERE number = ?", (embedder,))
        return None if length is None else int(length)

    def embedder(self, fingerprint: str, dimensions: int) -> int:
        """The number of the embedder with this fingerprint, given out at first use."""
        number = self.known(fingerprint)
        if number is None:
            with self._database.transaction() as connection:
                connection.execute("INSERT INTO embedder (fingerprint, dimensions) VALUES (?, ?)", (fingerprint, dimensions))
            number = self._database.value("SELECT number FROM embedder WHERE fingerprint = ?", (fingerprint,))
        return int(number)

    def save(self, connection: sqlite3.Connection, embedder: int, ids: Sequence[int], vectors: Matrix) -> None:
        """Store the vectors of chunks, inside the caller's transaction.

        Args:
            connection: The transaction.
            embedder: Number of the embedder.
            ids: Chunk ids.
            vectors: float32 [len(ids), dimensions], rows of unit length.
        """
        connection.executemany(
            'INSERT OR REPLACE INTO vector (embedder, chunk_id, "values") VALUES (?, ?, ?)',
            [(embedder, number, row.tobytes()) for number, row in zip(ids, vectors, strict=True)],
        )

    def read(self, embedder: int, ids: Sequence[int] | None = None) -> tuple[NDArray[np.int64], Matrix]:
        """Chunk ids and their vectors, in ascending order of id: of all chunks, or of those asked for that have one."""
        query = 'SELECT chunk_id, "values" FROM vector WHERE embedder = ?'
        if ids is None:
            rows = self._database.read(f"{query} ORDER BY chunk_id", (embedder,))
        else:
            rows = [
                row
                for batch in batches(sorted(ids))
                for row in self._database.read(
                    f"{query} AND chunk_id IN ({', '.join('?' * len(batch))}) ORDER BY chunk_id", (embedder, *batch)
                )
            ]
        numbers = np.array([row[0] for row in rows], dtype=np.int64)
        dimensions = len(rows[0][1]) // 4 if rows else 0
        return numbers, np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32).reshape(len(rows), dimensions)

    def ids(self, embedder: int) -> NDArray[np.int64]:
        """Ids of the chunks that have a vector of this embedder, in ascending order."""
        rows = self._database.read("SELECT chunk_id FROM vector WHERE embedder = ? ORDER BY chunk_id", (embedder,))
        return np.array([row[0] for row in rows], dtype=np.int64)

    def count(self, embedder: int) -> int:
        """How many chunks have a vector of this embedder."""
        return int(self._database.value("SELECT count(*) FROM vector WHERE embedder = ?", (embedder,)))

    def forget_others(self, connection: sqlite3.Connection, embedder: int) -> None:
        """Remove the vectors of every other embedder, inside the caller's transaction."""
        connection.execute("DELETE FROM embedder WHERE number != ?", (embedder,))
