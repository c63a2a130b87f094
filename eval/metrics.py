"""Metrics over the results of cases: pure, and never NaN. A metric to which no case applies is absent.

=====================  ==================================================================================================
``Hit@k``              Share of answerable cases with a relevant article among the first k (``Success@k`` of ir-measures).
``MRR``                Mean of 1 / rank of the first relevant article within 100, else 0 (``RR`` of ir-measures).
``Recall@10``          Mean share of a case's relevant articles among the first 10 (``R@10``); told where a case has several.
``sentence-MRR``       The same over sentences, by their own score, for cases whose evidence tells the sentence.
``Answer contained``   Share of answerable cases where a cited quote holds a reference answer or overlaps the evidence.
``Citation validity``  Share of citations that reproduce the cited characters exactly. Anything but 1 is a defect.
``AUROC``              Chance that an answerable case scores higher in answerability than an unanswerable one.
``Declined right``     Share of unanswerable cases that were declined.
``Declined wrong``     Share of answerable cases that were declined; lower is better.
``Several shown``      Share of cases with several right answers where quotes and differences hold at least two of them.
``Differences found``  Share of cases whose documents give different answers where one difference holds two of them.
``False differences``  Share of cases whose documents agree where a difference is told; lower is better.
=====================  ==================================================================================================

All are in [0, 1] and better when higher, where nothing else is said. A failed case counts as zero: nothing retrieved, nothing
answered, nothing declined right; and if it was answerable, declined wrong. In AUROC it has the worst score.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import ir_measures
import numpy
from ir_measures import RR, Qrel, R, ScoredDoc, Success

from eval.models import CaseResult

CUTOFF = 100  # ranks below this one count as not found
HITS = (1, 5, 10)
SHARED = 10  # the rank within which several relevant articles are looked for
_NOTHING = ""  # an item that is never retrieved: ir-measures leaves out questions without a judgement


class Ranking(NamedTuple):
    """What was retrieved for one question, best first, and what would have been right."""

    case: str
    retrieved: tuple[str, ...]
    relevant: tuple[str, ...]


def metrics(results: Sequence[CaseResult], *, answered: bool) -> dict[str, float]:
    """Every metric that applies to ``results``, by name.

    Args:
        results: All cases of a run or of a slice of it, the failed ones among them.
        answered: Whether answers were asked for; otherwise only the search is measured.
    """
    found = {**_article_metrics(results), **_sentence_metrics(results), **_separation(results)}
    return {**found, **dict(_answer_metrics(results))} if answered else found


def metrics_by_language(results: Sequence[CaseResult], *, answered: bool) -> dict[str, dict[str, float]]:
    """``metrics`` for the questions of each language, by ISO 639-1 code in alphabetical order."""
    languages = sorted({result.language for result in results})
    return {code: metrics([result for result in results if result.language == code], answered=answered) for code in languages}


def latency(results: Sequence[CaseResult]) -> dict[str, float]:
    """Median and 95th percentile of seconds, as ``search p50``, ``search p95``, ``answer p50``, ``answer p95``."""
    searches = [result.search_seconds for result in results if result.search_seconds is not None]
    answers = [result.answer_seconds for result in results if result.answer_seconds is not None]
    return {**_percentiles("search", searches), **_percentiles("answer", answers)}


def reciprocal_rank(rankings: Sequence[Ranking]) -> float:
    """Mean of 1 / rank of the first relevant item within the first 100, else 0; in [0, 1]. Not defined for no ranking."""
    return _aggregate(rankings, (RR,))[str(RR)]


def hits(rankings: Sequence[Ranking]) -> dict[str, float]:
    """Share of rankings with a relevant item among the first 1, 5 and 10, as ``Hit@1``, ``Hit@5``, ``Hit@10``."""
    found = _aggregate(rankings, tuple(Success @ depth for depth in HITS))
    return {f"Hit@{depth}": found[f"Success@{depth}"] for depth in HITS}


def recall(rankings: Sequence[Ranking]) -> float:
    """Mean share of the relevant items that are among the first 10; in [0, 1]. Not defined for no ranking."""
    return _aggregate(rankings, (R @ SHARED,))[f"R@{SHARED}"]


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that one of ``positive`` is above one of ``negative``, equals counting half; .5 says nothing, 1 all.

    The area under the receiver operating characteristic, by the rank sum of Mann and Whitney. Not defined for none of either.
    """
    below = numpy.sort(numpy.asarray(negative, dtype=numpy.float64))
    wins = numpy.searchsorted(below, positive, side="left") + numpy.searchsorted(below, positive, side="right")
    return float(wins.sum() / (2 * len(positive) * len(negative)))


