"""How many characters two groups of places have in common. Pure."""

from collections.abc import Iterable, Mapping

Place = tuple[str, str, int, int]  # article, version, first character, one past the last
Ranges = Mapping[tuple[str, str], tuple[tuple[int, int], ...]]  # by article and version: in order and apart


def ranges_of(places: Iterable[Place]) -> Ranges:
    """The characters of the places, each once."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for article, version, start, end in sorted(places):
        ranges = found.setdefault((article, version), [])
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(end, ranges[-1][1])
        else:
            ranges.append((start, end))
    return {text: tuple(ranges) for text, ranges in found.items()}


def size(ranges: Ranges) -> int:
    """How many characters there are."""
    return sum(end - start for several in ranges.values() for start, end in several)


def shared(one: Ranges, other: Ranges) -> int:
    """How many characters are in both."""
    return sum(
        max(0, min(end, last) - max(start, first))
        for text, several in one.items()
        for start, end in several
        for first, last in other.get(text, ())
    )


def agreement(found: Ranges, wanted: Ranges) -> dict[str, float]:
    """``recall``, ``precision`` and ``IoU`` of what was found, in characters; 0 where nothing was (Smith and Troynikov 2024)."""
    both, least = shared(found, wanted), size(found)
    whole = least + size(wanted) - both
    return {"recall": both / size(wanted), "precision": both / least if least else 0.0, "IoU": both / whole}
