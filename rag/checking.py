"""A text held against a whole library, sentence by sentence, with a second opinion where one is asked for."""

import math
from functools import lru_cache
from typing import Protocol

from index.library import Library
from index.models import Record
from rag.chat.models import Usage
from rag.models import Citation, Filters, Passage
from rag.question import EVERYTHING
from rag.verify.against import CheckedSentence, check
from rag.verify.coverage import Rarity
from rag.verify.models import Evidence
from rag.verify.second import Case, Second

_FOR_A_SENTENCE = 8  # passages that one sentence of a text is held against


class CheckedText(Record):
    """A text whose sentences were judged.

    Attributes:
        sentences: In order; none is without a verdict.
        notices: Plain sentences about what was not available.
        usage: What a model took for second opinions; ``None`` where none was asked.
    """

    sentences: tuple[CheckedSentence, ...]
    notices: tuple[str, ...] = ()
    usage: Usage | None = None


class Search(Protocol):
    """What finds passages: `Sanad.search`."""

    def __call__(self, question: str, *, filters: Filters | None, ignore: tuple[str, ...], limit: int) -> tuple[Passage, ...]:
        """The passages for ``question``, best first."""
        ...


class Checking:
    """Judges texts. Threads may share it."""

    def __init__(self, library: Library, *, search: Search, second: Second | None = None) -> None:
        """Judge by what ``search`` finds in ``library``; ``second`` asks a model besides."""
        self._library = library
        self._search = search
        self._second = second

    def checked(self, text: str, *, filters: Filters | None = None, language: str | None = None) -> CheckedText:
        """Hold every sentence of ``text`` against the library.

        Args:
            text: Any text.
            filters: What to restrict the search to.
            language: ISO 639-1 code of the text; ``None`` detects it.
        """

        def found(sentence: str) -> tuple[Passage, ...]:
            return self._search(sentence, filters=filters, ignore=EVERYTHING, limit=_FOR_A_SENTENCE)

        sentences = check(text, search=found, language=language, rarity=self._rarity())
        if self._second is None:
            return CheckedText(sentences=sentences)
        review = self._second.review([_case(sentence) for sentence in sentences])
        both = zip(sentences, review.judgements, strict=True)
        judged = tuple(sentence.model_copy(update={"judgement": judgement}) for sentence, judgement in both)
        return CheckedText(sentences=judged, notices=review.notices, usage=review.usage)

    def _rarity(self) -> Rarity:
        """How rare a stem is among the library's chunks, as far as they are indexed now."""
        with self._library.view() as view:
            chunks = view.lexical.count()

        @lru_cache(maxsize=4096)
        def rarity(stem: str) -> float:
            with self._library.view() as view:
                (having,) = view.lexical.document_frequencies("words", [stem])
            return math.log(1 + chunks / (1 + having))

        return rarity


def _case(sentence: CheckedSentence) -> Case:
    return Case(sentence.text, sentence.language, [_evidence(citation) for citation in sentence.citations], sentence.judgement)


def _evidence(citation: Citation) -> Evidence:
    return Evidence(text=citation.quote, language=citation.language, title=citation.title, published=citation.published)
