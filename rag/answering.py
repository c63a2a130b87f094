"""From what was found to an answer: written by a model where there is one, made of quotes where there is none or it fails."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from index.errors import ChatError
from index.record import never
from index.settings import Settings
from rag.differ import differences
from rag.extract import quoted, related
from rag.models import Answer, Question, Status
from rag.parts import InParts, pick_in_parts, unanswered
from rag.prompt.build import Turn
from rag.prompt.orders import left_out
from rag.unmentioned import unmentioned

if TYPE_CHECKING:
    from rag.chat.client import ChatClient
    from rag.verify.second import Second
    from rag.write import ModelWriter

_SHORT = 1  # quotes of an answer that is to be shorter
_QUOTES_STAY = "Quotes stay in the language of their article; an answer in another language needs a model (SANAD_CHAT_MODEL)."
_MODEL_SHARE = 0.4  # of the threshold: a model finds answers that share few words with the question, and can decline by itself


class Answering:
    """Makes answers. Threads may share it."""

    def __init__(self, settings: Settings, *, chat: "ChatClient | None" = None, second: "Second | None" = None) -> None:
        """Answer as ``settings`` say; ``chat`` reaches the model that writes, where one is configured, ``second`` one that checks."""
        self._settings = settings
        self._chat = chat
        self._second = second

    @cached_property
    def _writer(self) -> "ModelWriter | None":
        if self._chat is None:
            return None
        from rag.write import ModelWriter

        return ModelWriter(self._chat, self._settings)

    def begun(self, question: Question, found: InParts, *, notices: Sequence[str]) -> Answer:
        """An answer without a sentence yet.

        Args:
            question: As understood.
            found: What was found for it.
            notices: Plain sentences about what was not available.
        """
        missing = unanswered(question, found, threshold=self._settings.answer_threshold)
        status: Status = "partial" if missing else "answered"
        told = (*notices, *(f"Nothing was found about {part}." for part in missing))
        return Answer(question=question, status=status, missing=missing, answerability=found.whole.answerability, notices=told)

    def drafts(
        self, question: Question, found: InParts, begun: Answer, *, history: Sequence[Turn] = (), cancelled: Callable[[], bool] = never
    ) -> Iterator[Answer]:
        """The answer while it grows; `complete` makes the last one whole.

        Args:
            question: As understood.
            found: What was found for it.
            begun: The answer without a sentence.
            history: The conversation so far, the latest last.
            cancelled: Whether the person wants no more.
        """
        likely, threshold = found.whole.answerability.score, self._settings.answer_threshold
        if self._writer is not None and found.whole.passages and likely >= threshold * _MODEL_SHARE:
            try:
                yield from self._written(self._writer, question, found, begun, history, cancelled)
                return
            except ChatError as error:
                begun = begun.model_copy(update={"notices": (*begun.notices, f"The answer is made of quotes: {error}")})
        yield from self._quotes(question, found, begun)

    def can_quote(self, question: Question, found: InParts) -> bool:
        """Whether there is something to quote from what was found."""
        threshold = self._settings.answer_threshold
        likely = found.whole.answerability.score >= threshold
        return likely and bool(pick_in_parts(question, found, limit=1, threshold=threshold))

    def complete(self, question: Question, found: InParts, last: Answer) -> Answer:
        """The last draft with where sources differ, or what is nearest when nothing answers."""
        passages = found.whole.passages
        if last.status == "declined":
            whole = last.model_copy(update={"related": related(question, passages)})
        elif lacking := unmentioned(question, last, passages):
            told = tuple(f"Nothing that is quoted mentions “{name}”." for name in lacking)
            update = {"status": "partial", "missing": (*last.missing, *lacking), "notices": (*last.notices, *told)}
            whole = last.model_copy(update=update)
        else:
            whole = last.model_copy(update={"differences": differences(question, passages)})
        return whole.model_copy(update={"notices": (*whole.notices, *left_out(whole, passages))})

    def _written(
        self,
        writer: "ModelWriter",
        question: Question,
        found: InParts,
        begun: Answer,
        history: Sequence[Turn],
        cancelled: Callable[[], bool],
    ) -> Iterator[Answer]:
        from rag.written import Writing, written

        writing = Writing(
            question=question,
            passages=found.whole.passages,
            history=history,
            language=question.manner.language or question.language,
            strict=self._settings.strict,
            cancelled=cancelled,
            second=self._second,
        )
        return written(writer, writing, begun)

    def _quotes(self, question: Question, found: InParts, begun: Answer) -> Iterator[Answer]:
        threshold = self._settings.answer_threshold
        picks = pick_in_parts(question, found, limit=self._settings.answer_sentences, threshold=threshold)
        if not picks or found.whole.answerability.score < threshold:
            yield begun.model_copy(update={"status": "declined"})
            return
        if question.manner.shorter:
            picks = picks[:_SHORT]
        if question.manner.language:
            begun = begun.model_copy(update={"notices": (*begun.notices, _QUOTES_STAY)})
        sentences = quoted(picks, question)
        for count in range(1, len(sentences) + 1):
            yield begun.model_copy(update={"sentences": sentences[:count]})
