"""Answers kept as they are given, what it takes to ask for one again, and what differs then."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from pydantic import ValidationError

from index.catalog.answers import ANSWERS_FILE, AnswerState, AnswerStore, KeptAnswer, now
from index.circumstances import recorded, versions
from index.clean import clean_line
from index.errors import CatalogError, NotFoundError, QuestionError
from index.language import ANALYZER_VERSION
from index.models import Filters, Record, Span
from index.settings import Settings
from rag.models import Answer
from rag.prompt.build import Turn

if TYPE_CHECKING:
    from pydantic import JsonValue

    from index.library import Library
    from rag.models import Passage

_TURNS = 12  # of a conversation that a question is given; what a model takes of them its budget decides
_LONGEST_NAME = 200  # characters
_REPLAYED = ("answer_sentences", "answer_threshold", "strict")  # the others are the library's and the model's, as they are now

Complete = Callable[[Answer], Answer]


class Request(Record):
    """What was asked besides the question.

    Attributes:
        history: The conversation as it was given, the latest last.
        ignore: What was not to be understood.
        filters: What the person restricted the search to.
        today: What "last week" counted from.
    """

    history: tuple[Turn, ...] = ()
    ignore: tuple[str, ...] = ()
    filters: Filters | None = None
    today: date


class Comparison(Record):
    """An answer beside the same question asked again.

    Attributes:
        question: Whether it is understood alike.
        status: Whether both are answered, partial or declined.
        text: Whether the sentences are the same, in the same order.
        citations: Whether each sentence cites the same spans.
        gone: Sentences that only the first has.
        new: Sentences that only the second has.
    """

    question: bool
    status: bool
    text: bool
    citations: bool
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.question and self.status and self.text and self.citations


class Keeper:
    """Keeps the answers of one engine. Threads may share it; nothing is opened before it is needed."""

    def __init__(self, library: "Library", settings: Settings) -> None:
        """Keep answers beside ``library``, given under ``settings``."""
        self._library = library
        self._settings = settings
        self._opening = Lock()
        self._store: AnswerStore | None = None
        self._troubled = False

    @property
    def store(self) -> AnswerStore:
        """The file they are kept in.

        Raises:
            CatalogError: It cannot be used.
        """
        with self._opening:
            if self._store is None:
                self._store = AnswerStore(self._library.path / ANSWERS_FILE)
            return self._store

    def get(self, number: int) -> KeptAnswer:
        """One answer.

        Raises:
            NotFoundError: There is none of that number.
        """
        kept = self.store.get(number)
        if kept is None:
            raise NotFoundError(f"There is no kept answer {number}.", remedy="`sanad answers list` shows the conversations.")
        return kept

    def joined(self, conversation: str | None, history: Sequence[str | Turn] | None) -> tuple[str | None, tuple[Turn, ...]]:
        """The id of the conversation that goes by a name, or the name for a new one; and what was said in it.

        Args:
            conversation: An id or a title; ``None`` for none.
            history: What to take as said, in place of what is kept.

        Raises:
            QuestionError: It is no name.
        """
        given = None if history is None else turns_of(history)
        if conversation is None:
            return None, given or ()
        name = clean_line(conversation)
        if not name or len(name) > _LONGEST_NAME:
            message = f"A conversation cannot be named {name[:20]!r}."
            raise QuestionError(message, remedy=f"Give it a name of 1 to {_LONGEST_NAME} characters.")
        try:
            identity = self.store.find(name) or name
            if given is None:
                given = tuple(turn_of(kept) for kept in self.store.conversation(identity, last=_TURNS))
        except CatalogError:
            return name, given or ()  # that it cannot be kept either will be said with the answer
        return identity, given

    def kept(
        self,
        conversation: str | None,
        question: str,
        request: Request,
        *,
        passages: "Sequence[Passage]",
        drafts: Iterator[Answer],
        complete: Complete,
        stopped: Callable[[], bool],
    ) -> Iterator[Answer]:
        """``drafts``, the last of them completed, and kept before it is given; if the reader leaves, what was shown is kept.

        Args:
            conversation: Its id; ``None`` keeps nothing.
            question: As typed.
            request: What was asked besides.
            passages: What the answer is made from.
            drafts: The growing answer.
            complete: Makes the last draft a whole answer.
            stopped: Whether the person wanted no more of what a model wrote.
        """

        def keep(answer: Answer, state: AnswerState) -> Answer:
            return answer if conversation is None else self._keep(conversation, question, request, passages, answer, state)

        shown: Answer | None = None
        try:
            for answer, is_last in _marked(drafts):
                if is_last:
                    whole, shown = complete(answer), None
                    yield keep(whole, "stopped" if whole.mode == "model" and stopped() else "done")
                else:
                    shown = answer
                    yield answer
        finally:
            if shown is not None:
                notices = (*shown.notices, "The answer was stopped.")
                keep(shown.model_copy(update={"growing": "", "notices": notices}), "stopped")

    def changed_since(self, kept: KeptAnswer) -> dict[str, tuple["JsonValue", "JsonValue"]]:
        """Settings and versions that were others when an answer was given, by name: then and now."""
        before: dict[str, JsonValue] = {**kept.versions, **kept.settings}
        today: dict[str, JsonValue] = {**self._versions(), **recorded(self._settings)}
        names = sorted(before.keys() | today.keys())
        return {name: (before.get(name), today.get(name)) for name in names if before.get(name) != today.get(name)}

    def close(self) -> None:
        """Close the file."""
        if self._store is not None:
            self._store.close()

    def _keep(
        self,
        conversation: str,
        question: str,
        request: Request,
        passages: "Sequence[Passage]",
        answer: Answer,
        state: AnswerState,
    ) -> Answer:
        usage, seconds = answer.usage, answer.timings.get("total", 0.0)
        kept = KeptAnswer(
            conversation=conversation,
            asked_at=now(),
            question=question.encode(errors="replace").decode(),  # a shell may pass what is no text
            state=state,
            request=request.model_dump_json(),
            answer=answer.model_dump_json(),
            passages=tuple(passage.chunk.span for passage in passages),
            settings=recorded(self._settings),
            versions=self._versions(),
            seconds=seconds,
            model=self._settings.chat_model if answer.mode == "model" else None,
            prompt_tokens=usage.prompt_tokens if usage else None,
            completion_tokens=usage.completion_tokens if usage else None,
            cost=usage.cost if usage else None,
        )
        try:
            return answer.model_copy(update={"kept": self.store.add(kept)})
        except CatalogError as error:
            return self._unkept(answer, error)

    def _unkept(self, answer: Answer, error: CatalogError) -> Answer:
        """The answer with a notice that it is not kept, the first time."""
        if self._troubled:
            return answer
        self._troubled = True
        return answer.model_copy(update={"notices": (*answer.notices, f"Answers are not kept: {error.message}")})

    def _versions(self) -> dict[str, str | None]:
        embedder = self._library.embedder
        named = {"analyzer": ANALYZER_VERSION, "embedder": embedder.fingerprint if embedder else None, "model": self._settings.chat_model}
        return {**versions(), **named}


def answer_of(kept: KeptAnswer) -> Answer:
    """The answer as it was given.

    Raises:
        CatalogError: Another version of Sanad wrote it, and it cannot be read any more.
    """
    try:
        return Answer.model_validate_json(kept.answer).model_copy(update={"kept": kept.id})
    except ValidationError as error:
        raise CatalogError(f"The kept answer {kept.id} cannot be read.", remedy="Export it with the version that wrote it.") from error


def turns_of(history: Sequence[str | Turn]) -> tuple[Turn, ...]:
    """Questions, or turns with their answers, as turns."""
    return tuple(Turn(question=turn) if isinstance(turn, str) else turn for turn in history)


def turn_of(kept: KeptAnswer) -> Turn:
    """What was asked and answered, as a later question is given it; whichever version wrote it."""
    said = json.loads(kept.answer).get("sentences", ())
    return Turn(question=kept.question, answer=" ".join(sentence["text"] for sentence in said))


def request_of(kept: KeptAnswer) -> Request:
    """What was asked besides the question."""
    return Request.model_validate_json(kept.request)


def settings_of(kept: KeptAnswer, settings: Settings) -> Settings:
    """``settings``, with those in force when an answer was given that decide what an answer is made of."""
    return settings.model_copy(update={name: kept.settings[name] for name in _REPLAYED if name in kept.settings})


def compared(then: Answer, again: Answer) -> Comparison:
    """What differs between an answer and the same question asked again."""
    before, after = [sentence.text for sentence in then.sentences], [sentence.text for sentence in again.sentences]
    return Comparison(
        question=then.question == again.question,
        status=then.status == again.status,
        text=before == after,
        citations=_cited(then) == _cited(again),
        gone=tuple(text for text in before if text not in after),
        new=tuple(text for text in after if text not in before),
    )


def _cited(answer: Answer) -> list[list[Span]]:
    return [[citation.span for citation in sentence.citations] for sentence in answer.sentences]


def _marked(drafts: Iterator[Answer]) -> Iterator[tuple[Answer, bool]]:
    """Each draft with whether it is the last."""
    draft = next(drafts)
    for longer in drafts:
        yield draft, False
        draft = longer
    yield draft, True
