"""What a person does with a conversation besides asking: renaming, deleting, filtering, rating."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from eval.models import Case
from index.catalog.feedback import KeptFeedback
from index.clean import clean_line
from ui.answering.answers import Answers
from ui.answering.further import further_questions
from ui.answering.own import Own
from ui.briefs.adding import Adding, Given
from ui.conversation import Engine, Turn
from ui.pages.viewing import Action, View, with_filter, without_filter
from ui.render.brief_added import Wanted
from ui.render.brief_list import problem
from ui.render.conversations import conversation_list, deleted
from ui.render.filters import filter_bar
from ui.words import text

_LISTED = 60  # conversations; the others are found by searching
_TITLE = 120  # characters
_COMMENT = 1_000


class Result(NamedTuple):
    """What the page has to show anew.

    Attributes:
        opens: The conversation of the view, from its beginning.
        toast: What was done, with the way to undo it.
        filters: The filters of the next question.
        turns: The turns.
    """

    opens: bool = False
    toast: str = ""
    filters: bool = False
    turns: bool = False


class Doing:
    """Does it. Pages share one; it may be called from several threads at once."""

    def __init__(self, engine: Engine, answers: Answers, cases: Sequence[Case] = (), adding: Adding | None = None) -> None:
        """Look at the library of ``engine``, change what ``answers`` keeps, and know questions with evidence in ``cases``.

        Args:
            engine: What answers.
            answers: Where its answers are kept.
            cases: Questions with known evidence.
            adding: Puts answers and quotes into briefs; ``None`` where no briefs are kept.
        """
        self._engine = engine
        self._answers = answers
        self._cases = cases
        self._adding = adding

    def do(self, view: View, asked: Action) -> Result:
        """Do what is asked for, and say what to show."""
        own = Own(self._answers, view.owner)
        if asked.do == "open":
            view.conversation = asked.conversation[:200]
            return Result(opens=True)
        if asked.do == "rename" and (title := clean_line(asked.title)[:_TITLE]):
            own.rename(asked.conversation, title)
        elif asked.do == "delete":
            return self._delete(view, asked.conversation)
        elif asked.do == "undo":
            own.unhide(asked.conversation)
            view.conversation = asked.conversation
            return Result(opens=True)
        elif asked.do in ("filter", "unfilter"):
            chosen = with_filter(view.filters, asked) if asked.do == "filter" else without_filter(view.filters, asked.key_of)
            view.filters = chosen
            return Result(filters=True)
        elif asked.do == "about" and asked.article:
            view.filters = view.filters.model_copy(update={"articles": (asked.article,)})
            return Result(filters=True)
        elif asked.do in ("rate", "comment"):
            return Result(turns=self._rate(view, asked) if asked.do == "rate" else self._comment(view, asked))
        elif asked.do in ("brief", "quote", "unbrief"):
            return Result(toast=self._brief(view, asked))
        return Result()

    def listed(self, view: View) -> str:
        """The conversations that fit what was searched for."""
        own = Own(self._answers, view.owner)
        found = own.conversations(search=view.search, limit=_LISTED)
        busy = [each.id for each in found if self._answers.is_busy(each.id)]  # all of them are theirs
        return conversation_list(found, current=view.conversation, search=view.search, busy=busy)

    def filter_bar(self, view: View) -> str:
        """The filters of the next question, and what the library offers to filter by."""
        count = self._engine.library.catalog.articles.count_by
        return filter_bar(view.filters, outlets=tuple(count("source")), languages=tuple(count("language")))

    def further(self, turn: Turn) -> tuple[tuple[str, str], ...]:
        """Questions to ask next that the library answers, each with its language."""
        return further_questions(self._engine, turn)

    def _brief(self, view: View, asked: Action) -> str:
        """Put an answer or a quote into a brief, or take it out again; what is said of it."""
        if self._adding is None:
            return problem(text("brief.unavailable"))
        turn_of = asked.turn if asked.do == "brief" else ""  # the reader stands in a turn, too
        wanted = Wanted(**asked.model_dump(include=set(Wanted.model_fields)) | {"turn": turn_of})
        if asked.do == "quote" and not asked.brief:  # a choice of briefs has kept the place
            wanted = self._adding.chosen(wanted, asked.words)
        if asked.do == "unbrief":
            return self._adding.take_back(view.identity, asked.brief, asked.revision, made=bool(asked.made))
        if asked.which:
            return self._adding.choice(view.identity, wanted)
        if asked.do == "quote":
            return self._adding.quote(view.identity, wanted)
        own = Own(self._answers, view.owner)
        turns = own.turns(view.conversation) or ()
        turn = turns[int(asked.turn)] if asked.turn.isdecimal() and int(asked.turn) < len(turns) else None
        if turn is None or turn.answer is None:
            return problem(text("chat.lost"))
        kept = own.get(turn.number)
        answer = turn.answer.model_copy(update={"kept": turn.number or None})
        given = Given(answer, kept.asked_at if kept else None, own.title(view.conversation) or "")
        return self._adding.answer(view.identity, given, wanted)

    def _delete(self, view: View, conversation: str) -> Result:
        own = Own(self._answers, view.owner)
        title = own.title(conversation) or ""
        own.stop(conversation)
        if not own.hide(conversation, moment=datetime.now(UTC)):
            return Result()
        shown = view.conversation == conversation
        view.conversation = "" if shown else view.conversation
        return Result(opens=shown, toast=deleted(title, conversation))

    def _rate(self, view: View, asked: Action) -> bool:
        """Keep a rating, or take it back where it was given before; whether there was such an answer."""
        own = Own(self._answers, view.owner)
        turns = own.turns(view.conversation) or ()
        number = int(asked.turn) if asked.turn.isdecimal() else len(turns)
        if number >= len(turns) or not asked.rating:
            return False
        turn = turns[number]
        wrong = tuple(sorted(set(turn.wrong) ^ {asked.citation})) if asked.rating == "wrong_citation" else ()
        if asked.rating == turn.rating and not wrong:
            return own.withdraw(turn.number)
        said = turn.comment if asked.rating == turn.rating else ""
        return own.rate(KeptFeedback(answer=turn.number, rating=asked.rating, wrong=wrong, comment=said, given_at=datetime.now(UTC)))

    def _comment(self, view: View, asked: Action) -> bool:
        """Keep what is said of a rated answer besides; whether there was such an answer."""
        own = Own(self._answers, view.owner)
        turns = own.turns(view.conversation) or ()
        number = int(asked.turn) if asked.turn.isdecimal() else len(turns)
        turn = turns[number] if number < len(turns) else None
        if turn is None or turn.rating is None:
            return False
        said = clean_line(asked.comment)[:_COMMENT]
        return own.rate(KeptFeedback(answer=turn.number, rating=turn.rating, wrong=turn.wrong, comment=said, given_at=datetime.now(UTC)))
