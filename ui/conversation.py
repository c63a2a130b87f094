"""A conversation as the page holds it: turns, and the way of one question through the engine."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Literal, Protocol

from index.catalog.answers import AnswerStore, KeptAnswer
from index.catalog.feedback import KeptFeedback, Rating
from index.errors import CatalogError, SanadError
from index.models import Record, Span
from index.record import never
from rag.kept import Request, answer_of, request_of
from rag.models import Answer, DifferenceValue, Filters
from rag.prompt.build import Turn as Said
from ui.reading import ArticleSource, Copies
from ui.shelf import ArticleLists

TurnState = Literal["working", "done", "stopped", "failed"]

FAILED = "Something went wrong while answering. The server's log says what; asking again may help."
UNREADABLE = "Another version of Sanad kept this answer, and it cannot be shown any more."


class Catalog(Protocol):
    """The part of the catalog that the page reads."""

    @property
    def articles(self) -> ArticleLists:
        """The articles."""

    @property
    def copies(self) -> Copies:
        """Which of them are near-copies."""


class Library(ArticleSource, Protocol):
    """The part of the library that the page reads."""

    @property
    def catalog(self) -> Catalog:
        """The catalog."""


class Keeping(Protocol):
    """Where answers are kept."""

    @property
    def store(self) -> AnswerStore:
        """The file; raises CatalogError when it cannot be used."""


class Engine(Protocol):
    """What the page asks of `rag.engine.Sanad`; it may be called from several threads at once."""

    @property
    def keeper(self) -> Keeping:
        """Keeps the answers."""

    @property
    def library(self) -> Library:
        """The library the answers come from."""

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[Said] = (),
        ignore: Sequence[str] = (),
        today: date | None = None,
        conversation: str | None = None,
        number: int | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is complete.

        Args:
            question: In any language.
            filters: What to restrict the search to.
            history: What was asked and answered before, the latest last.
            ignore: Keys of what is not to be understood.
            today: What "last week" counts from; ``None`` asks the clock.
            conversation: Id of the conversation the answer is kept in.
            number: Of the answer in it that this is the making of.
            cancelled: Whether the person wants no more; asked many times a second.
        """

    def is_answerable(self, question: str) -> bool:
        """Whether the library is likely to hold an answer; no model is asked."""


class Turn(Record):
    """One question and what became of it.

    Attributes:
        number: The answer is kept under; 0 where it is not.
        ignored: Keys of what was not to be understood.
        filters: What the person restricted the search to.
        model: Name of the model that writes, where one is configured.
        answer: As far as it has grown; ``None`` before the first sentence.
        problem: Why it failed, for the person to read; empty otherwise.
        rating: What the person said of it; ``None`` until then.
        wrong: Numbers of the citations that were called wrong.
        comment: What they said besides.
    """

    question: str
    number: int = 0
    ignored: tuple[str, ...] = ()
    filters: Filters | None = None
    model: str = ""
    answer: Answer | None = None
    state: TurnState = "working"
    problem: str = ""
    rating: Rating | None = None
    wrong: tuple[int, ...] = ()
    comment: str = ""

    def ended(self, state: TurnState, problem: str = "") -> "Turn":
        """The same turn in its last state; a turn that has ended already stays as it is."""
        if self.state != "working":
            return self
        return self.model_copy(update={"state": state, "problem": problem})

    def cited_spans(self, article: str, version: str) -> tuple[Span, ...]:
        """What the answer cites from one version of an article, or names where sources differ."""
        spans = (*(each.span for each in self.answer.citations), *_differing(self.answer)) if self.answer else ()
        return tuple(dict.fromkeys(span for span in spans if (span.article_id, span.version) == (article, version)))

    @property
    def said(self) -> Said:
        """The turn as the engine takes the conversation so far."""
        sentences = self.answer.sentences if self.answer else ()
        return Said(question=self.question, answer=" ".join(sentence.text for sentence in sentences))


def answer_question(
    engine: Engine,
    turn: Turn,
    request: Request,
    *,
    conversation: str | None = None,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Turn]:
    """One turn in growing states; the last one is ``done``, or ``failed`` when Sanad could not answer.

    Args:
        engine: What answers.
        turn: With the question as typed, and the number the answer is kept under, if it is.
        request: What is asked besides: with which conversation before it, filters and day.
        conversation: Id of the conversation the answer is kept in.
        cancelled: Whether the person wants no more; asked many times a second.
    """
    try:
        for answer in engine.stream(
            turn.question,
            filters=request.filters,
            history=request.history,
            ignore=request.ignore,
            today=request.today,
            conversation=conversation,
            number=turn.number or None,
            cancelled=cancelled,
        ):
            turn = turn.model_copy(update={"answer": answer})
            yield turn
    except SanadError as error:
        yield turn.ended("failed", str(error))
        return
    yield turn.ended("done")


def kept_turn(kept: KeptAnswer, *, model: str = "", feedback: KeptFeedback | None = None) -> Turn:
    """A turn as it is kept; one that another version of Sanad wrote, and that cannot be read, says so.

    Args:
        kept: The answer.
        model: Name of the model that writes now; an answer that a model wrote carries its own.
        feedback: What was said of it.
    """
    turn = Turn(question=kept.question, number=kept.id, model=kept.model or model, state=kept.state, problem=kept.problem)
    try:
        answer, request = answer_of(kept), request_of(kept)
    except (CatalogError, ValueError) as error:
        return turn.model_copy(update={"state": "failed", "problem": str(error) if isinstance(error, CatalogError) else UNREADABLE})
    said = {"rating": feedback.rating, "wrong": feedback.wrong, "comment": feedback.comment} if feedback else {}
    begun = bool(answer.sentences or answer.growing) or kept.state in ("done", "stopped")
    return turn.model_copy(update={"answer": answer if begun else None, "ignored": request.ignore, "filters": request.filters, **said})


def _differing(answer: Answer) -> Iterator[Span]:
    for difference in answer.differences:
        for value in difference.values:
            yield from _spans(value)


def _spans(value: DifferenceValue) -> Iterator[Span]:
    yield value.span
    for other in value.also:
        yield from _spans(other)
