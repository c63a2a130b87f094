"""Running heads and feet: what a typesetter repeats at the edges of pages, and the numbers of the pages."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

_EDGE_LINES = 3
_LONGEST = 120
_SHARE = 0.3  # of the pages: heads differ between left and right pages, and first pages have none
_LEAST_PAGES = 3
_PROSE_WORDS = 5
_NUMBER = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?…؟۔。][\"'”’»)\]]*$")
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.|صفحة|صفحہ|стр(?:аница|\.))\s*\d+(?:\s*(?:of|/|من|از|کل|из)\s*\d+)?\W*", re.IGNORECASE)


class _Edge(NamedTuple):
    page: int
    line: int
    numbers: tuple[int, ...]


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages with their running lines blanked.

    Args:
        pages: The lines of each page, without white space around them.
    """
    edges = [edge for page in range(len(pages)) for edge in _edges(pages, page)]
    groups: dict[tuple[int, str], list[_Edge]] = defaultdict(list)
    for place, edge in edges:
        groups[place, _key(pages[edge.page][edge.line])].append(edge)
    running: dict[int, set[int]] = defaultdict(set)
    for edge in _repeated(groups, len(pages)):
        running[edge.page].add(edge.line)
    for _, edge in edges:
        if _PAGE_NUMBER.fullmatch(pages[edge.page][edge.line]):
            running[edge.page].add(edge.line)
    return [_blanked(page, running[number]) for number, page in enumerate(pages)]


def _edges(pages: Sequence[Sequence[str]], page: int) -> list[tuple[int, _Edge]]:
    """The first and last lines of a page with their places, 0 for the first and -1 for the last.

    Of a short page they are fewer, so that something always stands between them.
    """
    filled = [number for number, line in enumerate(pages[page]) if line]
    count = min(_EDGE_LINES, max(1, (len(filled) - 1) // 2))
    places = [*range(min(count, len(filled))), *range(-min(count, len(filled) - count), 0)]
    edges = ((place, _Edge(page, filled[place], _numbers(pages[page][filled[place]]))) for place in places)
    return [(place, edge) for place, edge in edges if len(pages[page][edge.line]) <= _LONGEST]


def _blanked(lines: Sequence[str], running: set[int]) -> list[str]:
    removed = set(_from_edges(lines, running))
    return ["" if number in removed else line for number, line in enumerate(lines)]


def _from_edges(lines: Sequence[str], running: set[int]) -> Iterator[int]:
    """Those of the running lines that no other line parts from the edge of the page."""
    filled = [number for number, line in enumerate(lines) if line]
    yield from takewhile(running.__contains__, filled)
    yield from takewhile(running.__contains__, reversed(filled))


def _key(line: str) -> str:
    return _NUMBER.sub("#", " ".join(line.split()))


def _numbers(line: str) -> tuple[int, ...]:
    return tuple(int(number[:9]) for number in _NUMBER.findall(line))


def _repeated(groups: Mapping[tuple[int, str], Sequence[_Edge]], pages: int) -> list[_Edge]:
    least = max(min(_LEAST_PAGES, pages - 1), _SHARE * pages)
    return [
        edge
        for (_, key), edges in groups.items()
        if len({edge.page for edge in edges}) >= max(2, least) and not _is_prose(key) and _counts_pages(edges)
        for edge in edges
    ]


def _is_prose(line: str) -> bool:
    """Whether a repeated line is more likely a part of the report: a sentence, or the middle of one."""
    return len(line.split()) >= _PROSE_WORDS and (line[0].islower() or _SENTENCE_END.search(line) is not None)


def _counts_pages(edges: Sequence[_Edge]) -> bool:
    """Whether each number in the line is the same on every page or goes up with the pages."""
    positions = zip(*(edge.numbers for edge in edges), strict=True)
    return all(_is_constant(column) or _is_constant([n - edge.page for n, edge in zip(column, edges, strict=True)]) for column in positions)


def _is_constant(values: Sequence[int]) -> bool:
    return len(set(values)) == 1
