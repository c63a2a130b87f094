"""From a reader's text to the text that gets offsets. Pure and the same twice."""

from collections.abc import Sequence
from typing import NamedTuple

from index.clean.characters import plain_characters
from index.clean.furniture import furniture
from index.clean.pages import Flow, flow

CLEANER_VERSION = "2"  # raised whenever a text may come out differently


class Cleaned(NamedTuple):
    """A cleaned text.

    Attributes:
        text: What spans count from.
        pages: Where in ``text`` each page begins, in order; one entry a page, so an empty page begins where the next one does.
            Empty for a text without pages.
    """

    text: str
    pages: tuple[int, ...] = ()


def clean(raw_text: str) -> Cleaned:
    r"""The body of an article: NFC, ``\n`` line ends, no invisible characters, no page furniture, trimmed.

    Args:
        raw_text: As a reader gave it. ``\f`` stands between pages; lines, words and running heads of a paged text are set by
            its typesetter, so lines are joined, divided words mended and running heads removed there.
    """
    pages = [plain_characters(page).split("\n") for page in raw_text.split("\f")]
    return _assembled(flow(pages) if len(pages) > 1 else Flow(pages[0], ()))


def clean_text(text: str) -> str:
    """The text of ``clean(text)``."""
    return clean(text).text


def _assembled(flowing: Flow) -> Cleaned:
    """The lines without furniture, and at most one blank line between two."""
    removed = furniture(flowing.lines)
    kept: list[str] = []
    starts: list[int] = []  # of each line of the flow, in the text
    length = 0
    blank = True
    for number, line in enumerate(flowing.lines):
        line = "" if number in removed else line.rstrip()
        line = line if kept else line.lstrip()
        starts.append(length)
        if line or not blank:
            kept.append(line)
            length += len(line) + 1
        blank = not line
    text = "\n".join(kept).rstrip()
    return Cleaned(text, _offsets(flowing, starts, removed, len(text)))


def _offsets(flowing: Flow, starts: Sequence[int], removed: frozenset[int], length: int) -> tuple[int, ...]:
    """Where the pages begin; a page whose first lines were removed begins with its first line that was kept."""
    offsets = []
    for begin, at in flowing.begins:
        number, column = begin, at
        while number < len(starts) and (number in removed or not flowing.lines[number]):
            number, column = number + 1, 0
        offsets.append(min(starts[number] + column if number < len(starts) else length, length))
    return tuple(offsets)
