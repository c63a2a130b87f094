"""Answers kept as they are given."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from index.catalog.answers import ANSWERS_FILE, AnswerState, AnswerStore, KeptAnswer
from index.circumstances import recorded, versions
from index.clean import clean_line
from index.errors import CatalogError, NotFoundError, QuestionError
from index.language import ANALYZER_VERSION
from index.settings import Settings
from rag.kept import Request, turn_of, turns_of
from rag.models import Answer
from rag.prompt.build import Turn

if TYPE_CHECKING:
    from pydantic import JsonValue

    from index.library import Library
    from rag.models import Passage

_TURNS = 12  # of a conversation that a question is given; what a model takes of them its budget decides
_LONGEST_NAME = 200  # characters

Complete = Callable[[Answer], Answer]


@dataclass(frozen=True)
class Asking:
    """What is asked, once it was searched for.

    Attributes:
        conversation: Id of the conversation the answer is kept in; ``None`` keeps nothing.
        question: As typed.
        request: What is asked besides.
        passages: What the answer is made from.
        moment: When it was asked, UTC.
        number: Of the answer this is the making of, which is in the conversation already; whoever put it there keeps how far it has
            grown. ``None`` puts it there.
    """

    conversation: str | None
    question: str
    request: Request
    passages: "Sequence[Passage]"
    moment: datetime
    number: int | None = None


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
                before = self.store.conversation(identity, last=_TURNS)
                given = tuple(turn_of(kept) for kept in before if kept.state in ("done", "stopped"))
        except CatalogError:
            return name, given or ()  # that it cannot be kept either will be said with the answer
        return identity, given

    def kept(self, asking: Asking, drafts: Iterator[Answer], *, complete: Complete, stopped: Callable[[], bool]) -> Iterator[Answer]:
        """``drafts``, the last of them completed, and kept before it is given; if the reader leaves, what was shown is kept.

        What a model writes takes long, so it is kept sentence by sentence: what was shown outlives the process.

        Args:
            asking: What is asked.
            drafts: The growing answer.
            complete: Makes the last draft a whole answer.
            stopped: Whether the person wanted no more of what a model wrote.
        """
        if asking.conversation is None:
            yield from (complete(answer) if is_last else answer for answer, is_last in _marked(drafts))
            return
        number, sentences, shown = asking.number, 0, list[Answer]()
        try:
            for answer, is_last in _marked(drafts):
                if is_last:
                    whole = complete(answer)
                    shown.clear()
                    yield self._keep(asking, whole, "stopped" if whole.mode == "model" and stopped() else "done", number)
                    return
                shown = [answer] if asking.number is None else []
                if shown and answer.mode == "model" and len(answer.sentences) > sentences:
                    number, sentences = self._keep(asking, _cut(answer), "stopped", number).kept, len(answer.sentences)
                yield answer
        finally:
            for answer in shown:
                self._keep(asking, _cut(answer), "stopped", number)

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

    def _keep(self, asking: Asking, answer: Answer, state: AnswerState, number: int | None) -> Answer:
        """The answer with the number it is kept under, in place of an earlier state of it if ``number`` is given."""
        usage = answer.usage
        kept = KeptAnswer(
            id=number or 0,
            conversation=asking.conversation or "",
            asked_at=asking.moment,
            question=asking.question.encode(errors="replace").decode(),  # a shell may pass what is no text
            state=state,
            request=asking.request.model_dump_json(),
            answer=answer.model_dump_json(),
            passages=tuple(passage.chunk.span for passage in asking.passages),
            settings=recorded(self._settings),
            versions=self._versions(),
            seconds=answer.timings.get("total", 0.0),
            model=self._settings.chat_model if answer.mode == "model" else None,
            prompt_tokens=usage.prompt_tokens if usage else None,
            completion_tokens=usage.completion_tokens if usage else None,
            cost=usage.cost if usage else None,
        )
        try:
            return answer.model_copy(update={"kept": self.store.add(kept) if number is None else self.store.replace(kept)})
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


def _cut(answer: Answer) -> Answer:
    """A growing answer as it is kept if it grows no further."""
    return answer.model_copy(update={"growing": "", "notices": (*answer.notices, "The answer was stopped.")})


def _marked(drafts: Iterator[Answer]) -> Iterator[tuple[Answer, bool]]:
    """Each draft with whether it is the last."""
    draft = next(drafts)
    for longer in drafts:
        yield draft, False
        draft = longer
    yield draft, True
