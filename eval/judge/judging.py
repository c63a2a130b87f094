"""From the votes to what is said of a run: verdicts, agreement, calibration, and what they cost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import reduce
from typing import NamedTuple

import numpy as np

from eval.judge.corrected import corrected
from eval.judge.items import judged_sha256, without_reference
from eval.judge.kappa import cohen, fleiss
from eval.judge.labels import Key, Labels
from eval.judge.models import LABELS, Aspect, Calibration, Judged, Judgement, Label, Opinion, worth
from eval.judge.prompts import prompts_sha256
from eval.models import Run
from eval.statistics.clusters import clusters
from eval.statistics.figures import Ratio
from eval.statistics.intervals import Interval, interval
from eval.statistics.summary import SEED
from rag.chat.models import Usage

_FEW = 50  # labels, below which a kappa says little
_NOTHING = Usage(prompt_tokens=0, completion_tokens=0, cost=0.0)


class Judge(NamedTuple):
    """Who judged."""

    model: str
    address: str
    votes: int


class Worth(NamedTuple):
    """What a case is worth in one aspect.

    Attributes:
        value: Mean over what has a verdict; ``None`` where nothing has.
        worst: The mean if the rest were wrong.
        best: The mean if the rest were right.
    """

    value: float | None
    worst: float
    best: float


def worths(items: Sequence[Judged]) -> dict[Aspect, dict[str, Worth]]:
    """What each case is worth in each aspect in which it was judged."""
    grouped: dict[tuple[Aspect, str], list[Judged]] = {}
    for item in items:
        grouped.setdefault((item.aspect, item.case), []).append(item)
    found: dict[Aspect, dict[str, Worth]] = {}
    for (aspect, case), own in grouped.items():
        found.setdefault(aspect, {})[case] = _worth(own)
    return found


def summarise(
    run: Run, items: Sequence[Judged], judge: Judge, *, aspects: Sequence[Aspect], labels: Labels | None = None, started: datetime
) -> Judgement:
    """What the judge said of ``run``.

    Args:
        run: The run.
        items: What came of each item.
        judge: Who judged.
        aspects: What was judged.
        labels: Of a person.
        started: When the judge was first asked.
    """
    votes = [vote for item in items for vote in item.votes]
    errors = Counter(vote.error for vote in votes if vote.error is not None)
    paid = [vote.usage for vote in votes if vote.usage is not None and not vote.cached]
    known = worths(items)
    return Judgement(
        judged_sha256=judged_sha256(run),
        model=judge.model,
        address=judge.address,
        prompts_sha256=prompts_sha256(),
        votes=judge.votes,
        counts={
            "cases": len(run.cases),
            "items": len(items),
            "decided": sum(item.decided is not None for item in items),
            "votes": len(votes),
            "cached": sum(vote.cached for vote in votes),
            "errors": errors.total(),
            "open": sum(item.verdict is None for item in items),
            "no reference": without_reference(run) if "correctness" in aspects else 0,
        },
        errors=dict(sorted(errors.items())),
        usage=reduce(
            Usage.plus, paid, _NOTHING if all(one.cost is not None for one in paid) else _NOTHING.model_copy(update={"cost": None})
        ),
        opinions={aspect: _opinion(run, aspect, known.get(aspect, {}), items, judge.votes, labels) for aspect in aspects},
        notices=tuple(_notices(items, labels)),
        started=started,
        seconds=(datetime.now(UTC) - started).total_seconds(),
        items=tuple(items),
    )


def _worth(items: Sequence[Judged]) -> Worth:
    told = [worth(item.aspect, item.verdict) for item in items if item.verdict is not None]
    open_ = len(items) - len(told)
    return Worth(sum(told) / len(told) if told else None, sum(told) / len(items), (sum(told) + open_) / len(items))


def _opinion(run: Run, aspect: Aspect, known: Mapping[str, Worth], items: Sequence[Judged], votes: int, labels: Labels | None) -> Opinion:
    own = [item for item in items if item.aspect == aspect]
    told = {case: found.value for case, found in known.items() if found.value is not None}
    failed = [case.id for case in run.cases if case.error is not None and case.answerable and case.id not in known]
    scores = {**told, **dict.fromkeys(failed, 0.0)}
    ends = _ends(run, scores) if scores else Interval()
    value = _mean(list(scores.values()))
    bounds = [*known.values(), *(Worth(0.0, 0.0, 0.0) for _ in failed)]
    whole = [item.labels for item in own if item.votes and len(item.labels) == votes]
    return Opinion(
        value=value,
        low=ends.low,
        high=ends.high,
        worst=_mean([found.worst for found in bounds]),
        best=_mean([found.best for found in bounds]),
        cases=len(scores),
        open=len(known) - len(told),
        agreement=fleiss(whole, labels=LABELS[aspect]),
        calibration=None if labels is None else calibration(own, labels.given, aspect, mean=value, error=ends.error, cases=len(scores)),
    )


def calibration(
    items: Sequence[Judged], given: Mapping[Key, Label], aspect: Aspect, *, mean: float | None, error: float | None, cases: int
) -> Calibration:
    """The verdicts on ``items`` against what a person said of them.

    Args:
        items: All of one aspect.
        given: By the person.
        aspect: Which.
        mean: Of the judge, over all cases.
        error: Its standard error.
        cases: How many they are.
    """
    labels = LABELS[aspect]
    labelled = [(item, label) for item in items for label in labels if given.get(item.key) == label]
    asked = [(item, label) for item, label in labelled if item.decided is None]
    pairs = [(label, item.verdict, item.case) for item, label in asked if item.verdict is not None]
    both, groups = [pair[:2] for pair in pairs], [pair[2] for pair in pairs]
    counted = Counter((person, verdict) for person, verdict, _ in pairs)
    return Calibration(
        kappa=cohen(both, groups, labels=labels),
        weighted=cohen(both, groups, labels=labels, weighted=True),
        corrected=corrected(items, given, mean=mean, error=error, cases=cases),
        table={person: {verdict: counted[person, verdict] for verdict in labels} for person in labels},
        unjudged=len(asked) - len(pairs),
        decided=len(labelled) - len(asked),
    )


def _ends(run: Run, scores: Mapping[str, float]) -> Interval:
    """The 95 % interval of their mean, by cases drawn again, those of one article together."""
    sums = np.array([scores.get(case.id, 0.0) for case in run.cases])
    over = np.array([float(case.id in scores) for case in run.cases])
    return interval(Ratio("Judge", sums, over), clusters(run.cases), seed=SEED)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _notices(items: Sequence[Judged], labels: Labels | None) -> list[str]:
    told = []
    if open_ := sum(item.verdict is None for item in items):
        told.append(
            f"{open_:,} of {len(items):,} items have no verdict, since half of the votes or more could not be read; they are in no mean."
        )
    if labels is not None and labels.empty:
        told.append(f"{labels.empty:,} lines of the labels are empty.")
    if labels is not None and len(labels.given) < _FEW:
        told.append(f"{len(labels.given):,} labels say little of the judge; {_FEW} for each aspect are a beginning.")
    return told
