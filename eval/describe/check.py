"""Whether a set can be used: every problem by file, line and field, with what to do about it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from eval.answers import holds
from eval.describe.reading import Claims, read_any
from eval.formats.jsonl import numbered
from eval.models import Case, Choice, EvaluationSet, Evidence, Problem
from eval.subject import Subject
from index.derived import Progress, silent
from index.errors import NotFoundError
from index.models import Record
from rag import Sanad

_LINE = re.compile(r"^line (\d+)(?:, )?")
# The first of these that a reason holds says what to do; the last always does.
_REMEDIES = (
    ("field required", "Add the field."),
    ("extra inputs", "Remove the field, or correct its name: `sanad eval schema` names all."),
    ("invalid json", "Write one whole JSON object on the line."),
    ("is used", "Give each an id of its own."),
    ("but there is no query", "Add the query, or remove its judgements."),
    ("not in the corpus", "Add the document, or remove its judgements."),
    ("characters, and from start", "Correct start and end, or the quote: text[start:end] must be the quote."),
    ("does not hold the quote", "Copy the quote from the article, to the character."),
    ("the quote stands at", "Correct start and end."),
    ("the context has", "Correct answer_start or the text of the answer."),
    ("no article", "Name an article of the library, or check with the library the set was made for."),
    ("type must be", 'Set type to "unanswerable", or answerable to true.'),
    ("without a relevant article", "Add the article that answers, or set answerable to false."),
    ("not answerable, but", "Remove relevant and answers, or set answerable to true."),
    ("should", "Write such a value."),
    ("", "Correct it; docs/evaluation.md describes every format."),
)


class Complaint(Record):
    """Something in a set that cannot be used.

    Attributes:
        file: The file, as seen from the set's folder; the file itself for a set of one.
        line: Counted from 1; ``None`` where it has no line of its own.
        field: The field or column, or the path to it in a JSON file; empty where all of the line is meant.
        reason: What is wrong.
        remedy: What to do about it.
    """

    file: str
    line: int | None
    field: str
    reason: str
    remedy: str


class Checked(Record):
    """What became of a check.

    Attributes:
        questions: How many can be used.
        complaints: What cannot.
        warnings: What can be used, but may not be meant.
        notices: What is left out by the rules of the format.
        located: Whether the evidence was looked for in a library.
    """

    name: str
    kind: str
    questions: int
    complaints: tuple[Complaint, ...] = ()
    warnings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    located: bool = False


def check_set(path: Path, *, choice: Choice | None = None, sanad: Sanad | None = None, progress: Progress = silent) -> Checked:
    """Check the set in ``path``.

    Args:
        path: A file or a folder.
        choice: The languages, for a directory of aligned sentences.
        sanad: The library its evidence is looked for in; ``None`` checks the files alone.
        progress: Told what is done.

    Raises:
        EvaluationError: The set cannot be read at all, or is of no known format.
    """
    found = read_any(path, choice or Choice(), progress=progress)
    broken = [_complaint(problem, path) for problem in found.broken]
    if isinstance(found, Claims):
        return Checked(name=found.name, kind=found.kind, questions=len(found.claims), complaints=tuple(broken))
    lines = numbered(path) if found.kind == "sanad" else {}
    lost = list(_lost(found, Subject(sanad, found, failures={}), path, lines, progress)) if sanad is not None else []
    return Checked(
        name=found.name,
        kind=found.kind,
        questions=len(found.cases) - len({identity for identity, _ in lost}),
        complaints=(*broken, *(complaint for _, complaint in lost)),
        warnings=tuple(_warnings(found.cases)),
        notices=found.notices,
        located=sanad is not None,
    )


def _complaint(problem: Problem, path: Path) -> Complaint:
    line = _LINE.match(problem.where)
    field = problem.where[line.end() :] if line else problem.where
    return Complaint(
        file=problem.file or path.name,
        line=int(line.group(1)) if line else None,
        field=field,
        reason=problem.why,
        remedy=problem.remedy or _remedy(problem.why),
    )


def _remedy(reason: str) -> str:
    plain = reason.lower()
    return next(remedy for sign, remedy in _REMEDIES if sign in plain)


class _Lost(NamedTuple):
    identity: str
    complaint: Complaint


def _lost(found: EvaluationSet, subject: Subject, path: Path, lines: Mapping[str, int], progress: Progress) -> Iterator[_Lost]:
    """Evidence that the library does not hold, or not at the place the set gives."""
    for done, case in enumerate(found.cases, start=1):
        for place, evidence in enumerate(case.relevant):
            reason = _missing(evidence, subject, exact=not found.documents)
            if reason:
                field = f"relevant[{place}]" if case.id in lines else f"case {case.id}, relevant[{place}]"
                line = lines.get(case.id)
                yield _Lost(case.id, Complaint(file=path.name, line=line, field=field, reason=reason, remedy=_remedy(reason)))
        progress("Looking for the evidence", done, len(found.cases))


def _missing(evidence: Evidence, subject: Subject, *, exact: bool) -> str:
    try:
        target = subject.target(evidence)
    except NotFoundError as error:
        return error.message
    if exact and evidence.start is not None and target.start != evidence.start:
        return f"the quote stands at {target.start}, not at {evidence.start}"
    return ""


def _warnings(cases: Sequence[Case]) -> Iterator[str]:
    """What may not be meant: one question twice, an answer that no quote holds."""
    asked = Counter(" ".join(case.question.split()).casefold() for case in cases)
    if again := sum(count - 1 for count in asked.values()):
        yield f"Questions that repeat another one in the same words: {again:,}."
    apart = [case.id for case in cases if case.type != "comparison" and _is_apart(case)]
    if apart:
        named = ", ".join(apart[:5]) + (f" and {len(apart) - 5:,} more" if apart[5:] else "")
        yield f"No quote holds any of the reference answers of {named}."


def _is_apart(case: Case) -> bool:
    quotes = [place.sentence or place.quote for place in case.relevant if place.quote]
    return bool(quotes and case.answers) and not any(_holds(quote, case.answers) for quote in quotes)


def _holds(quote: str, answers: Iterable[str]) -> bool:
    return any(holds(quote, answer) or answer in quote for answer in answers)
