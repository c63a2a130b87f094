"""The parser of a model's answer: fed with pieces, it gives sentences with the spans they rest on. Pure."""

from collections.abc import Mapping

from index.models import Span
from rag.cite.markup import RESET, Markup
from rag.cite.references import Reference, References
from rag.cite.sentences import CitedSentence, Sentences


class CitationParser:
    """Reads what a model writes; the same text gives the same sentences however it comes in pieces.

    Markers may stand before or behind the end of a sentence or on a line of their own, in square, round or other brackets, in any
    digits, several in one or one behind the other. Reasoning, headings, links, images and HTML are left out.
    """

    def __init__(self, known: Mapping[Reference, Span], *, language: str) -> None:
        """Begin.

        Args:
            known: The sentences that were sent to the model, by their numbers, in order.
            language: ISO 639-1 code of the answer, which decides where sentences end.
        """
        self._markup = Markup(known)
        self._sentences = Sentences(known, language=language)
        self.rest = ""

    @property
    def sentences(self) -> tuple[CitedSentence, ...]:
        """Those that are finished: nothing that comes changes them, unless what came turns out to have been reasoning."""
        return tuple(self._sentences.done)

    @property
    def growing(self) -> str:
        """What has come behind them, as plain text; when closed, a sentence that was cut off."""
        return self.rest or self._sentences.growing

    @property
    def dropped(self) -> int:
        """How many markers named a sentence that the model was not given."""
        return self._sentences.dropped

    @property
    def removed(self) -> int:
        """How many links, images and active elements were left out."""
        return self._markup.removed

    def feed(self, chunk: str) -> tuple[CitedSentence, ...]:
        """The sentences that are finished now and were not before."""
        return self._read(chunk, last=False)

    def close(self, *, complete: bool = True) -> tuple[CitedSentence, ...]:
        """The sentences that are finished because no more comes.

        Args:
            complete: Whether the model came to its end; otherwise a sentence without one is left in `growing`.
        """
        before = len(self._read("", last=True))
        known = len(self._sentences.done) - before
        self.rest = self._sentences.close(complete=complete)
        return tuple(self._sentences.done[known:])

    def _read(self, chunk: str, *, last: bool) -> tuple[CitedSentence, ...]:
        before = len(self._sentences.done)
        for token in self._markup.feed(chunk, last=last):
            if isinstance(token, References):
                self._sentences.mark(token)
            elif token == RESET:
                self._sentences.reset()
                before = 0
            else:
                self._sentences.text(token)
        return tuple(self._sentences.done[before:])
