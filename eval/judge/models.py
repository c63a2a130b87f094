"""What a judge is asked and what it said, as records."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from index.models import Record
from rag.chat.models import Usage

Aspect = Literal["correctness", "faithfulness", "citations"]
Label = Literal["correct", "supported", "partly", "wrong", "not_supported"]
Error = Literal["malformed", "contradictory", "cut", "refused", "too_long", "timeout", "failed"]
Decided = Literal["verbatim", "uncited", "nothing answered"]

ASPECTS: tuple[Aspect, ...] = ("correctness", "faithfulness", "citations")
LABELS: dict[Aspect, tuple[Label, Label, Label]] = {  # best first
    "correctness": ("correct", "partly", "wrong"),
    "faithfulness": ("supported", "partly", "not_supported"),
    "citations": ("supported", "partly", "not_supported"),
}
WORTH = (1.0, 0.5, 0.0)  # of the labels of an aspect, best first


def worth(aspect: Aspect, label: Label) -> float:
    """What a label counts, in [0, 1]; higher is better."""
    return WORTH[LABELS[aspect].index(label)]


class Item(Record):
    """One thing to be judged.

    Attributes:
        case: Id of the case.
        sentence: Which sentence of the answer, from 1; ``None`` for the whole answer.
        language: ISO 639-1 code of the question.
        answer: The answer, or the one sentence of it.
        against: What it is held against: the reference answers, or the cited words.
        decided: Why nobody needs to be asked; ``None`` where a judge is.
        label: What it is then.
    """

    case: str
    aspect: Aspect
    sentence: int | None = None
    language: str
    question: str
    answer: str = ""
    against: tuple[str, ...] = ()
    decided: Decided | None = None
    label: Label | None = None

    @property
    def key(self) -> tuple[str, Aspect, int | None]:
        """What it is known by within a run."""
        return self.case, self.aspect, self.sentence


class Vote(Record):
    """One answer of the judge. It has a label or an error, never both.

    Attributes:
        variant: Which form of the prompt was used, from 0.
        reason: In the judge's words.
        problems: What it found, in its words.
        error: Why there is no label.
        said: What was wrong, or how what it wrote begins.
        cached: Whether it was given earlier and cost nothing now.
        usage: What it took when it was given; ``None`` when nothing came.
    """

    variant: int
    label: Label | None = None
    reason: str = ""
    problems: tuple[str, ...] = ()
    error: Error | None = None
    said: str = ""
    cached: bool = False
    usage: Usage | None = None


class Judged(Record):
    """What came of one item.

    Attributes:
        verdict: The median of the votes that could be read, the worse of two in the middle; ``None`` when half of the votes or
            more could not be read.
        votes: Empty for what was decided without asking.
    """

    case: str
    aspect: Aspect
    sentence: int | None = None
    decided: Decided | None = None
    verdict: Label | None
    votes: tuple[Vote, ...] = ()

    @property
    def key(self) -> tuple[str, Aspect, int | None]:
        """What it is known by within a run."""
        return self.case, self.aspect, self.sentence

    @property
    def labels(self) -> tuple[Label, ...]:
        """Of the votes that could be read."""
        return tuple(vote.label for vote in self.votes if vote.label is not None)


class Kappa(Record):
    """Agreement beyond chance: 1 is complete, 0 that of chance, below 0 worse than chance.

    Attributes:
        value: ``None`` where it is not defined.
        low: Lower end of its 95 % interval; ``None`` where none can be drawn.
        high: Upper end.
        observed: Share of pairs that agree; ``None`` without any.
        items: What it rests on.
        why: Why a value or an interval is missing; empty when neither is.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    observed: float | None = None
    items: int = 0
    why: str = ""


class Corrected(Record):
    """The mean of a judge put right by the labels of a person.

    Attributes:
        value: In [0, 1]; ``None`` where there are too few labels.
        low: Lower end of its 95 % interval; ``None`` where it is not known.
        high: Upper end.
        why: Why a value or an interval is missing; empty when neither is.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


class Calibration(Record):
    """The judge against a person, for one aspect.

    Attributes:
        kappa: Of Cohen, over items that have both a label and a verdict.
        weighted: The same with linear weights: to differ by one step counts half of differing by two.
        corrected: What the mean would be if the person had judged everything; it supposes that the labelled items were drawn at random.
        table: How often the person gave a label and the judge another: person, then judge.
        unjudged: Labelled items on which the judge came to no verdict.
        decided: Labelled items that were decided without asking; they say nothing of the judge and are left out.
    """

    kappa: Kappa
    weighted: Kappa
    corrected: Corrected
    table: dict[str, dict[str, int]]
    unjudged: int = 0
    decided: int = 0


class Opinion(Record):
    """One aspect over all cases.

    Attributes:
        value: Mean over the cases that have a verdict, in [0, 1]; a case that failed is 0. ``None`` when none has.
        low: Lower end of its 95 % interval, of the cases drawn again; ``None`` where too little is known for one.
        high: Upper end.
        worst: The mean if everything without a verdict were wrong.
        best: The mean if all of that were right.
        cases: How many cases ``value`` is the mean of.
        open: How many cases have no verdict at all.
        agreement: Of Fleiss, between the votes on one item, over items whose votes can all be read.
        calibration: Against a person; ``None`` without labels.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    worst: float | None
    best: float | None
    cases: int
    open: int
    agreement: Kappa
    calibration: Calibration | None = None


class Estimate(Record):
    """What judging will take, before it begins.

    Attributes:
        votes: All of them.
        cached: How many of them are known already and cost nothing.
        prompt_tokens: Sent for the others, as we count them.
        completion_tokens: Received, at a usual length.
        most_completion_tokens: Received, if every vote is as long as it may be.
        cost: In the currency of the prices; ``None`` without prices.
        most_cost: The same for the most tokens.
    """

    votes: int
    cached: int
    prompt_tokens: int
    completion_tokens: int
    most_completion_tokens: int
    cost: float | None
    most_cost: float | None


class Judgement(Record):
    """What a judge said of a run.

    Attributes:
        judged_sha256: Of everything of the run that was judged; it belongs to no other run.
        model: As the endpoint names it.
        address: Of the endpoint.
        prompts_sha256: Of the instructions.
        votes: Asked for each item.
        counts: ``cases``, ``items``, ``decided`` (without asking), ``votes``, ``cached``, ``errors``, ``open`` (items without a verdict)
            and ``no reference`` (answerable cases without one, whose correctness is not judged).
        errors: How many votes could not be read, by kind.
        usage: What was asked now, the cached votes left out.
        opinions: By aspect.
        notices: What a reader of the figures must know.
    """

    judged_sha256: str
    model: str
    address: str
    prompts_sha256: str
    votes: int
    counts: dict[str, int]
    errors: dict[str, int]
    usage: Usage
    opinions: dict[Aspect, Opinion]
    notices: tuple[str, ...] = ()
    started: datetime
    seconds: float = Field(ge=0)
    items: tuple[Judged, ...]
