"""The briefs of one person: those of others are as if they were not there."""

from collections.abc import Callable
from datetime import datetime

from index.catalog.briefs import BriefSummary, Revision
from index.errors import NotFoundError
from rag.brief.briefs import Briefs, Change, KeptBrief
from rag.brief.models import Brief, Identity, Source
from ui.words import text

LISTED = 200  # briefs; the others are found by searching


class OwnBriefs:
    """What one person may see and change of the briefs of the library.

    Args:
        briefs: Those of all.
        owner: Id of the user; empty where nobody signs in, ``None`` for whom nothing is there.
    """

    def __init__(self, briefs: Briefs, owner: str | None) -> None:
        self._briefs = briefs
        self._owner = owner

    @property
    def moment(self) -> datetime:
        """Now, as changes are dated."""
        return self._briefs.moment

    def has(self, brief: Identity) -> bool:
        """Whether there is such a brief, deleted or not, and it is theirs."""
        return self._owner is not None and bool(brief) and self._briefs.store.owner(brief) == self._owner

    def list(self, *, search: str = "", limit: int = LISTED) -> tuple[BriefSummary, ...]:
        """Their briefs, the one changed last first."""
        return () if self._owner is None else self._briefs.list(owner=self._owner, search=search, limit=limit)

    def get(self, brief: Identity) -> KeptBrief | None:
        """A brief as it is in force; ``None`` when there is no such brief."""
        try:
            return self._briefs.get(brief) if self.has(brief) else None
        except NotFoundError:
            return None

    def new(self, title: str, *, language: str, author: str = "") -> KeptBrief | None:
        """An empty brief; ``None`` for whom nothing is kept."""
        if self._owner is None:
            return None
        return self._briefs.new(title, language=language, author=author, owner=self._owner)

    def change(self, brief: Identity, what: Change, change: Callable[[Brief], Brief], *, about: str = "") -> KeptBrief:
        """`Briefs.change` of a brief of theirs.

        Raises:
            NotFoundError: There is no such brief, or what is changed is not in it.
            BriefError: It cannot be changed so.
        """
        return self._briefs.change(self._theirs(brief), what, change, about=about)

    def undo(self, brief: Identity) -> KeptBrief:
        """Take the last change back; raises BriefError where there is none."""
        return self._briefs.undo(self._theirs(brief))

    def redo(self, brief: Identity) -> KeptBrief:
        """Make the change again that was undone last; raises BriefError where there is none."""
        return self._briefs.redo(self._theirs(brief))

    def history(self, brief: Identity) -> tuple[Revision, ...]:
        """The revisions that are kept, the first first."""
        return self._briefs.history(brief) if self.has(brief) else ()

    def revision(self, brief: Identity, number: int) -> Brief:
        """A brief as it was; raises NotFoundError where there is no such revision."""
        return self._briefs.revision(self._theirs(brief), number)

    def return_to(self, brief: Identity, number: int) -> KeptBrief:
        """Make a brief what it was at a revision; raises NotFoundError where there is no such revision."""
        return self._briefs.return_to(self._theirs(brief), number)

    def delete(self, brief: Identity) -> bool:
        """Take a brief out of sight; whether there was one."""
        return self.has(brief) and self._briefs.delete(brief)

    def restore(self, brief: Identity) -> bool:
        """Bring a deleted brief back; whether there was one."""
        return self.has(brief) and self._briefs.restore(brief)

    def text_of(self, source: Source) -> str:
        """The full text of a version that a brief of theirs cites."""
        return self._briefs.text_of(source)

    def _theirs(self, brief: Identity) -> Identity:
        if not self.has(brief):
            raise NotFoundError(text("brief.gone"))
        return brief
