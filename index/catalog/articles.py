"""Articles and their versions in the catalog."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from urllib.parse import quote, unquote

from index.catalog.database import Database, Row
from index.models import Article, ArticleState, Filters, Record

_JSON = ("passages", "pages", "found")
_SAID = ("title", "url", "source", "author", "published", "published_at", "updated_at", "place", "language", *_JSON)  # about a version
_COLUMNS = ", ".join(("v.article_id AS id", "v.version", "a.origin", "a.voice", "v.added_at", *(f"v.{name}" for name in _SAID)))
_LISTED = "v.article_id, v.version, a.origin, v.title, v.url, v.source, v.author, v.published, v.language, v.added_at"
_CURRENT = "article a JOIN version v ON v.article_id = a.id AND v.version = a.version"
_ORDERED = (  # from the narrow table, in the order of its index: a join in any other order reads and sorts all there is
    "listed l CROSS JOIN article a CROSS JOIN version v WHERE a.id = l.article_id AND v.article_id = a.id AND v.version = a.version"
)
_BATCH = 500  # parameters in one statement
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
    voice: str


class Version(Record):
    """One version of an article: the hash of its text, the title it had and when it entered the library."""

    version: str
    title: str
    added_at: datetime


class Stated(NamedTuple):
    """What an article says of itself: its outlet, its day and its language."""

    source: str | None
    published: date | None
    language: str


class ArticleTable:
    """Reads and writes articles. An article has one current version; older ones stay readable."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database

    def get(self, identity: str, version: str | None = None) -> Article | None:
        """The article with this id, in its current version or the one asked for; ``None`` when there is none.

        One that was deleted and not purged is still given: what cites it must show it.
        """
        rows = self._database.read(
            f"SELECT {_COLUMNS}, v.text FROM article a JOIN version v ON v.article_id = a.id"
            " WHERE a.id = ? AND v.version = coalesce(?, a.version)",
            (identity, version),
        )
        return _article(rows[0]) if rows else None

    def stored(self, identity: str) -> Stored | None:
        """The current version of an article and how far it got; ``None`` for one that is deleted or not there."""
        article = self.get(identity)
        state = self._database.value("SELECT state FROM article WHERE id = ? AND deleted_at IS NULL", (identity,))
        return Stored(article, state) if article and state else None

    def with_text(self, version: str) -> Article | None:
        """An article whose current text has this hash."""
        found = self._database.value(f"SELECT a.id FROM {_CURRENT} WHERE v.version = ? AND a.deleted_at IS NULL ORDER BY a.id", (version,))
        return self.get(found) if found else None

    def versions(self, identity: str) -> tuple[Version, ...]:
        """All versions of an article that can still be read, newest first."""
        rows = self._database.read("SELECT version, title, added_at FROM version WHERE article_id = ? ORDER BY number DESC", (identity,))
        return tuple(Version(version=row[0], title=row[1], added_at=row[2]) for row in rows)

    def find(self, reference: str) -> tuple[str, ...]:
        """Ids of the articles a person may mean: by id or the start of one, origin, address, file name or title."""
        reference = reference.encode(errors="replace").decode()  # a shell may pass what is no text
        encoded = _escaped(quote(reference))  # as in an origin, which is a URI
        prefix = reference if len(reference) >= _PREFIX else "-"  # else a file named `a` could be mistaken for an id
        for condition, value in (
            ("a.id = ?", reference),  # apart, for it is what nearly all ask for, and found at once
            ("a.origin = ? OR v.url = ?1", reference),
            ("a.origin LIKE ? ESCAPE '\\'", f"%/{encoded}"),
            ("a.origin LIKE ? ESCAPE '\\'", f"%/{encoded}.%"),
            ("v.title = ?", reference),
            ("a.id LIKE ? ESCAPE '\\'", f"{_escaped(prefix)}%"),
        ):
            rows = self._database.read(
                f"SELECT a.id FROM {_CURRENT} WHERE ({condition}) AND a.deleted_at IS NULL ORDER BY a.id LIMIT 20", (value,)
            )
            if rows:
                return tuple(row[0] for row in rows)
        return ()

    def named(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Ids of articles by the name of their file, with or without its ending; names that no file has are left out."""
        wanted, found = frozenset(names), dict[str, tuple[str, ...]]()
        for identity, origin in self._database.read("SELECT id, origin FROM article WHERE deleted_at IS NULL ORDER BY id"):
            whole = unquote(origin.rpartition("/")[2])
            for name in wanted & {whole, whole.rpartition(".")[0]}:
                found[name] = (*found.get(name, ()), identity)
        return found

    def list(
        self,
        *,
        limit: int = 100,
        offset: int = 0,
        filters: Filters | None = None,
        state: ArticleState | None = None,
        deleted: bool = False,
    ) -> tuple[Summary, ...]:
        """Articles, newest first; those without a date last, by title.

        Args:
            limit: How many at most.
            offset: How many to leave out at the start.
            filters: What they must match.
            state: How far they got; ``None`` takes all.
            deleted: List those that can be restored, in place of those that are there.
        """
        condition, values = where(filters, state=state, deleted=deleted)
        rows = self._database.read(
            f"SELECT {_LISTED}, a.state, a.problem, (SELECT count(*) FROM chunk c WHERE c.article_id = a.id), a.voice"
            f" FROM {_ORDERED} AND l.state {'=' if deleted else '!='} 'deleted' AND {condition}"
            " ORDER BY l.published DESC, l.title, l.article_id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return tuple(Summary(**dict(zip(Summary.model_fields, row, strict=True))) for row in rows)

    def ids(self, filters: Filters | None = None, *, state: ArticleState | None = None, deleted: bool = False) -> tuple[str, ...]:
        """Ids of the articles that match; see ``list``."""
        condition, values = where(filters, state=state, deleted=deleted)
        return tuple(row[0] for row in self._database.read(f"SELECT a.id FROM {_CURRENT} WHERE {condition} ORDER BY a.id", values))

    def digest(self) -> str:
        """Tells two contents of the catalog apart: sha256 over what is said and written in every article."""
        statement = f"SELECT {_COLUMNS.replace('v.added_at, ', '')} FROM {_CURRENT} WHERE a.deleted_at IS NULL ORDER BY a.id"
        found = hashlib.sha256()
        for row in self._database.read(statement):
            found.update(repr(row).encode())
        return found.hexdigest()

    def in_state(self, state: ArticleState) -> tuple[str, ...]:
        """Ids of the articles that got this far and no further."""
        query = "SELECT id FROM article WHERE state = ? AND deleted_at IS NULL ORDER BY id"
        return tuple(row[0] for row in self._database.read(query, (state,)))

    def stated(self, ids: Sequence[str]) -> dict[str, Stated]:
        """What these articles say of themselves, by id."""
        found: dict[str, Stated] = {}
        for start in range(0, len(ids), _BATCH):
            batch = tuple(ids[start : start + _BATCH])
            marks = ", ".join("?" * len(batch))
            rows = self._database.read(f"SELECT a.id, v.source, v.published, v.language FROM {_CURRENT} WHERE a.id IN ({marks})", batch)
            found |= {row[0]: Stated(row[1], date.fromisoformat(row[2]) if row[2] else None, row[3]) for row in rows}
        return found

    def count_by(self, column: str) -> dict[str, int]:
        """Number of articles by ``language``, ``source`` or ``state``, most first."""
        name = {"language": "language", "source": "source", "state": "state"}[column]
        rows = self._database.read(f"SELECT {name}, sum(number) AS n FROM tally WHERE state != 'deleted' GROUP BY 1 ORDER BY n DESC, 1")
        return {row[0]: row[1] for row in rows}

    def save(
        self, connection: sqlite3.Connection, article: Article, state: ArticleState, problem: str | None = None, *, raw: str | None = None
    ) -> None:
        """Make ``article`` the current version, inside the caller's transaction; one that was deleted is there again.

        Args:
            connection: The transaction.
            article: What to store.
            state: How far it got.
            problem: What stopped it there.
            raw: Digest of what it was cleaned from, see ``RawTable``.
        """
        connection.execute(
            "INSERT INTO article (id, origin, version, state, problem, voice) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, problem = excluded.problem,"
            " voice = excluded.voice, deleted_at = NULL",
            (article.id, article.origin, article.version, state, problem, article.voice or article.id),
        )
        said = article.model_dump(mode="json", include=set(_SAID))
        values = [json.dumps(said[name], ensure_ascii=False) if name in _JSON else said[name] for name in _SAID]
        marks = ", ".join("?" * (len(_SAID) + 5))
        connection.execute(
            f"INSERT INTO version (article_id, version, {', '.join(_SAID)}, added_at, raw, text) VALUES ({marks})"
            " ON CONFLICT (article_id, version) DO UPDATE SET raw = coalesce(excluded.raw, raw), "
            + ", ".join(f"{name} = excluded.{name}" for name in _SAID),
            (article.id, article.version, *values, article.added_at.isoformat(), raw, article.text),
        )

    def set_state(self, connection: sqlite3.Connection, ids: Sequence[str], state: ArticleState, problem: str | None = None) -> None:
        """Record how far articles got and what stopped them, inside the caller's transaction."""
        values = [(state, problem, identity) for identity in ids]
        connection.executemany("UPDATE article SET state = ?, problem = ? WHERE id = ?", values)

    def delete(self, connection: sqlite3.Connection, ids: Sequence[str]) -> None:
        """Hide articles, inside the caller's transaction; their texts stay for what cites them, until they are purged."""
        now = datetime.now(UTC).isoformat()
        connection.executemany("UPDATE article SET deleted_at = ? WHERE id = ?", [(now, identity) for identity in ids])

    def deleted(self) -> tuple[str, ...]:
        """Ids of the articles that can be restored, latest deleted first."""
        query = "SELECT id FROM article WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, id"
        return tuple(row[0] for row in self._database.read(query))

    def purge(self, connection: sqlite3.Connection, ids: Sequence[str]) -> None:
        """Remove articles with all their versions, chunks, vectors and raw texts for good, inside the caller's transaction."""
        connection.executemany("DELETE FROM article WHERE id = ?", [(identity,) for identity in ids])
        connection.execute("DELETE FROM raw WHERE digest NOT IN (SELECT raw FROM version WHERE raw IS NOT NULL)")


def _escaped(text: str) -> str:
    """``text`` for LIKE, standing for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def where(filters: Filters | None, *, state: ArticleState | None = None, deleted: bool = False) -> tuple[str, tuple[str, ...]]:
    """The condition, over ``article a`` and ``version v``, that these stand for, and its parameters."""
    conditions = [f"a.deleted_at IS {'NOT ' if deleted else ''}NULL", *(["a.state = ?"] if state else [])]
    values: list[str] = [state] if state else []
    filters = filters or Filters()
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
    names = ("id", "version", "origin", "voice", "added_at", *_SAID, "text")
    values = dict(zip(names, row, strict=True))
    return Article(**{name: json.loads(value) if name in _JSON else value for name, value in values.items()})
