"""Articles and their versions in the catalog."""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import quote

from index.catalog.database import Database, Row
from index.models import Article, ArticleState, Filters, Record

_COLUMNS = "v.article_id, v.version, a.origin, v.title, v.url, v.source, v.author, v.published, v.language, v.added_at"
_CURRENT = "article a JOIN version v ON v.article_id = a.id AND v.version = a.version"
_PREFIX = 4  # characters of an id that may stand for the whole


class Stored(NamedTuple):
    """What the catalog knows of an origin: enough to tell whether reading it again changed anything."""

    article: Article
    state: ArticleState


class Summary(Record):
    """One article without its text, for lists."""

    id: str
    version: str
    origin: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published: date | None
    language: str
    added_at: datetime
    state: ArticleState
    problem: str | None
    chunks: int


class ArticleTable:
    """Reads and writes articles. An article has one current version; older ones stay readable."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def get(self, identity: str, version: str | None = None) -> Article | None:
        """The article with this id, in its current version or the one asked for; ``None`` when there is none."""
        rows = self._database.read(
            f"SELECT {_COLUMNS}, v.text FROM article a JOIN version v ON v.article_id = a.id"
            " WHERE a.id = ? AND v.version = coalesce(?, a.version)",
            (identity, version),
        )
        return _article(rows[0]) if rows else None

    def stored(self, identity: str) -> Stored | None:
        """The current version of an article and how far it got."""
        article = self.get(identity)
        if article is None:
            return None
        return Stored(article, self._database.value("SELECT state FROM article WHERE id = ?", (identity,)))

    def with_text(self, version: str) -> str | None:
        """The id of an article whose current text has this hash."""
        found: str | None = self._database.value(
            "SELECT a.id FROM version v JOIN article a ON a.id = v.article_id AND a.version = v.version WHERE v.version = ?",
            (version,),
        )
        return found

    def find(self, reference: str) -> tuple[str, ...]:
        """Ids of the articles a person may mean: by id or the start of one, origin, address, file name or title."""
        reference = reference.encode(errors="replace").decode()  # a shell may pass what is no text
        encoded = _escaped(quote(reference))  # as in an origin, which is a URI
        prefix = reference if len(reference) >= _PREFIX else "-"  # else a file named `a` could be mistaken for an id
        for condition, value in (
            ("a.id = ? OR a.origin = ?1 OR v.url = ?1", reference),
            ("a.origin LIKE ? ESCAPE '\\'", f"%/{encoded}"),
            ("a.origin LIKE ? ESCAPE '\\'", f"%/{encoded}.%"),
            ("v.title = ?", reference),
            ("a.id LIKE ? ESCAPE '\\'", f"{_escaped(prefix)}%"),
        ):
            rows = self._database.read(f"SELECT a.id FROM {_CURRENT} WHERE {condition} ORDER BY a.id LIMIT 20", (value,))
            if rows:
                return tuple(row[0] for row in rows)
        return ()

    def list(self, *, limit: int = 100, offset: int = 0, filters: Filters | None = None) -> tuple[Summary, ...]:
        """Articles, newest first; those without a date last, by title."""
        condition, values = where(filters)
        rows = self._database.read(
            f"SELECT {_COLUMNS}, a.state, a.problem, (SELECT count(*) FROM chunk c WHERE c.article_id = a.id)"
            f" FROM {_CURRENT} WHERE {condition} ORDER BY v.published IS NULL, v.published DESC, v.title, a.id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return tuple(Summary(**dict(zip(Summary.model_fields, row, strict=True))) for row in rows)

    def ids(self, filters: Filters | None = None) -> tuple[str, ...]:
        """Ids of the articles that match."""
        condition, values = where(filters)
        return tuple(row[0] for row in self._database.read(f"SELECT a.id FROM {_CURRENT} WHERE {condition} ORDER BY a.id", values))

    def in_state(self, state: ArticleState) -> tuple[str, ...]:
        """Ids of the articles that got this far and no further."""
        return tuple(row[0] for row in self._database.read("SELECT id FROM article WHERE state = ? ORDER BY id", (state,)))

    def count_by(self, column: str) -> dict[str, int]:
        """Number of articles by ``language``, ``source`` or ``state``, most first."""
        expression = {"language": "v.language", "source": "coalesce(v.source, '')", "state": "a.state"}[column]
        rows = self._database.read(f"SELECT {expression}, count(*) AS n FROM {_CURRENT} GROUP BY 1 ORDER BY n DESC, 1")
        return {row[0]: row[1] for row in rows}

    def save(self, connection: sqlite3.Connection, article: Article, state: ArticleState, problem: str | None = None) -> None:
        """Make ``article`` the current version, inside the caller's transaction."""
        connection.execute(
            "INSERT INTO article (id, origin, version, state, problem) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, problem = excluded.problem",
            (article.id, article.origin, article.version, state, problem),
        )
        published = article.published.isoformat() if article.published else None
        connection.execute(
            "INSERT INTO version (article_id, version, title, url, source, author, published, language, added_at, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (article_id, version) DO UPDATE SET title = excluded.title,"
            " url = excluded.url, source = excluded.source, author = excluded.author, published = excluded.published,"
            " language = excluded.language",
            (
                *(article.id, article.version, article.title, article.url, article.source, article.author),
                *(published, article.language, article.added_at.isoformat(), article.text),
            ),
        )

    def set_state(self, connection: sqlite3.Connection, ids: Sequence[str], state: ArticleState, problem: str | None = None) -> None:
        """Record how far articles got and what stopped them, inside the caller's transaction."""
        values = [(state, problem, identity) for identity in ids]
        connection.executemany("UPDATE article SET state = ?, problem = ? WHERE id = ?", values)

    def delete(self, connection: sqlite3.Connection, ids: Sequence[str]) -> None:
        """Remove articles with all their versions, chunks and vectors, inside the caller's transaction."""
        connection.executemany("DELETE FROM article WHERE id = ?", [(identity,) for identity in ids])


def _escaped(text: str) -> str:
    """``text`` for LIKE, standing for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def where(filters: Filters | None) -> tuple[str, tuple[str, ...]]:
    """The condition, over ``article a`` and ``version v``, that ``filters`` stands for, and its parameters."""
    if filters is None:
        return "1", ()
    conditions = ["1"]
    values: list[str] = []
    for column, wanted in (("v.language", filters.languages), ("v.source", filters.sources), ("a.id", filters.articles)):
        if wanted:
            conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values.extend(wanted)
    for comparison, day in ((">=", filters.published_from), ("<=", filters.published_to)):
        if day:
            conditions.append(f"v.published {comparison} ?")
            values.append(day.isoformat())
    return " AND ".join(conditions), tuple(values)


def _article(row: Row) -> Article:
    names = ("id", "version", "origin", "title", "url", "source", "author", "published", "language", "added_at", "text")
    return Article(**dict(zip(names, row, strict=True)))
