"""Checking the briefs of a library: what the page and the command line both call."""

from typing import TYPE_CHECKING

from rag.brief.check import Progress, checked, unwatched
from rag.brief.check_models import BriefCheck
from rag.brief.models import Brief
from rag.brief.newer import newer

if TYPE_CHECKING:
    from rag.engine import Sanad


class BriefChecking:
    """Checks briefs against one library. Threads may share it."""

    def __init__(self, sanad: "Sanad") -> None:
        """Check against the library of ``sanad``, with the texts its briefs keep."""
        self._sanad = sanad

    def check(self, brief: Brief, *, later: bool = True, progress: Progress = unwatched) -> BriefCheck:
        """Everything a brief rests on, as it is now: its citations, its sentences, and later reports.

        Args:
            brief: The brief, as it is kept or as it is being edited.
            later: Whether to look for later reports, which takes a search for each answer and for each figure of a quote.
            progress: Told how far it got: a stage, how many are done, and of how many.

        Raises:
            CatalogError: The library cannot be read.
        """
        sanad = self._sanad
        found = checked(brief, sanad.library, text_of=sanad.briefs.text_of, check=sanad.check, progress=progress)
        reports = newer(brief, sanad.find, text_of=sanad.briefs.text_of, progress=progress) if later else ()
        return found.model_copy(update={"newer": reports, "notices": tuple(dict.fromkeys(sanad.library.notices))})
