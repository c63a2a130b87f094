"""The briefs of a library: made, changed, undone, and kept with the evidence for what they cite."""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Literal

from pydantic import ValidationError

from index.catalog.briefs import BRIEFS_FILE, BriefStore, BriefSummary, Revision, StoredBrief
from index.errors import BriefConflictError, BriefError, CatalogError, NotFoundError
from index.models import Record, Span, text_version
from rag.brief.collecting import Articles
from rag.brief.editing import begun
from rag.brief.models import Brief, Source

Change = Literal[
    "begun", "answer", "quote", "text", "section", "edited", "heading", "moved", "removed", "settings", "translated", "judged", "returned"
]

_LIST = "`sanad brief list` shows the briefs."
_TRIES = 5  # at a change that others came between


class KeptBrief(Record):
    """A brief as it is in force.

    Attributes:
        brief: The brief.
        revision: Its number, on which a change is based.
        owner: Whose it is; empty where nobody signed in.
        undoes: The change that ``undo`` takes back; ``None`` if there is none.
        redoes: The change that ``redo`` makes again; ``None`` if there is none.
    """

    brief: Brief
    revision: int
    owner: str = ""
    undoes: Revision | None = None
    redoes: Revision | None = None


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


class Briefs:
    """Keeps briefs beside a library. Threads may share it; nothing is opened before it is needed.

    Attributes:
        articles: Gives the versions of articles.
    """

    def __init__(self, directory: Path, articles: Articles, *, clock: Callable[[], datetime] = now) -> None:
        """Keep briefs in ``directory``, that of the library that has ``articles``."""
        self.articles = articles
        self._path = directory / BRIEFS_FILE
        self._clock = clock
        self._opening = Lock()
        self._store: BriefStore | None = None

    @property
    def store(self) -> BriefStore:
        """The file they are kept in.

        Raises:
            CatalogError: It cannot be used.
        """
        with self._opening:
            if self._store is None:
                self._store = BriefStore(self._path)
            return self._store

    @property
    def moment(self) -> datetime:
        """Now, as changes are dated."""
        return self._clock()

    def list(
        self, *, owner: str | None = None, search: str = "", deleted: bool = False, limit: int | None = 50
    ) -> tuple[BriefSummary, ...]:
        """Briefs, the one changed last first: `BriefStore.list` tells of the arguments."""
        return self.store.list(owner=owner, search=search, deleted=deleted, limit=limit) if self._path.exists() else ()

    def find(self, reference: str, *, owner: str | None = None, deleted: bool = False) -> BriefSummary:
        """The brief a person means: by id or the start of one, by title, or ``last`` for the one changed last.

        Raises:
            NotFoundError: None or several match.
        """
        found = self.store.find(reference.strip(), owner=owner, deleted=deleted) if self._path.exists() else ()
        if len(found) > 1:
            ids = ", ".join(one.id for one in found)
            raise NotFoundError(f"{reference!r} may be any of the briefs {ids}.", remedy="Give the whole id.")
        if not found:
            raise NotFoundError(f"There is no {'deleted ' if deleted else ''}brief {reference!r}.", remedy=_LIST)
        return found[0]

    def new(self, title: str, *, language: str = "en", author: str = "", style: str = "", owner: str = "") -> KeptBrief:
        """An empty brief.

        Raises:
            BriefError: It cannot have that title.
        """
        made = begun(secrets.token_hex(5), title, moment=self.moment, language=language, author=author, style=style)
        return self._saved(made, "begun", "", None, owner)

    def get(self, identity: str) -> KeptBrief:
        """A brief as it is in force.

        Raises:
            NotFoundError: There is none of that id, or it was deleted.
            CatalogError: Another version of Sanad wrote it, and it cannot be read any more.
        """
        stored = self.store.get(identity) if self._path.exists() else None
        if stored is None:
            raise NotFoundError(f"There is no brief {identity!r}.", remedy=_LIST)
        return _kept(stored)

    def save(self, brief: Brief, what: Change, *, based_on: int, about: str = "") -> KeptBrief:
        """Keep a changed brief and put it in force; when this returns, it outlives the process, with the texts it cites.

        Args:
            brief: Changed.
            what: Was changed.
            based_on: The revision that was changed.
            about: Which part of it, in words of the brief.

        Raises:
            BriefConflictError: Another revision is in force by now.
            NotFoundError: There is no such brief, or it was deleted.
        """
        return self._saved(brief, what, about, based_on, "")

    def change(self, identity: str, what: Change, change: Callable[[Brief], Brief], *, about: str = "") -> KeptBrief:
        """Change the brief that is in force, whoever changed it last; kept only if something changed.

        Args:
            identity: The brief.
            what: Is changed.
            change: Makes the changed brief; called again if somebody else came between.
            about: Which part of it, in words of the brief.

        Raises:
            NotFoundError: There is no such brief, or what is changed is not in it.
            BriefError: It cannot be changed so.
        """
        for left in reversed(range(_TRIES)):
            kept = self.get(identity)
            made = change(kept.brief)
            if made.model_copy(update={"changed_at": kept.brief.changed_at}) == kept.brief:
                return kept
            try:
                return self.save(made, what, based_on=kept.revision, about=about)
            except BriefConflictError:
                if not left:
                    raise
        raise BriefError(f"The brief {identity} cannot be changed.")

    def undo(self, identity: str, *, based_on: int | None = None) -> KeptBrief:
        """Take the last change back.

        Args:
            identity: The brief.
            based_on: The revision that the person saw; ``None`` takes the one in force.

        Raises:
            BriefError: There is nothing to undo.
            BriefConflictError: Another revision is in force by now.
        """
        return self._step(identity, -1, based_on)

    def redo(self, identity: str, *, based_on: int | None = None) -> KeptBrief:
        """Make the change again that was undone last; ``undo`` tells of the rest."""
        return self._step(identity, 1, based_on)

    def history(self, identity: str) -> tuple[Revision, ...]:
        """The revisions that are kept, the first first; those behind the one in force were undone."""
        return self.store.history(identity)

    def revision(self, identity: str, number: int) -> Brief:
        """A brief as it was.

        Raises:
            NotFoundError: There is no such revision.
        """
        content = self.store.content(identity, number)
        if content is None:
            message = f"The brief {identity} has no revision {number}."
            raise NotFoundError(message, remedy="`sanad brief history` lists those that are kept.")
        return _read(content, identity)

    def return_to(self, identity: str, number: int) -> KeptBrief:
        """Make a brief what it was at a revision; that is a change which can be undone."""
        before = self.revision(identity, number)
        return self.change(
            identity,
            "returned",
            lambda brief: before.model_copy(update={"next": max(brief.next, before.next), "changed_at": self.moment}),
            about=str(number),
        )

    def delete(self, identity: str) -> bool:
        """Take a brief out of sight, until it is restored or purged; whether there was one."""
        return self.store.hide(identity, moment=self.moment)

    def restore(self, identity: str) -> bool:
        """Bring a deleted brief back; whether there was one."""
        return self.store.unhide(identity)

    def text_of(self, source: Source) -> str:
        """The full text of a cited version, from the evidence or else from the library.

        Raises:
            NotFoundError: It was purged from the library before it was cited.
            CatalogError: What is kept is not that text.
        """
        text = self.store.text(source.version) or self._text(source.article_id, source.version)
        if text is None:
            raise NotFoundError(f"The text of “{source.title[:80]}” is not kept.", remedy="It was removed before it was cited.")
        if text_version(text) != source.version:
            raise CatalogError(f"The text kept for “{source.title[:80]}” is not what was cited.", remedy="Restore it from a backup.")
        return text

    def close(self) -> None:
        """Close the file."""
        if self._store is not None:
            self._store.close()

    def _saved(self, brief: Brief, what: Change, about: str, based_on: int | None, owner: str) -> KeptBrief:
        homes = {span.version: span.article_id for span in cited(brief)}
        self.store.save(
            brief.id,
            brief.model_dump_json(),
            title=brief.title,
            what=what,
            about=about,
            moment=brief.changed_at,
            based_on=based_on,
            owner=owner,
            cited=homes,
            text=lambda version: self._text(homes[version], version),
        )
        return self.get(brief.id)

    def _text(self, article: str, version: str) -> str | None:
        found = self.articles.get(article, version)
        return found.text if found else None

    def _step(self, identity: str, by: int, based_on: int | None) -> KeptBrief:
        kept = self.get(identity)
        numbers = [one.number for one in self.history(identity)]
        reached = [one for one in (reversed(numbers) if by < 0 else numbers) if (one - kept.revision) * by > 0]
        if not reached:
            raise BriefError(f"There is nothing to {'undo' if by < 0 else 'redo'} in “{kept.brief.title}”.")
        self.store.go(identity, reached[0], based_on=kept.revision if based_on is None else based_on, moment=self.moment)
        return self.get(identity)


def cited(brief: Brief) -> Iterator[Span]:
    """Every span that a brief shows: of its citations, and of what sources say where they differ."""
    yield from (brief.span(citation) for citation in brief.citations.values())
    for item in brief.items:
        for difference in item.differences:
            yield from (one.span for value in difference.values for one in (value, *value.also))


def _kept(stored: StoredBrief) -> KeptBrief:
    summary = stored.summary
    brief = _read(stored.content, summary.id)
    return KeptBrief(brief=brief, revision=summary.revision, owner=summary.owner, undoes=stored.undoes, redoes=stored.redoes)


def _read(content: str, identity: str) -> Brief:
    try:
        return Brief.model_validate_json(content)
    except ValidationError as error:
        raise CatalogError(f"The brief {identity} cannot be read.", remedy="Open it with the version of Sanad that wrote it.") from error
