"""The tables of the catalog and how an older catalog becomes a current one."""

import sqlite3

from index.errors import CatalogError

# One entry for each schema version: what turns version n - 1 into version n. An entry that was released never changes.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE article (
        id TEXT PRIMARY KEY,
        origin TEXT NOT NULL UNIQUE,
        version TEXT NOT NULL,               -- the version that is shown and searched
        state TEXT NOT NULL CHECK (state IN ('read', 'cleaned', 'embedded', 'indexed')),
        problem TEXT                         -- why it stopped before 'indexed'
    ) WITHOUT ROWID;
    CREATE INDEX article_unfinished ON article (id) WHERE state != 'indexed';

    CREATE TABLE version (
        number INTEGER PRIMARY KEY,
        article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        version TEXT NOT NULL,               -- sha256 of text
        title TEXT NOT NULL,
        url TEXT,
        source TEXT,
        author TEXT,
        published TEXT,                      -- YYYY-MM-DD
        language TEXT NOT NULL,
        added_at TEXT NOT NULL,              -- ISO 8601, UTC
        text TEXT NOT NULL,
        UNIQUE (article_id, version)
    );
    CREATE INDEX version_hash ON version (version);

    CREATE TABLE chunk (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        version TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        sentences BLOB NOT NULL,             -- int32 [n, 2], offsets in the article's text
        words INTEGER NOT NULL,              -- number of terms by channel, for average lengths
        grams INTEGER NOT NULL,
        bridge INTEGER NOT NULL,
        codes BLOB NOT NULL                  -- terms by sentence, see index.language.codes
    );
    CREATE INDEX chunk_article ON chunk (article_id);
    CREATE INDEX chunk_lengths ON chunk (words, grams, bridge);

    CREATE TABLE embedder (
        number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: collections in Chroma are named by it
        fingerprint TEXT NOT NULL UNIQUE,
        dimensions INTEGER NOT NULL
    );

    CREATE TABLE vector (
        embedder INTEGER NOT NULL REFERENCES embedder (number) ON DELETE CASCADE,
        chunk_id INTEGER NOT NULL REFERENCES chunk (id) ON DELETE CASCADE,
        "values" BLOB NOT NULL,              -- float32 [dimensions], unit length
        UNIQUE (chunk_id, embedder)
    );
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema to the newest version in one transaction; of two processes that begin at once, one finds it done.

    Raises:
        CatalogError: The catalog was written by a newer Sanad.
    """
    found = _version(connection)
    if found > len(MIGRATIONS):
        raise CatalogError(f"The catalog has schema version {found}; this Sanad knows up to {len(MIGRATIONS)}.", remedy="Upgrade Sanad.")
    if found == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    for statement in "".join(MIGRATIONS[_version(connection) :]).split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
