"""Kept answers as they are read again: the answer, what it was asked with, and what differs when it is asked again. Pure."""

import json
from collections.abc import Sequence
from datetime import date

from pydantic import ValidationError

from index.catalog.answers import KeptAnswer
from index.errors import CatalogError
from index.models import Filters, Record, Span
from index.settings import Settings
from rag.models import Answer
from rag.prompt.build import Turn

_REPLAYED = ("answer_sentences", "answer_threshold", "strict")  # the others are the library's and the model's, as they are now


class Heard(Record):
    """What a model made of a question.

    Attributes:
        question: It completed from the conversation; empty where it stands as it was asked.
        translations: It in other languages: ISO 639-1 code and text.
    """

    question: str = ""
    translations: tuple[tuple[str, str], ...] = ()


class Request(Record):
    """What was asked besides the question.

    Attributes:
        history: The conversation as it was given, the latest last.
        ignore: What was not to be understood.
        filters: What the person restricted the search to.
        today: What "last week" counted from.
        heard: What a model made of the question, which is not asked again; ``None`` where there was none.
    """

    history: tuple[Turn, ...] = ()
    ignore: tuple[str, ...] = ()
    filters: Filters | None = None
    today: date
    heard: Heard | None = None


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
