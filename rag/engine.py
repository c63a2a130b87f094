"""The way of one question: understood, searched for, answered with the exact sentences the answer rests on."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.derived import Progress, silent
from index.embedding import load_embedder, unavailable_reason
from index.errors import EmbeddingError
from index.library import Library
from index.settings import Settings, load_settings
from rag.extract import pick_sentences, quoted, related
from rag.models import Answer, Filters, Passage
from rag.question import understand
from rag.rerank import load_reranking
from rag.retrieve import Found, Searcher

if TYPE_CHECKING:
    from rag.rerank.reranking import Reranking

PASSAGES = 24  # looked through for an answer, near-copies among them


class Sanad(AbstractContextManager["Sanad"]):
    """Questions in, cited answers out, over one library. Threads may share it.

    ```python
    with Sanad.open("library") as sanad:
        answer = sanad.ask("What did they agree on?")
    ```
    """

    def __init__(self, library: Library, *, settings: Settings, reranking: "Reranking | None" = None) -> None:
        """Answer from ``library``, which is closed with this object, with passages in the order of ``reranking`` if there is one."""
        self.library = library
        self._settings = settings
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
        embedder, reranking = load_embedder(settings), load_reranking(settings)
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
        return cls(library, settings=settings, reranking=reranking)

    def ask(self, question: str, *, filters: Filters | None = None) -> Answer:
        """The complete answer.

        Args:
            question: In any language.
            filters: What to restrict the search to.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        *_, answer = self.stream(question, filters=filters)
        return answer

    def stream(self, question: str, *, filters: Filters | None = None) -> Iterator[Answer]:
        """The answer while it grows, sentence by sentence; the last one is complete.

        Args:
            question: In any language.
            filters: What to restrict the search to.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        started = time.perf_counter()
        asked = understand(question)
        found = self._searcher.search(asked, filters=filters, limit=PASSAGES, fold=False)
        answer = Answer(
            question=asked, status="answered", answerability=found.answerability, notices=(*self.library.notices, *found.notices)
        )
        picks = pick_sentences(asked, found.passages, limit=self._settings.answer_sentences)
        if not picks or found.answerability.score < self._settings.answer_threshold:
            nearest = related(asked, found.passages)
            yield answer.model_copy(update={"status": "declined", "related": nearest, "timings": _timings(found, started)})
            return
        sentences = quoted(picks)
        for count in range(1, len(sentences)):
            yield answer.model_copy(update={"sentences": sentences[:count]})
        yield answer.model_copy(update={"sentences": sentences, "timings": _timings(found, started)})

    def search(self, question: str, *, filters: Filters | None = None, limit: int = 10) -> tuple[Passage, ...]:
        """The passages that fit ``question`` best, best first.

        Args:
            question: In any language.
            filters: What to restrict the search to.
            limit: How many at most.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        return self.find(question, filters=filters, limit=limit).passages

    def find(self, question: str, *, filters: Filters | None = None, limit: int = 10) -> Found:
        """``search``, with plain sentences about what was not available and the seconds each stage took.

        Args:
            question: In any language.
            filters: What to restrict the search to.
            limit: How many passages at most.

        Raises:
            QuestionError: The question is empty or far too long.
        """
        found = self._searcher.search(understand(question), filters=filters, limit=limit)
        return found._replace(notices=(*self.library.notices, *found.notices))

    def close(self) -> None:
        """Close the library."""
        self.library.close()

    def __enter__(self) -> Self:
        """The open engine."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the library."""
        self.close()


def _timings(found: Found, started: float) -> dict[str, float]:
    return {**found.timings, "total": time.perf_counter() - started}
