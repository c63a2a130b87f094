"""The rows of JSON Lines, JSON and delimited files, one by one, each with its place in the file."""

import csv
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO, Literal, NamedTuple

from index.errors import ReadError
from index.readers.encoding import NOT_DECODED, text_lines
from index.readers.source import Limits, Source

DELIMITERS = ",;\t|"
_MOST_READ_AGAIN = 20_000_000  # characters of broken records that are read once more, so that a hostile file ends


class Located(NamedTuple):
    """A row, or what is wrong with it, and its place such as ``line=7`` (counted from 1)."""

    place: str
    row: Mapping[str, Any] | None = None
    wrong: str = ""


def json_lines(stream: BinaryIO, *, encoding: str, limits: Limits) -> Iterator[Located]:
    """One row for each line that is not blank."""
    longest = limits.article_characters * 2 + 100_000  # escapes, and fields that are not the text
    for number, line in enumerate(text_lines(stream, encoding=encoding, longest=longest), start=1):
        if len(line) > longest:
            yield Located(f"line={number}", wrong=f"is longer than {longest:,} characters")
        elif line.strip():
            yield _json_line(line, f"line={number}")


def _json_line(line: str, place: str) -> Located:
    if NOT_DECODED.search(line):
        return Located(place, wrong="is not in the encoding of the file")
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return Located(place, wrong=f"is not JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        return Located(place, wrong=f"is not JSON: {error}")
    if not isinstance(value, dict):
        return Located(place, wrong="is not a JSON object")
    return Located(place, value)


def json_document(data: bytes, *, encoding: str, source: Source) -> Iterator[Located]:
    """One row for each object of an array, of the one array of objects in an object, or the object itself.

    Raises:
        ReadError: It is not JSON, or holds no objects.
    """
    try:
        value = json.loads(data.decode(encoding).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise ReadError(
            f"{source.name} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.", remedy="Export it again."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{source.name} is not JSON: {error}.", remedy="Export it again.") from error
    for number, row in enumerate(_objects(value, source), start=1):
        place = f"row={number}"
        yield Located(place, row) if isinstance(row, dict) else Located(place, wrong="is not a JSON object")


def _objects(value: object, source: Source) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        arrays = [inner for inner in value.values() if isinstance(inner, list) and any(isinstance(row, dict) for row in inner)]
        if len(arrays) > 1:
            raise ReadError(f"{source.name} holds {len(arrays)} arrays of objects.", remedy="Keep the one with the articles in it.")
        return arrays[0] if arrays and not any(isinstance(value.get(name), str) for name in ("text", "body", "content")) else [value]
    raise ReadError(f"{source.name} holds no objects.", remedy="Give an array of objects, or one object a line.")


def delimited(stream: BinaryIO, *, encoding: str, head: str, limits: Limits, source: Source) -> Iterator[Located]:
    """One row for each record below the first, which names the columns. A record with too many or few cells is wrong.

    Args:
        stream: The file.
        encoding: Its encoding.
        head: Its first characters, by which its dialect is judged.
        limits: The longest cell.
        source: Where it comes from.

    Raises:
        ReadError: There is no first record that names columns.
    """
    csv.field_size_limit(limits.article_characters)
    delimiter = delimiter_of(head) or ","
    quoting: Literal[0, 3] = csv.QUOTE_NONE if delimiter == "\t" and not _is_quoted(head) else csv.QUOTE_MINIMAL
    lines = _Lines(text_lines(stream, encoding=encoding, longest=limits.article_characters * 2))
    records = _Records(lines, delimiter, quoting=quoting)
    names = next((cells for _, cells in records if isinstance(cells, list) and cells[:1] != ["sep="]), [])
    while names and not names[-1].strip():
        names.pop()
    if len(set(names)) < 2:
        raise ReadError(f"{source.name} has no first line that names its columns.", remedy="Add one, such as title,text,date,url.")
    for number, cells in records:
        located = _row(names, cells, f"line={number}")
        if located.row is None and located.wrong:
            records.source.again()
        if located.row is not None or located.wrong:
            yield located


def _row(names: list[str], cells: list[str] | str, place: str) -> Located:
    if isinstance(cells, str):
        return Located(place, wrong=cells)
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if not any(cell.strip() for cell in cells):
        return Located(place)
    if len(cells) != len(names):
        return Located(place, wrong=f"has {len(cells)} cells where the first line names {len(names)}")
    if any(NOT_DECODED.search(cell) for cell in cells):
        return Located(place, wrong="is not in the encoding of the file")
    return Located(place, dict(zip(names, cells, strict=True)))


class _Lines:
    """Lines with their numbers, which can be read again from the second line of the record that was read last."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._waiting = iter(lines), deque[str]()
        self._taken: list[str] = []
        self._budget = _MOST_READ_AGAIN
        self.number = 0  # of the line that was given last

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self.number += 1
        self._taken.append(line)
        return line

    def begin(self) -> None:
        """A record begins here."""
        self._taken.clear()

    def again(self) -> None:
        """Give the lines of this record once more, but for its first."""
        lines = self._taken[1:]
        self._budget -= sum(map(len, lines))
        if lines and self._budget > 0:
            self._waiting.extendleft(reversed(lines))
            self.number -= len(lines)
        self._taken.clear()


class _Records:
    """Records of a delimited file: the number of the first line, and the cells or what is wrong."""

    def __init__(self, lines: _Lines, delimiter: str, *, quoting: Literal[0, 3]) -> None:
        self.source = lines
        self._reader = csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True)  # else quotation marks get lost

    def __iter__(self) -> "_Records":
        return self

    def __next__(self) -> tuple[int, list[str] | str]:
        self.source.begin()
        number = self.source.number + 1
        try:
            return number, next(self._reader)
        except csv.Error as error:
            return number, f"cannot be read ({error}): a quotation mark may be missing"


def delimiter_of(head: str) -> str | None:
    """What parts the cells of a delimited file, judged by its first record; ``None`` when nothing does.

    The one that gives the first record the most cells, and then gives the next records as many.
    """
    stated = _STATED.match(head)
    if stated:
        return stated[1]
    best: tuple[float, int, str] = (0.0, 0, "")
    for delimiter in DELIMITERS:
        try:
            records = [len(cells) for cells in islice(csv.reader(head.splitlines(keepends=True), delimiter=delimiter), 20) if cells]
        except csv.Error:
            continue
        if records and records[0] > 1:
            alike = records.count(records[0]) / len(records)
            best = max(best, (alike, records[0], delimiter))
    return best[2] or None


def _is_quoted(head: str) -> bool:
    """Whether quotation marks enclose cells in a file of tabs, and are no mere text."""
    try:
        for _ in csv.reader(head.splitlines(keepends=True), delimiter="\t", strict=True):
            continue
    except csv.Error as error:
        if "unexpected end" not in str(error):  # the head may end within a cell
            return False
    return True


_STATED = re.compile(r'"?sep=([^\r\n"])"?\r?\n')  # what spreadsheets put before the first line
_OBJECT = re.compile(r"\s*\{")


def json_kind(head: str, *, whole: bool) -> str | None:
    """``lines`` or ``document`` when ``head`` begins a JSON file; ``whole`` when it is all of it."""
    text = head.lstrip("\ufeff \t\r\n")
    if text[:1] == "[":
        return "document" if re.match(r"\[\s*(?:\{|\]|\Z)", text) else None
    if not re.match(r"\{\s*(?:\"|\}|\Z)", text):
        return None
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and _OBJECT.match(lines[1]) and lines[0].rstrip()[-1:] == "}":
        return "lines"
    return "document" if whole or len(lines) > 1 else "lines"
