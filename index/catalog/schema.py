"""The tables of the catalog and how an older catalog becomes a current one."""

import sqlite3
from collections.abc import Iterator, Sequence

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
        problem TEXT,                        -- why it stopped before 'indexed'
        voice TEXT NOT NULL,                 -- id of the article whose near-copy it is, or its own
        deleted_at TEXT                      -- set: neither listed nor found, until it is restored or purged
    ) WITHOUT ROWID;
    CREATE INDEX article_voice ON article (voice);
    CREATE INDEX article_unfinished ON article (id) WHERE state != 'indexed';

    CREATE TABLE raw (                       -- what a reader gave, so that it can be cleaned again
        digest TEXT PRIMARY KEY,             -- sha256 of the JSON
        content BLOB NOT NULL                -- a RawArticle as JSON, zlib
    );

    CREATE TABLE version (
        number INTEGER PRIMARY KEY,
        article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        version TEXT NOT NULL,               -- sha256 of text
        title TEXT NOT NULL,
        url TEXT,
        source TEXT,
        author TEXT,
        published TEXT,                      -- YYYY-MM-DD
        published_at TEXT,                   -- ISO 8601
        updated_at TEXT,
        place TEXT,
        language TEXT NOT NULL,
        passages TEXT NOT NULL,              -- JSON [[start, end, language], ...]
        pages TEXT NOT NULL,                 -- JSON [start, ...]
        found TEXT NOT NULL,                 -- JSON {field: how}
        added_at TEXT NOT NULL,              -- ISO 8601, UTC
        raw TEXT REFERENCES raw (digest),
        text TEXT NOT NULL,
        UNIQUE (article_id, version)
    );
    CREATE INDEX version_hash ON version (version);

    CREATE TABLE chunk (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        version TEXT NOT NULL,
        language TEXT NOT NULL,              -- of most of it
        sentences BLOB NOT NULL,             -- int32 [n, 2], offsets in the article's text
        words INTEGER NOT NULL,              -- number of terms by channel, for average lengths
        grams INTEGER NOT NULL,
        bridge INTEGER NOT NULL,
        codes BLOB NOT NULL                  -- terms by sentence, see index.language.codes
    );
    CREATE INDEX chunk_article ON chunk (article_id);
    CREATE INDEX chunk_lengths ON chunk (words, grams, bridge);

    CREATE TABLE band (                      -- near-copies, see index.copies
        key INTEGER NOT NULL,
        article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        PRIMARY KEY (key, article_id)
    ) WITHOUT ROWID;
    CREATE INDEX band_article ON band (article_id);

    CREATE TABLE signature (
        article_id TEXT PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
        "values" BLOB NOT NULL               -- uint32 [100]
    );

    CREATE TABLE correction (                -- what a person said about an article, kept when it is read again
        article_id TEXT NOT NULL,
        field TEXT NOT NULL,
        value TEXT,                          -- JSON
        made_at TEXT NOT NULL,
        PRIMARY KEY (article_id, field)
    ) WITHOUT ROWID;

    CREATE TABLE file (                      -- what was read, so that an unchanged file is not read again
        uri TEXT PRIMARY KEY,
        digest TEXT NOT NULL,                -- sha256 of its bytes, of the options and of the readers' version
        articles TEXT NOT NULL,              -- JSON [article id, ...]
        read_at TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE address (                   -- to ask a host whether a page changed
        url TEXT PRIMARY KEY,
        etag TEXT,
        modified TEXT,
        asked_at TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE job (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        arguments TEXT NOT NULL,             -- JSON
        started_at TEXT NOT NULL,
        finished_at TEXT,                    -- null: running, or its process died
        status TEXT NOT NULL CHECK (status IN ('running', 'done', 'stopped', 'failed')),
        counts TEXT NOT NULL                 -- JSON {result: number}
    );

    CREATE TABLE job_problem (
        job INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
        origin TEXT NOT NULL,
        reason TEXT NOT NULL,
        remedy TEXT NOT NULL
    );
    CREATE INDEX job_problem_job ON job_problem (job);

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
    """
    CREATE INDEX version_filtered ON version (published, source, language, article_id, version);  -- read whole, for any filter
    """,
    """
    CREATE INDEX chunk_owner ON chunk (id, article_id);  -- so that telling which chunks match reads neither codes nor texts
    CREATE INDEX version_said ON version (article_id, version, published, source, language);
    """,
    """
    CREATE TABLE listed (                    -- what a list shows and sorts by, small enough to be read whole; kept by triggers
        number INTEGER PRIMARY KEY,
        article_id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL COLLATE NOCASE,  -- its beginning
        source TEXT NOT NULL,                -- here and below: empty where there is none
        language TEXT NOT NULL,
        published TEXT NOT NULL,
        added_at TEXT NOT NULL,
        state TEXT NOT NULL,                 -- of the article, or 'deleted'
        voice TEXT NOT NULL
    );

    CREATE TABLE tally (                     -- how many are listed, by all that can be chosen; kept by triggers
        source TEXT NOT NULL,
        language TEXT NOT NULL,
        month TEXT NOT NULL,                 -- YYYY-MM
        state TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (source, language, month, state)
    ) WITHOUT ROWID;

    INSERT INTO listed (article_id, title, source, language, published, added_at, state, voice)
        SELECT a.id, substr(v.title, 1, 300), coalesce(v.source, ''), v.language, coalesce(v.published, ''), v.added_at,
            CASE WHEN a.deleted_at IS NULL THEN a.state ELSE 'deleted' END, a.voice
        FROM article a JOIN version v ON v.article_id = a.id AND v.version = a.version ORDER BY v.number;
    INSERT INTO tally SELECT source, language, substr(published, 1, 7), state, count(*) FROM listed GROUP BY 1, 2, 3, 4;

    CREATE INDEX listed_published ON listed (published) WHERE state != 'deleted';
    CREATE INDEX listed_title ON listed (title) WHERE state != 'deleted';
    CREATE INDEX listed_source ON listed (source, published);
    CREATE INDEX listed_language ON listed (language, published);
    CREATE INDEX listed_added ON listed (added_at) WHERE state != 'deleted';
    CREATE INDEX listed_state ON listed (state, published) WHERE state != 'indexed';
    CREATE INDEX listed_voice ON listed (voice) WHERE state != 'deleted';

    CREATE TRIGGER listed_version_added AFTER INSERT ON version BEGIN
        INSERT INTO listed (article_id, title, source, language, published, added_at, state, voice)
            SELECT id, substr(NEW.title, 1, 300), coalesce(NEW.source, ''), NEW.language, coalesce(NEW.published, ''), NEW.added_at,
                CASE WHEN deleted_at IS NULL THEN state ELSE 'deleted' END, voice
            FROM article WHERE id = NEW.article_id AND version = NEW.version
            ON CONFLICT (article_id) DO UPDATE SET title = excluded.title, source = excluded.source, language = excluded.language,
                published = excluded.published, added_at = excluded.added_at, state = excluded.state, voice = excluded.voice;
    END;
    CREATE TRIGGER listed_version_changed AFTER UPDATE ON version BEGIN
        UPDATE listed SET title = substr(NEW.title, 1, 300), source = coalesce(NEW.source, ''), language = NEW.language,
            published = coalesce(NEW.published, ''), added_at = NEW.added_at
        WHERE article_id = (SELECT id FROM article WHERE id = NEW.article_id AND version = NEW.version);
    END;
    CREATE TRIGGER listed_article_changed AFTER UPDATE OF state, voice, deleted_at ON article BEGIN
        UPDATE listed SET state = CASE WHEN NEW.deleted_at IS NULL THEN NEW.state ELSE 'deleted' END, voice = NEW.voice
        WHERE article_id = NEW.id;
    END;
    CREATE TRIGGER listed_article_purged AFTER DELETE ON article BEGIN
        DELETE FROM listed WHERE article_id = OLD.id;
    END;
    CREATE TRIGGER tally_added AFTER INSERT ON listed BEGIN
        INSERT INTO tally VALUES (NEW.source, NEW.language, substr(NEW.published, 1, 7), NEW.state, 1)
            ON CONFLICT DO UPDATE SET number = number + 1;
    END;
    CREATE TRIGGER tally_changed AFTER UPDATE OF source, language, published, state ON listed
        WHEN (NEW.source, NEW.language, NEW.published, NEW.state) IS NOT (OLD.source, OLD.language, OLD.published, OLD.state) BEGIN
        INSERT INTO tally VALUES (NEW.source, NEW.language, substr(NEW.published, 1, 7), NEW.state, 1)
            ON CONFLICT DO UPDATE SET number = number + 1;
        UPDATE tally SET number = number - 1 WHERE source = OLD.source AND language = OLD.language
            AND month = substr(OLD.published, 1, 7) AND state = OLD.state;
        DELETE FROM tally WHERE source = OLD.source AND language = OLD.language
            AND month = substr(OLD.published, 1, 7) AND state = OLD.state AND number = 0;
    END;
    CREATE TRIGGER tally_removed AFTER DELETE ON listed BEGIN
        UPDATE tally SET number = number - 1 WHERE source = OLD.source AND language = OLD.language
            AND month = substr(OLD.published, 1, 7) AND state = OLD.state;
        DELETE FROM tally WHERE source = OLD.source AND language = OLD.language
            AND month = substr(OLD.published, 1, 7) AND state = OLD.state AND number = 0;
    END;
    """,
)


def migrate(connection: sqlite3.Connection, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Bring the schema to the newest version in one transaction; of two processes that begin at once, one finds it done.

    Args:
        connection: To the file.
        migrations: One entry for each schema version.

    Raises:
        CatalogError: The file was written by a newer Sanad.
    """
    found, known = _version(connection), len(migrations)
    if found > known:
        raise CatalogError(f"{_file(connection)} has schema version {found}; this Sanad knows up to {known}.", remedy="Upgrade Sanad.")
    if found == known:
        return
    connection.execute("BEGIN IMMEDIATE")
    for statement in _statements("".join(migrations[_version(connection) :])):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {known}")
    connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """Single statements; the semicolons inside a trigger end none."""
    statement = ""
    for part in script.split(";"):
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _file(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])
