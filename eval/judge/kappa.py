"""Agreement beyond chance: Cohen's kappa between two and Fleiss's among several. Pure, and never NaN: what is not defined says why.

Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20, 37-46.
Cohen, J. (1968), Weighted kappa, Psychological Bulletin 70, 213-220.
Fleiss, J. L. (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin 76, 378-382.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.judge.models import Kappa, Label
from eval.statistics.models import LEVEL, RESAMPLES

Floats = NDArray[np.float64]

_SEED = 1
_EVEN = 1e-12
_MOST_UNDEFINED = 0.05  # share of draws without a kappa, above which no interval is drawn
_CELLS = 2_000_000  # weights held at once


def cohen(
    pairs: Sequence[tuple[Label, Label]],
    groups: Sequence[str],
    *,
    labels: Sequence[Label],
    weighted: bool = False,
    resamples: int = RESAMPLES,
) -> Kappa:
    """Cohen's kappa between two, with its 95 % interval.

    The interval is that of the percentile bootstrap over groups, since sentences of one answer are not independent.

    Args:
        pairs: What the one and the other say of each item.
        groups: What each item belongs to, such as its case.
        labels: All there are, in their order.
        weighted: Whether labels that are nearer to each other agree more: by linear weights, from 1 to 0 at the ends of the scale.
        resamples: How many draws.
    """
    if not pairs:
        return Kappa(why="There is no item with both.")
    tables = _tables(pairs, groups, labels)
    whole = tables.sum(axis=0)
    worth = _worth(len(labels), weighted=weighted)
    observed = float((whole * worth).sum() / whole.sum())
    value = float(_cohen(whole[None], worth)[0])
    if np.isnan(value):
        return Kappa(observed=observed, items=len(pairs), why=_one_category(pairs[0][0]))
    low, high, why = _interval(tables, worth, resamples=resamples)
    return Kappa(value=value, low=low, high=high, observed=observed, items=len(pairs), why=why)


def fleiss(items: Sequence[Sequence[Label]], *, labels: Sequence[Label]) -> Kappa:
    """Fleiss's kappa among several votes on each item; all items have equally many, at least two.

    Args:
        items: The votes on each item.
        labels: All there are.
    """
    if not items or len(items[0]) < 2:
        return Kappa(why="There is no item with several votes that can all be read.")
    votes = len(items[0])
    counts = np.array([[item.count(label) for label in labels] for item in map(list, items)], dtype=np.float64)
    observed = float(((counts**2).sum(axis=1) - votes).mean() / (votes * (votes - 1)))
    chance = float(((counts.sum(axis=0) / counts.sum()) ** 2).sum())
    if 1 - chance < _EVEN:
        return Kappa(observed=observed, items=len(items), why=_one_category(items[0][0]))
    return Kappa(value=(observed - chance) / (1 - chance), observed=observed, items=len(items))


def _one_category(label: Label) -> str:
    return f"Everything is {label.replace('_', ' ')}: of one category alone, chance explains all agreement, and kappa is not defined."


def _tables(pairs: Sequence[tuple[Label, Label]], groups: Sequence[str], labels: Sequence[Label]) -> Floats:
    """For each group, how often the one said this and the other that."""
    places = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    tables = np.zeros((len(places), len(labels), len(labels)))
    for (one, other), group in zip(pairs, groups, strict=True):
        tables[places[group], labels.index(one), labels.index(other)] += 1
    return tables


def _worth(count: int, *, weighted: bool) -> Floats:
    """How far each two labels agree, from 0 to 1."""
    places = np.arange(count)
    apart = np.abs(places[:, None] - places) / (count - 1)
    found: Floats = 1.0 - (apart if weighted else np.ceil(apart))
    return found


def _cohen(tables: Floats, worth: Floats) -> Floats:
    """Kappa of each table; NaN where chance explains all agreement."""
    total = tables.sum(axis=(1, 2))
    observed = (tables * worth).sum(axis=(1, 2)) / total
    chance = np.einsum("ti,tj,ij->t", tables.sum(axis=2), tables.sum(axis=1), worth) / total**2
    left = 1 - chance
    found: Floats = np.divide(observed - chance, left, out=np.full(len(tables), np.nan), where=left > _EVEN)
    return found


def _interval(tables: Floats, worth: Floats, *, resamples: int) -> tuple[float | None, float | None, str]:
    """The two ends, or why there are none."""
    count = len(tables)
    if count < 2:
        return None, None, "One case has no interval."
    if not (tables.sum(axis=0) * (1 - np.eye(tables.shape[1]))).any():
        return None, None, "They never differ, so these items do not show how wide the interval is."
    random = np.random.default_rng(_SEED)
    flat = tables.reshape(count, -1)
    rows = max(1, _CELLS // count)
    sizes = [min(rows, resamples - start) for start in range(0, resamples, rows)]
    drawn = np.concatenate([random.multinomial(count, np.full(count, 1 / count), size=size) @ flat for size in sizes])
    values = _cohen(drawn.reshape(resamples, *tables.shape[1:]), worth)
    defined = values[~np.isnan(values)]
    if len(defined) < (1 - _MOST_UNDEFINED) * resamples:
        return None, None, "Too few items differ from the most frequent category for an interval."
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high), ""
