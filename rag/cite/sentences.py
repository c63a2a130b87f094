"""Text and markers, put together as sentences that know what they rest on, while they come. Pure.

A sentence ends where `index.segment` ends it, judged once some characters behind its end are there, at the same place however the
text came in pieces.
"""

import re
from collections.abc import Mapping

from index.clean.characters import plain_characters
from index.models import Record, Span
from index.segment import sentences
from rag.cite.references import Reference, References

_LOOK = 16  # characters behind an end that tell whether it is one
_CANDIDATE = re.compile(r"[.!?…؟۔][\"'”’»)\]*_]*\s+|[。！？][”’」』)\]*_]*\s*")
_PREFIX = re.compile(r"\s*(?:(?P<item>[-*•–—·]|\d{1,2}[.)])|(?P<heading>#{1,6})|>)\s+")
# What a line may begin with before its words: a prefix of it matches too, so that a line has words for good once it has any.
_NO_CONTENT = re.compile(r"(?:[-*•–—·]+|\d{0,2}[.)]?|#{0,6}|>)[*_|\[\],;،\s]{0,12}(?:\((?:s(?:ee?)?|cf?\.?)?\)?)?")
_BOLD_LINE = re.compile(r"\*\*[^*]+\*\*:?|__[^_]+__:?")
_COMPLETE = re.compile(r"[.!?…؟۔。！？][\"'”’»)\]*_]*$")
_TIGHT = frozenset(".,;:!?؟،؛۔。，！？…)»”")  # no space stands before these where a marker stood
_EMPTY = re.compile(r"\*{4}|_{4}|\[[\s,;،]*\]|\((?:\s*(?:see|cf\.?)|[\s,;،]*)\s*\)")
_LOOSE = re.compile(r"\s+(?=[.,،۔])")
_EDGES = " \t|:："


class CitedSentence(Record):
    """One sentence that a model wrote.

    Attributes:
        text: Plain text, in which emphasis may be marked with asterisks; without markers, links, images and HTML.
        spans: What the model says it rests on, in order of first use, each once.
        nothing: Whether the model says that the articles do not tell; it is the model's word, and not to be shown unchecked.
        item: Whether it begins an item of a list.
        paragraph: The number of its paragraph, from 0.
    """

    text: str
    spans: tuple[Span, ...] = ()
    nothing: bool = False
    item: bool = False
    paragraph: int = 0


