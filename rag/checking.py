"""A text held against a whole library, sentence by sentence, with a second opinion where one is asked for."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Protocol

from index.language import detect
from index.library import Library
from index.models import Record
from index.record import never
from rag.chat.models import Usage
from rag.claims import ClaimKind, classified, unmarked
from rag.models import Citation, Filters, Passage
from rag.question import EVERYTHING
from rag.verify.against import CheckedSentence, checks
from rag.verify.coverage import Rarity
from rag.verify.models import Evidence
from rag.verify.second import Case, Second

Progress = Callable[[int, int], None]  # done, total

_FOR_A_SENTENCE = 8  # passages that one sentence of a text is held against


def unwatched(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


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


class Part(Record):
    """One sentence of a document.

    Attributes:
        kind: ``claim``, or why it claims nothing.
        text: As it is written.
        checked: A claim, judged; ``None`` where it is none, or was not come to.
    """

    kind: ClaimKind
    text: str
    checked: CheckedSentence | None = None


class CheckedDocument(Record):
    """A document whose claims were judged.

    Attributes:
        parts: All its sentences, in order.
        notices: Plain sentences about what was not available.
        usage: What a model took for second opinions; ``None`` where none was asked.
    """

    parts: tuple[Part, ...]
    notices: tuple[str, ...] = ()
    usage: Usage | None = None

    @property
    def claims(self) -> tuple[CheckedSentence, ...]:
        """The claims that were judged, in order."""
        return tuple(part.checked for part in self.parts if part.checked)

    @property
    def left(self) -> int:
        """How many claims were not come to."""
        return sum(part.kind == "claim" and part.checked is None for part in self.parts)


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
        return self._reviewed(tuple(self._each(text, filters, language, None)))

    def document(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        language: str | None = None,
        progress: Progress = unwatched,
        stopped: Callable[[], bool] = never,
    ) -> CheckedDocument:
        """Hold what a document claims against the library; headings, captions, questions and references claim nothing.

        Args:
            text: Of the document: headings are lines of their own.
            filters: What to restrict the search to.
            language: ISO 639-1 code of the text; ``None`` detects it.
            progress: Told how many claims are done, and of how many.
            stopped: Whether the person wants no more; asked before each claim. What was judged until then is given.
        """
        plain = unmarked(text)
        parts = classified(plain, language or detect(text))
        claims = [(one.start, one.end) for one in parts if one.kind == "claim"]
        found: list[CheckedSentence] = []
        for done, sentence in enumerate(self._each(plain, filters, language, claims), 1):
            found.append(sentence)
            progress(done, len(claims))
            if stopped():
                break
        reviewed = self._reviewed(tuple(found))
        judged = {one.start: one.model_copy(update={"text": text[one.start : one.end]}) for one in reviewed.sentences}
        return CheckedDocument(
            parts=tuple(Part(kind=one.kind, text=text[one.start : one.end], checked=judged.get(one.start)) for one in parts),
            notices=reviewed.notices,
            usage=reviewed.usage,
        )

    def _each(
        self, text: str, filters: Filters | None, language: str | None, ranges: Sequence[tuple[int, int]] | None
    ) -> Iterator[CheckedSentence]:
        def found(sentence: str) -> tuple[Passage, ...]:
            return self._search(sentence, filters=filters, ignore=EVERYTHING, limit=_FOR_A_SENTENCE)

        return checks(text, search=found, language=language, rarity=self._rarity(), ranges=ranges)

    def _reviewed(self, sentences: tuple[CheckedSentence, ...]) -> CheckedText:
        """With a second opinion where one is asked for."""
        if self._second is None or not sentences:
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
