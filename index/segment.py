"""Sentences and chunks with exact offsets, in any language.

Boundaries inside a paragraph come from ``sentencex`` (Wikimedia); offsets are counted with a cursor, never searched for,
so a repeated paragraph gets its own. Pure: text in, ranges out.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

CHUNK_CHARACTERS = 900
SENTENCE_CHARACTERS = 2_000  # a longer "sentence" is a table or a missing full stop: it is cut at a space
HEADING_CHARACTERS = 120
WINDOW_CHARACTERS = 8_000  # given to sentencex at once: its time grows with the square of the number of sentences
_CLUSTER = 64  # characters: more marks on one letter are no writing
WRAPPED_LINE = range(45, 111)  # lengths of lines that a mail program or an editor has wrapped

# Atomic groups: a Windows line end is one line end, and a long run of spaces is read once.
_BLANK_LINES = re.compile(r"(?>\r\n|\r|\n)(?:[^\S\r\n]*+(?>\r\n|\r|\n))++")
_LINE = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"\w")
_TERMINAL = re.compile(r"[.!?:;,…؟۔؛،。！？：；][\"'”’»)\]]*$")
_BULLET = re.compile(r"[-*•–—·]\s")

# sentencex ends a sentence behind these; the next piece belongs to it.
_ABBREVIATIONS = {
    "en": re.compile(r"\b(?:approx|est|resp|incl|govt|dept|Brig|Gen|Lt|Col|Maj|Capt|Sgt|Gov|Sen|Rep|Rev|Hon|No)\.\s*$"),
    "ar": re.compile(r"(?<!\S)(?:د|أ|م|ص|هـ|ق\.م|أ\.د)\.\s*$"),
    "ur": re.compile(r"(?<!\S)(?:ڈاکٹر|پروفیسر|د|ص)\.\s*$"),
    "ru": re.compile(r"(?<!\S)(?:г|гг|в|вв|им|тыс|млн|млрд|руб|долл|ул|д|стр|см|т\.\s?[декп])\.\s*$"),
}


class Range(NamedTuple):
    """A half-open range of characters, counted from the start of the text."""

    start: int
    end: int


class Piece(NamedTuple):
    """A chunk before it has a number: its sentences, in order; it reaches from the first to the last."""

    sentences: tuple[Range, ...]

    @property
    def start(self) -> int:
        """The first character."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.sentences[-1].end


class _Block(NamedTuple):
    range: Range
    heading: bool


def sentences(text: str, language: str) -> tuple[Range, ...]:
    r"""The sentences of ``text``: trimmed, in order, not overlapping, covering every character that is not white space.

    Args:
        text: Any text; line ends may be ``\n``, ``\r\n`` or ``\r``.
        language: ISO 639-1 code; an unknown one is segmented by general rules.
    """
    return tuple(found for block in _blocks(text) for found in _block_sentences(text, block.range, language))


def chunks(text: str, language: str, *, limit: int = CHUNK_CHARACTERS) -> tuple[Piece, ...]:
    """Runs of whole sentences of about ``limit`` characters, never across a heading.

    A section is divided evenly, so that no short rest is left; a sentence longer than ``limit`` is a chunk of its own.
    A heading belongs to the text below it.
    """
    pieces: list[Piece] = []
    for section in _sections(text, language):
        pieces.extend(_pack(section, limit))
    return tuple(pieces)


def _sections(text: str, language: str) -> Iterator[list[Range]]:
    section: list[Range] = []
    for block in _blocks(text):
        if block.heading and section:
            yield section
            section = []
        section.extend(_block_sentences(text, block.range, language))
    if section:
        yield section


def _pack(section: list[Range], limit: int) -> Iterator[Piece]:
    length = section[-1].end - section[0].start
    target = length / -(-length // limit)
    run: list[Range] = []
    for sentence in section:
        if run and _is_full(run, sentence, target=target, limit=limit):
            yield Piece(tuple(run))
            run = []
        run.append(sentence)
    yield Piece(tuple(run))


def _is_full(run: list[Range], sentence: Range, *, target: float, limit: int) -> bool:
    start = run[0].start
    if sentence.end - start > limit:
        return True
    return abs(run[-1].end - start - target) < abs(sentence.end - start - target)


def _blocks(text: str) -> Iterator[_Block]:
    """Paragraphs; the lines of a paragraph stand alone unless they were wrapped by a machine."""
    ranges = [block for paragraph in _paragraphs(text) for block in _lines_or_whole(text, paragraph)]
    for number, block in enumerate(ranges):
        following = ranges[number + 1] if number + 1 < len(ranges) else None
        heading = following is not None and _looks_like_heading(text, block) and not _looks_like_heading(text, following)
        yield _Block(block, heading)


def _paragraphs(text: str) -> Iterator[Range]:
    cursor = 0
    for gap in _BLANK_LINES.finditer(text):
        yield from _trimmed(text, cursor, gap.start())
        cursor = gap.end()
    yield from _trimmed(text, cursor, len(text))


def _lines_or_whole(text: str, paragraph: Range) -> list[Range]:
    lines = [line for match in _LINE.finditer(text, *paragraph) for line in _trimmed(text, match.start(), match.end())]
    lengths = [line.end - line.start for line in lines[:-1]]
    wrapped = bool(lengths) and all(length in WRAPPED_LINE for length in lengths) and max(lengths) - min(lengths) <= 25
    return [paragraph] if wrapped or len(lines) == 1 else lines


def _looks_like_heading(text: str, block: Range) -> bool:
    line = text[block.start : block.end]
    if line.startswith("#"):
        return True
    one_short_line = len(line) <= HEADING_CHARACTERS and "\n" not in line and "\r" not in line
    return one_short_line and not _TERMINAL.search(line) and not _BULLET.match(line)


def _block_sentences(text: str, block: Range, language: str) -> Iterator[Range]:
    start = block.start
    abbreviation = _ABBREVIATIONS.get(language)
    for boundary in _boundaries(text, block, language):
        if abbreviation and boundary < block.end and abbreviation.search(text, max(start, boundary - 20), boundary):
            continue
        yield from _bounded(text, start, boundary)
        start = boundary
    yield from _bounded(text, start, block.end)


def _boundaries(text: str, block: Range, language: str) -> Iterator[int]:
    """Where sentences end, by windows; the last sentence of a window may be cut short and begins the next window."""
    cursor = block.start
    while cursor < block.end:
        window = text[cursor : min(cursor + WINDOW_CHARACTERS, block.end)]
        lengths = [len(boundary["text"]) for boundary in sentencex.get_sentence_boundaries(language, window)]
        if cursor + len(window) < block.end:
            lengths = lengths[:-1] or [_cut(text, cursor, cursor + len(window)) - cursor]
        for length in lengths:
            cursor += length
            yield cursor


def _bounded(text: str, start: int, end: int) -> Iterator[Range]:
    """The trimmed range, cut where it is longer than a sentence can be. A piece without a letter or digit joins nothing."""
    while end - start > SENTENCE_CHARACTERS:
        cut = _cut(text, start, start + SENTENCE_CHARACTERS)
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _cut(text: str, start: int, limit: int) -> int:
    """Behind the last white space before ``limit``; without one, before a character that begins a cluster."""
    for position in range(limit, start, -1):
        if text[position - 1].isspace():
            return position
    clusters = (place for place in range(limit, max(start, limit - _CLUSTER), -1) if not unicodedata.combining(text[place]))
    return next(clusters, limit)


def _trimmed(text: str, start: int, end: int) -> Iterator[Range]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Range(start, end)