def _article_metrics(results: Sequence[CaseResult]) -> dict[str, float]:
    rankings = [Ranking(result.id, result.ranking, result.relevant) for result in results if result.answerable]
    several = any(len(ranking.relevant) > 1 for ranking in rankings)
    found = {**hits(rankings), "MRR": reciprocal_rank(rankings)} if rankings else {}
    return {**found, f"Recall@{SHARED}": recall(rankings)} if several else found


def _sentence_metrics(results: Sequence[CaseResult]) -> dict[str, float]:
    told = [result for result in results if result.answerable and result.right_sentences]
    rankings = [Ranking(result.id, result.sentence_ranking, result.right_sentences) for result in told]
    return {"sentence-MRR": reciprocal_rank(rankings)} if rankings else {}


def _separation(results: Sequence[CaseResult]) -> dict[str, float]:
    scored = [(result.answerable, _score(result)) for result in results]
    answerable = [score for truth, score in scored if truth]
    unanswerable = [score for truth, score in scored if not truth]
    measured = any(result.answerability is not None for result in results)
    return {"AUROC": auroc(answerable, unanswerable)} if measured and answerable and unanswerable else {}


def _score(result: CaseResult) -> float:
    """The answerability, at its worst for a case that failed."""
    worst = 0.0 if result.answerable else 1.0
    return worst if result.answerability is None else result.answerability


def _aggregate(rankings: Sequence[Ranking], measures: Sequence[ir_measures.Measure]) -> dict[str, float]:
    judgements = [Qrel(ranking.case, item, 1) for ranking in rankings for item in ranking.relevant or (_NOTHING,)]
    run = [scored for ranking in rankings for scored in _scored(ranking)]
    return {str(measure): float(value) for measure, value in ir_measures.calc_aggregate(measures, judgements, run).items()}


def _scored(ranking: Ranking) -> Iterator[ScoredDoc]:
    """Scores that only say the order: ir-measures breaks ties in its own way."""
    for position, item in enumerate(ranking.retrieved[:CUTOFF]):
        yield ScoredDoc(ranking.case, item, float(CUTOFF - position))


def _answer_metrics(results: Sequence[CaseResult]) -> Iterator[tuple[str, float]]:
    answerable = [result for result in results if result.answerable]
    unanswerable = [result for result in results if not result.answerable]
    citations = sum(result.citations for result in results)
    if answerable:
        yield "Answer contained", _share(bool(result.answer_contained) for result in answerable)
        yield "Declined wrong", _share(result.status in (None, "declined") for result in answerable)
    if unanswerable:
        yield "Declined right", _share(result.status == "declined" for result in unanswerable)
    if citations:
        yield "Citation validity", sum(result.valid_citations for result in results) / citations
    yield from _difference_metrics(results)


def _difference_metrics(results: Sequence[CaseResult]) -> Iterator[tuple[str, float]]:
    told = [result for result in results if result.stated is not None]
    several = [result for result in told if result.several > 1]
    differing = [result for result in told if (result.stated or 0) > 1]
    agreeing = [result for result in told if result.stated == 1 and result.several <= 1]
    if several:
        yield "Several shown", _share(result.shown > 1 for result in several)
    if differing:
        yield "Differences found", _share(result.differing > 1 for result in differing)
    if agreeing:
        yield "False differences", _share(result.differences > 0 for result in agreeing)


def _share(truths: Iterator[bool]) -> float:
    counted = list(truths)
    return sum(counted) / len(counted)


def _percentiles(name: str, seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    return {f"{name} p{percent}": float(numpy.percentile(seconds, percent)) for percent in (50, 95)}
