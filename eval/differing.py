"""What an answer shows of several right answers, and of documents that differ. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any

from eval.answers import holds
from eval.models import Case
from rag.models import Answer, Difference, DifferenceValue


def told(case: Case, answer: Answer) -> dict[str, Any]:
    """The fields ``shown``, ``differing`` and ``differences`` of a result."""
    if not case.within:
        return {}
    quotes = [citation.quote for citation in answer.citations]
    quotes += [value.quote for difference in answer.differences for value in _all(difference.values)]
    return {
        "shown": _count(case.answers, quotes),
        "differing": max((_values_of(case, difference) for difference in answer.differences), default=0),
        "differences": len(answer.differences),
    }


def _count(answers: Iterable[str], quotes: Iterable[str]) -> int:
    known = list(quotes)
    return sum(any(holds(quote, answer) for quote in known) for answer in answers)


def _values_of(case: Case, difference: Difference) -> int:
    """How many different answers of the documents stand in different values of a difference."""
    held = {next((answer for answer in case.stated if _gives(value, answer)), "") for value in difference.values}
    return len(held - {""})


def _gives(value: DifferenceValue, answer: str) -> bool:
    written = " ".join(part for part in (value.value, value.unit) if part)
    return holds(answer, value.value) or holds(written, answer)


def _all(values: Iterable[DifferenceValue]) -> Iterator[DifferenceValue]:
    for value in values:
        yield value
        yield from value.also