class Sentences:
    """Puts sentences together.

    Attributes:
        done: Those that nothing that comes can change.
        dropped: How many markers named a sentence that there is not.
    """

    def __init__(self, known: Mapping[Reference, Span], *, language: str) -> None:
        """Map markers to the spans of ``known``; the text is in ``language``."""
        self._known = known
        self._language = language
        self.reset()

    def reset(self) -> None:
        """Forget what came."""
        self.done: list[CitedSentence] = []
        self.dropped = 0
        self._held: CitedSentence | None = None  # a marker may still follow it
        self._paragraph = 0
        self._begin_line()

    def _begin_line(self) -> None:
        self._line = ""
        self._cursor = 0
        self._scanned = 0
        self._marks: list[tuple[int, References]] = []
        self._leading: list[References] = []
        self._leads = False
        self._space = False
        self._marked = False
        self._item = False

    @property
    def growing(self) -> str:
        """What has come behind the sentences that are done."""
        return _plain(f"{self._held.text if self._held else ''} {self._line[self._cursor :]}")

    def text(self, text: str) -> None:
        """Take text."""
        first, *others = text.split("\n")
        self._append(first)
        for line in others:
            self._end_line()
            self._append(line)

    def mark(self, references: References) -> None:
        """Take a marker."""
        self.dropped += references.unknown
        self._marked = True
        if _NO_CONTENT.fullmatch(self._line):
            self._leading.append(references)
            self._leads = self._leads or not any(character.isdigit() for character in self._line)
        else:
            self._marks.append((len(self._line), references))

    def close(self, *, complete: bool) -> str:
        """Take it that no more comes.

        Args:
            complete: Whether the model ended by itself; otherwise a last sentence without an end is left out.

        Returns:
            What was left out.
        """
        rest = self._end_line(complete=complete)
        self._release()
        return rest

    def _append(self, text: str) -> None:
        for piece in re.findall(r"\s+|\S+", text):
            if piece.isspace():
                self._space = bool(self._line)
                continue
            if (self._space and not (self._marked and piece[0] in _TIGHT)) or (self._marked and self._line and piece[0].isalnum()):
                self._line += " "
            self._space = self._marked = False
            self._line += piece
        if self._held and not _NO_CONTENT.fullmatch(self._line):
            self._release()
        self._advance()

    def _advance(self, *, look: int = _LOOK) -> None:
        """Take the sentences out of the line whose end is certain."""
        while (candidate := _CANDIDATE.search(self._line, self._scanned)) and len(self._line) >= candidate.end() + look:
            self._skip_prefix()
            self._scanned = end = candidate.end()
            if end > self._cursor and (self._is_marked_end(candidate) or self._is_end(end)):
                self._take(end)

    def _is_end(self, end: int) -> bool:
        window = self._line[self._cursor : end + _LOOK]
        return any(found.start == end - self._cursor for found in sentences(window, self._language))

    def _is_marked_end(self, candidate: re.Match[str]) -> bool:
        """Whether a marker stands at the full stop, and what follows may begin a sentence: then it is no abbreviation's."""
        marked = any(candidate.start() <= place <= candidate.end() for place, _ in self._marks)
        return marked and not self._leads and not self._line[candidate.end()].islower()

    def _skip_prefix(self) -> None:
        prefix = _PREFIX.match(self._line) if not self._cursor else None
        if prefix:
            self._cursor = prefix.end()
            self._item = bool(prefix["item"])

    def _take(self, end: int) -> None:
        """Take the sentences of the line up to ``end``."""
        start = self._cursor
        ranges = sentences(self._line[start:end], self._language)
        for place, found in enumerate(ranges):
            behind = start + found.end
            limit = start + ranges[place + 1].start if place + 1 < len(ranges) else end
            self._add(self._line[start + found.start : behind], self._marks_of(behind, limit))
        self._cursor = end

    def _marks_of(self, end: int, limit: int) -> list[References]:
        """The markers of the sentence that ends at ``end``; in a line that begins with a marker each stands before its sentence."""
        last = limit >= len(self._line)
        leading, self._leading = self._leading, []
        own = [references for place, references in self._marks if place < limit or last]
        if self._leads and not last:
            self._leading = [references for place, references in self._marks if end <= place < limit]
            own = own[: len(own) - len(self._leading)]
        self._marks = [] if last else [(place, references) for place, references in self._marks if place >= limit]
        return [*leading, *own]

    def _end_line(self, *, complete: bool = True) -> str:
        """Take the rest of the line; what is left out if the last sentence is not complete."""
        self._skip_prefix()
        rest = ""
        if not any(character.isalnum() for character in self._line):
            self._between()
        elif not self._is_heading():
            self._advance(look=1)
            rest = "" if complete else self._cut_off()
            self._take(len(self._line))
        self._begin_line()
        return rest

    def _between(self) -> None:
        """A line without words: a marker of the sentence before it, or the end of a paragraph."""
        leading = [*self._leading, *(references for _, references in self._marks)]
        if leading and self._held:
            self._held = _with(self._held, self._spans(leading), nothing=any(one.nothing for one in leading))
        elif not self._line and (self.done or self._held) and not leading:
            self._paragraph = (self._held or self.done[-1]).paragraph + 1

    def _is_heading(self) -> bool:
        marked = bool(self._marks or self._leading)
        prefix = _PREFIX.match(self._line)
        headed = bool(prefix and prefix["heading"]) or bool(_BOLD_LINE.fullmatch(self._line[self._cursor :].strip()))
        return headed and not marked and not _COMPLETE.search(self._line.rstrip("*_ "))

    def _cut_off(self) -> str:
        """Take away the last sentence of the line, if it has neither an end nor a marker behind it."""
        ranges = sentences(self._line[self._cursor :], self._language)
        if not ranges or _COMPLETE.search(self._line) or any(place >= len(self._line) for place, _ in self._marks):
            return ""
        start = self._cursor + ranges[-1].start
        rest, self._line = self._line[start:], self._line[:start].rstrip()
        self._marks = [(place, references) for place, references in self._marks if place <= len(self._line)]
        return _plain(rest)

    def _add(self, text: str, marks: list[References]) -> None:
        plain, spans = _plain(text), self._spans(marks)
        nothing = any(one.nothing for one in marks)
        if any(character.isalnum() for character in plain):
            self._release()
            self._held = CitedSentence(text=plain, spans=spans, nothing=nothing, item=self._item, paragraph=self._paragraph)
            self._item = False
        elif self._held:
            self._held = _with(self._held, spans, nothing=nothing)

    def _spans(self, marks: list[References]) -> tuple[Span, ...]:
        return tuple(dict.fromkeys(self._known[reference] for references in marks for reference in references.found))

    def _release(self) -> None:
        if self._held:
            self.done.append(self._held)
            self._held = None


def _with(sentence: CitedSentence, spans: tuple[Span, ...], *, nothing: bool) -> CitedSentence:
    together = tuple(dict.fromkeys((*sentence.spans, *spans)))
    return sentence.model_copy(update={"spans": together, "nothing": sentence.nothing or nothing})


def _plain(text: str) -> str:
    """On one line, without what other markup has left behind."""
    plain = _LOOSE.sub("", " ".join(_EMPTY.sub("", plain_characters(text)).split())).strip(_EDGES)
    return plain.replace("**", "") if plain.count("**") % 2 else plain
