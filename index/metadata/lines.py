"""The lines of a text with their places, its head above the report and its tail below."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

HEAD_LINES = 15
TAIL_LINES = 5
TAIL_CHARACTERS = 4_000  # where they are looked for
LONG_LINE = 200  # characters: a longer line is prose whatever it ends with
PROSE_WORDS = 6  # a line that ends like a sentence and has as many words is prose

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…؟۔。！？][\"'”’»)\]]*$")


class Line(NamedTuple):
    """A line that is not blank: ``text[start:end]``, trimmed."""

    start: int
    end: int
    text: str

    @property
    def is_prose(self) -> bool:
        """Whether it reads as running text and not as a title, a name or a date."""
        if len(self.text) > LONG_LINE:
            return True
        return _SENTENCE_END.search(self.text) is not None and len(self.text.split()) >= PROSE_WORDS


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of ``text[start:end]`` that are not blank, one after another."""
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        line = match[0].strip()
        if line:
            begin = match.start() + len(match[0]) - len(match[0].lstrip())
            yield Line(begin, begin + len(line), line)


def head(text: str) -> list[Line]:
    """What stands above the report, and its first paragraph: at most fifteen lines of the first page.

    It ends before the second line of prose, for the first one may be the summary below a title.
    """
    start = len(text) - len(text.lstrip())
    end = text.find("\f", start)
    found: list[Line] = []
    for line in islice(lines(text, start, end if end >= 0 else None), HEAD_LINES):
        if line.is_prose and any(other.is_prose for other in found):
            break
        found.append(line)
    return found


def tail(text: str) -> list[Line]:
    """The last lines, at most five, that stand below the last line of prose and not in the head."""
    above = head(text)
    begin = max(len(text) - TAIL_CHARACTERS, above[-1].end if above else 0)
    found: list[Line] = []
    for line in reversed(list(lines(text, begin))[-TAIL_LINES:]):
        if line.is_prose:
            break
        found.append(line)
    return found[::-1]
