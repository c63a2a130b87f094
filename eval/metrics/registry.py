"""Every metric there is: its name, formula, range, direction and source. The table of docs/metrics.md is made of this."""

from collections.abc import Iterator
from typing import Literal

from index.models import Record

Family = Literal["retrieval", "answers", "citations", "declining", "differences", "judge", "time", "cost"]

HITS = (1, 5, 10)
SHARED = 10  # the rank within which several relevant items are looked for

_TREC = "Manning, Raghavan and Schütze 2008, chapter 8; by `ir-measures`"
_SQUAD = "Rajpurkar et al. 2016; normalised as in docs/metrics.md after Lewis et al. 2020"
_ALCE = "Gao et al. 2023, section 4.3; support by `rag.verify` in place of a language model"
_SPAN = "Smith and Troynikov 2024"
_FACTS = "Lin and Demner-Fushman 2006"


class Metric(Record):
    """What one figure is.

    Attributes:
        formula: How it is computed, in words.
        cases: Which questions it is about; others leave it alone.
        low: The least it can be.
        high: The most it can be; ``None`` where there is no most.
        higher_is_better: Which way is up; ``None`` where neither is.
        source: Where it comes from.
        main: Whether it is shown when not all are asked for, and compared and tested between runs.
        unit: ``s``, ``tokens`` or ``currency``; empty for a share.
        per_case: Whether it is the mean of a score that single cases carry.
    """

    name: str
    family: Family
    formula: str
    cases: str
    low: float = 0.0
    high: float | None = 1.0
    higher_is_better: bool | None = True
    source: str
    main: bool = False
    unit: str = ""
    per_case: bool = False


def _ranked(prefix: str, items: str, cases: str, main: frozenset[str]) -> Iterator[Metric]:
    """The metrics of one ranking: of articles, passages or sentences."""
    for depth in HITS:
        name = f"{prefix}Hit@{depth}"
        told = f"Share of questions with a relevant {items} among the first {depth} (`Success@{depth}`)"
        yield Metric(name=name, family="retrieval", formula=told, cases=cases, source=_TREC, main=name in main)
    several = f"{cases}, where some have several"
    for name, formula, about, source in (
        ("MRR", f"Mean of 1 / rank of the first relevant {items} within 100, else 0 (`RR`)", cases, "Voorhees 1999; by `ir-measures`"),
        (f"Recall@{SHARED}", f"Mean share of the relevant that are among the first {SHARED} (`R@{SHARED}`)", several, _TREC),
        ("MAP", "Mean of the average precision: precision at the rank of each relevant, 0 for one not found (`AP`)", several, _TREC),
        (
            f"nDCG@{SHARED}",
            f"Sum over the first {SHARED} of grade / log2(rank + 1), divided by that of the best order (`nDCG@{SHARED}`)",
            cases,
            "Järvelin and Kekäläinen 2002, gains as in trec_eval; by `ir-measures`",
        ),
    ):
        full = f"{prefix}{name}"
        yield Metric(name=full, family="retrieval", formula=formula, cases=about, source=source, main=full in main)


def _retrieval() -> Iterator[Metric]:
    articles = frozenset({"Hit@1", "Hit@5", "Hit@10", "MRR", "Recall@10", "nDCG@10"})
    placed = "Answerable, the place of the evidence known"
    yield from _ranked("", "article", "Answerable", articles)
    yield from _ranked("passage-", "passage (one that shares a character with evidence)", placed, frozenset())
    yield from _ranked("sentence-", "sentence (one that shares a character with evidence)", placed, frozenset({"sentence-MRR"}))
    for name, formula in (
        ("Span recall@10", "Mean share of the characters of the evidence that the first 10 passages hold"),
        ("Span precision@10", "Mean share of the characters of the first 10 passages that are evidence"),
        ("Span IoU@10", "Mean of the characters in both / those in either of the first 10 passages and the evidence"),
    ):
        yield Metric(name=name, family="retrieval", formula=formula, cases=placed, source=_SPAN, per_case=True)


def _answers() -> Iterator[Metric]:
    contained = "Share of questions where a cited quote holds a reference answer or shares a character with evidence"
    yield Metric(
        name="Answer contained", family="answers", formula=contained, cases="Answerable", source="Chen et al. 2017, on quotes", main=True
    )
    for name, formula, about, source in (
        ("Exact match", "Share of questions whose whole answer is a reference answer, both normalised", "references", _SQUAD),
        ("Token F1", "Mean of 2PR / (P + R) of the tokens of the answer and of the reference it fits best", "references", _SQUAD),
        ("Emphasis match", "`Exact match` of the words of the answer that are set off", "references", _SQUAD),
        ("Emphasis F1", "`Token F1` of the words of the answer that are set off", "references", _SQUAD),
        ("Reference contained", "Share of questions whose answer holds a reference answer, both normalised", "references", _SQUAD),
        ("Key facts", "Mean share of the key facts that the answer holds, in any of their forms", "key facts", _FACTS),
        ("All key facts", "Share of questions whose answer holds all key facts", "key facts", _FACTS),
    ):
        yield Metric(name=name, family="answers", formula=formula, cases=f"Answerable, with {about}", source=source, per_case=True)


