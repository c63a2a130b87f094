"""Names that have the same token in every language, found among the stems of a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

Split = tuple[str, ...]
_SHORTEST = 3  # characters: shorter names (Ga, Ho) are mostly other words


class Names:
    """Names of one language by their stems, longest first."""

    def __init__(self, named: Iterable[tuple[Split, str]]) -> None:
        by_first: dict[str, dict[Split, str]] = {}
        for stems, token in named:
            if stems and sum(map(len, stems)) >= _SHORTEST:
                by_first.setdefault(stems[0], {}).setdefault(stems, token)
        self._by_first: Mapping[str, list[tuple[Split, str]]] = {
            first: sorted(found.items(), key=lambda item: -len(item[0])) for first, found in by_first.items()
        }

    def find(self, stems: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """``(start, end, token)`` of each name in ``stems``, left to right, not overlapping."""
        position = 0
        while position < len(stems):
            end = position + 1
            for name, token in self._by_first.get(stems[position], ()):
                if tuple(stems[position : position + len(name)]) == name:
                    end = position + len(name)
                    yield position, end, token
                    break
            position = end
