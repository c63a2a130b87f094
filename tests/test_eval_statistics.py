"""Intervals cover as often as they say, the test errs as rarely as it says, and both agree with scipy and with textbooks."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from eval.metrics import metrics
from eval.models import CaseResult
from eval.statistics.clusters import clusters
from eval.statistics.figures import Figures, Ratio, Separation, figures
from eval.statistics.intervals import interval
from eval.statistics.models import Difference
from eval.statistics.paired import Pair, differences, effect_size, holm, randomised, smallest_seen
from eval.statistics.summary import parted

FIRST = np.array([6.0, 4, 7, 8, 3, 5, 6, 9, 2, 7, 5, 6, 8, 4, 5, 1]) / 10
SECOND = np.array([7.0, 4, 9, 8, 5, 6, 6, 9, 4, 8, 4, 7, 9, 6, 6, 3]) / 10


def _mean(values: Any, name: str = "MRR") -> Ratio:
    return Ratio(name, np.asarray(values, dtype=float), np.ones(len(values)))


def _alone(values: Any) -> Any:
    return np.arange(len(values))


def _differences(one: Any, other: Any, resamples: int = 1_000) -> Difference:
    places = _alone(one)
    first, second = (Figures({"MRR": _mean(values)}, places) for values in (one, other))
    return differences(first, second, seed=1, resamples=resamples)[0]


def _case(number: int, rank: int | None = 1, **fields: Any) -> CaseResult:
    ranking = tuple(f"other{place}" for place in range(1, rank or 1)) + (("right",) if rank else ())
    known: dict[str, Any] = {"id": str(number), "question": "?", "ranking": ranking, "relevant": ("right",), "answerability": 0.5}
    return CaseResult(**(known | fields))


def _cases(seed: int = 3) -> list[CaseResult]:
    draw = np.random.default_rng(seed)
    cases = []
    for number in range(60):
        answerable = draw.random() < 0.7
        cases.append(
            _case(
                number,
                int(draw.integers(1, 14)),
                answerable=answerable,
                relevant=("right", "other2") if number % 3 else (f"only{number}",),
                answerability=round(float(draw.random()), 1),
                status="declined" if draw.random() < 0.3 else "answered",
                answer_contained=bool(draw.random() < 0.6) if answerable else None,
                citations=int(draw.integers(0, 4)) + 1,
                valid_citations=1,
                right_sentences=("a:0-1",) if number % 2 else (),
                sentence_ranking=("b:0-1", "a:0-1"),
                error="lost" if number == 7 else None,
            )
        )
    return cases


def test_every_metric_is_the_same_put_together_from_its_cases() -> None:
    cases = _cases()
    found = figures(cases, answered=True)
    once = np.ones((1, int(found.places.max()) + 1))
    assert {name: figure.under(once, found.places)[0] for name, figure in found.known.items()} == pytest.approx(
        metrics(cases, answered=True)
    )
    assert {"AUROC", "Recall@10", "Citation validity", "sentence-MRR"} <= found.known.keys()


def test_cases_of_one_article_are_one_cluster() -> None:
    cases = [
        _case(1, relevant=("a",)),
        _case(2, relevant=("b",)),
        _case(3, relevant=("a", "c")),
        _case(4, relevant=("d",), groups=("g",)),
        _case(5, relevant=("e",), groups=("g",)),
        _case(6, relevant=(), answerable=False),
        CaseResult(id="2, unanswerable", question="?", answerable=False),
    ]
    numbers = clusters(cases).tolist()
    assert numbers[0] == numbers[2] and numbers[3] == numbers[4] and numbers[1] == numbers[6]
    assert len(set(numbers)) == 4 and set(numbers) == set(range(4))


def test_the_interval_is_that_of_scipy_where_nothing_is_shared() -> None:
    values = np.random.default_rng(5).beta(2, 1, 80)
    ours = interval(_mean(values), _alone(values), seed=1)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=10_000, rng=2).confidence_interval
    assert ours.method == "BCa"
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)
    assert ours.error == pytest.approx(values.std(ddof=1) / np.sqrt(80), rel=0.03)


def test_a_seed_gives_the_same_interval_and_shared_articles_a_wider_one() -> None:
    values = np.repeat(np.random.default_rng(5).random(30), 8)
    together = interval(_mean(values), np.repeat(np.arange(30), 8), seed=1)
    apart = interval(_mean(values), _alone(values), seed=1)
    assert together == interval(_mean(values), np.repeat(np.arange(30), 8), seed=1)
    assert together.error == pytest.approx((apart.error or 0) * np.sqrt(8), rel=0.1)


def test_what_was_never_seen_is_not_ruled_out() -> None:
    whole = interval(_mean(np.ones(46)), np.arange(46), seed=1)
    assert whole.low == pytest.approx(0.025 ** (1 / 46)) and whole.high == 1.0 and whole.method == "exact"
    none = interval(_mean(np.zeros(46)), np.arange(46), seed=1)
    assert none.low == 0.0 and none.high == pytest.approx(1 - 0.025 ** (1 / 46))
    rare = interval(_mean([0.0] * 2 + [1.0] * 44), np.arange(46), seed=1)
    low, high = stats.binomtest(44, 46).proportion_ci(method="exact")
    assert (rare.low, rare.high) == pytest.approx((low, high), abs=0.004)
    assert interval(_mean([1.0]), np.arange(1), seed=1).method == "none"


def _coverage(make: Any, truth: float, *, runs: int, resamples: int) -> float:
    hits = 0
    for seed in range(runs):
        figure, places = make(np.random.default_rng(seed))
        found = interval(figure, places, seed=seed, resamples=resamples)
        assert found.low is not None and found.high is not None
        hits += found.low <= truth <= found.high
    return hits / runs


def _ranks(draw: Any) -> Any:
    return _mean(1 / draw.geometric(0.5, 100)), np.arange(100)


def _sharing(draw: Any) -> Any:
    places = np.repeat(np.arange(80), draw.integers(1, 6, 80))
    return _mean(draw.random(len(places)) < draw.beta(2, 1, 80)[places]), places


@pytest.mark.parametrize(("make", "truth"), [(_ranks, np.log(2)), (_sharing, 2 / 3)])
def test_an_interval_covers_the_truth_as_often_as_it_says(make: Any, truth: float) -> None:
    error = np.sqrt(0.95 * 0.05 / 200)
    assert _coverage(make, float(truth), runs=200, resamples=500) == pytest.approx(0.95, abs=2.6 * error)


@pytest.mark.slow
@pytest.mark.parametrize(("make", "truth"), [(_ranks, np.log(2)), (_sharing, 2 / 3)])
def test_an_interval_covers_the_truth_over_a_thousand_sets(make: Any, truth: float) -> None:
    assert _coverage(make, float(truth), runs=1_000, resamples=2_000) == pytest.approx(0.95, abs=0.02)


def test_the_test_is_that_of_scipy() -> None:
    def apart(one: Any, other: Any, axis: int = -1) -> Any:
        return np.mean(other - one, axis=axis)

    few = slice(0, 12)
    pair = Pair(_mean(FIRST[few]), _mean(SECOND[few]))
    exact = stats.permutation_test((FIRST[few], SECOND[few]), apart, permutation_type="samples", n_resamples=np.inf)
    assert randomised(pair, np.arange(12), seed=1) == pytest.approx(exact.pvalue)
    draw = np.random.default_rng(4)
    one, other = draw.random(90), draw.random(90) + 0.08
    drawn = stats.permutation_test((one, other), apart, permutation_type="samples", n_resamples=9_999, rng=3)
    assert randomised(Pair(_mean(one), _mean(other)), np.arange(90), seed=1) == pytest.approx(drawn.pvalue, abs=0.015)


def test_darwins_maize() -> None:
    """Fisher (1935, section 21) counts 863 of 2**15 exchanges at least as far apart on one side: 1,726 on both."""
    crossed = np.array([188, 96, 168, 176, 153, 172, 177, 163, 146, 173, 186, 168, 177, 184, 96]) / 200
    selfed = np.array([139, 163, 160, 160, 147, 149, 149, 122, 132, 144, 130, 144, 102, 124, 144]) / 200
    found = randomised(Pair(_mean(selfed), _mean(crossed)), np.arange(15), seed=1, resamples=60_000)
    assert found == pytest.approx(1726 / 2**15, abs=0.003)


def test_the_chance_is_never_zero_and_one_where_nothing_changed() -> None:
    pair = Pair(_mean(np.zeros(200)), _mean(np.ones(200)))
    assert randomised(pair, np.arange(200), seed=1, resamples=999) == 1 / 1000
    assert randomised(Pair(_mean(FIRST), _mean(FIRST)), np.arange(16), seed=1) == 1.0
    assert randomised(Pair(_mean([0.0] * 40), _mean([1.0] * 40)), np.arange(40) % 4, seed=1) == 2 / 2**4, "articles change sides as one"


def test_auroc_is_exchanged_too() -> None:
    draw = np.random.default_rng(2)
    positive = np.arange(60) < 30
    one, better = draw.random(60), draw.random(60) + positive
    separate = Pair(Separation("AUROC", one, positive), Separation("AUROC", better, positive))
    assert randomised(separate, np.arange(60), seed=1, resamples=500) == 1 / 501
    swaps = np.eye(60)[:1]
    mixed = np.where(swaps[0] > 0, better, one)
    expected = Separation("AUROC", mixed, positive).under(np.ones((1, 60)), np.arange(60))
    assert separate.first.exchanged(separate.second, swaps, np.arange(60)) == pytest.approx(expected)


def test_equal_runs_are_told_apart_in_five_of_a_hundred() -> None:
    wrong = 0
    for seed in range(400):
        draw = np.random.default_rng(seed)
        places = np.repeat(np.arange(25), 3)
        about = draw.normal(0, 1, 25)[places]
        one, other = about + draw.normal(0, 1, 75), about + draw.normal(0, 1, 75)
        shared = draw.normal(0, 0.7, 25)[places]  # articles that one of both happens to like
        wrong += randomised(Pair(_mean(one), _mean(other + shared)), places, seed=seed, resamples=499) <= 0.05
    assert wrong / 400 == pytest.approx(0.05, abs=2.6 * np.sqrt(0.05 * 0.95 / 400))


def test_few_changes_leave_room_for_others() -> None:
    """Agresti and Min (2005) on 4 gains of 460: half a gain and half a loss more, one more pair the same."""
    gains = np.zeros(460)
    gains[:4] = 1.0
    found = _differences(np.zeros(460), gains)
    error = np.sqrt(4.5 + 0.5 - 16 / 460) / 460
    assert (found.low, found.high) == pytest.approx((4 / 462 - 1.9651 * error, 4 / 462 + 1.9651 * error), abs=1e-5)
    assert found.method == "adjusted" and found.chance == 2 / 2**4 and found.smallest is None
    assert found.low is not None and found.low < 0, "as the test finds nothing"


def test_few_changes_are_covered_as_often_as_the_interval_says() -> None:
    hits = 0
    for seed in range(300):
        draw = np.random.default_rng(seed).random(400)
        found = _differences((draw < 0.01).astype(float), (draw > 0.98).astype(float), resamples=10)
        hits += found.low is not None and found.high is not None and found.low <= 0.01 <= found.high
    assert hits / 300 >= 0.95 - 2.6 * np.sqrt(0.95 * 0.05 / 300)


def test_holm_against_the_worked_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]) == [1.0, 1.0] and holm([]) == []


def test_effect_and_the_smallest_difference_by_hand() -> None:
    assert effect_size(np.array([1.0, 2, 3])) == pytest.approx(2.0)
    assert effect_size(np.zeros(5)) is None
    assert smallest_seen(0.01, 100_000) == pytest.approx(0.01 * (1.95996 + 0.84162), rel=1e-3)
    assert smallest_seen(0.01, 10) > smallest_seen(0.01, 100)


def test_the_smallest_difference_is_seen_with_a_chance_of_eight_in_ten() -> None:
    error = 0.1 / np.sqrt(60)
    gain = smallest_seen(float(error), 60)
    seen = 0
    for seed in range(200):
        values = np.random.default_rng(seed).normal(gain, 0.1, 60)
        seen += randomised(Pair(_mean(np.zeros(60)), _mean(values)), np.arange(60), seed=seed, resamples=499) <= 0.05
    assert seen / 200 == pytest.approx(0.8, abs=2.6 * np.sqrt(0.8 * 0.2 / 200))


def test_two_runs_are_compared_metric_by_metric() -> None:
    before = [_case(number, 2, relevant=("right", f"own{number}")) for number in range(40)]
    shared = [case.model_copy(update={"relevant": ("right",), "groups": (), "id": f"q{number}"}) for number, case in enumerate(before)]
    after = [_case(number, 1 if number % 4 else 2) for number in range(40)]
    one, other = figures(shared, answered=False), figures(after, answered=False)
    apart = {found.name: found for found in differences(one._replace(places=np.arange(40)), other, seed=1, resamples=2_000)}
    assert apart["MRR"].value == pytest.approx(0.375) and apart["MRR"].found and apart["MRR"].changed == 30
    assert apart["Hit@5"].chance == 1.0 and apart["Hit@5"].high == pytest.approx(1 - 0.025 ** (1 / 40))
    assert apart["MRR"].corrected >= apart["MRR"].chance


def test_parts_by_language_type_outlet_and_tag() -> None:
    cases = [_case(1, language="ar", outlets=("Orsen Wire",), tags=("hard",)), _case(2, language="en"), _case(3, language="en")]
    assert {(by, value): int(mask.sum()) for by, value, mask in parted(cases)} == {
        ("language", "ar"): 1,
        ("language", "en"): 2,
        ("outlet", "Orsen Wire"): 1,
        ("tag", "hard"): 1,
    }


def test_a_part_without_one_of_two_sides_has_no_interval() -> None:
    """And no warning of numpy either: warnings are errors here."""
    one_sided = Separation("AUROC", np.linspace(0, 1, 9), np.ones(9, dtype=np.bool_))
    assert interval(one_sided, np.arange(9), seed=1).method == "none"
    single = Separation("AUROC", np.linspace(0, 1, 9), np.arange(9) > 0)
    assert interval(single, np.arange(9), seed=1).low is None


def test_of_many_parts_the_largest_are_told() -> None:
    cases = [_case(number, outlets=(f"outlet {number // 2}" if number < 10 else f"outlet {number}",)) for number in range(60)]
    told = [(value, int(mask.sum())) for _, value, mask in parted(cases)]
    assert len(told) == 20 and {f"outlet {number}" for number in range(5)} <= {value for value, count in told if count == 2}
