"""The schema of the file that answers are kept in."""

# One entry for each schema version; an entry that was released never changes. A field of an answer that is renamed or removed
# needs one too, which changes the JSON.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE conversation (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        begun_at TEXT NOT NULL               -- ISO 8601, UTC
    ) WITHOUT ROWID;

    CREATE TABLE answer (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,           -- in the conversation, from 1
        asked_at TEXT NOT NULL,              -- ISO 8601, UTC
        question TEXT NOT NULL,              -- as typed
        state TEXT NOT NULL CHECK (state IN ('done', 'stopped')),
        request TEXT NOT NULL,               -- JSON
        answer TEXT NOT NULL,                -- JSON
        passages TEXT NOT NULL,              -- JSON [[article id, version, start, end], ...]
        settings TEXT NOT NULL,              -- JSON {name: value}
        versions TEXT NOT NULL,              -- JSON {name: version}
        seconds REAL NOT NULL,
        model TEXT,                          -- null: made of quotes
        prompt_tokens INTEGER,
        completion_tokens INTEGER,
        cost REAL,
        UNIQUE (conversation, position)
    );
    """,
    """
    CREATE TABLE grown (                     -- as above, with two states more: a check cannot be changed in place
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        asked_at TEXT NOT NULL,
        question TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('working', 'done', 'stopped', 'failed')),
        request TEXT NOT NULL,
        answer TEXT NOT NULL,                -- JSON, while it is worked on a snapshot
        passages TEXT NOT NULL,
        settings TEXT NOT NULL,
        versions TEXT NOT NULL,
        seconds REAL NOT NULL,
        model TEXT,
        prompt_tokens INTEGER,
        completion_tokens INTEGER,
        cost REAL,
        problem TEXT NOT NULL DEFAULT '',    -- why it failed
        UNIQUE (conversation, position)
    );
    INSERT INTO grown SELECT id, conversation, position, asked_at, question, state, request, answer, passages, settings, versions,
        seconds, model, prompt_tokens, completion_tokens, cost, '' FROM answer;
    DROP TABLE answer;
    ALTER TABLE grown RENAME TO answer;
    CREATE INDEX answer_working ON answer (id) WHERE state = 'working';
    ALTER TABLE conversation ADD COLUMN deleted_at TEXT;
    CREATE TABLE feedback (
        answer INTEGER PRIMARY KEY REFERENCES answer (id) ON DELETE CASCADE,
        rating TEXT NOT NULL CHECK (rating IN ('up', 'down', 'wrong_citation')),
        wrong TEXT NOT NULL,                 -- JSON [number of a citation, ...]
        comment TEXT NOT NULL,
        given_at TEXT NOT NULL               -- ISO 8601, UTC
    );
    """,
    """
    ALTER TABLE conversation ADD COLUMN owner TEXT NOT NULL DEFAULT '';  -- id of a user; empty where nobody signed in
    """,
)