def _citations() -> Iterator[Metric]:
    validity = "Share of citations that reproduce the cited characters exactly; anything but 1 is a defect"
    yield Metric(
        name="Citation validity", family="citations", formula=validity, cases="With citations", source="Of this project", main=True
    )
    for name, formula, about, source, main in (
        ("Citation precision", "Mean share of the citations that lie on evidence", "Answerable, with citations", _TREC, True),
        ("Citation recall", "Mean share of the places of evidence that a citation lies on", "Answerable, with evidence", _TREC, True),
        ("Citation IoU", "Mean of the characters in both / those in either of citations and evidence", "Answerable, placed", _SPAN, False),
        ("ALCE recall", "Mean share of the sentences of an answer that all their citations together support", "Answered", _ALCE, False),
        (
            "ALCE precision",
            "Mean share of the citations that support their sentence alone, or without which the others do not; 0 where its sentence "
            "is not supported",
            "Answered",
            _ALCE,
            False,
        ),
    ):
        yield Metric(name=name, family="citations", formula=formula, cases=about, source=source, main=main, per_case=True)


def _declining() -> Iterator[Metric]:
    order = "Chance that an answerable question has more answerability than an unanswerable one, equals counting half"
    curve = (
        "Mean over all coverages i / n of the risk: the share of the i questions of most answerability whose first article is not right; "
        "nothing is right for an unanswerable one"
    )
    risk = "Share of answers given that are not right: neither contained, nor to a question that has an answer"
    for name, formula, cases, better, source, main in (
        ("AUROC", order, "All, some of them unanswerable", True, "Hanley and McNeil 1982", True),
        ("AURC", curve, "All", False, "Geifman and El-Yaniv 2017; the area as in Geifman, Uziel and El-Yaniv 2019", False),
        ("Selective risk", risk, "Answered", False, "El-Yaniv and Wiener 2010", False),
        ("Declined wrong", "Share that were declined", "Answerable", False, "Rajpurkar, Jia and Liang 2018", True),
        ("Declined right", "Recall of declining: share that were declined", "Unanswerable", True, "Rajpurkar, Jia and Liang 2018", True),
        ("Declining precision", "Share that nothing answers", "Declined, where some questions are unanswerable", True, _TREC, False),
    ):
        yield Metric(name=name, family="declining", formula=formula, cases=cases, higher_is_better=better, source=source, main=main)


def _differences() -> Iterator[Metric]:
    for name, formula, cases, better in (
        ("Several shown", "Share where quotes and differences hold at least two right answers", "With several right answers", True),
        ("Differences found", "Share where one difference holds two of the answers of the documents", "Documents differ", True),
        ("False differences", "Share where a difference is told", "Documents agree", False),
    ):
        yield Metric(
            name=name,
            family="differences",
            formula=formula,
            cases=cases,
            higher_is_better=better,
            source="Wang et al. 2025 (RAMDocs), for the sets; the figure is of this project",
            main=True,
        )


def _judge() -> Iterator[Metric]:
    """What a model says, where one was asked: `sanad eval judge`."""
    for name, formula, cases in (
        ("correctness", "what a reference answer gives", "Answerable, with references; declined and failed are 0"),
        ("faithfulness", "what all its quotes together say", "Answered"),
        ("citations", "in each sentence what that sentence's own quotes say", "Answered"),
    ):
        told = (
            f"Mean of the judge's verdicts on whether the answer says {formula}: 1 wholly, .5 partly, 0 not; a case without one is left out"
        )
        source = "Zheng et al. 2023; docs/evaluation-judge.md"
        yield Metric(name=f"Judge {name}", family="judge", formula=told, cases=cases, source=source, main=True, per_case=True)


def _times() -> Iterator[Metric]:
    for name, formula, cases in (
        ("search", "the search", "Searched"),
        ("answer", "the answer, its own search among it", "Asked for an answer"),
        ("first token", "the first text of a model", "Written by a model"),
        (
            "<stage>",
            "one stage of the search or of writing the answer (`candidates`, `scoring`, `reading`, `writing`, ...)",
            "Had the stage",
        ),
    ):
        for half, share in (("p50", "Median"), ("p95", "95th percentile")):
            told = f"{share} of the seconds of {formula}; between two, in proportion"
            yield Metric(
                name=f"{name} {half}", family="time", formula=told, cases=cases, high=None, higher_is_better=False, unit="s",
                source="Hyndman and Fan 1996, type 7",
            )  # fmt: skip


def _costs() -> Iterator[Metric]:
    for name, formula, unit in (
        ("prompt tokens", "Sum of the tokens sent", "tokens"),
        ("completion tokens", "Sum of the tokens received, those of reasoning among them", "tokens"),
        ("tokens per answer", "Mean of both together", "tokens"),
        ("cost", "Sum of tokens * price, in the currency of the prices", "currency"),
        ("cost per answer", "Mean of that", "currency"),
    ):
        yield Metric(
            name=name, family="cost", formula=formula, cases="Written by a model", high=None, higher_is_better=False, unit=unit,
            source="As the endpoint counts; else as Sanad does",
        )  # fmt: skip


METRICS: tuple[Metric, ...] = (
    *_retrieval(),
    *_answers(),
    *_citations(),
    *_declining(),
    *_differences(),
    *_judge(),
    *_times(),
    *_costs(),
)
_BY_NAME = {metric.name: metric for metric in METRICS}


def metric_of(name: str) -> Metric | None:
    """The metric of this name; that of a stage for the times of any stage, ``None`` for what is no metric."""
    stage, _, half = name.rpartition(" ")
    return _BY_NAME.get(name) or (_BY_NAME.get(f"<stage> {half}") if stage else None)


def is_main(name: str) -> bool:
    """Whether a metric is among those that are shown, compared and tested when not all are asked for."""
    found = metric_of(name)
    return found is not None and found.main


def higher_is_better(name: str) -> bool:
    """Which way is up; higher, where it is not known."""
    found = metric_of(name)
    return found is None or found.higher_is_better is not False
