"""Chunks, their terms and their vectors in the catalog."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeVar

import numpy as np

from index.catalog.articles import where
from index.catalog.database import Database
from index.models import Chunk, Filters, Span
from index.segment import Range

_BATCH = 500  # rows or parameters in one statement
_CURRENT = "article a JOIN version v ON v.article_id = a.id AND v.version = a.version JOIN chunk c ON c.article_id = a.id"
# The same, in the order that reads one index of all versions and then only the chunks of those that match.
_VERSIONS_FIRST = (
    "version v INDEXED BY version_filtered CROSS JOIN article a ON a.id = v.article_id AND a.version = v.version"
    " CROSS JOIN chunk c ON c.article_id = a.id"
)
# And in the order that reads of given chunks only what filters ask for.
_CHUNKS_FIRST = (
    "chunk c INDEXED BY chunk_owner CROSS JOIN article a ON a.id = c.article_id"
    " CROSS JOIN version v INDEXED BY version_said ON v.article_id = a.id AND v.version = a.version"
)

Value = TypeVar("Value")


class NewChunk(NamedTuple):
    """A chunk that has no number yet.

    Attributes:
        sentences: Where its sentences are in the article's text, in order.
        language: ISO 639-1 code of most of them.
        lengths: Number of terms in each channel, in the order of ``index.language.CHANNELS``, title included.
        codes: The terms by sentence, encoded by ``index.language.codes``.
    """

    sentences: tuple[Range, ...]
    language: str
    lengths: tuple[int, int, int]
    codes: bytes


class Candidate(NamedTuple):
    """What rescoring needs of one chunk; the text itself is read later, for the few that are shown.

    Attributes:
        ranges: int32 [n, 2] as bytes: where its sentences are in the article's text.
        codes: Its terms, see ``index.language.codes``.
        vector: float32 [dimensions] as bytes; ``None`` if it has none.
    """

    id: int
    article_id: str
    version: str
    language: str
    ranges: bytes
    codes: bytes
    vector: bytes | None

    @property
    def chunk(self) -> Chunk:
        """The chunk with its spans."""
        spans = tuple(Span(article_id=self.article_id, version=self.version, start=one.start, end=one.end) for one in _ranges(self.ranges))
        whole = Span(article_id=self.article_id, version=self.version, start=spans[0].start, end=spans[-1].end)
        return Chunk(id=self.id, span=whole, sentences=spans)


class StoredChunk(NamedTuple):
    """What the lexical index needs of one chunk."""

    id: int
    article_id: str
    version: str
    language: str
    sentences: tuple[Range, ...]


class Totals(NamedTuple):
    """Size of the collection, for BM25.

    Attributes:
        chunks: How many there are.
        average_lengths: Mean number of terms in a chunk, by channel; 1.0 in an empty library.
    """

    chunks: int
    average_lengths: tuple[float, float, float]


class ChunkTable:
    """Reads and writes chunks and vectors."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def add(self, connection: sqlite3.Connection, article_id: str, version: str, chunks: Sequence[NewChunk]) -> list[int]:
        """Insert the chunks of one article version, inside the caller's transaction; their new ids, in order."""
        ids = []
        for chunk in chunks:
            sentences = np.array(chunk.sentences, dtype=np.int32).tobytes()
            cursor = connection.execute(
                "INSERT INTO chunk (article_id, version, language, sentences, words, grams, bridge, codes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (article_id, version, chunk.language, sentences, *chunk.lengths, chunk.codes),
            )
            ids.append(int(cursor.lastrowid or 0))
        return ids

    def recode(self, connection: sqlite3.Connection, number: int, chunk: NewChunk) -> None:
        """Replace the terms of a chunk, inside the caller's transaction."""
        connection.execute(
            "UPDATE chunk SET language = ?, words = ?, grams = ?, bridge = ?, codes = ? WHERE id = ?",
            (chunk.language, *chunk.lengths, chunk.codes, number),
        )

    def of_articles(self, article_ids: Sequence[str], *, versions: Literal["all", "current", "older"] = "all") -> list[int]:
        """Ids of the chunks of these articles, of all their versions or only the current or the older ones."""
        condition = {"all": "1", "current": "c.version = a.version", "older": "c.version != a.version"}[versions]
        found: list[int] = []
        for batch in batches(article_ids):
            rows = self._database.read(
                "SELECT c.id FROM chunk c JOIN article a ON a.id = c.article_id"
                f" WHERE {condition} AND a.id IN ({_marks(batch)}) ORDER BY c.id",
                tuple(batch),
            )
            found.extend(row[0] for row in rows)
        return found

    def delete(self, connection: sqlite3.Connection, ids: Sequence[int]) -> None:
        """Remove chunks with their vectors, inside the caller's transaction."""
        connection.executemany("DELETE FROM chunk WHERE id = ?", [(number,) for number in ids])

    def candidates(self, ids: Sequence[int], embedder: int | None) -> list[Candidate]:
        """The chunks with these ids that still exist, in ascending order of id.

        Args:
            ids: Chunk ids, unique.
            embedder: Whose vectors to read; ``None`` reads none.
        """
        found: list[Candidate] = []
        for batch in batches(sorted(ids)):
            rows = self._database.read(
                'SELECT c.id, c.article_id, c.version, c.language, c.sentences, c.codes, e."values" FROM chunk c'
                " LEFT JOIN vector e ON e.chunk_id = c.id AND e.embedder = ?"
                f" WHERE c.id IN ({_marks(batch)}) ORDER BY c.id",
                (embedder, *batch),
            )
            found.extend(Candidate(*row) for row in rows)
        return found

    def stored(self, ids: Sequence[int]) -> list[StoredChunk]:
        """What the lexical index needs of these chunks, in ascending order of id."""
        found: list[StoredChunk] = []
        for batch in batches(sorted(ids)):
            rows = self._database.read(
                f"SELECT id, article_id, version, language, sentences FROM chunk WHERE id IN ({_marks(batch)}) ORDER BY id", tuple(batch)
            )
            found.extend(StoredChunk(row[0], row[1], row[2], row[3], _ranges(row[4])) for row in rows)
        return found

    def ids(self, *, without_vector_of: int | None = None) -> list[int]:
        """Ids of all chunks, or of those that have no vector of one embedder."""
        if without_vector_of is None:
            return [row[0] for row in self._database.read("SELECT id FROM chunk ORDER BY id")]
        rows = self._database.read(
            "SELECT id FROM chunk c WHERE NOT EXISTS (SELECT 1 FROM vector e WHERE e.chunk_id = c.id AND e.embedder = ?) ORDER BY id",
            (without_vector_of,),
        )
        return [row[0] for row in rows]

    def without_vector(self, ids: Sequence[int], embedder: int) -> list[int]:
        """Those of ``ids`` that have no vector of this embedder."""
        found: list[int] = []
        for batch in batches(ids):
            rows = self._database.read(
                f"SELECT id FROM chunk c WHERE id IN ({_marks(batch)})"
                " AND NOT EXISTS (SELECT 1 FROM vector e WHERE e.chunk_id = c.id AND e.embedder = ?) ORDER BY id",
                (*batch, embedder),
            )
            found.extend(row[0] for row in rows)
        return found

    def selected(self, filters: Filters, *, limit: int) -> list[int]:
        """Ids of at most ``limit`` chunks of the articles that match."""
        condition, values = where(filters)
        tables = _CURRENT if filters.articles else _VERSIONS_FIRST
        return [row[0] for row in self._database.read(f"SELECT c.id FROM {tables} WHERE {condition} LIMIT ?", (*values, limit))]

    def matching(self, ids: Sequence[int], filters: Filters) -> list[int]:
        """Those of ``ids`` whose article matches."""
        condition, values = where(filters)
        found: list[int] = []
        for batch in batches(ids):
            query = f"SELECT c.id FROM {_CHUNKS_FIRST} WHERE {condition} AND c.id IN ({_marks(batch)})"
            found.extend(row[0] for row in self._database.read(query, (*values, *batch)))
        return found

    def totals(self) -> Totals:
        """Number of chunks and their average lengths."""
        count, *lengths = self._database.read("SELECT count(*), avg(words), avg(grams), avg(bridge) FROM chunk")[0]
        words, grams, bridge = (max(length or 0.0, 1.0) for length in lengths)
        return Totals(count, (words, grams, bridge))

    def count(self) -> int:
        """Number of chunks."""
        return int(self._database.value("SELECT count(*) FROM chunk"))


def _ranges(sentences: bytes) -> tuple[Range, ...]:
    return tuple(Range(start, end) for start, end in np.frombuffer(sentences, dtype=np.int32).reshape(-1, 2).tolist())


def _marks(batch: Sequence[object]) -> str:
    return ", ".join("?" * len(batch))


def batches(values: Sequence[Value], size: int = _BATCH) -> Iterator[Sequence[Value]]:
    """Consecutive slices of at most ``size``."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
