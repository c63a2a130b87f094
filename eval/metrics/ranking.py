"""Metrics of rankings, of each question by itself, as ``ir-measures`` computes them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import ir_measures
from ir_measures import AP, RR, Qrel, R, ScoredDoc, Success, nDCG

from eval.metrics.registry import HITS, SHARED

CUTOFF = 100  # ranks below this one count as not found
_NOTHING = ""  # an item that is never retrieved: ir-measures leaves out questions without a judgement
_MEASURES: Mapping[str, ir_measures.Measure] = {
    **{f"Hit@{depth}": Success @ depth for depth in HITS},
    "MRR": RR,
    f"Recall@{SHARED}": R @ SHARED,
    "MAP": AP,
    f"nDCG@{SHARED}": nDCG @ SHARED,
}
NEED_SEVERAL = frozenset({f"Recall@{SHARED}", "MAP"})  # where a question has one right item, they are Hit@10 and MRR


class Ranking(NamedTuple):
    """What was retrieved for one question, best first, and what would have been right.

    Attributes:
        grades: How much a right item is worth; those that are not named, 1.
    """

    retrieved: tuple[str, ...]
    relevant: tuple[str, ...]
    grades: Mapping[str, int]


def by_question(rankings: Sequence[Ranking]) -> dict[str, list[float]]:
    """Each metric of each ranking, by name; all in [0, 1], higher is better."""
    names = {measure: name for name, measure in _MEASURES.items()}
    found = {name: [0.0] * len(rankings) for name in _MEASURES}
    judgements = [judgement for number, ranking in enumerate(rankings) for judgement in _judged(str(number), ranking)]
    run = [scored for number, ranking in enumerate(rankings) for scored in _scored(str(number), ranking)]
    for one in ir_measures.iter_calc(list(_MEASURES.values()), judgements, run):
        found[names[one.measure]][int(one.query_id)] = float(one.value)
    return found


def _judged(number: str, ranking: Ranking) -> Iterator[Qrel]:
    for item in ranking.relevant or (_NOTHING,):
        yield Qrel(number, item, ranking.grades.get(item, 1))


def _scored(number: str, ranking: Ranking) -> Iterator[ScoredDoc]:
    """Scores that only say the order, as ir-measures breaks ties in its own way; what stands below the last right item changes nothing."""
    wanted, shown = set(ranking.relevant), ranking.retrieved[:CUTOFF]
    last = max((place for place, item in enumerate(shown, start=1) if item in wanted), default=0)
    for position, item in enumerate(shown[:last]):
        yield ScoredDoc(number, item, float(CUTOFF - position))
