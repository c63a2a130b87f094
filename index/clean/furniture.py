"""Lines that belong to the page around a report.

A label counts only when it stands alone or when a colon and a link's title follow: it is better to keep a line of furniture than
to lose a sentence.
"""

import re
from collections.abc import Iterator, Sequence

from index.clean.labels import FURNITURE, LISTS

_FURNITURE_CHARACTERS = 400
_ITEM_CHARACTERS = 160
_ITEM = re.compile(r"\W{0,3}(\d{1,2})(?:[.۔):]|\s?[–-])?(?:\s+(\S.*))?")
_SENTENCE_END = re.compile(r"[.۔。!…][\"'”’»)]*$")


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page around the report, such as ``Share | Print``."""
    line = line.strip()
    return 0 < len(line) < _FURNITURE_CHARACTERS and FURNITURE.match(line) is not None


def furniture(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that are furniture: single ones, and numbered lists of the most read below their label."""
    found = {number for number, line in enumerate(lines) if is_furniture(line)}
    for number, line in enumerate(lines):
        if len(line) < _FURNITURE_CHARACTERS and LISTS.match(line.strip()):
            items = list(_list_below(lines, number + 1))
            found.update(items, [number] if items else [])
    return frozenset(found)


def _list_below(lines: Sequence[str], start: int) -> Iterator[int]:
    """The lines of a list numbered 1, 2, 3 ...; a number may stand above its title."""
    expected, waits = 1, False
    for number in range(start, len(lines)):
        line = lines[number].strip()
        if not line:
            continue
        match = _ITEM.fullmatch(line) if len(line) <= _ITEM_CHARACTERS else None
        if waits and not match and _is_title(line):
            waits = False
        elif match and int(match[1]) == expected and not waits and _is_title(match[2] or ""):
            expected, waits = expected + 1, match[2] is None
        else:
            return
        yield number


def _is_title(line: str) -> bool:
    return len(line) <= _ITEM_CHARACTERS and not _SENTENCE_END.search(line)
