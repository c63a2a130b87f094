"""The catalog: one SQLite file that is the source of truth of a library.

Articles with all their versions, the spans of sentences and chunks, their terms, and their vectors. The vector index and
the lexical index are derived from it and can be rebuilt at any time without embedding again.
"""

import uuid
from contextlib import AbstractContextManager
from pathlib import Path
from sqlite3 import Connection as Connection

from index.catalog.addresses import AddressTable
from index.catalog.articles import ArticleTable, Stated, Stored, Summary
from index.catalog.chunks import Candidate, ChunkTable, NewChunk, StoredChunk, Totals
from index.catalog.copies import CopyTable
from index.catalog.corrections import CorrectionTable
from index.catalog.database import Database
from index.catalog.files import FileTable
from index.catalog.jobs import JobTable
from index.catalog.listing import ListingTable
from index.catalog.raw import RawTable
from index.catalog.vectors import VectorTable
from index.clean import Boilerplate

__all__ = ["CATALOG_FILE", "Candidate", "Catalog", "NewChunk", "Stated", "Stored", "StoredChunk", "Summary", "Totals"]


CATALOG_FILE = "catalog.sqlite"  # in the directory of a library


class Catalog:
    """The tables of one library.

    Attributes:
        articles: Articles and versions.
        chunks: Chunks and their terms.
        vectors: Vectors by embedder.
        raw: What the articles were cleaned from.
        copies: Which articles are near-copies.
        corrections: What a person said about articles.
        files: What was read.
        addresses: How to ask hosts whether a page changed.
        jobs: What was asked.
        listing: Articles as a list, sorted and narrowed.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the catalog file.

        Raises:
            CatalogError: The file is damaged or newer than this Sanad.
        """
        self._database = Database(path)
        self.articles = ArticleTable(self._database)
        self.chunks = ChunkTable(self._database)
        self.vectors = VectorTable(self._database)
        self.raw = RawTable(self._database)
        self.copies = CopyTable(self._database)
        self.corrections = CorrectionTable(self._database)
        self.files = FileTable(self._database)
        self.addresses = AddressTable(self._database)
        self.jobs = JobTable(self._database)
        self.listing = ListingTable(self._database)

    def transaction(self) -> AbstractContextManager[Connection]:
        """A write transaction: all of it is kept when the block ends, none of it when the block raises."""
        return self._database.transaction()

    def setting(self, name: str) -> str | None:
        """A value the library remembers, such as the analyzer its terms were made with."""
        value: str | None = self._database.value("SELECT value FROM setting WHERE name = ?", (name,))
        return value

    def set_setting(self, name: str, value: str) -> None:
        """Remember a value."""
        with self.transaction() as connection:
            self.put_setting(connection, name, value)

    def put_setting(self, connection: Connection, name: str, value: str) -> None:
        """Remember a value, inside the caller's transaction."""
        connection.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )

    def changes(self) -> int:
        """A number that differs from the last one the same thread was given if another process, or thread, has written since."""
        return int(self._database.value("PRAGMA data_version"))

    @property
    def boilerplate(self) -> Boilerplate:
        """What the library has learnt of outlets' pages."""
        return Boilerplate.model_validate_json(self.setting("boilerplate") or "{}")

    @boilerplate.setter
    def boilerplate(self, learned: Boilerplate) -> None:
        self.set_setting("boilerplate", learned.model_dump_json())

    def library_id(self) -> str:
        """A random name given once, which keeps libraries apart on a shared Chroma server."""
        if self.setting("library_id") is None:
            self.set_setting("library_id", uuid.uuid4().hex)
        return self.setting("library_id") or ""

    def close(self) -> None:
        """Close the file."""
        self._database.close()
