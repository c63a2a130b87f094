"""Records on disk: runs, line by line or as one JSON object, and benchmarks."""

from pathlib import Path

from eval.judge.stored import with_judgement
from eval.models import Run
from eval.runs.file import is_run_file, read
from eval.runs.recording import run_of
from index.errors import EvaluationError
from index.models import Record


def check_output(path: Path | None, *, option: str = "--output") -> None:
    """See to it before the work that its result can be written.

    Args:
        path: Where; ``None`` for nowhere.
        option: What named it.

    Raises:
        EvaluationError: ``path`` is a directory, or in one that does not exist.
    """
    if path is None:
        return
    if path.is_dir():
        raise EvaluationError(f"{path} is a directory.", remedy=f"Give {option} the name of a file.")
    if not path.absolute().parent.is_dir():
        raise EvaluationError(f"There is no directory {path.absolute().parent}.", remedy=f"Create it, or give another {option}.")


def check_no_other(path: Path) -> None:
    """See to it that a run does not take the place of a file that is something else.

    Raises:
        EvaluationError: The file holds something, but no run.
    """
    if path.exists() and path.stat().st_size and not is_run_file(path):
        try:
            _whole(path)
        except EvaluationError as error:
            raise EvaluationError(f"{path} is there already, and is not a run.", remedy="Give another --output.") from error


def write(record: Record, path: Path) -> None:
    """Write ``record`` as JSON.

    Raises:
        EvaluationError: The file cannot be written.
    """
    try:
        path.write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give another --output.") from error


def read_run(path: Path, *, unfinished: bool = False, anew: bool = False) -> Run:
    """The run in a file: one that `eval.run.carry_out` wrote line by line, or one JSON object, as `write` makes it.

    Args:
        path: The file.
        unfinished: Whether to take a run that was broken off, with the figures of its cases so far.
        anew: Whether to compute the figures from the cases again, in place of those that were written.

    Raises:
        EvaluationError: The file is missing or does not hold a run, or it is not finished.
    """
    if not is_run_file(path):
        return with_judgement(_whole(path), path)
    run = run_of(read(path), anew=anew)
    if not (run.complete or unfinished):
        raise EvaluationError(
            f"The run {path} is not finished: {len(run.cases):,} cases are there.",
            remedy="The same `sanad eval run` again goes on with it.",
        )
    return with_judgement(run, path)


def _whole(path: Path) -> Run:
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvaluationError(f"The run {path} cannot be read: {error.strerror}.", remedy="Check the path.") from error
    except ValueError as error:
        raise EvaluationError(f"{path} does not hold a run.", remedy="Give a file that `sanad eval run` has written.") from error
