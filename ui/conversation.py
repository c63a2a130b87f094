"""A conversation as the page holds it: turns, and the way of one question through the engine."""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, Protocol

from index.errors import SanadError
from index.models import Record, Span
from index.record import never
from rag.models import Answer, DifferenceValue
from rag.prompt.build import Turn as Said
from ui.reading import ArticleSource
from ui.shelf import ArticleLists

TurnState = Literal["working", "done", "stopped", "failed"]

PACE = 0.06  # seconds: a model writes faster than a page needs to be drawn
FAILED = "Something went wrong while answering. The server's log says what; asking again may help."


class Catalog(Protocol):
    """The part of the catalog that the page reads."""

    @property
    def articles(self) -> ArticleLists:
        """The articles."""


class Library(ArticleSource, Protocol):
    """The part of the library that the page reads."""

    @property
    def catalog(self) -> Catalog:
        """The catalog."""


class Engine(Protocol):
    """What the page asks of `rag.engine.Sanad`; it may be called from several threads at once."""

    @property
    def library(self) -> Library:
        """The library the answers come from."""

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Said] = (),
        ignore: Sequence[str] = (),
        conversation: str | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is complete.

        Args:
            question: In any language.
            history: What was asked and answered before, the latest last.
            ignore: Keys of what is not to be understood.
            conversation: Id of the conversation the answer is kept in.
            cancelled: Whether the person wants no more; asked many times a second.
        """


class Turn(Record):
    """One question and what became of it.

    Attributes:
        ignored: Keys of what was not to be understood.
        model: Name of the model that writes, where one is configured.
        answer: As far as it has grown; ``None`` before the first sentence.
        problem: Why it failed, for the person to read; empty otherwise.
    """

    question: str
    ignored: tuple[str, ...] = ()
    model: str = ""
    answer: Answer | None = None
    state: TurnState = "working"
    problem: str = ""

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


class Running:
    """Which answer of one conversation is under way: at most one. It changes in place, so that a stop is seen at once."""

    def __init__(self) -> None:
        self._current: object | None = None
        self._broken: object | None = None
        self._conversation = ""

    def begin(self) -> object | None:
        """A token for a new answer; ``None`` while another one is under way."""
        if self._current is not None:
            return None
        self._current = object()
        return self._current

    def holds(self, token: object) -> bool:
        """Whether that answer is still wanted."""
        return self._current is token

    def broke(self, token: object) -> None:
        """Note that this answer ended by a defect."""
        self._broken = token

    @property
    def is_broken(self) -> bool:
        """Whether it is the answer under way that ended so, and not one that was stopped before it."""
        return self._current is not None and self._current is self._broken

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return self._current is None

    def end(self) -> None:
        """Nothing is under way any more."""
        self._current = None

    @property
    def conversation(self) -> str:
        """The id its answers are kept under, given with the first of them."""
        self._conversation = self._conversation or uuid.uuid4().hex
        return self._conversation


def answer_question(
    engine: Engine,
    question: str,
    *,
    earlier: Sequence[Turn] = (),
    ignored: tuple[str, ...] = (),
    model: str = "",
    conversation: str | None = None,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Turn]:
    """One turn in growing states; the last one is ``done``, or ``failed`` when Sanad could not answer.

    Args:
        engine: What answers.
        question: As typed.
        earlier: The turns before it, from which a follow-up takes what it lacks.
        ignored: Keys of what is not to be understood.
        model: Name of the model that writes, where one is configured.
        conversation: Id of the conversation the answer is kept in.
        cancelled: Whether the person wants no more; asked many times a second.
    """
    turn = Turn(question=question, ignored=ignored, model=model)
    yield turn
    said = [before.said for before in earlier]
    try:
        for answer in engine.stream(question, history=said, ignore=ignored, conversation=conversation, cancelled=cancelled):
            turn = turn.model_copy(update={"answer": answer})
            yield turn
    except SanadError as error:
        yield turn.ended("failed", str(error))
        return
    yield turn.ended("done")


def paced(turns: Iterable[Turn], *, seconds: float = PACE, clock: Callable[[], float] = time.monotonic) -> Iterator[Turn]:
    """The states of a turn, less those in which only what a model is writing changed too soon after the last one.

    Args:
        turns: In growing states.
        seconds: How far apart such states are at least.
        clock: Tells the time in seconds.
    """
    last: Turn | None = None
    shown = float("-inf")
    for turn in turns:
        if last is None or _checked(turn) != _checked(last) or clock() - shown >= seconds:
            last, shown = turn, clock()
            yield turn


def _checked(turn: Turn) -> tuple[TurnState, bool, int]:
    return turn.state, turn.answer is None, len(turn.answer.sentences) if turn.answer else 0


def _differing(answer: Answer) -> Iterator[Span]:
    for difference in answer.differences:
        for value in difference.values:
            yield from _spans(value)


def _spans(value: DifferenceValue) -> Iterator[Span]:
    yield value.span
    for other in value.also:
        yield from _spans(other)
