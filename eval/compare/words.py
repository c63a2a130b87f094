"""What a difference means, in words. Pure."""

from eval.statistics.models import Difference
from eval.wording import said


def verdict(difference: Difference, *, first: str = "A", second: str = "B") -> str:
    """One clause: which run is better, or how large a difference would have been seen."""
    if difference.found:
        return said("{run} is better", run=second if difference.gain > 0 else first)
    if not difference.changed:
        return said("the same on every question")
    if difference.smallest is None:
        return said("no difference found, and too little changed to tell more")
    return said("no difference found; at least {smallest} would have been seen", smallest=short(difference.smallest))


def short(value: float, *, signed: bool = False) -> str:
    """A figure in [-1, 1] with three digits and no zero before the point, as tables have it."""
    text = f"{value:+.3f}" if signed else f"{value:.3f}"
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def interval(low: float | None, high: float | None, *, signed: bool = False) -> str:
    """Both ends; empty where there are none."""
    return "" if low is None or high is None else f"[{short(low, signed=signed)}, {short(high, signed=signed)}]"


def chance(value: float) -> str:
    """A p with three digits; smaller ones as a bound."""
    return "<.001" if value < 0.001 else short(value)
