"""Articles taken away and brought back, however many, a part at a time."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from index.intake import Outcome
from index.library import Library

Change = Literal["delete", "restore"]

_PART = 500  # articles between two looks at whether it is still wanted


def changed(library: Library, change: Change, ids: Sequence[str], *, stopped: Callable[[], bool]) -> Iterator[Outcome]:
    """Take articles away, or bring them back, until that is done or nobody wants more of it.

    Args:
        library: Open to write.
        change: Which of both.
        ids: The articles; those that are so already are passed over.
        stopped: Whether nobody wants more of it.
    """
    for first in range(0, len(ids), _PART):
        if stopped():
            return
        part = ids[first : first + _PART]
        if change == "restore":
            yield from library.restore(part)
        else:
            library.delete(part)
            yield from (Outcome(origin=identity, result="removed") for identity in part)
