"""Reading evaluation sets. What a file is, its content tells; its name does not matter."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from eval.formats.aligned import aligned_set
from eval.formats.feedback import looks_like_feedback, read_feedback
from eval.formats.folders import is_folder, read_folder
from eval.formats.jsonl import looks_like_jsonl, read_jsonl
from eval.formats.parsed import Parsed
from eval.formats.ramdocs import looks_like_ramdocs, read_ramdocs
from eval.formats.squad import read_squad
from eval.formats.table import COLUMNS, looks_like_table, read_table
from eval.models import Case, EvaluationSet, Problem
from index.derived import Progress, silent
from index.errors import EvaluationError

__all__ = ["aligned_set", "is_folder", "load_set", "read_set"]

_NAMED = 5  # problems spelled out in a message; the rest are counted


def load_set(path: Path, *, keep_going: bool = False, progress: Progress = silent) -> EvaluationSet:
    """The evaluation set in ``path``, in any of the known formats.

    Args:
        path: A file, a folder of BEIR, TREC or MultiHop-RAG, or a file of judgements in one of the former two.
        keep_going: Accept a set with broken cases; they are listed in ``broken`` and count as failed. By default a
            set with anything broken is refused, so that nothing is skipped in silence.
        progress: Told of the reading of large files.

    Raises:
        EvaluationError: The set cannot be read, is of no known format, holds no question, or is broken.
    """
    found = read_set(path, progress=progress)
    problems = found.broken
    if problems and not (keep_going and found.cases and all(problem.item for problem in problems)):
        raise EvaluationError(_listing(path, problems), remedy=problems[0].remedy or "Correct the file and run again.")
    if not found.cases:
        left_out = f" {' '.join(found.notices)}" if found.notices else ""
        raise EvaluationError(f"{path} holds no usable question.{left_out}", remedy="A set needs at least one.")
    return found


def read_set(path: Path, *, progress: Progress = silent) -> EvaluationSet:
    """The set in ``path`` with whatever is broken in it, which may be all of it.

    Raises:
        EvaluationError: The set cannot be read, or is of no known format.
    """
    if is_folder(path):
        parsed, parts = read_folder(path, progress=progress)
        digest = hashlib.sha256("\n".join(f"{name} {parts[name]}" for name in sorted(parts)).encode()).hexdigest()
        name = path.resolve().name if path.is_dir() else f"{path.resolve().parent.name}/{path.stem}"
    else:
        data = _bytes(path)
        parsed, digest, name = _parse(_text(data, path), path), hashlib.sha256(data).hexdigest(), path.stem
        parts = {f"{path.resolve().parent.name}/{path.name}": digest}
    return EvaluationSet(
        name=name,
        kind=parsed.kind,
        sha256=digest,
        parts=parts,
        documents=parsed.documents,
        cases=_first_of_each(parsed.cases),
        broken=(*parsed.problems, *_repeated(parsed.cases)),
        notices=parsed.notices,
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise EvaluationError(f"Evaluation set {path}: {reason}.", remedy="Give the path of a readable file.") from error


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8: byte {error.start} cannot be read.", remedy="Save it as UTF-8.") from error


def _parse(text: str, path: Path) -> Parsed:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        if looks_like_jsonl(text) or looks_like_feedback(text):
            return read_lines(text)
        if looks_like_table(text):
            return read_table(text, name=path.stem)
        if path.suffix.lower() in (".csv", ".tsv"):
            raise EvaluationError(f"{path} has no column question in its first line.", remedy=f"Known are {', '.join(COLUMNS)}.") from error
        where = f"line {error.lineno}, column {error.colno}"
        raise EvaluationError(f"{path} is not JSON: {where}: {error.msg}.", remedy=_KNOWN) from error
    except RecursionError as error:
        raise EvaluationError(f"{path} is not JSON that can be read: it nests too deeply.", remedy=_KNOWN) from error
    if isinstance(value, dict) and "data" in value:
        return read_squad(value, name=path.stem)
    if isinstance(value, dict) and "question" in value:
        return read_lines(text)
    raise EvaluationError(f"{path} is JSON, but not an evaluation set.", remedy=_KNOWN)


_KNOWN = (
    'Known are SQuAD files (an object with "data"), our own format (on each line an object with "question"), tables with a column '
    "question, feedback, RAMDocs, and folders of BEIR, TREC and MultiHop-RAG."
)


def read_lines(text: str) -> Parsed:
    """A question on each line: RAMDocs, which brings documents that differ, feedback, or our own."""
    if looks_like_feedback(text):
        return read_feedback(text)
    return read_ramdocs(text) if looks_like_ramdocs(text) else read_jsonl(text)


def _repeated(cases: Iterable[Case]) -> tuple[Problem, ...]:
    counted = Counter(case.id for case in cases)
    again = ((name, use, count) for name, count in counted.items() for use in range(2, count + 1))
    return tuple(
        Problem(item=f"case {name}, use {use}", where=f"case {name}", why=f"the id is used {count} times") for name, use, count in again
    )


def _first_of_each(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple({case.id: case for case in reversed(tuple(cases))}.values())[::-1]


def _listing(path: Path, problems: tuple[Problem, ...]) -> str:
    named = "; ".join(str(problem) for problem in problems[:_NAMED])
    rest = f"; and {len(problems) - _NAMED} more" if len(problems) > _NAMED else ""
    return f"{path} is broken at {named}{rest}."
