"""References as RIS, which reference managers read. A value is one line, so nothing in a title can end a record."""

from collections.abc import Iterator
from datetime import date

from rag.brief.models import Brief
from rag.export.references import Reference, ReferenceKind, referenced

_TYPES: dict[ReferenceKind, str] = {"news": "NEWS", "page": "ELEC", "report": "RPRT", "document": "GEN"}
_OUTLET: dict[ReferenceKind, str] = {"news": "T2", "page": "T2", "report": "PB", "document": "PB"}
_LINE = "\r\n"


def ris(brief: Brief) -> str:
    """The references of a brief as the text of a ``.ris`` file."""
    return _LINE.join(_record(reference) for reference in referenced(brief))


def _record(reference: Reference) -> str:
    lines = [f"TY  - {_TYPES[reference.kind]}", *(f"{tag}  - {value}" for tag, value in _values(reference) if value), "ER  - "]
    return "".join(line + _LINE for line in lines)


def _values(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "ID", reference.key
    yield "TI", reference.title
    yield "TT", reference.romanised
    for person in reference.people:
        yield "AU", person.literal or ", ".join(part for part in (person.family, person.given, person.suffix) if part)
    yield _OUTLET[reference.kind], reference.outlet
    yield "PY", f"{reference.issued.year:04}" if reference.issued else ""
    yield "DA", _day(reference.issued)
    yield "CY", reference.place
    yield "UR", reference.address
    yield "Y2", _day(reference.accessed)
    yield "LA", reference.language
    yield "N1", f"version: sha256 {reference.version}"


def _day(day: date | None) -> str:
    return f"{day.year:04}/{day.month:02}/{day.day:02}/" if day else ""
