"""Which words of a sentence stand out, as plain text and ranges: nothing that a model or an article wrote becomes markup. Pure."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rag.models import Mode, Ranges, Sentence

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


class Emphasised(NamedTuple):
    """A text and the ranges of it that stand out, in order and apart."""

    text: str
    ranges: Ranges = ()


class Run(NamedTuple):
    """Characters of a text that are shown alike."""

    text: str
    strong: bool


def of_sentence(sentence: Sentence, *, mode: Mode) -> Emphasised:
    """What is shown of a sentence: a quote as it is, what a model wrote without its marks of emphasis."""
    return from_markdown(sentence.text) if mode == "model" else Emphasised(sentence.text, sentence.emphasis)


def from_markdown(text: str) -> Emphasised:
    """What a model wrote: ``**`` and the like become ranges; links, images, HTML and all else stay the characters they are."""
    shown, ranges = "", list[tuple[int, int]]()
    depth = 0
    for token in _parser().parseInline(text)[0].children or ():
        depth += token.nesting
        if token.content and depth:
            ranges.append((len(shown), len(shown) + len(token.content)))
        shown += token.content
    return Emphasised(shown, tuple(ranges))


def runs(emphasised: Emphasised) -> Iterator[Run]:
    """The text in pieces, none empty, together all of it.

    A range that ends between two letters takes the whole word: letters that join must not be drawn apart.
    """
    text, place = emphasised.text, 0
    for start, end in sorted(emphasised.ranges):
        start, end = max(_outwards(text, start, -1), place), _outwards(text, end, 1)
        if start >= end:
            continue
        if start > place:
            yield Run(text[place:start], strong=False)
        yield Run(text[start:end], strong=True)
        place = end
    if place < len(text):
        yield Run(text[place:], strong=False)


def _outwards(text: str, place: int, step: int) -> int:
    place = min(max(place, 0), len(text))
    while 0 < place < len(text) and _joins(text[place - 1]) and _joins(text[place]):
        place += step
    return place


def _joins(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or character in "\u200c\u200d"


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("zero", {"html": False}).enable("emphasis")
