"""Logistic regression. Pure."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RIDGE = 0.02
_STEPS = 100
_NEAR = 1e-9  # a step shorter than this changes nothing
_FURTHEST = 30.0  # log odds beyond which a probability is as good as certain


def logistic(values: Floats, truth: NDArray[np.bool_], weights: Floats, *, ridge: float = RIDGE) -> Floats:
    """The coefficients that make the truth likeliest: one for each column, and last the constant.

    Iteratively reweighted least squares (Newton's method), each step halved until it makes things better. The ridge keeps
    coefficients finite where a column parts the truth perfectly; it does not hold back the constant.

    Args:
        values: [examples, columns].
        truth: [examples].
        weights: [examples]: how often each counts.
        ridge: What the squares of the coefficients cost.
    """
    table = np.column_stack([values, np.ones(len(values))])
    costs = np.diag([ridge] * values.shape[1] + [1e-9])
    found = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        likely = probabilities(table, found)
        slope = table.T @ (weights * (truth - likely)) - costs @ found
        curve = (table * (weights * likely * (1 - likely))[:, np.newaxis]).T @ table + costs
        step = np.linalg.solve(curve, slope)
        while np.abs(step).max() > _NEAR and _loss(table, truth, weights, costs, found + step) > _loss(table, truth, weights, costs, found):
            step = step / 2
        found = found + step
        if np.abs(step).max() <= _NEAR:
            break
    return found


def probabilities(table: Floats, coefficients: Floats) -> Floats:
    """[examples]: of rows that end in a 1, for the constant."""
    return np.asarray(1 / (1 + np.exp(-np.clip(table @ coefficients, -_FURTHEST, _FURTHEST))))


def _loss(table: Floats, truth: NDArray[np.bool_], weights: Floats, costs: Floats, coefficients: Floats) -> float:
    odds = table @ coefficients
    surprise = np.logaddexp(0, odds) - truth * odds
    return float(weights @ surprise + coefficients @ costs @ coefficients / 2)
