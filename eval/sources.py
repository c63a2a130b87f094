"""Where evaluation sets are: files, and the sets that come with Sanad."""

from importlib.resources import files
from pathlib import Path

from index.errors import EvaluationError

_BUNDLED = Path(str(files("eval"))) / "sets"


def bundled_sets() -> tuple[str, ...]:
    """Names of the sets that come with Sanad; they are about the sample articles."""
    return tuple(sorted(path.stem for path in _BUNDLED.glob("*.jsonl")))


def find_set(named: str | Path) -> Path:
    """The file meant by a path or by the name of a bundled set. A file that exists wins over a name.

    Raises:
        EvaluationError: There is neither such a file nor such a set.
    """
    path = Path(named)
    if path.exists():
        return path
    if str(named) in bundled_sets():
        return _BUNDLED / f"{named}.jsonl"
    known = ", ".join(bundled_sets())
    raise EvaluationError(f"There is no evaluation set {named}.", remedy=f"Give the path of a file, or one of the bundled sets: {known}.")


def is_bundled(path: Path) -> bool:
    """Whether ``path`` is a set that comes with Sanad."""
    return path.resolve().parent == _BUNDLED.resolve()
