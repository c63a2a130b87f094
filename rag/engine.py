"""The way of one question: understood, searched for, answered with the exact sentences the answer rests on."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
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
from rag.brief.briefs import Briefs
from rag.chat import load_chat
from rag.chat.models import together
from rag.checking import CheckedText, Checking
from rag.hearing import Hearing
from rag.keep import Asking, Keeper
from rag.kept import Heard, Request, answer_of, request_of, settings_of, turns_of
from rag.models import Answer, Filters, Passage, Question
from rag.parts import InParts, search_in_parts
from rag.prompt.build import Turn
from rag.prompt.orders import marked
from rag.rerank import load_reranking
from rag.retrieve import Found, Searcher
from rag.verify import CheckedSentence
from rag.verify.second import load_second

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

    Attributes:
        library: What the answers come from.
        keeper: The answers that are kept.
        briefs: Documents made of them.
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
        self.keeper = Keeper(library, settings)
        self.briefs = Briefs(library.path, library.catalog.articles)
        self._settings = settings
        self._reranking = reranking
        self._chat = chat
        second = load_second(settings, chat)
        self._answering = Answering(settings, chat=chat, second=second)
        self._checking = Checking(library, search=self.search, second=second)
        self._hearing = Hearing(library, settings, chat=chat, clock=clock)
        by_rank = settings.fusion == "rank"
        self._searcher = Searcher(library, question_timeout=settings.embedding_question_timeout, reranking=reranking, by_rank=by_rank)

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
        history: Sequence[str | Turn] | None = None,
        ignore: Sequence[str] = (),
        today: date | None = None,
        conversation: str | None = None,
    ) -> Answer:
        """The complete answer: the last that ``stream`` gives, which tells of the arguments and errors."""
        *_, answer = self.stream(question, filters=filters, history=history, ignore=ignore, today=today, conversation=conversation)
        return answer

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[str | Turn] | None = None,
        ignore: Sequence[str] = (),
        today: date | None = None,
        conversation: str | None = None,
        number: int | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Answer]:
        """The answer while it grows, sentence by sentence; the last one is complete.

        Args:
            question: In any language.
            filters: What to restrict the search to, beside what the question itself says.
            history: The conversation so far, the latest last: questions, or turns with their answers; a follow-up takes from them.
                ``None`` takes it from ``conversation``.
            ignore: Keys or kinds of what is not to be understood, see ``Understood.key``.
            today: What "last week" counts from; ``None`` asks the clock.
            conversation: Id or title of the conversation the answer is kept in; one that is not known begins.
            number: Of the answer in that conversation that this is the making of; ``None`` makes a new one.
            cancelled: Whether the person wants no more of what a model writes; asked many times a second.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        name, turns = self.keeper.joined(conversation, history)
        request = self._hearing.request(history=turns, ignore=ignore, today=today, filters=filters)
        yield from self._answers(question, request, conversation=name, number=number, cancelled=cancelled)

    def replay(self, number: int) -> Answer:
        """Ask a kept question again: with its conversation, filters and day, its mode, and the settings that decide an answer.

        In quotes mode the same library gives the same answer; `rag.kept.compared` tells what differs.

        Raises:
            NotFoundError: No answer is kept under ``number``.
            CatalogError: It cannot be read.
        """
        kept = self.keeper.get(number)
        chat = self._chat if answer_of(kept).mode == "model" else None
        again = Sanad(self.library, settings=settings_of(kept, self._settings), reranking=self._reranking, chat=chat)
        *_, answer = again._answers(kept.question, request_of(kept))
        return answer

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
        """The passages that fit ``question`` best, best first: those of ``find``, which tells of the arguments and errors."""
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

        At most ``limit`` passages; ``stream`` tells of the other arguments and of errors.
        """
        request = self._hearing.request(history=turns_of(history), ignore=ignore, today=today, filters=filters)
        heard = self._hearing.understand(question, request)
        found = self._search(heard.question, filters=filters, limit=limit).whole
        return found._replace(notices=(*heard.notices, *self._notices(found), *marked(found.passages)))

    def is_answerable(self, question: str) -> bool:
        """Whether an answer of quotes would be given and not declined, by the words of ``question`` alone; no model is asked."""
        request = self._hearing.request(history=(), ignore=(), today=None, filters=None).model_copy(update={"heard": Heard()})
        asked = self._hearing.understand(question, request).question
        return self._answering.can_quote(asked, self._search(asked, filters=None, limit=PASSAGES, fold=False))

    def verify(self, text: str, *, filters: Filters | None = None, language: str | None = None) -> tuple[CheckedSentence, ...]:
        """The sentences of ``text`` with verdicts and citations: those of ``check``, which tells of the arguments."""
        return self.check(text, filters=filters, language=language).sentences

    def check(self, text: str, *, filters: Filters | None = None, language: str | None = None) -> CheckedText:
        """Hold a text, such as a paragraph of a brief, against the library: a verdict and citations for each sentence.

        Args:
            text: Any text.
            filters: What to restrict the search to.
            language: ISO 639-1 code of the text; ``None`` detects it.
        """
        return self._checking.checked(text, filters=filters, language=language)

    @property
    def checking(self) -> Checking:
        """Holds texts and documents against the library: ``check`` with progress, and what claims nothing left out."""
        return self._checking

    def _answers(
        self,
        typed: str,
        request: Request,
        *,
        conversation: str | None = None,
        number: int | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> Iterator[Answer]:
        """The way of a question: heard, searched for, answered, kept."""
        started, moment = time.perf_counter(), datetime.now(UTC)
        heard = self._hearing.understand(typed, request)
        asked, understood = heard.question, time.perf_counter() - started
        found = self._search(asked, filters=request.filters, limit=PASSAGES, fold=False)
        begun = self._answering.begun(asked, found, notices=(*heard.notices, *self._notices(found.whole)))

        def timed(answer: Answer) -> Answer:
            timings = {"understanding": understood, **found.whole.timings, "total": time.perf_counter() - started}
            return answer.model_copy(update={"timings": timings})

        def whole(last: Answer) -> Answer:
            answer = self._answering.complete(asked, found, last)
            return timed(answer.model_copy(update={"usage": together((answer.usage, heard.usage))}))

        yield from self.keeper.kept(
            Asking(conversation, typed, request.model_copy(update={"heard": heard.heard}), found.whole.passages, moment, number),
            map(timed, self._answering.drafts(asked, found, begun, history=request.history, cancelled=cancelled)),
            complete=whole,
            stopped=cancelled,
        )

    def _search(self, asked: Question, *, filters: Filters | None, limit: int, fold: bool = True) -> InParts:
        return search_in_parts(asked, lambda part: self._searcher.search(part, filters=filters, limit=limit, fold=fold), limit=limit)

    def _notices(self, found: Found) -> tuple[str, ...]:
        only = [one.text for one in found.question.understood if one.strict] if not found.passages else []
        return (*self.library.notices, *found.notices, *(f"No article fits “{words}”." for words in only))

    def close(self) -> None:
        """Close the library, what is kept, and the connection to the model."""
        if self._chat is not None:
            self._chat.close()
        self.keeper.close()
        self.briefs.close()
        self.library.close()

    def __enter__(self) -> Self:
        """The open engine."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the library."""
        self.close()
