"""Texts on disk."""

from pathlib import Path

from index.errors import EvaluationError


def write_text(text: str, path: Path) -> None:
    """Write ``text`` in UTF-8.

    Raises:
        EvaluationError: The file cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give the name of another file.") from error
