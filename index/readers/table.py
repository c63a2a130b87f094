"""Tables and exports: JSON Lines, JSON, CSV and its kin, Parquet. One row is one article, read one by one."""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from index.errors import ReadError
from index.models import RawArticle
from index.readers.bounds import completed, unpacked
from index.readers.columns import NAMES, Columns, article_of, fold
from index.readers.encoding import decoded, sniff_encoding
from index.readers.markup import plain_text
from index.readers.parquet import is_parquet, parquet_rows
from index.readers.rows import Located, delimited, delimiter_of, json_document, json_kind, json_lines
from index.readers.source import Limits, ReadOptions, Source, Unreadable

DELIMITED_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
_TEXT_OR_TITLE = frozenset({*NAMES["text"], *NAMES["title"]})
_ANY_NAME = frozenset(name for names in NAMES.values() for name in names)
_TRIAL_ROWS = 100  # without a text in any of them, the table has no column of texts
_TITLE_LIKE = re.compile(r"[\w .-]{1,40}")


class TableReader:
    """Rows of tables as articles.

    The origin of a row is its address, else its own id (``#id=...``), else its place (``#line=N``): the same at each import.

    Args:
        strip: Takes the markup out of a text or title.
    """

    def __init__(self, *, strip: Callable[[str], str] = plain_text) -> None:
        self._strip = strip

    def accepts(self, source: Source, head: bytes) -> bool:
        """Parquet and JSON by their content; delimited text by a first line of known names, or by its ending."""
        if is_parquet(head):
            return True
        encoding = sniff_encoding(head, declared=source.charset)
        if encoding is None:
            return False
        text = decoded(head, encoding)
        return _is_json(text) or _is_delimited(text, by_name=source.suffix in DELIMITED_SUFFIXES)

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """One article for each row with a text; an ``Unreadable`` that names the row for each other.

        Raises:
            ReadError: It is no table, a column that was asked for is missing, or no column holds texts.
        """
        columns = Columns(options.columns)
        rows = _rows(source, limits)
        trial: list[Located] = []
        for located in rows:
            trial.append(located)
            if len(trial) == _TRIAL_ROWS:
                break
        _check(trial, columns, source, options)
        for located in chain(trial, rows):
            read = self._article(located, columns, source, limits)
            yield completed(read, options) if isinstance(read, RawArticle) else read

    def _article(self, located: Located, columns: Columns, source: Source, limits: Limits) -> RawArticle | Unreadable:
        origin = f"{source.origin}{'&' if '#' in source.origin else '#'}{located.place}"
        if located.row is None:
            reason = f"{source.name}: {located.place.replace('=', ' ')} {located.wrong}."
            return Unreadable(origin=origin, reason=reason, remedy="Correct that row; the others were read.")
        try:
            return article_of(located.row, columns, source=source, place=located.place, limits=limits, strip=self._strip)
        except ReadError as error:
            return Unreadable(origin=origin, reason=error.message, remedy="Correct that row; the others were read.")


def _rows(source: Source, limits: Limits) -> Iterator[Located]:
    head = source.head()
    if is_parquet(head):
        yield from parquet_rows(source, limits)
        return
    encoding = sniff_encoding(head, declared=source.charset)
    if encoding is None:
        raise ReadError(f"{source.name} is not text.", remedy="Export it as UTF-8.")
    text = decoded(head, encoding)
    kind = json_kind(text, whole=_is_whole(source, head))
    if kind == "document":
        yield from json_document(source.read(limits), encoding=encoding, source=source)
        return
    with unpacked(source, limits) as stream:
        if kind == "lines":
            yield from json_lines(stream, encoding=encoding, limits=limits)
        elif delimiter_of(text):
            yield from delimited(stream, encoding=encoding, head=text, limits=limits, source=source)
        else:
            raise ReadError(f"{source.name} is no table.", remedy="Separate its columns by commas, semicolons or tabs.")


def _is_whole(source: Source, head: bytes) -> bool:
    """Whether a first line without an end is the whole file, or may be a long line of many."""
    return (source.size is not None and source.size <= len(head)) or source.suffix == ".json"


def _check(rows: list[Located], columns: Columns, source: Source, options: ReadOptions) -> None:
    """Refuse a table in which no row has a column for a text, rather than report each of its rows."""
    names = dict.fromkeys(name for located in rows if located.row for name in _names(located))
    if not rows:
        raise ReadError(f"{source.name} has no rows.", remedy="Export it again.")
    if not names:
        return
    chosen, listed = columns.of(tuple(names)), ", ".join(list(names)[:20])
    for field, wanted in options.columns.items():
        if not chosen[field]:
            raise ReadError(f"{source.name} has no column {wanted!r}.", remedy=f"Its columns are: {listed}.")
    if not chosen["text"]:
        raise ReadError(f"{source.name} has no column that is known to hold a text.", remedy=f"Name it, one of: {listed}.")


def _names(located: Located) -> Iterator[str]:
    for name, value in (located.row or {}).items():
        yield name
        if isinstance(value, dict) and name in ("_source", "metadata", "meta"):
            yield from map(str, value)


def _is_json(text: str) -> bool:
    return json_kind(text, whole=False) is not None


def _is_delimited(text: str, *, by_name: bool) -> bool:
    first = text.lstrip().partition("\n")[0].strip()
    if first.startswith("<"):
        return False
    delimiter = delimiter_of(text)
    if delimiter is None:
        return False
    cells = [cell.strip("\"' ") for cell in first.split(delimiter)]
    folded = {fold(cell) for cell in cells}
    known = bool(folded & _TEXT_OR_TITLE) and len(folded & _ANY_NAME) > 1
    return by_name or (known and all(_TITLE_LIKE.fullmatch(cell) for cell in cells if cell))
