"""Records on disk: runs and benchmarks, as JSON."""

from pathlib import Path

from eval.models import Run
from index.errors import EvaluationError
from index.models import Record


def check_output(path: Path | None) -> None:
    """See to it before the work that its result can be written.

    Raises:
        EvaluationError: ``path`` is a directory, or in one that does not exist.
    """
    if path is None:
        return
    if path.is_dir():
        raise EvaluationError(f"{path} is a directory.", remedy="Give --output the name of a file.")
    if not path.absolute().parent.is_dir():
        raise EvaluationError(f"There is no directory {path.absolute().parent}.", remedy="Create it, or give another --output.")


def write(record: Record, path: Path) -> None:
    """Write ``record`` as JSON.

    Raises:
        EvaluationError: The file cannot be written.
    """
    try:
        path.write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give another --output.") from error


def read_run(path: Path) -> Run:
    """The run in a file that ``write`` made.

    Raises:
        EvaluationError: The file is missing or does not hold a run.
    """
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvaluationError(f"The run {path} cannot be read: {error.strerror}.", remedy="Check the path.") from error
    except ValueError as error:
        raise EvaluationError(f"{path} does not hold a run.", remedy="Give a file that --output has written.") from error
