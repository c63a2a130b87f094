"""Reading what a judge wrote, strictly: what is not one whole JSON object of the asked form is an error, never a guess. Pure."""

import re

from pydantic import Field, ValidationError

from eval.judge.models import LABELS, Aspect, Error, Label, Vote
from index.models import Record
from rag.chat.models import Finish

_FENCE = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL | re.IGNORECASE)
_THOUGHT = "</think>"  # ends the reasoning that some servers send as text
_SAID = 200  # characters of what could not be read
_ENDINGS: dict[Finish, Error] = {
    "length": "cut",
    "cut": "cut",
    "late": "timeout",
    "filtered": "refused",
    "refused": "refused",
    "cancelled": "failed",
}


class _Written(Record):
    reason: str
    problems: tuple[str, ...] = Field(strict=False)
    verdict: str


def read_vote(text: str, finish: Finish, *, aspect: Aspect, variant: int) -> Vote:
    """The vote that ``text`` holds, or why it holds none.

    Reasoning before it and a code fence around it are taken away, as many models put them there. A verdict without a fault that
    names problems, and a verdict of a fault that names none, contradict themselves and count as errors.
    """
    if finish in _ENDINGS:
        return _unread(variant, _ENDINGS[finish], text)
    told = text.rpartition(_THOUGHT)[2].strip()
    fenced = _FENCE.fullmatch(told)
    try:
        written = _Written.model_validate_json(fenced[1] if fenced else told, strict=True)
    except ValidationError:
        return _unread(variant, "malformed", text)
    label = _label(written.verdict, aspect)
    problems = tuple(problem for problem in written.problems if problem.strip())
    if label is None:
        return _unread(variant, "malformed", text)
    if (label == LABELS[aspect][0]) == bool(problems):
        return _unread(variant, "contradictory", text)
    return Vote(variant=variant, label=label, reason=written.reason, problems=problems)


def _label(verdict: str, aspect: Aspect) -> Label | None:
    return next((label for label in LABELS[aspect] if label == verdict), None)


def _unread(variant: int, error: Error, text: str) -> Vote:
    return Vote(variant=variant, error=error, said=" ".join(text.split())[:_SAID])
