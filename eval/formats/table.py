"""Questions in a table: CSV or TSV as a spreadsheet saves it, one question a row, further rows with the same id for further evidence."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from eval.formats.line import Line
from eval.formats.parsed import Parsed, problems_of
from eval.formats.settled import detected, without_rare_languages
from eval.models import Case, Evidence, Problem, SetDocument
from index.clean import clean_text
from index.models import RawArticle

_SEVERAL = "|"  # between answers, key facts and tags in one cell
_LISTS = ("answers", "key_facts", "tags")
_EVIDENCE = ("article", "quote", "start", "end", "grade", "source")
COLUMNS = ("id", "question", "language", "answerable", *_EVIDENCE, "context", "title", *_LISTS, "type")
_OTHER_NAMES = {"answer": "answers", "query": "question", "passage": "context", "document": "article", "tag": "tags", "fact": "key_facts"}
_YES, _NO = ("true", "yes", "1"), ("false", "no", "0")


class _Row(NamedTuple):
    number: int
    cells: Mapping[str, str]


def looks_like_table(text: str) -> bool:
    """Whether the first line names a column of questions and another one that is known."""
    names = _named(next(iter(text.splitlines()), ""))
    return "question" in names and len(set(names) & set(COLUMNS)) > 1


def read_table(text: str, *, name: str) -> Parsed:
    """The questions of a table; ``context`` brings the passage that answers, otherwise ``article`` names one of a library.

    Without ``language`` it is detected. Without ``answerable``, what has evidence is answerable. Several answers, key facts or
    tags in one cell are apart by ``|``.
    """
    table = _Table(name)
    rows: dict[str, list[_Row]] = {}
    for row in _rows(text, table.problems):
        rows.setdefault(row.cells.get("id") or f"row {row.number}", []).append(row)
    cases = [case for identity, own in rows.items() if (case := table.case(identity, own))]
    told = all(row.cells.get("language") for own in rows.values() for row in own[:1])
    settled = tuple(cases) if told else without_rare_languages(cases)
    return Parsed("csv", tuple(table.documents.values()), settled, tuple(table.problems))


class _Table:
    """What is collected while the rows are read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.documents: dict[str, SetDocument] = {}

    def case(self, identity: str, rows: Sequence[_Row]) -> Case | None:
        """The question of these rows, or ``None``, in which case what is wrong was noted."""
        first = rows[0]
        other = next((row for row in rows[1:] if row.cells.get("question", first.cells["question"]) != first.cells["question"]), None)
        if other is not None:
            self._note(other.number, "question", f"the id {identity!r} has another question on line {first.number}")
            return None
        try:
            line = Line.model_validate(_fields(identity, rows))
        except ValidationError as error:
            self.problems += problems_of(error, item=f"line {first.number}")
            return None
        except _BadCellError as error:
            self._note(error.number, error.column, error.why)
            return None
        case = line.case()
        return case.model_copy(update={"relevant": tuple(map(self._held, _telling(rows), case.relevant))})

    def _held(self, row: _Row, place: Evidence) -> Evidence:
        """The evidence of a row, in the passage that the row brings if it brings one."""
        context = row.cells.get("context", "")
        if not context:
            return place
        known = clean_text(context)
        number = str(len(self.documents) + 1)
        origin = f"set://{self.name}/#{number}"
        article = RawArticle(origin=origin, title=row.cells.get("title", ""), text=context, source=place.source)
        group = place.document if place.document != _OWN else row.cells.get("title", "")
        document = self.documents.setdefault(known, SetDocument(id=number, article=article, group=group))
        return place.model_copy(update={"document": document.id})

    def _note(self, number: int, column: str, why: str) -> None:
        self.problems.append(Problem(item=f"line {number}", where=f"line {number}, {column}", why=why))


_OWN = "context"  # stands for the article of a row that brings its passage


class _BadCellError(Exception):
    """A cell that does not hold what its column is for."""

    def __init__(self, number: int, column: str, why: str) -> None:
        super().__init__(why)
        self.number, self.column, self.why = number, column, why


