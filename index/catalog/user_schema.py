"""The schema of the file that users and their sessions are kept in."""

# One entry for each schema version; an entry that was released never changes.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE user (
        id TEXT PRIMARY KEY,                 -- never given twice, so that a name that comes back does not get what was another's
        name TEXT NOT NULL UNIQUE,           -- in lower case
        role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
        password TEXT NOT NULL,              -- argon2id, in its own encoding
        added_at TEXT NOT NULL               -- ISO 8601, UTC, to the microsecond: compared as text
    ) WITHOUT ROWID;

    CREATE TABLE session (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        user TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
        token TEXT NOT NULL UNIQUE,          -- sha256; the token itself is in the browser alone
        previous TEXT UNIQUE,                -- sha256 of the token before
        form TEXT NOT NULL,                  -- random, in every form that ends a session
        begun_at TEXT NOT NULL,
        rotated_at TEXT NOT NULL,
        confirmed_at TEXT,                   -- when the token came back; null until then
        seen_at TEXT NOT NULL,
        address TEXT NOT NULL,
        agent TEXT NOT NULL
    );
    CREATE INDEX session_user ON session (user);

    CREATE TABLE attempt (
        key TEXT PRIMARY KEY,                -- sha256: people type passwords where names belong
        failures INTEGER NOT NULL,
        last_at TEXT NOT NULL,
        open_at TEXT NOT NULL                -- no attempt is looked at before
    ) WITHOUT ROWID;
    """,
)
