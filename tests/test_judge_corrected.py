"""The mean of a judge put right by a person's labels: by hand, and on simulated samples."""

import numpy as np
import pytest

from eval.judge.corrected import corrected
from eval.judge.labels import Key
from eval.judge.models import LABELS, Judged, Label

THREE = LABELS["citations"]
WORTH = np.array([1.0, 0.5, 0.0])
TOGETHER = np.array([[0.5, 0.08, 0.02], [0.1, 0.1, 0.05], [0.07, 0.03, 0.05]])  # person by judge: the judge is too kind


def item(case: int, verdict: Label | None, sentence: int = 1, **fields: object) -> Judged:
    return Judged.model_validate({"case": f"q{case}", "aspect": "citations", "sentence": sentence, "verdict": verdict} | fields)


def test_how_far_the_judge_is_off_is_added() -> None:
    """Twenty cases, all supported for the judge; of ten labelled, two are not supported and one partly: 1 - 2.5 / 10."""
    items = [item(number, "supported") for number in range(20)]
    labels: dict[Key, Label] = {one.key: "supported" for one in items[:7]}
    labels |= {items[7].key: "not_supported", items[8].key: "not_supported", items[9].key: "partly"}
    found = corrected(items, labels, mean=1.0, error=0.05, cases=20)
    assert found.value == pytest.approx(0.75)
    spread = np.var([0] * 7 + [1, 1, 0.5], ddof=1) / 10
    assert found.low == pytest.approx(0.75 - 1.96 * np.sqrt(0.05**2 + spread), abs=1e-4)
    assert (found.high, found.why) == (1.0, "")


def test_what_was_decided_without_asking_is_never_off() -> None:
    """Half was decided: what the judge is off elsewhere counts half."""
    asked = [item(number, "supported") for number in range(10)]
    decided = [item(number, "supported", decided="verbatim") for number in range(10, 20)]
    labels: dict[Key, Label] = dict.fromkeys((one.key for one in asked), "not_supported")
    labels |= dict.fromkeys((one.key for one in decided), "not_supported")
    assert corrected([*asked, *decided], labels, mean=1.0, error=0.1, cases=20).value == pytest.approx(0.5)


def test_too_few_labels_put_nothing_right() -> None:
    items = [item(number, "supported") for number in range(20)]
    few: dict[Key, Label] = dict.fromkeys((one.key for one in items[:9]), "partly")
    found = corrected(items, few, mean=1.0, error=0.1, cases=20)
    assert found.value is None and "too few" in found.why
    many: dict[Key, Label] = dict.fromkeys((one.key for one in items), "partly")
    assert corrected(items, many, mean=None, error=None, cases=0).value is None
    unsure = corrected(items, many, mean=1.0, error=None, cases=20)
    assert (unsure.value, unsure.low) == (0.5, None) and unsure.why


def test_it_is_right_on_average_and_its_interval_is_as_wide_as_it_says() -> None:
    random = np.random.default_rng(7)
    truth = float((TOGETHER.sum(axis=1) * WORTH).sum())
    values, held, naive = [], 0, 0
    for _ in range(200):
        drawn = random.choice(9, size=200, p=TOGETHER.ravel())
        items = [item(number, THREE[one % 3]) for number, one in enumerate(drawn)]
        labels: dict[Key, Label] = {items[place].key: THREE[drawn[place] // 3] for place in random.choice(200, 60, replace=False)}
        scores = WORTH[drawn % 3]
        mean, error = float(scores.mean()), float(scores.std(ddof=1) / np.sqrt(200))
        found = corrected(items, labels, mean=mean, error=error, cases=200)
        assert found.value is not None and found.low is not None and found.high is not None
        values.append(found.value)
        held += found.low <= truth <= found.high
        naive += abs(mean - truth) <= 1.96 * error
    assert np.mean(values) == pytest.approx(truth, abs=0.012)
    assert held / 200 >= 0.93 > 0.7 > naive / 200
