"""Paged text: running heads and page numbers taken off, divided words mended, the lines of a paragraph joined."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from index.clean.furniture import is_furniture
from index.clean.running import without_running_lines

_UNWRAPPED = 200  # characters: where most lines are longer, a line is a paragraph
_FULL = 0.8  # of the usual length: a line that runs to the margin goes on in the next
_LONG = 0.55  # is enough where blank lines part the paragraphs
_LINES_PARTED = 12  # lines to a blank line, at most, where paragraphs are parted by them
_TERMINAL = re.compile(r"[.!?:…؟۔؛。！？：][\"'”’»)\]]*$")
_ITEM = re.compile(r"[-*•–—·▪◦‣]\s|\(?\d{1,3}[.)]\s|\(?[a-zA-Zа-яА-Я][.)]\s|#")
_DIVIDED = re.compile(r"(?<!\w)(\w++)[-\u2010]$")
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
    paragraphs = _Paragraphs(_Joiner(bare))
    known = [paragraphs.append(page) for page in bare]
    lines = paragraphs.lines()
    begins = [(len(lines), 0)]
    for begin in reversed(known):
        begins.append(begin or begins[-1])
    return Flow(lines, tuple(reversed(begins[1:])))


class _Paragraphs:
    """What has been put together so far; a paragraph is a list of parts until the end, for it may be very long."""

    def __init__(self, joiner: "_Joiner") -> None:
        self._joiner = joiner
        self._parts: list[list[str]] = []
        self._lengths: list[int] = []

    def lines(self) -> list[str]:
        return ["".join(parts) for parts in self._parts]

    def append(self, page: Sequence[str]) -> tuple[int, int] | None:
        """Put a page behind what is there; the line and the column where it begins, ``None`` for an empty one."""
        filled = [number for number, line in enumerate(page) if line]
        if not filled:
            return None
        while self._parts and not self._lengths[-1]:
            self._parts.pop()
            self._lengths.pop()
        begin = self._put(page[filled[0]], new_page=True)
        for line in page[filled[0] + 1 : filled[-1] + 1]:
            self._put(line, new_page=False)
        return begin

    def _put(self, line: str, *, new_page: bool) -> tuple[int, int]:
        glue = self._joiner.glue(line, new_page=new_page) if self._parts and self._lengths[-1] else None
        self._joiner.last = line or self._joiner.last
        if glue is None:
            for one in ("", line) if new_page and self._parts else (line,):
                self._parts.append([one])
                self._lengths.append(len(one))
            return len(self._parts) - 1, 0
        parts = self._parts[-1]
        parts[-1] = parts[-1].removesuffix(glue.removed)
        column = self._lengths[-1] - len(glue.removed) + len(glue.inserted)
        parts.extend([glue.inserted, line])
        self._lengths[-1] = column + len(line)
        return len(self._parts) - 1, column


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
        self._width = lengths[len(lengths) * 9 // 10] if lengths else 0
        self._wrapped = self._width <= _UNWRAPPED
        self._parted = len(lengths) <= _LINES_PARTED * sum(_gaps(page) for page in pages)
        self._words = frozenset(_words_of(pages)) if any(_DIVIDED.search(line) for page in pages for line in page) else frozenset()
        self.last = ""

    def glue(self, line: str, *, new_page: bool) -> _Glue | None:
        """What joins ``line`` to the paragraph that ends with ``last``; ``None`` when it begins a new one."""
        if not line or not self._wrapped or _ITEM.match(line) or is_furniture(line) or is_furniture(self.last):
            return None
        divided = _DIVIDED.search(self.last) if self.last.endswith(("-", "\u2010")) else None
        if divided and (unicodedata.category(line[0]) == "Ll" or (divided[1].isdigit() and line[0].isdigit())):
            return _Glue("" if self._keeps_hyphen(divided[1], line) else self.last[-1], "")
        return _Glue("", " ") if self._goes_on(line, new_page=new_page) else None

    def _goes_on(self, line: str, *, new_page: bool) -> bool:
        if unicodedata.category(line[0]) == "Ll":
            return True
        full = len(self.last) >= _FULL * self._width
        if _TERMINAL.search(self.last):
            return full and not new_page
        return full or (self._parted and not new_page and len(self.last) >= _LONG * self._width)

    def _keeps_hyphen(self, first: str, line: str) -> bool:
        """Whether the word has its hyphen elsewhere too, or begins with what is always parted."""
        match = _FIRST_WORD.match(line)
        first, second = first.casefold(), match[0].casefold() if match else ""
        if first.isdigit() or f"{first}-{second}" in self._words:
            return True
        return f"{first}{second}" not in self._words and first in _PREFIXES


def _gaps(page: Sequence[str]) -> int:
    """How many times blank lines part what is on a page."""
    return sum(bool(above) and not line for above, line in pairwise(page))


def _words_of(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    for line in chain.from_iterable(pages):
        yield from _WORD.findall(line.casefold())
