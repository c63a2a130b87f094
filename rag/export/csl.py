"""References as CSL-JSON, the form that citation styles, pandoc and Zotero work with."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from rag.brief.models import Brief
from rag.export.people import Person
from rag.export.references import Reference, ReferenceKind, referenced

_TYPES: dict[ReferenceKind, str] = {"news": "article-newspaper", "page": "webpage", "report": "report", "document": "document"}
_PUBLISHED_BY = frozenset({"report", "document"})  # what has no container: its outlet is its publisher


def references(brief: Brief) -> list[dict[str, Any]]:
    """The CSL-JSON items of a brief, one for each source, in the order of their numbers."""
    return [csl_item(reference) for reference in referenced(brief)]


def csl_json(brief: Brief) -> str:
    """The same as the text of a file."""
    return json.dumps(references(brief), ensure_ascii=False, indent=2) + "\n"


def csl_item(reference: Reference) -> dict[str, Any]:
    """One reference as a CSL-JSON item, with the variables that are known.

    The romanised title and the version's hash are lines of ``note``: Zotero keeps that as "Extra", and citation processors
    take each line for a variable that a style can print. None of the styles that Sanad names prints it by itself;
    ``original-title`` would say that the article is a translation, ``version`` would be printed.
    """
    known = {
        "id": reference.key,
        "type": _TYPES[reference.kind],
        "title": reference.title,
        "author": [_name(person) for person in reference.people],
        "publisher" if reference.kind in _PUBLISHED_BY else "container-title": reference.outlet,
        "publisher-place": reference.place,
        "issued": _day(reference.issued),
        "accessed": _day(reference.accessed),
        "URL": reference.address,
        "language": reference.language,
        "note": "\n".join(_extra(reference)),
    }
    return {variable: value for variable, value in known.items() if value}


def _extra(reference: Reference) -> Iterable[str]:
    if reference.romanised:
        yield f"romanized-title: {reference.romanised}"
    yield f"article-version: sha256 {reference.version}"


def _name(person: Person) -> dict[str, str]:
    return {part: value for part, value in person.model_dump().items() if value}


def _day(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
