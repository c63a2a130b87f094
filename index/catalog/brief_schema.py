"""The schema of the file that briefs are kept in."""

# One entry for each schema version; an entry that was released never changes. A field of a brief that is renamed or removed needs
# one too, which changes the JSON.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE brief (
        id TEXT PRIMARY KEY,
        owner TEXT NOT NULL,                 -- id of a user, empty where nobody signed in
        made_at TEXT NOT NULL,               -- ISO 8601, UTC
        changed_at TEXT NOT NULL,
        at INTEGER NOT NULL,                 -- number of the revision that is in force
        last INTEGER NOT NULL,               -- highest number a revision was given, for none is given twice
        deleted_at TEXT
    ) WITHOUT ROWID;

    CREATE TABLE revision (
        brief TEXT NOT NULL REFERENCES brief (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        title TEXT NOT NULL,
        what TEXT NOT NULL,                  -- was changed
        about TEXT NOT NULL,                 -- which part of it, in words
        made_at TEXT NOT NULL,
        content BLOB NOT NULL,               -- JSON, zlib
        PRIMARY KEY (brief, number)
    );

    CREATE TABLE evidence (
        version TEXT PRIMARY KEY,            -- sha256 of the text
        content BLOB NOT NULL                -- the text in UTF-8, zlib
    );

    CREATE TABLE cited (                     -- by any revision
        brief TEXT NOT NULL REFERENCES brief (id) ON DELETE CASCADE,
        version TEXT NOT NULL,
        PRIMARY KEY (brief, version)
    ) WITHOUT ROWID;
    """,
)
