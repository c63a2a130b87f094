"""References as BibTeX for biblatex and biber, in UTF-8. Nothing in a title can be a command."""

import re
from collections.abc import Iterable, Iterator

from rag.brief.models import Brief
from rag.export.people import Person
from rag.export.references import Reference, ReferenceKind, referenced

_TYPES: dict[ReferenceKind, str] = {"news": "article", "page": "online", "report": "report", "document": "misc"}
_OUTLET: dict[ReferenceKind, str] = {"news": "journaltitle", "page": "organization", "report": "institution", "document": "organization"}
_INERT = {
    "\\": r"\textbackslash{}",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_BALANCED = {"{": r"\{", "}": r"\}"}
_UNBALANCED = {"{": r"\lbrace{}", "}": r"\rbrace{}"}  # BibTeX counts braces, whatever stands before them
_LIGATURE = re.compile(r"([-'`,<>?!])(?=[-'`,<>])")  # pairs that TeX joins to another sign
_SPECIAL = re.compile(r"[\\$%&#_^~{}]")

# What babel and polyglossia call a language; the others are named by their code.
_BABEL = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fa": "persian",
    "fr": "french",
    "he": "hebrew",
    "hi": "hindi",
    "it": "italian",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
    "uk": "ukrainian",
    "ur": "urdu",
}


def bibtex(brief: Brief) -> str:
    """The references of a brief as the text of a ``.bib`` file."""
    return "\n".join(map(_entry, referenced(brief)))


def inert(text: str) -> str:
    """``text`` as LaTeX that prints it and does nothing else; its braces are balanced."""
    braces = _BALANCED if _balances(text) else _UNBALANCED
    apart = _LIGATURE.sub(r"\1" + "\0", text)
    return _SPECIAL.sub(lambda match: (_INERT | braces)[match.group()], apart).replace("\0", "{}")


def _entry(reference: Reference) -> str:
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(reference) if value)
    return f"@{_TYPES[reference.kind]}{{{reference.key},\n{fields}}}\n"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "entrysubtype", "newspaper" if reference.kind == "news" else ""
    yield "title", _kept(reference.title)
    yield "sorttitle", _kept(reference.romanised)
    yield "author", " and ".join(_names(reference.people))
    yield _OUTLET[reference.kind], _kept(reference.outlet)
    yield "date", reference.issued.isoformat() if reference.issued else ""
    yield "location", _kept(reference.place)
    yield "url", reference.address
    yield "urldate", reference.accessed.isoformat()
    yield "langid", _BABEL.get(reference.language, reference.language)
    yield "annotation", f"version: sha256 {reference.version}"


def _kept(text: str) -> str:
    """Within braces of its own, so that no style changes its capitals."""
    return text and f"{{{inert(text)}}}"


def _names(people: Iterable[Person]) -> Iterator[str]:
    for person in people:
        if person.literal:
            yield f"{{{inert(person.literal)}}}"
        else:
            yield ", ".join(inert(part) for part in (person.family, person.suffix, person.given) if part)


def _balances(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0
