"""A table of weights as numbers by place, and as text in which only the numbers change. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from index.models import Record
from rag.fuse import WeightTable

_SECTION = re.compile(r"\[{1,2}(?P<name>[^\[\]]+)\]{1,2}\s*(?:#.*)?")
_PART = re.compile(r'"([^"]*)"|([^."\s]+)')  # of the name of a section
_ENTRY = re.compile(r"(?P<name>[\w\"-]+)(?P<sign>\s*=\s*)(?P<value>[^\s#]+)(?P<rest>.*)")
_DIGITS = 4


class Place(NamedTuple):
    """Where a weight stands: its section, empty at the top, and its name."""

    section: tuple[str, ...]
    name: str

    def __str__(self) -> str:
        return ".".join((*self.section, self.name))


def places(table: Record) -> dict[Place, float]:
    """Every number of ``table``, as `WeightTable` or the coefficients of `rag.answerable`."""
    return dict(_places((), table.model_dump()))


def get(table: WeightTable, place: Place) -> float:
    """The weight there; 0 if there is none."""
    return places(table).get(place, 0.0)


def put(table: WeightTable, place: Place, value: float) -> WeightTable:
    """``table`` with another weight there."""
    values = table.model_dump()
    section = values
    for name in place.section:
        section = section.setdefault(name, {})
    section[place.name] = value
    return WeightTable.model_validate(values)


def without(table: WeightTable, channel: str) -> WeightTable:
    """``table`` with every weight of one channel at 0."""
    for place in places(table):
        if place.name == channel or place.section[:1] == (channel,):
            table = put(table, place, 0.0)
    return table


def digest(table: Record) -> str:
    """``sha256`` of the numbers of ``table`` as they are written: another one tells that a number was changed by hand."""
    written = "".join(f"{place} = {_number(value)}\n" for place, value in sorted(places(table).items()))
    return sha256(written.encode("utf-8")).hexdigest()


def rewritten(text: str, table: Record, *, provenance: str = "") -> str:
    """``text``, a table as TOML with comments, with the numbers of ``table`` and, at its end, where they come from.

    What ``text`` lacks is added to its section; sections it lacks are added behind the others. What ``table`` lacks is left out.

    Args:
        text: A table; where its numbers came from is left out.
        table: The numbers.
        provenance: The section ``provenance`` and those below it, as TOML.
    """
    values = places(table)
    held = {(), *(place.section for place in values)}
    sections = [(section, body) for section, body in _sections(text.splitlines()) if section in held]
    written = [line for section, body in sections for line in _section(section, body, values)]
    known = {section for section, _ in sections}
    for section in dict.fromkeys(place.section for place in values if place.section not in known):
        written += ["", f"[{'.'.join(map(_quoted, section))}]", *_section(section, [], values)]
    return "\n\n".join(part.strip() for part in ("\n".join(written), provenance) if part.strip()) + "\n"


def _places(section: tuple[str, ...], values: Mapping[str, object]) -> Iterator[tuple[Place, float]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _places((*section, name), value)
        elif isinstance(value, int | float):
            yield Place(section, name), float(value)


def _sections(lines: Sequence[str]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Each section with its lines, the one that opens it first."""
    section: tuple[str, ...] = ()
    body: list[str] = []
    for line in lines:
        opened = _SECTION.fullmatch(line.strip())
        if opened:
            above = _comments_above(body)
            yield section, body[: len(body) - len(above)]
            section, body = tuple(quoted or bare for quoted, bare in _PART.findall(opened["name"])), above
        body.append(line)
    yield section, body


def _comments_above(lines: Sequence[str]) -> list[str]:
    """The comments at the end of ``lines``, which belong to what follows."""
    first = len(lines)
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return list(lines[first:])


def _section(section: tuple[str, ...], lines: Sequence[str], values: Mapping[Place, float]) -> list[str]:
    written: list[str] = []
    lacking = {place.name: value for place, value in values.items() if place.section == section}
    for line in lines:
        entry = _ENTRY.fullmatch(line)
        name = entry["name"].strip('"') if entry else ""
        if entry and name in lacking:
            written.append(f"{entry['name']}{entry['sign']}{_number(lacking.pop(name))}{entry['rest']}")
        elif not entry:
            written.append(line)
    end = len(written)
    while end and not written[end - 1].strip():
        end -= 1
    return [*written[:end], *(f"{_quoted(name)} = {_number(value)}" for name, value in lacking.items()), *written[end:]]


def _number(value: float) -> str:
    return repr(round(value, _DIGITS))


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else f'"{name}"'
