"""The coefficients of one embedder's row: found on examples, and what they are worth on sets that were left out. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from eval.calibrate.examples import FEATURES, KINDS, VECTORS, Examples, Floats
from eval.calibrate.figures import Change, change
from eval.calibrate.logistic import logistic, probabilities
from rag.answerable import CONSTANT, WORDS, Calibration

_FOLDS = 5  # parts of the articles, where there is no other set to learn from
_DIGITS = 3

Coefficients = Mapping[str, float]


class Tried(NamedTuple):
    """One set with the likelihoods of its examples.

    Attributes:
        before: [examples]: by the coefficients in force.
        after: [examples]: by coefficients found without this set and those made of its files.
    """

    examples: Examples
    before: Floats
    after: Floats


class Row(NamedTuple):
    """What was found for one row.

    Attributes:
        name: In the table: a part of an embedder's name, or ``words`` without one.
        coefficients: By pair, found on all sets.
        tried: Every set of it.
        change: Of AUROC, on sets that were left out.
    """

    name: str
    coefficients: dict[str, Coefficients]
    tried: tuple[Tried, ...]
    change: Change


def rows(sets: Sequence[Examples], table: Calibration) -> Iterator[Row]:
    """A row with the cosine for the embedder that was asked, if one was, and one without.

    Args:
        sets: Examples of all pairs.
        table: The coefficients in force.
    """
    embedder = next((examples.embedder for examples in sets if examples.embedder), None)
    if embedder:
        seen = [examples.only(examples.with_vectors) for examples in sets]
        seen = [examples for examples in seen if set(examples.kinds.tolist()) == set(KINDS)]
        if seen:
            name = next((name for name in table.coefficients if name in embedder.lower()), embedder.lower())
            yield _row(name, seen, FEATURES, table, embedder)
    yield _row(WORDS, sets, tuple(name for name in FEATURES if name != VECTORS), table, None)


def with_rows(table: Calibration, found: Sequence[Row]) -> Calibration:
    """``table`` with the coefficients of rows; a pair that a new row lacks is taken from the row without vectors."""
    coefficients = {name: {pair: dict(of) for pair, of in pairs.items()} for name, pairs in table.coefficients.items()}
    for row in reversed(found):  # the row without vectors, the last, is what a new one begins with
        pairs = coefficients.setdefault(row.name, {pair: dict(of) for pair, of in coefficients[WORDS].items()})
        pairs |= {pair: dict(of) for pair, of in row.coefficients.items()}
    return Calibration(coefficients=coefficients)


def likelihoods(examples: Examples, coefficients: Coefficients) -> Floats:
    """[examples]: how likely an answer is, as ``rag.answerable`` computes it; in [0, 1]."""
    chosen = np.array([coefficients.get(name, 0.0) for name in (*FEATURES, CONSTANT)])
    table = np.column_stack([np.nan_to_num(examples.values), np.ones(len(examples.values))])
    return np.where(examples.asked, probabilities(table, chosen), 0.0)


def _row(name: str, sets: Sequence[Examples], columns: Sequence[str], table: Calibration, embedder: str | None) -> Row:
    tried: list[Tried] = []
    found: dict[str, Coefficients] = {}
    for pair in dict.fromkeys(examples.pair for examples in sets):
        own = [examples for examples in sets if examples.pair == pair]
        found[pair] = _coefficients(own, columns)
        before = table.of(embedder, pair)
        tried += [Tried(examples, likelihoods(examples, before), _unseen(examples, own, columns)) for examples in own]
    return Row(
        name, found, tuple(tried), change([one.examples for one in tried], [one.before for one in tried], [one.after for one in tried])
    )


def _unseen(examples: Examples, sets: Sequence[Examples], columns: Sequence[str]) -> Floats:
    """[examples]: likelihoods by what other sets tell, or, where all are of the same files, other articles."""
    others = [other for other in sets if not _of_same_files(examples, other)]
    if others:
        return likelihoods(examples, _coefficients(others, columns))
    likely = np.zeros(len(examples.kinds))
    _, fold = np.unique(examples.articles, return_inverse=True)
    for part in np.unique(fold % _FOLDS):
        out = fold % _FOLDS == part
        seen = [other.only(~np.isin(other.articles, examples.articles[out])) for other in sets]
        likely[out] = likelihoods(examples.only(out), _coefficients(seen, columns))
    return likely


def _of_same_files(one: Examples, other: Examples) -> bool:
    mine, theirs = set(one.parts.values()), set(other.parts.values())
    return mine <= theirs or theirs <= mine


def _coefficients(sets: Sequence[Examples], columns: Sequence[str]) -> Coefficients:
    """Those that make what was seen likeliest; what the search found nothing of is no matter of theirs."""
    places = [FEATURES.index(name) for name in columns]
    values = np.concatenate([examples.values[examples.asked][:, places] for examples in sets])
    truth = np.concatenate([examples.truth[examples.asked] for examples in sets])
    weights = np.concatenate([examples.weights[examples.asked] for examples in sets])
    found = logistic(values, truth, weights)
    return {name: round(float(value), _DIGITS) for name, value in zip((CONSTANT, *columns), np.roll(found, 1), strict=True)}
