"""Any evaluation set by its path, those of claims among them, with whatever is broken in it."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from eval.assemble import assemble
from eval.formats import is_folder, read_set
from eval.formats.claims import Claim, claims_kind, read_claims
from eval.models import Choice, EvaluationSet, Problem
from index.derived import Progress, silent


class Claims(NamedTuple):
    """A set of sentences with the verdicts they deserve."""

    name: str
    kind: str
    sha256: str
    claims: tuple[Claim, ...]
    broken: tuple[Problem, ...]


def read_any(path: Path, choice: Choice, *, progress: Progress = silent) -> EvaluationSet | Claims:
    """The set in ``path``, with what is broken in it.

    Args:
        path: A file, or a folder.
        choice: The languages, for a directory of aligned sentences.
        progress: Told of the reading of large files.

    Raises:
        EvaluationError: It cannot be read, or is of no known format.
    """
    if path.is_dir() and not is_folder(path):
        return assemble(path, choice, keep_going=True)
    if not is_folder(path) and (found := _claims(path)):
        return found
    return read_set(path, progress=progress)


def _claims(path: Path) -> Claims | None:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None  # the reader of sets says what is wrong
    kind = claims_kind(text)
    if kind is None:
        return None
    claims, problems = read_claims(text, kind)
    return Claims(path.stem, kind, hashlib.sha256(data).hexdigest(), claims, problems)
