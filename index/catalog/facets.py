"""What a list can be narrowed by, and how many articles each choice would leave."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence

from index.catalog.listing import Cell, Sought
from index.models import Record

Count = tuple[str, int]


class Facets(Record):
    """Counts over the articles that fit a search. Each is of what the *other* choices leave, so that a second one can be added.

    Attributes:
        total: How many articles the list has.
        sources: Outlets, the most frequent first; the empty text stands for none.
        languages: ISO 639-1 codes, the most frequent first.
        months: ``YYYY-MM``, the latest first; the empty text, for no date, last.
        states: By name; ``deleted`` is not among what is there.
        by_month: Articles of the list by month and language, by month.
    """

    total: int
    sources: tuple[Count, ...]
    languages: tuple[Count, ...]
    months: tuple[Count, ...]
    states: tuple[Count, ...]
    by_month: tuple[tuple[str, tuple[Count, ...]], ...]


def facets(cells: Iterable[Cell], sought: Sought) -> Facets:
    """Count ``cells``, those of ``ListingTable.cells`` for ``sought``."""
    cells = tuple(cells)
    there = {cell.state for cell in cells} - {"deleted"}
    wanted = (_any(sought.sources), _any(sought.languages), _any(sought.months), frozenset(sought.states) or there)
    counters: tuple[Counter[str], ...] = tuple(Counter() for _ in wanted)
    months: dict[str, Counter[str]] = {}
    total = 0
    for cell in cells:
        values = (cell.source, cell.language, cell.month, cell.state)
        fits = [value in chosen for value, chosen in zip(values, wanted, strict=True)]
        missed = fits.count(False)
        if missed == 0:
            total += cell.number
            months.setdefault(cell.month, Counter())[cell.language] += cell.number
        for place, counter in enumerate(counters):
            if missed == 0 or (missed == 1 and not fits[place]):
                counter[values[place]] += cell.number
    sources, languages, by_month, states = counters
    return Facets(
        total=total,
        sources=_frequent(sources),
        languages=_frequent(languages),
        months=tuple(sorted(by_month.items(), reverse=True)),
        states=_frequent(states),
        by_month=tuple((month, _frequent(counts)) for month, counts in sorted(months.items())),
    )


class _Everything:
    """Holds whatever it is asked for."""

    def __contains__(self, value: object) -> bool:
        return True


def _any(chosen: Sequence[str]) -> Container[str]:
    return frozenset(chosen) if chosen else _Everything()


def _frequent(counter: Counter[str]) -> tuple[Count, ...]:
    counted: Sequence[Count] = list(counter.items())
    return tuple(sorted(counted, key=lambda each: (-each[1], each[0])))
