"""Metrics of cases drawn again and exchanged are those of the cases themselves."""

import numpy as np
import pytest
from scipy import stats

from eval.metrics import aurc
from eval.statistics.figures import Risk, Separation
from eval.statistics.intervals import interval
from eval.statistics.times import Quantile


def test_auroc_under_weights_is_that_of_repeated_cases() -> None:
    draw = np.random.default_rng(1)
    figure = Separation("AUROC", draw.integers(0, 6, 40) / 5, draw.random(40) < 0.5)
    weights = draw.integers(0, 3, 40)
    positive, negative = (np.repeat(figure.scores[side], weights[side]) for side in (figure.positive, ~figure.positive))
    expected = stats.mannwhitneyu(positive, negative).statistic / (len(positive) * len(negative))
    assert figure.under(weights[None, :].astype(float), np.arange(40))[0] == pytest.approx(expected)


def test_aurc_under_weights_is_that_of_repeated_cases() -> None:
    draw = np.random.default_rng(1)
    figure = Risk("AURC", draw.integers(0, 6, 40) / 5, draw.random(40) < 0.3)
    weights = draw.integers(0, 3, 40)
    expected = aurc(np.repeat(figure.scores, weights), np.repeat(figure.wrong, weights))
    assert figure.under(weights[None, :].astype(float), np.arange(40))[0] == pytest.approx(expected)


def test_aurc_of_exchanged_cases_is_that_of_the_cases() -> None:
    draw = np.random.default_rng(2)
    one, other = (Risk("AURC", draw.integers(0, 6, 30) / 5, draw.random(30) < 0.3) for _ in range(2))
    swaps = draw.integers(0, 2, (20, 10)).astype(float)
    places = np.arange(30) // 3
    expected = [
        aurc(np.where(row[places] > 0, other.scores, one.scores), np.where(row[places] > 0, other.wrong, one.wrong)) for row in swaps
    ]
    assert one.exchanged(other, swaps, places) == pytest.approx(expected)


def test_a_quantile_under_weights_is_that_of_repeated_times_and_has_an_interval() -> None:
    draw = np.random.default_rng(3)
    seconds = draw.gamma(2.0, 0.05, 60)
    figure = Quantile("search p95", np.append(seconds, np.nan), 0.95)
    weights = np.append(draw.integers(0, 3, 60), 5)
    expected = np.quantile(np.repeat(seconds, weights[:60]), 0.95)
    assert figure.under(weights[None, :].astype(float), np.arange(61))[0] == pytest.approx(expected)
    other = figure._replace(seconds=figure.seconds * 2)
    swaps = np.array([[1.0] * 61, [0.0] * 61])
    assert figure.exchanged(other, swaps, np.arange(61)) == pytest.approx([np.quantile(seconds * 2, 0.95), np.quantile(seconds, 0.95)])
    found = interval(figure, np.arange(61), seed=1)
    assert found.method == "percentile" and found.low is not None and found.high is not None
    assert found.low < np.quantile(seconds, 0.95) < found.high
    assert interval(figure._replace(seconds=np.full(61, 0.1)), np.arange(61), seed=1).low is None  # no most: nothing to rule out
