"""Paged text: running heads and page numbers taken off, divided words mended, the lines of a paragraph joined."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from index.clean.furniture import is_furniture
from index.clean.running import without_running_lines

_UNWRAPPED = 200  # characters: where most lines are longer, a line is a paragraph
_FULL = 0.8  # of the usual length: a line that runs to the margin goes on in the next
_TERMINAL = re.compile(r"[.!?:…؟۔؛。！？：][\"'”’»)\]]*$")
_ITEM = re.compile(r"[-*•–—·▪◦‣]\s|\(?\d{1,3}[.)]\s|\(?[a-zA-Zа-яА-Я][.)]\s|#")
_DIVIDED = re.compile(r"(\w+)[-\u2010]$")
_FIRST_WORD = re.compile(r"\w+")
_WORD = re.compile(r"\w+(?:-\w+)*")
# What is parted from the word behind it by a hyphen that stays.
_PREFIXES = frozenset(
    {"all", "anti", "co", "cross", "ex", "half", "high", "long", "low", "mid", "multi", "non", "north", "post", "pre", "pro", "re", "self"}
    | {"semi", "short", "south", "east", "west", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "thirty"}
    | {"forty", "fifty", "vice", "well", "юго", "северо", "северно", "западно", "восточно", "вице", "экс"}
)


class Flow(NamedTuple):
    """The lines of a text, a paragraph each where it was paged.

    Attributes:
        lines: With blank lines between paragraphs.
        begins: Of each page, the line and the column where it begins; the line after the last for an empty last page.
    """

    lines: list[str]
    begins: tuple[tuple[int, int], ...]


def flow(pages: Sequence[Sequence[str]]) -> Flow:
    """The pages as one run of lines.

    Args:
        pages: The lines of each page, with plain characters.
    """
    bare = without_running_lines([[line.strip() for line in page] for page in pages])
    joiner = _Joiner(bare)
    lines: list[str] = []
    begins: list[tuple[int, int]] = []
    for page in bare:
        begins.append(_append(lines, page, joiner))
    return Flow(lines, tuple(begins))


def _append(lines: list[str], page: Sequence[str], joiner: "_Joiner") -> tuple[int, int]:
    """Put a page behind what is there; where it begins."""
    filled = [number for number, line in enumerate(page) if line]
    if not filled:
        return len(lines), 0
    while lines and not lines[-1]:
        lines.pop()
    begin = _put(lines, page[filled[0]], joiner, new_page=True)
    for line in page[filled[0] + 1 : filled[-1] + 1]:
        _put(lines, line, joiner, new_page=False)
    return begin


def _put(lines: list[str], line: str, joiner: "_Joiner", *, new_page: bool) -> tuple[int, int]:
    """Join ``line`` to the last paragraph or begin another; where it stands."""
    glue = joiner.glue(lines[-1], line, new_page=new_page) if lines else None
    joiner.last = line or joiner.last
    if glue is None:
        lines.extend(["", line] if new_page and lines else [line])
        return len(lines) - 1, 0
    before = lines[-1].removesuffix(glue.removed) + glue.inserted
    lines[-1] = before + line
    return len(lines) - 1, len(before)


class _Glue(NamedTuple):
    removed: str
    inserted: str


class _Joiner:
    """Tells how one line goes on in the next.

    Attributes:
        last: The line, as it was typeset, that ends the paragraph built so far.
    """

    def __init__(self, pages: Sequence[Sequence[str]]) -> None:
        lengths = sorted(len(line) for line in chain.from_iterable(pages) if line)
        self._width = lengths[len(lengths) * 4 // 5] if lengths else 0
        self._wrapped = self._width <= _UNWRAPPED
        self._words = frozenset(_words_of(pages)) if any(_DIVIDED.search(line) for page in pages for line in page) else frozenset()
        self.last = ""

    def glue(self, before: str, line: str, *, new_page: bool) -> _Glue | None:
        """What joins ``line`` to the paragraph ``before``; ``None`` when it begins a new one."""
        if not before or not line or not self._wrapped or _ITEM.match(line) or is_furniture(line) or is_furniture(self.last):
            return None
        divided = _DIVIDED.search(before)
        if divided and (unicodedata.category(line[0]) == "Ll" or (divided[1].isdigit() and line[0].isdigit())):
            return _Glue("" if self._keeps_hyphen(divided[1], line) else before[-1], "")
        return _Glue("", " ") if self._goes_on(line, new_page=new_page) else None

    def _goes_on(self, line: str, *, new_page: bool) -> bool:
        if unicodedata.category(line[0]) == "Ll":
            return True
        full = len(self.last) >= _FULL * self._width
        if _TERMINAL.search(self.last):
            return full and not new_page
        return full

    def _keeps_hyphen(self, first: str, line: str) -> bool:
        """Whether the word has its hyphen elsewhere too, or begins with what is always parted."""
        match = _FIRST_WORD.match(line)
        first, second = first.casefold(), match[0].casefold() if match else ""
        if first.isdigit() or f"{first}-{second}" in self._words:
            return True
        return f"{first}{second}" not in self._words and first in _PREFIXES


def _words_of(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    for line in chain.from_iterable(pages):
        yield from _WORD.findall(line.casefold())
