"""What every reader of a set format returns."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import ValidationError

from eval.models import Case, Problem, SetDocument, SetKind


class Parsed(NamedTuple):
    """The content of a set file, with what in it is broken."""

    kind: SetKind
    documents: tuple[SetDocument, ...]
    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]


def problems_of(error: ValidationError, *, item: str) -> tuple[Problem, ...]:
    """Each failed field of ``error`` by its path below ``item``, such as ``line 7, relevant[0].quote``."""
    return tuple(Problem(item=item, where=_join(item, detail["loc"]), why=_reason(detail["msg"])) for detail in error.errors())


def _join(item: str, location: Sequence[int | str]) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).lstrip(".")
    if not path or not item:
        return path or item
    separator = ", " if item.startswith("line ") else "."
    return f"{item}{separator}{path}"


def _reason(message: str) -> str:
    reason = message.removeprefix("Value error, ")
    return reason[:1].lower() + reason[1:]
