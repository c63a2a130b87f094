"""The way of one question: understood, searched for, answered with the exact sentences the answer rests on."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.derived import Progress, silent
from index.embedding import load_embedder, unavailable_reason
from index.errors import EmbeddingError
from index.library import Library
from index.record import never
from index.settings import Settings, load_settings
from rag.answering import Answering
from rag.chat import load_chat
from rag.models import Answer, Filters, Passage, Question, Status
from rag.parts import InParts, search_in_parts, unanswered
from rag.prompt.build import Turn
from rag.question import understand
from rag.rerank import load_reranking
from rag.retrieve import Found, Searcher

if TYPE_CHECKING:
    from rag.chat.client import ChatClient
    from rag.rerank.reranking import Reranking

PASSAGES = 24  # looked through for an answer, near-copies among them


class Sanad(AbstractContextManager["Sanad"]):
    """Questions in, cited answers out, over one library. Threads may share it.

    ```python
    with Sanad.open("library") as sanad:
        answer = sanad.ask("What did they agree on?")
    ```
    """

    def __init__(
        self,
        library: Library,
        *,
        settings: Settings,
        reranking: "Reranking | None" = None,
        chat: "ChatClient | None" = None,
        clock: Callable[[], date] = date.today,
    ) -> None:
        """Answer from ``library``.

        Args:
            library: Open; it is closed with this object.
            settings: What is in force.
            reranking: Brings the first passages into another order.
            chat: The model that writes answers, closed with this object; without one they are made of quotes.
            clock: Tells the day that "last week" counts from.
        """
        self.library = library
        self._settings = settings
        self._clock = clock
        self._chat = chat
        self._answering = Answering(settings, chat=chat)
        self._outlets: tuple[int, tuple[str, ...]] = (-1, ())
        self._searcher = Searcher(library, question_timeout=settings.embedding_question_timeout, reranking=reranking)

    @classmethod
    def open(
        cls, path: Path | str | None = None, *, settings: Settings | None = None, read_only: bool = True, progress: Progress = silent
    ) -> "Sanad":
        """Open the library in ``path``.

        Args:
            path: The library's directory; ``None`` takes the one in the settings.
            settings: ``None`` reads them from the environment and files.
            read_only: Only ask and search; otherwise articles can be added through ``library`` too.
            progress: Told of a long repair.

        Raises:
            SettingsError: A setting is wrong.
            LibraryError: There is no library, or it cannot be used.
            EmbeddingError: The embedder cannot be loaded.
            RerankError: The reranker cannot be loaded.
        """
        settings = settings or load_settings(library=path)
        embedder, reranking, chat = load_embedder(settings), load_reranking(settings), load_chat(settings)
        directory = Path(path) if path is not None else settings.library
        try:
            library = Library.open(directory, embedder=embedder, settings=settings, read_only=read_only, progress=progress)
        except EmbeddingError as error:
            if not read_only:
                raise
            library = Library.open(directory, embedder=None, settings=settings, read_only=True, progress=progress)
            library.notices.append(f"Searched by words only, until the library is opened again: {error}")
        if embedder is None and settings.embedder == "bundled":
            library.notices.append(unavailable_reason() or "")
        return cls(library, settings=settings, reranking=reranking, chat=chat)

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[str | Turn] = (),
        ignore: Sequence[str] = (),
        today: date | None = None,
    ) -> Answer:
        """The complete answer.

        Args:
            question: In any language.
            filters: What to restrict the search to, beside what the question itself says.
            history: The conversation so far, the latest last: questions, or turns with their answers; a follow-up takes from them.
            ignore: Keys or kinds of what is not to be understood, see ``Understood.key``.
            today: What "last week" counts from; ``None`` asks the clock.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        *_, answer = self.stream(question, filters=filters, history=history, ignore=ignore, today=today)
        return answer

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[str | Turn] = (),
        ignore: Sequence[str] = (),
        today: date | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Answer]:
        """The answer while it grows, sentence by sentence; the last one is complete.

        Args:
            question: In any language.
            filters: What to restrict the search to, beside what the question itself says.
            history: The conversation so far, the latest last: questions, or turns with their answers; a follow-up takes from them.
            ignore: Keys or kinds of what is not to be understood, see ``Understood.key``.
            today: What "last week" counts from; ``None`` asks the clock.
            cancelled: Whether the person wants no more of what a model writes; asked many times a second.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        started = time.perf_counter()
        asked = self._understand(question, history=history, ignore=ignore, today=today)
        found = self._search(asked, filters=filters, limit=PASSAGES, fold=False)
        begun = self._begin(asked, found)
        for answer in self._answering.answers(asked, found, begun, history=_turns(history), cancelled=cancelled):
            yield answer.model_copy(update={"timings": _timings(found.whole, started)})

    def search(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[str | Turn] = (),
        ignore: Sequence[str] = (),
        today: date | None = None,
        limit: int = 10,
    ) -> tuple[Passage, ...]:
        """The passages that fit ``question`` best, best first.

        Args:
            question: In any language.
            filters: What to restrict the search to, beside what the question itself says.
            history: The conversation so far, the latest last: questions, or turns with their answers; a follow-up takes from them.
            ignore: Keys or kinds of what is not to be understood, see ``Understood.key``.
            today: What "last week" counts from; ``None`` asks the clock.
            limit: How many at most.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        return self.find(question, filters=filters, history=history, ignore=ignore, today=today, limit=limit).passages

    def find(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[str | Turn] = (),
        ignore: Sequence[str] = (),
        today: date | None = None,
        limit: int = 10,
    ) -> Found:
        """``search``, with plain sentences about what was not available and the seconds each stage took.

        Args:
            question: In any language.
            filters: What to restrict the search to, beside what the question itself says.
            history: The conversation so far, the latest last: questions, or turns with their answers; a follow-up takes from them.
            ignore: Keys or kinds of what is not to be understood, see ``Understood.key``.
            today: What "last week" counts from; ``None`` asks the clock.
            limit: How many passages at most.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        asked = self._understand(question, history=history, ignore=ignore, today=today)
        found = self._search(asked, filters=filters, limit=limit).whole
        return found._replace(notices=self._notices(found))

    def _understand(self, question: str, *, history: Sequence[str | Turn], ignore: Sequence[str], today: date | None) -> Question:
        return understand(
            question,
            today=today or self._clock(),
            outlets=self._known_outlets(),
            history=[turn.question for turn in _turns(history)],
            ignore=ignore,
            rewrite=self._answering.rewrite,
        )

    def _known_outlets(self) -> tuple[str, ...]:
        """The names of the library's outlets, the commonest first; read again when the library has grown or shrunk."""
        with self.library.view() as view:
            count = view.lexical.count()
        known = self._outlets
        if known[0] != count:
            known = self._outlets = (count, tuple(filter(None, self.library.catalog.articles.count_by("source"))))
        return known[1]

    def _search(self, asked: Question, *, filters: Filters | None, limit: int, fold: bool = True) -> InParts:
        return search_in_parts(asked, lambda part: self._searcher.search(part, filters=filters, limit=limit, fold=fold), limit=limit)

    def _begin(self, asked: Question, found: InParts) -> Answer:
        """An answer without a sentence yet."""
        missing = unanswered(asked, found, threshold=self._settings.answer_threshold)
        notices = (*self._notices(found.whole), *(f"Nothing was found about {part}." for part in missing))
        status: Status = "partial" if missing else "answered"
        return Answer(question=asked, status=status, missing=missing, answerability=found.whole.answerability, notices=notices)

    def _notices(self, found: Found) -> tuple[str, ...]:
        only = [one.text for one in found.question.understood if one.strict] if not found.passages else []
        return (*self.library.notices, *found.notices, *(f"No article fits “{words}”." for words in only))

    def close(self) -> None:
        """Close the library, and the connection to the model."""
        if self._chat is not None:
            self._chat.close()
        self.library.close()

    def __enter__(self) -> Self:
        """The open engine."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the library."""
        self.close()


def _timings(found: Found, started: float) -> dict[str, float]:
    return {**found.timings, "total": time.perf_counter() - started}


def _turns(history: Sequence[str | Turn]) -> tuple[Turn, ...]:
    return tuple(Turn(question=turn) if isinstance(turn, str) else turn for turn in history)
