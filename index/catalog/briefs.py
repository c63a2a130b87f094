"""Briefs with their history: a file of its own beside the catalog, which neither the lock of the library nor a rebuild concerns.

What a brief looks like is not known here: each revision is kept as the JSON it is given as. The full text of every version that
is cited is kept with it, so that a quote can be proved when its article has long been purged.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from index.catalog.brief_schema import MIGRATIONS as MIGRATIONS
from index.catalog.database import Database, Row
from index.errors import BriefConflictError, NotFoundError
from index.models import Record

BRIEFS_FILE = "briefs.sqlite"  # in the directory of a library
REVISIONS = 500  # of one brief, at most

_WAIT = 5.0  # seconds; a write takes milliseconds
_PREFIX = 4  # characters of an id that may stand for the whole
_NAMES = "b.id, r.title, b.owner, b.made_at, b.changed_at, b.at, b.deleted_at"
_SHOWN = "brief b JOIN revision r ON r.brief = b.id AND r.number = b.at"


class BriefSummary(Record):
    """A brief without its content, for lists.

    Attributes:
        title: Of the revision in force.
        owner: Id of a user; empty where nobody signed in.
        revision: Number of the revision in force.
        deleted_at: When it was taken out of sight; ``None`` if it was not.
    """

    id: str
    title: str
    owner: str
    made_at: datetime
    changed_at: datetime
    revision: int
    deleted_at: datetime | None = None


class Revision(Record):
    """One state of a brief.

    Attributes:
        number: Unique in the brief, ascending.
        what: Was changed.
        about: Which part of it, in words; may be empty.
        title: The title it had.
    """

    number: int
    what: str
    about: str
    made_at: datetime
    title: str


class StoredBrief(Record):
    """The revision of a brief that is in force.

    Attributes:
        content: As JSON.
        undoes: What the change before it is that can be undone; ``None`` if there is none.
        redoes: What was undone last and can be done again; ``None`` if there is none.
    """

    summary: BriefSummary
    content: str
    undoes: Revision | None = None
    redoes: Revision | None = None


class BriefStore(AbstractContextManager["BriefStore"]):
    """The briefs of one library. Threads may share it, and any number of processes may write: none overwrites another's change."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises:
            CatalogError: It cannot be written, is damaged or newer than this Sanad.
        """
        self._database = Database(path, migrations=MIGRATIONS, wait=_WAIT)
        self.path = path

    def save(
        self,
        identity: str,
        content: str,
        *,
        title: str,
        what: str,
        about: str = "",
        moment: datetime,
        based_on: int | None,
        owner: str = "",
        cited: Iterable[str] = (),
        text: Callable[[str], str | None] = lambda version: None,
    ) -> int:
        """Keep a new revision and put it in force; its number. When this returns, it outlives the process.

        What was undone before cannot be done again any more.

        Args:
            identity: The brief.
            content: As JSON.
            title: Its title.
            what: Was changed.
            about: Which part of it.
            moment: Now, UTC.
            based_on: Number of the revision that was changed; ``None`` makes a new brief.
            owner: Whose a new brief is.
            cited: Versions whose text is to be kept as evidence.
            text: Gives that text; asked only for what is not kept yet. ``None`` where it is not to be had.

        Raises:
            BriefConflictError: Another revision is in force by now, or there is a brief of that id already.
            NotFoundError: There is no such brief, or it was deleted.
        """
        with self._database.transaction() as connection:
            number = self._next(connection, identity, based_on, moment, owner)
            connection.execute("DELETE FROM revision WHERE brief = ? AND number > ?", (identity, based_on or 0))
            connection.execute(
                "INSERT INTO revision (brief, number, title, what, about, made_at, content) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (identity, number, title, what, about, moment.isoformat(), _packed(content)),
            )
            oldest = "SELECT number FROM revision WHERE brief = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2"
            connection.execute(f"DELETE FROM revision WHERE brief = ?1 AND number <= ({oldest})", (identity, REVISIONS))
            for version in cited:
                _keep_evidence(connection, identity, version, text)
            return number

    def get(self, identity: str, *, deleted: bool = False) -> StoredBrief | None:
        """A brief as it is in force; ``None`` if there is none, or it is deleted and such are not asked for."""
        rows = self._database.read(f"SELECT {_NAMES}, r.content FROM {_SHOWN} WHERE b.id = ?", (identity,))
        if not rows or (rows[0][6] and not deleted):
            return None
        history, at = self.history(identity), rows[0][5]
        undoes = next((one for one in history if one.number == at and history[0].number < at), None)
        redoes = next((one for one in history if one.number > at), None)
        return StoredBrief(summary=_summary(rows[0][:7]), content=_unpacked(rows[0][7]), undoes=undoes, redoes=redoes)

    def content(self, identity: str, number: int) -> str | None:
        """One revision as JSON; ``None`` if there is none of that number."""
        found = self._database.value("SELECT content FROM revision WHERE brief = ? AND number = ?", (identity, number))
        return None if found is None else _unpacked(found)

    def history(self, identity: str) -> tuple[Revision, ...]:
        """The revisions that are kept, the first first; those behind the one in force were undone."""
        columns = ", ".join(Revision.model_fields)
        rows = self._database.read(f"SELECT {columns} FROM revision WHERE brief = ? ORDER BY number", (identity,))
        return tuple(Revision(**dict(zip(Revision.model_fields, row, strict=True))) for row in rows)

    def go(self, identity: str, number: int, *, based_on: int, moment: datetime) -> None:
        """Put a kept revision in force.

        Raises:
            BriefConflictError: Another than ``based_on`` is in force by now.
            NotFoundError: There is no such brief or revision.
        """
        with self._database.transaction() as connection:
            _in_force(connection, identity, based_on)
            if not connection.execute("SELECT 1 FROM revision WHERE brief = ? AND number = ?", (identity, number)).fetchone():
                message = f"The brief {identity} has no revision {number}."
                raise NotFoundError(message, remedy="`sanad brief history` lists those that are kept.")
            connection.execute("UPDATE brief SET at = ?, changed_at = ? WHERE id = ?", (number, moment.isoformat(), identity))

    def list(
        self, *, owner: str | None = None, search: str = "", deleted: bool = False, limit: int | None = 50
    ) -> tuple[BriefSummary, ...]:
        """Briefs, the one changed last first.

        Args:
            owner: Only those of this user, or with an empty name of nobody; of all without it.
            search: What a title must contain, in whichever case.
            deleted: Those that can be restored, in place of those that are there.
            limit: How many at most; ``None`` for all.
        """
        condition = f"b.deleted_at IS {'NOT ' if deleted else ''}NULL"
        rows = self._database.read(f"SELECT {_NAMES} FROM {_SHOWN} WHERE {condition} ORDER BY b.changed_at DESC, b.id")
        wanted = search.casefold()
        return tuple(_summary(row) for row in rows if owner in (None, row[2]) and wanted in row[1].casefold())[:limit]

    def find(self, reference: str, *, owner: str | None = None, deleted: bool = False) -> tuple[BriefSummary, ...]:
        """The briefs a person may mean: by id, title, or the start of an id; or ``last`` for the one changed last."""
        known = self.list(owner=owner, deleted=deleted, limit=None)
        if reference == "last":
            return known[:1]
        prefix = reference if len(reference) >= _PREFIX else None
        for found in (
            [one for one in known if one.id == reference],
            [one for one in known if one.title == reference],
            [one for one in known if one.title.casefold() == reference.casefold()],
            [one for one in known if prefix and one.id.startswith(prefix)],
        ):
            if found:
                return tuple(found)
        return ()

    def owner(self, identity: str) -> str | None:
        """Whose a brief is, deleted or not; ``None`` if there is none."""
        found: str | None = self._database.value("SELECT owner FROM brief WHERE id = ?", (identity,))
        return found

    def hide(self, identity: str, *, moment: datetime) -> bool:
        """Take a brief out of sight until it is shown again or purged; whether there was one."""
        with self._database.transaction() as connection:
            change = "UPDATE brief SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL"
            return connection.execute(change, (moment.isoformat(), identity)).rowcount > 0

    def unhide(self, identity: str) -> bool:
        """Undo ``hide``; whether there was anything to undo."""
        with self._database.transaction() as connection:
            change = "UPDATE brief SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL"
            return connection.execute(change, (identity,)).rowcount > 0

    def purge(self, briefs: Sequence[str] = (), *, before: datetime | None = None) -> int:
        """Remove briefs for good, with all revisions and the evidence that no other brief cites; how many there were.

        Args:
            briefs: Ids.
            before: Those too that were deleted before this moment.
        """
        with self._database.transaction() as connection:
            removed = sum(connection.execute("DELETE FROM brief WHERE id = ?", (identity,)).rowcount for identity in briefs)
            if before is not None:
                removed += connection.execute("DELETE FROM brief WHERE deleted_at < ?", (before.isoformat(),)).rowcount
            connection.execute("DELETE FROM evidence WHERE version NOT IN (SELECT version FROM cited)")
            return removed

    def text(self, version: str) -> str | None:
        """The text of a version that is kept as evidence; ``None`` if it is not."""
        found = self._database.value("SELECT content FROM evidence WHERE version = ?", (version,))
        return None if found is None else _unpacked(found)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def _next(self, connection: Connection, identity: str, based_on: int | None, moment: datetime, owner: str) -> int:
        """The number of a new revision, which is in force from now on."""
        when = moment.isoformat()
        if based_on is None:
            made = "INSERT INTO brief (id, owner, made_at, changed_at, at, last) VALUES (?, ?, ?, ?, 1, 1) ON CONFLICT (id) DO NOTHING"
            if not connection.execute(made, (identity, owner, when, when)).rowcount:
                raise BriefConflictError(f"There is a brief {identity} already.", remedy="Make one with another id.")
            return 1
        _in_force(connection, identity, based_on)
        change = "UPDATE brief SET last = last + 1, at = last + 1, changed_at = ? WHERE id = ? RETURNING at"
        return int(connection.execute(change, (when, identity)).fetchone()[0])


def _in_force(connection: Connection, identity: str, based_on: int) -> None:
    """Raise unless this revision is in force."""
    row = connection.execute("SELECT at FROM brief WHERE id = ? AND deleted_at IS NULL", (identity,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no brief {identity}.", remedy="`sanad brief list` shows the briefs; `restore` brings one back.")
    if row[0] != based_on:
        message = f"The brief {identity} was changed meanwhile: revision {row[0]} is in force, the change was made to {based_on}."
        raise BriefConflictError(message, remedy="Open it again and repeat the change.")


def _keep_evidence(connection: Connection, identity: str, version: str, text: Callable[[str], str | None]) -> None:
    connection.execute("INSERT INTO cited (brief, version) VALUES (?, ?) ON CONFLICT DO NOTHING", (identity, version))
    if not connection.execute("SELECT 1 FROM evidence WHERE version = ?", (version,)).fetchone():
        found = text(version)
        if found is not None:
            connection.execute("INSERT INTO evidence (version, content) VALUES (?, ?)", (version, _packed(found)))


def _summary(row: Row) -> BriefSummary:
    return BriefSummary(**dict(zip(BriefSummary.model_fields, row, strict=True)))


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode())


def _unpacked(content: bytes) -> str:
    return zlib.decompress(content).decode()
