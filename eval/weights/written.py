"""Tables of numbers on disk: what was found is put into the file, with where it comes from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from eval.models import Choice
from eval.weights.table import digest, rewritten
from index.embedding import load_embedder
from index.errors import EvaluationError
from index.language import ANALYZER_VERSION
from index.models import Record
from index.settings import Settings
from rag.tables import PROVENANCE, packaged

Value = str | int | float | date | Sequence[str] | Mapping[str, "str | float"]


class Circumstances(Record):
    """Under what a table was found.

    Attributes:
        analyzer: Version of the analyzer.
        fingerprint: Of the embedder; ``None`` without one.
    """

    choice: Choice
    analyzer: str
    fingerprint: str | None
    started: datetime


class Finding(Circumstances):
    """What every search for numbers says of itself.

    Attributes:
        choice: What was taken of each set: titles, and questions drawn by a seed.
        found: In a sentence, where the numbers in the table come from. It begins with ``kept`` where what was in force stays.
        taken: Whether the numbers that were found are to be used.
    """

    found: str
    taken: bool
    seconds: float


def circumstances(choice: Choice, settings: Settings, started: datetime) -> Circumstances:
    """Those of a search that runs now."""
    embedder = load_embedder(settings)
    return Circumstances(choice=choice, analyzer=ANALYZER_VERSION, fingerprint=embedder.fingerprint if embedder else None, started=started)


def write_table(path: Path, table: Record, *, like: str, provenance: str) -> None:
    """Write ``table`` as TOML. Comments of the file that is there are kept, or else those of the package's own.

    Args:
        path: Where to.
        table: Numbers by place.
        like: Name of the package's file.
        provenance: As ``provenance_of`` gives it.

    Raises:
        EvaluationError: The file cannot be written.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else packaged(like)
        path.write_text(rewritten(text, table, provenance=provenance), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.", remedy="Give another --output.") from error


def provenance_of(
    finding: Finding, table: Record, *, command: str, figures: Mapping[str, Value], sets: Sequence[Mapping[str, Value]]
) -> str:
    """The section that says where the numbers of ``table`` come from, as TOML.

    Args:
        finding: What was found, and how.
        table: The numbers that are written.
        command: What found them.
        figures: What speaks for them, over all sets.
        sets: The same by set, each with its ``name``, ``questions`` and ``files``.
    """
    head: dict[str, Value] = {
        "command": command,
        "found": finding.found,
        "date": finding.started.date(),
        "numbers": digest(table),
        "analyzer": finding.analyzer,
        "embedder": finding.fingerprint or "none",
        **({"sample": finding.choice.sample} if finding.choice.sample is not None else {}),
        "seed": finding.choice.seed,
    }
    opened = "# Where these numbers come from: written with them by the command, `numbers` being their digest."
    sections = [_section(f"[[{PROVENANCE}.sets]]", one) for one in sets]
    return "\n\n".join([_section(f"{opened}\n[{PROVENANCE}]", {**head, **figures}), *sections])


def _section(opened: str, values: Mapping[str, Value]) -> str:
    return "\n".join([opened, *_entries(values)])


def _entries(values: Mapping[str, Value]) -> Iterator[str]:
    yield from (f"{_key(name)} = {_value(value)}" for name, value in values.items())


def _value(value: Value) -> str:
    """A value as TOML; its strings are those of JSON."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_entries(value)) + " }" if value else "{}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Sequence):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return value.isoformat() if isinstance(value, date) else repr(round(value, 4))


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else json.dumps(name, ensure_ascii=False)
