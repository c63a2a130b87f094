"""Names and words that have the same token in every language, found among the stems of a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

Split = tuple[str, ...]
_SHORTEST = 3  # letters: shorter names (Ga, Ho) are mostly other words
_SHORTEST_IDEOGRAPHS = 2
_FIRST_IDEOGRAPH = "\u2e80"


class Names:
    """Names of one language by their first stem and their number of stems, most first. One that has several tokens means any of them."""

    def __init__(self, named: Iterable[tuple[Split, str]]) -> None:
        by_first: dict[str, dict[int, dict[Split, dict[str, None]]]] = {}
        for stems, token in named:
            if stems and _is_long_enough(stems):
                by_first.setdefault(stems[0], {}).setdefault(len(stems), {}).setdefault(stems, {})[token] = None
        self._by_first: Mapping[str, list[tuple[int, Mapping[Split, tuple[str, ...]]]]] = {
            first: [
                (length, {stems: tuple(tokens) for stems, tokens in of_length[length].items()})
                for length in sorted(of_length, reverse=True)
            ]
            for first, of_length in by_first.items()
        }

    def find(self, stems: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """``(start, end, tokens)`` of each name in ``stems``, left to right, not overlapping."""
        beginnings = [position for position, stem in enumerate(stems) if stem in self._by_first]
        free = 0
        for position in beginnings:
            if position < free:
                continue
            for length, names in self._by_first[stems[position]]:
                tokens = names.get(tuple(stems[position : position + length]))
                if tokens is not None:
                    free = position + length
                    yield position, free, tokens
                    break


def _is_long_enough(stems: Split) -> bool:
    shortest = _SHORTEST if stems[0] < _FIRST_IDEOGRAPH else _SHORTEST_IDEOGRAPHS
    return sum(map(len, stems)) >= shortest
