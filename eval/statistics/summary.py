"""The figures of one run with their intervals, of all cases and of every part of them."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from eval.models import CaseResult, Run
from eval.statistics.figures import Figures, Mask, figures, taken
from eval.statistics.intervals import estimates
from eval.statistics.models import FEW, RESAMPLES, Estimate, Slice
from index.derived import Progress, silent
from index.models import Record

_MOST = 20  # parts of a kind
SEED = 1  # of every draw, so that the same runs give the same figures


class Summary(Record):
    """A run with its intervals.

    Attributes:
        times: Seconds, tokens and cost.
        slices: By language, type, outlet and tag, where there are several.
    """

    estimates: tuple[Estimate, ...]
    times: tuple[Estimate, ...]
    slices: tuple[Slice, ...]


def summarise(run: Run, *, seed: int = SEED, resamples: int = RESAMPLES, progress: Progress = silent) -> Summary:
    """The figures of ``run`` with their intervals, by language, type, outlet and tag too."""
    found = figures(run.cases, answered=run.answered)
    whole = estimates(tuple(found.known.values()), found.places, seed=seed, resamples=resamples)
    times = estimates(tuple(taken(run.cases).values()), found.places, seed=seed, resamples=resamples)
    parts = list(parted(run.cases))
    slices = []
    for done, (by, value, chosen) in enumerate(parts):
        progress("Drawing cases again", done, len(parts))
        slices.append(_slice(found, by, value, chosen, seed=seed, resamples=resamples))
    return Summary(estimates=whole, times=times, slices=tuple(slices))


def parted(cases: Sequence[CaseResult]) -> Iterator[tuple[str, str, Mask]]:
    """Each part of the cases: by what, its value, and which they are.

    What does not part the cases is left out, and so are all but the 20 largest parts of a kind: a set may name an outlet for every case.
    """
    for by in ("language", "type", "outlet", "tag"):
        values = [_values(case, by) for case in cases]
        counted = Counter(value for several in values for value in set(several))
        named = sorted(name for name, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:_MOST])
        masks = {name: np.array([name in several for several in values], dtype=np.bool_) for name in named}
        yield from ((by, name, mask) for name, mask in masks.items() if not mask.all())


def _values(case: CaseResult, by: str) -> tuple[str, ...]:
    """What a case is, in this respect."""
    known = {"language": (case.language,), "type": (case.type,), "tag": case.tags, "outlet": case.outlets}
    return known[by]


def _slice(found: Figures, by: str, value: str, chosen: Mask, *, seed: int, resamples: int) -> Slice:
    _, places = np.unique(found.places[chosen], return_inverse=True)
    parts = [part for part in (figure.of(chosen) for figure in found.known.values()) if part.told().any()]
    told = [one for one in estimates(parts, places, seed=seed, resamples=resamples) if not np.isnan(one.value)]
    count = int(chosen.sum())
    return Slice(by=by, value=value, cases=count, small=count < FEW, estimates=tuple(told))
