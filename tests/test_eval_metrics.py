"""Metrics against examples worked by hand, and against ir-measures on rankings made at random."""

import math
import random
from pathlib import Path

import ir_measures
import pytest
import pytrec_eval
from ir_measures import AP, RR, Qrel, R, ScoredDoc, Success, nDCG

from eval.metrics import METRICS, auroc, latency, metric_of, metrics, metrics_by_language, tokens
from eval.metrics.described import markdown
from eval.models import CaseResult
from rag.chat.models import Usage
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


def _drawn(count: int = 60) -> list[CaseResult]:
    """Rankings made at random, with one to three relevant items of grades 1 to 3."""
    chance = random.Random(7)
    items = [f"d{number}" for number in range(40)]
    cases = []
    for number in range(count):
        relevant = tuple(chance.sample(items, chance.randint(1, 3)))
        grades = {item: chance.randint(1, 3) for item in relevant}
        ranking = tuple(chance.sample(items, 30))
        cases.append(CaseResult(id=f"q{number}", question="?", ranking=ranking, relevant=relevant, grades=grades))
    return cases


def test_agreement_with_ir_measures() -> None:
    results = _drawn()
    judgements = [Qrel(case.id, item, case.grades[item]) for case in results for item in case.relevant]
    run = [ScoredDoc(case.id, item, -float(rank)) for case in results for rank, item in enumerate(case.ranking)]
    measures = [RR, Success @ 1, Success @ 5, Success @ 10, AP, R @ 10, nDCG @ 10]
    expected = ir_measures.calc_aggregate(measures, judgements, run)
    found = metrics(results, answered=False)
    for name, measure in zip(("MRR", "Hit@1", "Hit@5", "Hit@10", "MAP", "Recall@10", "nDCG@10"), measures, strict=True):
        assert found[name] == pytest.approx(expected[measure]), name


def test_agreement_with_pytrec_eval() -> None:
    results = _drawn()
    judgements = {case.id: {item: case.grades[item] for item in case.relevant} for case in results}
    run = {case.id: {item: -float(rank) for rank, item in enumerate(case.ranking)} for case in results}
    names = {"MRR": "recip_rank", "MAP": "map", "nDCG@10": "ndcg_cut_10", "Recall@10": "recall_10", "Hit@5": "success_5"}
    scored = pytrec_eval.RelevanceEvaluator(judgements, {"recip_rank", "map", "ndcg_cut.10", "recall.10", "success.5"}).evaluate(run)
    found = metrics(results, answered=False)
    for ours, theirs in names.items():
        assert found[ours] == pytest.approx(sum(case[theirs] for case in scored.values()) / len(scored)), ours


def test_graded_relevance_worked_by_hand() -> None:
    found = metrics([result("a", "xabr", relevant="abr", grades={"a": 3, "r": 2})], answered=False)
    gained = 3 / math.log2(3) + 1 / math.log2(4) + 2 / math.log2(5)
    assert found["nDCG@10"] == pytest.approx(gained / (3 + 2 / math.log2(3) + 1 / 2))
    assert found["MAP"] == pytest.approx((1 / 2 + 2 / 3 + 3 / 4) / 3)


def test_risk_over_coverage_worked_by_hand() -> None:
    def scored(name: str, answerability: float | None, right: bool, answerable: bool = True, error: str | None = None) -> CaseResult:
        return result(name, "r" if right else "ar", answerability=answerability, answerable=answerable, error=error)

    cases = [scored("a", 0.9, True), scored("b", 0.8, False), scored("c", 0.8, True), scored("d", 0.1, False)]
    # b and c come together, so that both coverages have the risk of all three
    assert metrics(cases, answered=False)["AURC"] == pytest.approx((0 + 1 / 3 + 1 / 3 + 2 / 4) / 4)
    failed = scored("e", None, False, error="gone")
    assert metrics([cases[0], failed], answered=False)["AURC"] == pytest.approx((1 + 1 / 2) / 2)  # as if it had been the surest
    nothing = scored("f", 0.95, True, answerable=False)
    assert metrics([cases[0], nothing], answered=False)["AURC"] == pytest.approx((1 + 1 / 2) / 2)


def test_declining_worked_by_hand() -> None:
    cases = [
        result("a", "r", status="answered", answer_contained=True),
        result("b", "r", status="answered", answer_contained=False),
        result("c", "r", status="declined", answer_contained=False),
        result("d", "", answerable=False, status="declined"),
        result("e", "", answerable=False, status="answered"),
        result("f", "r", error="gone"),
    ]
    found = metrics(cases, answered=True)
    assert found["Declining precision"] == 1 / 2 and found["Declined right"] == 1 / 2
    assert found["Selective risk"] == pytest.approx(3 / 4)  # b, e and f of the four that were not declined


def test_scores_that_cases_carry_are_averaged_and_failures_count() -> None:
    cases = [result("a", "r", scores={"Token F1": 0.5, "Span IoU@10": 0.2}), result("b", "r", scores={"Token F1": 1.0}), result("c", "r")]
    found = metrics(cases, answered=True)
    assert (found["Token F1"], found["Span IoU@10"]) == (0.75, 0.2)
    assert metrics(cases, answered=False).keys() & {"Token F1", "Span IoU@10"} == {"Span IoU@10"}
    lost = CaseResult(id="d", question="", error="broken line")
    assert metrics([*cases, lost], answered=True)["Token F1"] == 0.5


def test_the_registry_knows_every_metric_and_its_direction() -> None:
    names = [metric.name for metric in METRICS]
    assert len(names) == len(set(names))
    known = metric_of("scoring p95")
    assert known is not None and known.unit == "s" and metric_of("nothing") is None
    lower = {metric.name for metric in METRICS if metric.higher_is_better is False and not metric.unit}
    assert lower == {"AURC", "Selective risk", "Declined wrong", "False differences"}


def test_tokens_and_cost() -> None:
    used = [
        Usage(prompt_tokens=100, completion_tokens=20, cost=0.5, first_token=0.2),
        Usage(prompt_tokens=300, completion_tokens=40, cost=1.0),
    ]
    cases = [result(str(number), "r", usage=usage) for number, usage in enumerate(used)] + [result("quotes", "r")]
    assert tokens(cases) == {
        "prompt tokens": 400, "completion tokens": 60, "tokens per answer": 230, "cost": 1.5, "cost per answer": 0.75,
    }  # fmt: skip
    assert "cost" not in tokens([*cases, result("free", "r", usage=Usage(prompt_tokens=1, completion_tokens=1))])
    assert tokens(cases[2:]) == {} and latency(cases)["first token p50"] == 0.2


def test_stages_of_the_search_and_what_writing_took() -> None:
    timings = {"candidates": 0.01, "scoring": 0.02}
    case = result("a", "r", search_timings=timings, answer_timings={**timings, "total": 0.1})
    found = latency([case])
    assert found == {
        f"{name} {half}": pytest.approx(seconds)
        for name, seconds in (("candidates", 0.01), ("scoring", 0.02), ("writing", 0.07))
        for half in ("p50", "p95")
    }


def test_the_documentation_has_the_registry() -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert markdown() in page, "copy the table of `sanad eval metrics --markdown` into docs/metrics.md"
