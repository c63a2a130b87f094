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
    notices: tuple[str, ...] = ()


class Folder(NamedTuple):
    """The content of a set of several files, with the hash of each, by name."""

    parsed: Parsed
    parts: dict[str, str]


def problems_of(error: ValidationError, *, item: str, file: str = "") -> tuple[Problem, ...]:
    """Each failed field of ``error`` by its path below ``item``, such as ``line 7, relevant[0].quote``."""
    return tuple(
        Problem(item=f"{file}, {item}" if file else item, where=_join(item, detail["loc"]), why=_reason(detail["msg"]), file=file)
        for detail in error.errors()
    )


def _join(item: str, location: Sequence[int | str]) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).lstrip(".")
    if not path or not item:
        return path or item
    separator = ", " if item.startswith("line ") else "."
    return f"{item}{separator}{path}"


def _reason(message: str) -> str:
    reason = message.removeprefix("Value error, ")
    return reason[:1].lower() + reason[1:]
