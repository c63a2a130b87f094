"""What the statistics say, as records."""

from typing import Literal

from index.models import Record

Method = Literal["BCa", "exact", "adjusted", "percentile", "none"]
LEVEL = 0.95  # of every interval
ALPHA = 0.05  # of every test
POWER = 0.8  # of the smallest difference that is said to be seen
RESAMPLES = 10_000
FEW = 20  # fewer cases or articles than this deserve a warning


class Estimate(Record):
    """A metric and how sure it is.

    Attributes:
        value: As the run has it.
        low: Lower end of its 95 % interval; ``None`` where too little is known for one.
        high: Upper end.
        error: Its standard error, by the bootstrap; ``None`` as above.
        cases: How many cases it is about.
        articles: How many clusters of cases they are: what the interval rests on.
        method: How the interval was made.
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    error: float | None = None
    cases: int
    articles: int
    method: Method = "none"


class Slice(Record):
    """A part of the cases.

    Attributes:
        by: ``language``, ``type``, ``outlet`` or ``tag``.
        value: Of that.
        small: Whether there are fewer than 20 cases, so that little can be said.
    """

    by: str
    value: str
    cases: int
    small: bool
    estimates: tuple[Estimate, ...]


class Difference(Record):
    """What a metric of a second run is more than in the first, on the same cases.

    Attributes:
        before: The metric of the first run.
        after: Of the second.
        value: ``after - before``.
        low: Lower end of its 95 % interval.
        high: Upper end.
        chance: p of the paired randomisation test, two-sided, never 0.
        corrected: The same after the correction of Holm over all metrics compared.
        effect: Cohen's d_z, the mean difference in standard deviations of the difference; ``None`` where cases have no
            difference of their own or all have the same.
        smallest: The difference that a set like this one would have shown with a chance of .8; ``None`` when too little
            changed to say.
        method: How the interval was made.
        changed: How many cases have another value.
        higher_is_better: Which way is up.
    """

    name: str
    before: float
    after: float
    value: float
    low: float | None
    high: float | None
    chance: float
    corrected: float
    effect: float | None
    smallest: float | None
    cases: int
    articles: int
    method: Method
    changed: int
    higher_is_better: bool

    @property
    def gain(self) -> float:
        """The difference, positive when the second run is better."""
        return self.value if self.higher_is_better else -self.value

    @property
    def worst(self) -> float | None:
        """The end of the interval that speaks most against the second run, as a gain."""
        if self.low is None or self.high is None:
            return None
        return self.low if self.higher_is_better else -self.high

    @property
    def found(self) -> bool:
        """Whether the runs differ, after correction."""
        return self.corrected <= ALPHA
