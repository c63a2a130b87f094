"""What a person says of the same items: a file to be filled in, and reading it back.

Each line is a JSON object with ``case``, ``aspect``, ``label`` and, for citations, ``sentence``. A draft also shows what is judged, in
``question``, ``answer`` and ``against``, and which labels there are, in ``choose``; these are not read. What the judge said is not shown.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError

from eval.judge.models import LABELS, Aspect, Item, Label
from index.errors import EvaluationError
from index.models import Record

Key = tuple[str, Aspect, int | None]

_FORM = 'A line is {"case": "q1", "aspect": "correctness", "label": "correct"}.'


class Line(Record):
    """One line of a file of labels."""

    case: str
    aspect: Aspect
    sentence: int | None = Field(default=None, ge=1)
    label: str | None = None
    note: str = ""
    question: str = ""
    answer: str = ""
    against: tuple[str, ...] = ()
    choose: tuple[str, ...] = ()


class Labels(NamedTuple):
    """What a person said.

    Attributes:
        given: By item.
        empty: How many lines have no label yet.
    """

    given: dict[Key, Label]
    empty: int


def draft(items: Sequence[Item], count: int, *, seed: int = 1) -> tuple[Line, ...]:
    """Lines for so many items that a judge is asked about, drawn by chance, each with its label left open.

    Raises:
        EvaluationError: There is nothing to ask a judge about.
    """
    asked = [item for item in items if item.decided is None]
    if not asked:
        raise EvaluationError(
            "There is nothing to label: no judge is needed for this run.", remedy="Give a run whose answers a model wrote."
        )
    places = sorted(random.Random(seed).sample(range(len(asked)), min(count, len(asked))))
    return tuple(_line(asked[place]) for place in places)


def write_draft(lines: Sequence[Line], path: Path) -> None:
    """Write the lines to a new file.

    Raises:
        EvaluationError: There is such a file already, or it cannot be written.
    """
    text = "".join(json.dumps(line.model_dump(mode="json", exclude={"note"}), ensure_ascii=False) + "\n" for line in lines)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise EvaluationError(f"{path} is there already, perhaps with labels.", remedy="Give another name.") from error
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give another --labels.") from error


def read_labels(path: Path, items: Sequence[Item]) -> Labels:
    """The labels in a file.

    Raises:
        EvaluationError: A line is broken, about nothing in the run, or about what another line is about; it names line and field.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"The labels {path} cannot be read: {error}.", remedy="Give a file of JSON lines in UTF-8.") from error
    known = {item.key for item in items}
    given: dict[Key, Label] = {}
    lines: dict[Key, int] = {}
    empty = 0
    for number, line in _lines(text, path):
        key = (line.case, line.aspect, line.sentence)
        _check(key, known, lines, where=f"{path}, line {number}")
        lines[key] = number
        if line.label is None or not line.label.strip():
            empty += 1
        else:
            given[key] = _label(line.aspect, line.label, where=f"{path}, line {number}")
    return Labels(given, empty)


def _line(item: Item) -> Line:
    return Line(
        case=item.case,
        aspect=item.aspect,
        sentence=item.sentence,
        question=item.question,
        answer=item.answer,
        against=item.against,
        choose=LABELS[item.aspect],
    )


def _lines(text: str, path: Path) -> Iterator[tuple[int, Line]]:
    for number, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            yield number, Line.model_validate_json(written)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(map(str, first["loc"]))
            raise EvaluationError(f"{path}, line {number}{', ' if field else ''}{field}: {first['msg']}.", remedy=_FORM) from error


def _check(key: Key, known: set[Key], lines: Mapping[Key, int], *, where: str) -> None:
    case, aspect, sentence = key
    if key in lines:
        raise EvaluationError(f"{where}: line {lines[key]} is about the same.", remedy="Keep one of them.")
    if key in known:
        return
    if case not in {one[0] for one in known}:
        raise EvaluationError(f"{where}, case: the run has nothing to judge of a case {case!r}.", remedy="Give labels of this run.")
    if (case, aspect) not in {one[:2] for one in known}:
        raise EvaluationError(
            f"{where}, aspect: {aspect} is not judged of case {case!r}.", remedy="Judge that aspect too, or take out the line."
        )
    what = "names no sentence" if sentence is None else f"has no sentence {sentence}"
    raise EvaluationError(
        f"{where}, sentence: {aspect} of case {case!r} {what} that is judged.", remedy="Citations are judged sentence by sentence, from 1."
    )


def _label(aspect: Aspect, written: str, *, where: str) -> Label:
    found = next((label for label in LABELS[aspect] if label == written.strip().casefold().replace(" ", "_")), None)
    if found is None:
        raise EvaluationError(f"{where}, label: {written!r} is no label of {aspect}.", remedy=f"Choose {', '.join(LABELS[aspect])}.")
    return found
