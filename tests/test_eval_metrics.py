"""Metrics against examples worked by hand, and against ir-measures on rankings made at random."""

import math
import random

import ir_measures
import pytest
from ir_measures import RR, Qrel, ScoredDoc, Success

from eval.metrics import auroc, latency, metrics, metrics_by_language
from eval.models import CaseResult
from rag.models import Status


def result(name: str, ranking: str, relevant: str = "r", **more: object) -> CaseResult:
    values: dict[str, object] = {"id": name, "question": "?", "ranking": tuple(ranking), "relevant": tuple(relevant), **more}
    return CaseResult.model_validate(values)


def test_retrieval_worked_by_hand() -> None:
    results = [result("first", "rab"), result("third", "abr"), result("never", "abc"), result("two right", "asr", relevant="rs")]
    found = metrics(results, answered=False)
    assert found["MRR"] == pytest.approx((1 + 1 / 3 + 0 + 1 / 2) / 4)
    assert (found["Hit@1"], found["Hit@5"], found["Hit@10"]) == (0.25, 0.75, 0.75)
    assert "sentence-MRR" not in found  # no case tells the sentence
    assert "Answer contained" not in found


def test_several_right_articles_are_all_looked_for() -> None:
    results = [result("all", "rst", relevant="rst"), result("one", "abr", relevant="rst"), result("late", "abcdefghijs", relevant="rs")]
    assert metrics(results, answered=False)["Recall@10"] == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert "Recall@10" not in metrics([result("one right", "r")], answered=False)


def test_auroc_is_the_chance_of_the_right_order() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2, 0.3]) == 1
    assert auroc([0.1], [0.9, 0.8]) == 0
    assert auroc([0.5, 0.7], [0.5, 0.6]) == pytest.approx((0.5 + 0 + 1 + 1) / 4)
    chance = random.Random(3)
    high, low = [chance.gauss(1, 1) for _ in range(40)], [chance.gauss(0, 1) for _ in range(30)]
    assert auroc(high, low) == pytest.approx(sum(one > other for one in high for other in low) / 1200)


def test_answerability_of_a_failed_case_is_the_worst() -> None:
    def scored(name: str, answerable: bool, score: float | None) -> CaseResult:
        return CaseResult(id=name, question="?", answerable=answerable, answerability=score)

    good = [scored("a", True, 0.9), scored("b", False, 0.2)]
    assert metrics(good, answered=False)["AUROC"] == 1
    assert metrics([*good, scored("c", True, None)], answered=False)["AUROC"] == 0.5
    assert metrics([*good, scored("d", False, None)], answered=False)["AUROC"] == 0.5
    assert "AUROC" not in metrics(good[:1], answered=False)
    assert "AUROC" not in metrics([scored("a", True, None), scored("b", False, None)], answered=False)


def test_ranks_below_the_hundredth_count_as_not_found() -> None:
    filler = tuple(f"x{number}" for number in range(100))
    at_hundred = CaseResult(id="a", question="?", ranking=(*filler[:99], "r"), relevant=("r",))
    behind = CaseResult(id="b", question="?", ranking=(*filler, "r"), relevant=("r",))
    assert metrics([at_hundred], answered=False)["MRR"] == pytest.approx(0.01)
    assert metrics([behind], answered=False)["MRR"] == 0


def test_sentences_are_ranked_by_themselves() -> None:
    results = [
        result("a", "r", sentence_ranking=("r:0-5", "r:6-9"), right_sentences=("r:6-9",)),
        result("b", "r", sentence_ranking=("r:0-5",), right_sentences=("r:7-8",)),
        result("c", "r"),
    ]
    found = metrics(results, answered=False)
    assert found["sentence-MRR"] == pytest.approx((1 / 2 + 0) / 2)
    assert found["MRR"] == 1


def test_a_failed_case_counts_as_zero() -> None:
    right = result("a", "r", status="answered", answer_contained=True, citations=2, valid_citations=2)
    failed = result("b", "", error="it broke")
    failed_unanswerable = CaseResult(id="c", question="?", answerable=False, error="it broke")
    found = metrics([right, failed, failed_unanswerable], answered=True)
    assert found["MRR"] == found["Hit@1"] == found["Answer contained"] == found["Declined wrong"] == 0.5
    assert found["Declined right"] == 0
    assert found["Citation validity"] == 1


def test_an_answerable_case_without_known_evidence_counts_too() -> None:
    lost = CaseResult(id="b", question="?", error="the evidence could not be found")
    assert metrics([result("a", "r"), lost], answered=False)["MRR"] == 0.5


def test_declining_and_citations_worked_by_hand() -> None:
    def asked(name: str, answerable: bool, status: Status, **more: object) -> CaseResult:
        return result(name, "r", relevant="r" if answerable else "", answerable=answerable, status=status, **more)

    results = [
        asked("a", True, "answered", answer_contained=True, citations=3, valid_citations=3),
        asked("b", True, "partial", answer_contained=False, citations=1, valid_citations=0),
        asked("c", True, "declined", answer_contained=False),
        asked("d", True, "answered", answer_contained=True, citations=1, valid_citations=1),
        asked("e", False, "declined"),
        asked("f", False, "answered", citations=3, valid_citations=3),
    ]
    found = metrics(results, answered=True)
    assert found["Answer contained"] == 0.5
    assert found["Declined wrong"] == 0.25
    assert found["Declined right"] == 0.5
    assert found["Citation validity"] == pytest.approx(7 / 8)


def test_by_language() -> None:
    results = [result("a", "r", language="ar"), result("b", "ar", language="en"), result("c", "r", language="en")]
    found = metrics_by_language(results, answered=False)
    assert list(found) == ["ar", "en"]
    assert (found["ar"]["MRR"], found["en"]["MRR"]) == (1, 0.75)


@pytest.mark.parametrize("results", [[], [CaseResult(id="a", question="?", answerable=False)], [result("a", "")]])
def test_never_nan(results: list[CaseResult]) -> None:
    for values in (metrics(results, answered=True), latency(results)):
        assert all(math.isfinite(value) for value in values.values())
    assert metrics([], answered=True) == {} == latency([])


def test_latency_is_that_of_the_cases_that_ran() -> None:
    results = [result(str(number), "r", search_seconds=number / 100) for number in range(1, 102)] + [result("x", "", error="it broke")]
    assert latency(results) == {"search p50": pytest.approx(0.51), "search p95": pytest.approx(0.96)}


def test_agreement_with_ir_measures() -> None:
    chance = random.Random(7)
    items = [f"d{number}" for number in range(40)]
    results = [
        CaseResult(
            id=f"q{n}", question="?", ranking=tuple(chance.sample(items, 30)), relevant=tuple(chance.sample(items, chance.randint(1, 3)))
        )
        for n in range(60)
    ]
    judgements = [Qrel(case.id, item, 1) for case in results for item in case.relevant]
    run = [ScoredDoc(case.id, item, -float(rank)) for case in results for rank, item in enumerate(case.ranking)]
    expected = ir_measures.calc_aggregate([RR, Success @ 1, Success @ 5, Success @ 10], judgements, run)
    found = metrics(results, answered=False)
    assert found["MRR"] == pytest.approx(expected[RR])
    for depth in (1, 5, 10):
        assert found[f"Hit@{depth}"] == pytest.approx(expected[Success @ depth])
