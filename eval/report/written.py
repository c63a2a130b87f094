"""Reports on disk: the end of a file's name says as what."""

from collections.abc import Callable, Mapping
from pathlib import Path

from eval.report.html import html
from eval.report.markdown import markdown
from eval.report.table import as_csv, figures_csv
from eval.report.view import Report
from index.errors import EvaluationError

_KINDS: Mapping[str, Callable[[Report], str]] = {
    ".html": html,
    ".md": markdown,
    ".figures.csv": lambda report: "\ufeff" + figures_csv(report.summary),  # a mark without which spreadsheets do not take it for UTF-8
    ".csv": lambda report: "\ufeff" + as_csv(report.run),
}


def check_kind(path: Path) -> None:
    """See to it before the work that the name of a file says what to write.

    Raises:
        EvaluationError: It does not.
    """
    if _kind(path) is None:
        raise EvaluationError(f"{path} is no kind of report.", remedy=f"Give a name that ends in {', '.join(_KINDS)}.")


def _kind(path: Path) -> Callable[[Report], str] | None:
    return next((kind for end, kind in _KINDS.items() if path.name.lower().endswith(end)), None)


def write_report(report: Report, path: Path) -> None:
    """Write ``report`` as what the name of the file says.

    Raises:
        EvaluationError: It says nothing known, or the file cannot be written.
    """
    kind = _kind(path)
    if kind is None:
        check_kind(path)
    else:
        write_text(kind(report), path)


def write_text(text: str, path: Path) -> None:
    """Write ``text`` in UTF-8.

    Raises:
        EvaluationError: The file cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give the name of another file.") from error
