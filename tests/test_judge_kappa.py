"""Agreement beyond chance, against examples that were worked by hand, and where it is not defined."""

from math import sqrt

import pytest

from eval.judge.jury import verdict_of
from eval.judge.kappa import cohen, fleiss
from eval.judge.models import LABELS, Label

THREE = LABELS["correctness"]
FIVE: tuple[Label, ...] = ("correct", "supported", "partly", "wrong", "not_supported")


def _pairs(counts: dict[tuple[Label, Label], int]) -> list[tuple[Label, Label]]:
    return [pair for pair, count in counts.items() for _ in range(count)]


def test_cohens_kappa_of_fifty_applications() -> None:
    """20 and 15 agree, 5 and 10 do not: .7 observed, .5 by chance, so .4."""
    pairs = _pairs({("correct", "correct"): 20, ("correct", "wrong"): 5, ("wrong", "correct"): 10, ("wrong", "wrong"): 15})
    found = cohen(pairs, [str(number) for number in range(50)], labels=THREE)
    assert found.value == pytest.approx(0.4) and found.observed == pytest.approx(0.7)
    assert (found.items, found.why) == (50, "")
    error = sqrt(0.7 * 0.3 / 50) / 0.5
    assert found.low == pytest.approx(0.4 - 1.96 * error, abs=0.05)
    assert found.high == pytest.approx(0.4 + 1.96 * error, abs=0.05)


def test_weighted_kappa_counts_a_step_half() -> None:
    """10, 5 and 5 agree, 3 differ by one step and 2 by two: (20 + 3 / 2) / 25 = .86 observed.

    The one says 15, 5, 5, the other 10, 8, 7 of 25. By chance (150 + 40 + 35 + (15 * 8 + 5 * 10 + 5 * 7 + 5 * 8) / 2) / 625 = .556.
    """
    counts: dict[tuple[Label, Label], int] = {
        ("correct", "correct"): 10, ("partly", "partly"): 5, ("wrong", "wrong"): 5,
        ("correct", "partly"): 3, ("correct", "wrong"): 2,
    }  # fmt: skip
    pairs = _pairs(counts)
    found = cohen(pairs, [str(number) for number in range(25)], labels=THREE, weighted=True)
    assert found.observed == pytest.approx((20 + 3 / 2) / 25)
    chance = (15 * 10 + 5 * 8 + 5 * 7 + (15 * 8 + 5 * 10 + 5 * 7 + 5 * 8) / 2) / 625
    assert found.value == pytest.approx((0.86 - chance) / (1 - chance))
    assert found.value is not None and found.low is not None and found.high is not None and found.low < found.value < found.high


def test_cohens_kappa_below_chance() -> None:
    found = cohen([("correct", "wrong"), ("wrong", "correct")] * 5, list("abcdefghij"), labels=THREE)
    assert found.value == pytest.approx(-1)


def test_sentences_of_one_answer_widen_the_interval() -> None:
    pairs = _pairs({("correct", "correct"): 40, ("correct", "wrong"): 10, ("wrong", "correct"): 20, ("wrong", "wrong"): 30})
    alone = cohen(pairs, [str(number) for number in range(100)], labels=THREE)
    together = cohen(pairs, [str(number // 5) for number in range(100)], labels=THREE)
    assert together.value == alone.value
    assert alone.low is not None and alone.high is not None and together.low is not None and together.high is not None
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_fleiss_kappa_of_ten_subjects_and_fourteen_raters() -> None:
    """The example of Fleiss's kappa in most text books: .378 observed, .213 by chance, so .210."""
    rows = (
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    )  # fmt: skip
    items = [[label for label, count in zip(FIVE, row, strict=True) for _ in range(count)] for row in rows]
    found = fleiss(items, labels=FIVE)
    assert found.observed == pytest.approx(0.378, abs=0.0005)
    assert found.value == pytest.approx(0.210, abs=0.0005)


@pytest.mark.parametrize("label", THREE)
def test_where_there_is_one_category_kappa_is_not_defined_and_says_so(label: Label) -> None:
    for found in (cohen([(label, label)] * 9, list("abcdefghi"), labels=THREE), fleiss([[label] * 3] * 9, labels=THREE)):
        assert (found.value, found.low, found.high, found.observed) == (None, None, None, 1.0)
        assert "not defined" in found.why and "chance" in found.why


def test_where_nothing_differs_there_is_a_kappa_and_no_interval() -> None:
    found = cohen([("correct", "correct"), ("wrong", "wrong")] * 10, [str(number) for number in range(20)], labels=THREE)
    assert (found.value, found.low, found.high) == (1.0, None, None)
    assert "never differ" in found.why


def test_without_items_there_is_neither() -> None:
    assert cohen([], [], labels=THREE).why
    assert fleiss([], labels=THREE).why
    assert fleiss([["correct"]], labels=THREE).value is None


@pytest.mark.parametrize(
    ("labels", "votes", "expected"),
    [
        (["correct", "correct", "wrong"], 3, "correct"),
        (["correct", "partly", "wrong"], 3, "partly"),
        (["correct", "wrong"], 2, "wrong"),
        (["correct", "wrong"], 3, "wrong"),
        (["correct"], 3, None),
        (["correct"], 2, None),
        (["correct"], 1, "correct"),
        ([], 1, None),
    ],
)
def test_the_verdict_is_the_median_of_more_than_half(labels: list[Label], votes: int, expected: Label | None) -> None:
    assert verdict_of(labels, best_first=THREE, votes=votes) == expected
