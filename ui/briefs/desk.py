"""Everything that the pages need for briefs, made once for a server."""

from collections.abc import Sequence
from typing import NamedTuple

from index.errors import BriefError
from rag.brief.briefs import Briefs
from rag.brief.check_models import BriefCheck
from rag.brief.models import Brief, BriefSentence
from ui.briefs.adding import Adding
from ui.briefs.sources import Shelf
from ui.briefs.working import Working
from ui.briefs.writing import Writing
from ui.conversation import Engine
from ui.words import text


class Desk(NamedTuple):
    """What works on briefs.

    Attributes:
        briefs: Those of the library.
        working: Does what people ask for on the brief page.
        shelf: Tells what the library still has.
        adding: Puts answers and quotes into briefs.
    """

    briefs: Briefs
    working: Working
    shelf: Shelf
    adding: Adding


def desk_of(engine: Engine) -> Desk | None:
    """The desk over an engine; ``None`` over one that keeps no briefs."""
    briefs = getattr(engine, "briefs", None)
    if not isinstance(briefs, Briefs):
        return None
    shelf, check = Shelf(briefs.articles), getattr(engine, "check", None)

    def judge(brief: Brief, sentences: Sequence[BriefSentence], language: str) -> tuple[BriefSentence, ...]:
        from rag.brief.judging import judged

        return judged(brief, sentences, language, check=check).sentences

    def checked(brief: Brief) -> BriefCheck:
        from rag.brief.check_briefs import BriefChecking
        from rag.engine import Sanad

        if not isinstance(engine, Sanad):
            raise BriefError(text("brief.no_check"))
        return BriefChecking(engine).check(brief)

    return Desk(briefs, Working(Writing(judge), shelf, checked), shelf, Adding(briefs))
