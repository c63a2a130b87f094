"""Our own format: one question a line, about articles of a library. Its fields are those of ``Line``."""

import json
from collections import Counter
from pathlib import Path

from pydantic import ValidationError

from eval.formats.line import Line
from eval.formats.parsed import Parsed, problems_of
from eval.models import Problem


def looks_like_jsonl(text: str) -> bool:
    """Whether any line of ``text`` is a JSON object with a question."""
    return any(isinstance(value := _value(line), dict) and "question" in value for line in text.split("\n"))


def read_jsonl(text: str) -> Parsed:
    """The cases of ``text``, one a line; blank lines are allowed. What cannot be read is a problem named by its line."""
    lines, problems = read_own(text)
    cases = tuple(line.case() for line in lines if line.asked)
    return Parsed("sanad", (), cases, problems, notices=_left_out(lines))


def read_own(text: str) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The lines of ``text``, those of a draft that are not asked among them, and what is broken, named by its line."""
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                lines.append(Line.model_validate_json(line))
            except ValidationError as error:
                problems.extend(problems_of(error, item=f"line {number}"))
    return tuple(lines), tuple(problems)


def _left_out(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """One sentence about the questions of a draft that are not asked, and one about those that nobody has looked at."""
    counted = Counter(line.state for line in lines if not line.asked)
    states = ", ".join(f"{number:,} {state}" for state, number in counted.most_common())
    unreviewed = sum(line.state == "unreviewed" for line in lines)
    told = (f"{counted.total():,} of {len(lines):,} questions of the draft are not asked: {states}." if counted else "",)
    return tuple(filter(None, (*told, f"Questions that nobody has reviewed: {unreviewed:,}." if unreviewed else "")))


def _value(line: str) -> object:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return None


def numbered(path: Path) -> dict[str, int]:
    """The number of the line of each id in a file of our own format; lines that cannot be read have none."""
    numbers: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        value = _value(line)
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            numbers.setdefault(value["id"], number)
    return numbers
