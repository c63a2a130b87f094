"""Whether a run is good enough: requirements on its figures, and no loss against another run."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from eval.compare.compared import paired
from eval.compare.words import chance, interval, short
from eval.metrics.registry import is_main
from eval.models import Run
from eval.statistics.figures import figures
from eval.statistics.models import RESAMPLES, Difference
from eval.statistics.paired import differences
from eval.statistics.summary import SEED
from index.errors import EvaluationError
from index.models import Record

Result = Literal["pass", "fail", "cannot tell"]

_REQUIREMENT = re.compile(
    r"\s*(?P<name>[^<>=\[\]]+?)\s*(?:\[\s*(?P<language>[^\]]+?)\s*\])?\s*(?P<sign><=|>=|==|<|>)\s*(?P<bound>[^<>=]+?)\s*"
)
_SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
_FORM = 'Write it as "MRR>=0.9", or "MRR[ar]>=0.9" for the questions in one language.'


class Requirement(NamedTuple):
    """A bound on one figure of a run.

    Attributes:
        language: Of the questions; empty for all.
    """

    name: str
    language: str
    sign: str
    bound: float

    def __str__(self) -> str:
        place = f"[{self.language}]" if self.language else ""
        return f"{self.name}{place}{self.sign}{self.bound:g}"


class Check(Record):
    """One requirement and what came of it."""

    requirement: str
    result: Result
    why: str


class Gate(Record):
    """All requirements. One that failed fails the run; else one that cannot be told leaves it open."""

    checks: tuple[Check, ...]

    @property
    def result(self) -> Result:
        """Of all of them."""
        found = {check.result for check in self.checks}
        return "fail" if "fail" in found else "cannot tell" if "cannot tell" in found else "pass"


def read_requirement(text: str) -> Requirement:
    """The requirement that ``text`` states.

    Raises:
        EvaluationError: It states none.
    """
    found = _REQUIREMENT.fullmatch(text)
    if found is None:
        raise EvaluationError(f"{text!r} is not a requirement.", remedy=_FORM)
    try:
        bound = float(found["bound"])
    except ValueError as error:
        raise EvaluationError(f"{found['bound']!r} in {text!r} is not a number.", remedy=_FORM) from error
    if bound != bound or abs(bound) == float("inf"):
        raise EvaluationError(f"{found['bound']!r} in {text!r} bounds nothing.", remedy=_FORM)
    return Requirement(found["name"], (found["language"] or "").lower(), found["sign"], bound)


def check_margin(margin: float | None) -> None:
    """See to it that a margin is one.

    Raises:
        EvaluationError: It is not in [0, 1).
    """
    if margin is not None and not 0 <= margin < 1:
        raise EvaluationError(f"A margin of {margin:g} is none.", remedy="Give a loss from 0 up to 1, such as .01.")


def pass_or_fail(
    run: Run,
    *,
    require: Sequence[Requirement] = (),
    base: Run | None = None,
    margin: float | None = None,
    names: tuple[str, str] = ("the base", "the run"),
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> Gate:
    """Whether ``run`` holds what is required of it.

    Args:
        run: The run.
        require: Bounds on its figures, as they are, without their intervals.
        base: A run over the same cases, than which it must not be worse in any of the main metrics.
        margin: A loss that does not matter. Without one, only a loss that is significant after correction fails. With one,
            the whole interval must lie above the loss (non-inferiority); a set that is too small to say so cannot tell.
        names: Of the base and of the run.
        seed: Of the draws.
        resamples: How many draws.

    Raises:
        EvaluationError: A figure is unknown, the margin is negative, or the base is of other cases.
    """
    check_margin(margin)
    checks = [_required(requirement, run) for requirement in require]
    if base is not None:
        checks += _compared(base, run, names=names, margin=margin, seed=seed, resamples=resamples)
    if not checks:
        raise EvaluationError("Nothing is required of the run.", remedy="Give --require or --no-worse-than.")
    return Gate(checks=tuple(checks))


def _required(requirement: Requirement, run: Run) -> Check:
    known = _known(run, requirement.language)
    named = {name.casefold(): name for name in known}
    name = named.get(requirement.name.casefold())
    if name is None:
        where = f" for {requirement.language!r}" if requirement.language else ""
        answers = "" if run.answered else " Answers were not asked for: run with --answers."
        raise EvaluationError(
            f"The run has no figure {requirement.name!r}{where}.", remedy=f"It has {', '.join(known) or 'none there'}.{answers}"
        )
    value = known[name]
    holds = _SIGNS[requirement.sign](value, requirement.bound)
    return Check(requirement=str(requirement), result="pass" if holds else "fail", why=f"{name} is {value:.4g}")


def _known(run: Run, language: str) -> dict[str, float]:
    """What can be required: metrics, seconds and counts; of a language, its metrics."""
    if language:
        return run.by_language.get(language, {})
    return {**run.metrics, **run.latency, **{name: float(value) for name, value in run.counts.items()}}


def _compared(base: Run, run: Run, *, names: tuple[str, str], margin: float | None, seed: int, resamples: int) -> Iterator[Check]:
    pairs = paired(base, run, names=names)
    answered = base.answered and run.answered
    first, second = (figures(cases, answered=answered) for cases in zip(*pairs, strict=True))
    told = differences(first, second._replace(places=first.places), seed=seed, resamples=resamples, wanted=is_main)
    for name in sorted(name for name in base.metrics.keys() - {difference.name for difference in told} if is_main(name)):
        yield Check(requirement=f"{name} no worse", result="cannot tell", why=f"{name} is not in both runs")
    for difference in told:
        yield _no_worse(difference, margin)


def _no_worse(difference: Difference, margin: float | None) -> Check:
    allowed = "" if margin is None else f" by more than {short(margin)}"
    return Check(requirement=f"{difference.name} no worse{allowed}", result=_result(difference, margin), why=_why(difference))


def _result(difference: Difference, margin: float | None) -> Result:
    if not difference.changed:
        return "pass"
    if difference.found and -difference.gain > (margin or 0.0):
        return "fail"
    if margin is None or (difference.worst is not None and difference.worst >= -margin):
        return "pass"
    return "cannot tell"


def _why(difference: Difference) -> str:
    if not difference.changed:
        return "the same on every question"
    ends = interval(difference.low, difference.high, signed=True)
    seen = "" if difference.smallest is None else f"; {short(difference.smallest)} would have been seen"
    return f"{short(difference.value, signed=True)} {ends}, p {chance(difference.corrected)}{seen}"
