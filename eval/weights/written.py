"""Tables of numbers on disk: what was found is put into the file, with where it comes from."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from eval.models import Choice
from eval.weights.table import rewritten
from index.errors import EvaluationError
from index.models import Record


def write_table(path: Path, table: Record, *, like: str, provenance: Sequence[str]) -> None:
    """Write ``table`` as TOML. Comments of the file that is there are kept, or else those of the package's own.

    Args:
        path: Where to.
        table: Numbers by place.
        like: Name of the package's file.
        provenance: Lines for the top.

    Raises:
        EvaluationError: The file cannot be written.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else files("rag").joinpath(like).read_text(encoding="utf-8")
        path.write_text(rewritten(text, table, provenance=provenance), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give another --output.") from error


def sampled_line(choice: Choice) -> Iterator[str]:
    """The line that says how many questions of each set were taken, unless it was all of them."""
    if choice.sample is not None:
        yield f"Of each set {choice.sample} questions at most, drawn with seed {choice.seed}."


def digest_lines(parts: Mapping[str, str]) -> Iterator[str]:
    """The lines that name the files of a set.

    Args:
        parts: Their ``sha256`` by name.
    """
    yield from (f"    {name} sha256 {digest}" for name, digest in parts.items())
