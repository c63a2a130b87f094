"""Which cases stand and fall together: those about one article are not independent. Pure."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.models import CaseResult

_TWIN = ", unanswerable"  # ends the id of a question that is asked a second time, where nothing answers it


def clusters(cases: Sequence[CaseResult]) -> NDArray[np.int64]:
    """The number of the cluster of each case, from 0 without gaps.

    Cases are in one cluster when they share a relevant article, or the article their passages were taken from, directly or
    through other cases, or when they are one question asked twice. A case without evidence is a cluster of its own.
    """
    parents = list(range(len(cases)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    first: dict[tuple[str, str], int] = {}
    for number, case in enumerate(cases):
        for key in _keys(case):
            parents[root(number)] = root(first.setdefault(key, number))
    _, places = np.unique([root(number) for number in range(len(cases))], return_inverse=True)
    return places.astype(np.int64)


def _keys(case: CaseResult) -> Iterator[tuple[str, str]]:
    """What cases of one cluster have in common."""
    yield "question", case.id.removesuffix(_TWIN)
    yield from (("article", name) for name in case.relevant)
    yield from (("group", name) for name in case.groups)