def _fields(identity: str, rows: Sequence[_Row]) -> dict[str, object]:
    cells = rows[0].cells
    relevant = [_relevant(row) for row in _telling(rows)]
    question = cells.get("question", "")
    kind = cells.get("type", "")
    answerable = _truth(rows[0], "answerable", default=bool(relevant) and kind != "unanswerable")
    lists = {name: list(dict.fromkeys(part for row in rows for part in _parts(row.cells.get(name, "")))) for name in _LISTS}
    return {
        "id": identity,
        "question": question,
        "language": cells.get("language") or detected(question),
        "answerable": answerable,
        "relevant": relevant,
        "type": kind or ("fact" if answerable else "unanswerable"),
        **lists,
    }


def _telling(rows: Sequence[_Row]) -> list[_Row]:
    """Those that have evidence."""
    return [row for row in rows if row.cells.get("article") or row.cells.get("context")]


def _relevant(row: _Row) -> dict[str, object]:
    cells = row.cells
    if (quote := cells.get("quote", "")) and cells.get("context") and quote not in cells["context"]:
        raise _BadCellError(row.number, "quote", f"the context does not hold {quote[:60]!r}")
    numbers = {name: _whole(row, name) for name in ("start", "end", "grade") if cells.get(name)}
    source = {"source": cells["source"]} if cells.get("source") else {}
    return {"article": cells.get("article") or _OWN, "quote": quote, **numbers, **source}


def _whole(row: _Row, column: str) -> int:
    try:
        return int(row.cells[column])
    except ValueError:
        raise _BadCellError(row.number, column, f"{row.cells[column]!r} is not a whole number") from None


def _truth(row: _Row, column: str, *, default: bool) -> bool:
    cell = row.cells.get(column, "").lower()
    if cell and cell not in (*_YES, *_NO):
        raise _BadCellError(row.number, column, f"{row.cells[column]!r} is neither true nor false")
    return cell in _YES if cell else default


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(_SEVERAL) if part.strip()]


def _rows(text: str, problems: list[Problem]) -> Iterator[_Row]:
    """The rows below the header, by the number of the line they end on; what does not fit the header is a problem."""
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    names: list[str] | None = None
    start = 1
    try:
        for cells in reader:
            if names is None:
                names = _header(cells, problems)
            elif any(cell.strip() for cell in cells):
                yield from _row(start, names, cells, problems)
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(item=f"line {start}", where=f"line {start}", why=f"it is no row of a table: {error}"))


def _row(number: int, names: Sequence[str], cells: Sequence[str], problems: list[Problem]) -> Iterator[_Row]:
    where = f"line {number}"
    if len(cells) > len(names):
        problems.append(Problem(item=where, where=where, why=f"it has {len(cells)} cells, the first line {len(names)}"))
        return
    row = _Row(number, {name: cell.strip() for name, cell in zip(names, cells, strict=False)})
    if row.cells.get("question"):
        yield row
    else:
        problems.append(Problem(item=where, where=f"{where}, question", why="it is empty"))


def _header(cells: Sequence[str], problems: list[Problem]) -> list[str]:
    names = [_column(cell) for cell in cells]
    for name in names:
        if name not in COLUMNS:
            why = f"the column {name!r} is not known"
            problems.append(Problem(item="", where="line 1", why=why, remedy=f"Known columns are {', '.join(COLUMNS)}."))
        elif names.count(name) > 1:
            problems.append(Problem(item="", where="line 1", why=f"the column {name!r} is there twice"))
    return names


def _column(cell: str) -> str:
    plain = cell.strip().lower().replace(" ", "_")
    return _OTHER_NAMES.get(plain, plain)


def _named(line: str) -> list[str]:
    return [_column(cell.strip('"')) for cell in line.split(_delimiter(line))]


def _delimiter(text: str) -> str:
    """Whichever the first line has most of."""
    first = next(iter(text.splitlines()), "")
    return max(",;\t", key=first.count)
