"""Names and words that have the same token in every language, found among the stems of a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

Split = tuple[str, ...]
_SHORTEST = 3  # letters: shorter names (Ga, Ho) are mostly other words
_SHORTEST_IDEOGRAPHS = 2
_FIRST_IDEOGRAPH = "\u2e80"


class Names:
    """Names of one language by their stems, longest first. One that has several tokens means any of them."""

    def __init__(self, named: Iterable[tuple[Split, str]]) -> None:
        by_first: dict[str, dict[Split, dict[str, None]]] = {}
        for stems, token in named:
            if stems and _is_long_enough(stems):
                by_first.setdefault(stems[0], {}).setdefault(stems, {})[token] = None
        self._by_first: Mapping[str, list[tuple[Split, tuple[str, ...]]]] = {
            first: sorted(((stems, tuple(tokens)) for stems, tokens in found.items()), key=lambda item: -len(item[0]))
            for first, found in by_first.items()
        }

    def find(self, stems: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """``(start, end, tokens)`` of each name in ``stems``, left to right, not overlapping."""
        position = 0
        while position < len(stems):
            end = position + 1
            for name, tokens in self._by_first.get(stems[position], ()):
                if tuple(stems[position : position + len(name)]) == name:
                    end = position + len(name)
                    yield position, end, tokens
                    break
            position = end


def _is_long_enough(stems: Split) -> bool:
    shortest = _SHORTEST if stems[0] < _FIRST_IDEOGRAPH else _SHORTEST_IDEOGRAPHS
    return sum(map(len, stems)) >= shortest
