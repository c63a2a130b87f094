"""Articles as a list that a person pages through: sorted, searched and narrowed, quick however many there are."""

import re
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from index.catalog.database import Database
from index.models import ArticleState, Record

Order = Literal["published", "title", "source", "language", "added"]
ListedState = ArticleState | Literal["deleted"]

_ORDERS = {
    "published": ("published",),
    "title": ("title",),
    "source": ("source", "published"),
    "language": ("language", "published"),
    "added": ("added_at",),
}
_COLUMNS = "l.article_id, l.title, l.source, l.language, l.published, l.added_at, l.state, a.problem, a.origin, l.voice"
_COPIES = "SELECT count(*) - 1 FROM listed o WHERE o.voice = l.voice AND o.state != 'deleted'"
_GROUPED = "voice IN (SELECT voice FROM listed WHERE state != 'deleted' GROUP BY voice HAVING count(*) > 1)"
_SAME = ("اأإآٱ", "يىیئ", "كک", "هةہۃھ", "وؤ", "её", "0٠۰", "1١۱", "2٢۲", "3٣۳", "4٤۴", "5٥۵", "6٦۶", "7٧۷", "8٨۸", "9٩۹")  # fmt: skip
_ALIKE = {letter: letters for letters in _SAME for letter in letters}
_SPECIAL = frozenset("%_*?[")
_WORDS = 8  # of a search
_FEW = 2_000  # articles
_REMEMBERED = 32  # searches

Value = str | int
Condition = tuple[str, tuple[Value, ...]]


class Sought(Record):
    """Which articles a list is to show, and in which order.

    Attributes:
        words: Each must be in the title or in the outlet, whatever its case.
        sources: Outlets, any of them; the empty text stands for none.
        languages: ISO 639-1 codes, any of them.
        months: ``YYYY-MM``, any of them; the empty text stands for no date.
        states: How far they got; without any, all but deleted ones.
        group: The voice of near-copies.
        copies: Only articles that have near-copies.
        order: What to sort by.
        ascending: From the smallest up.
    """

    words: str = ""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    states: tuple[ListedState, ...] = ()
    group: str | None = None
    copies: bool = False
    order: Order = "published"
    ascending: bool = False


class Listed(Record):
    """One line of the list.

    Attributes:
        title: Its beginning.
        problem: Why it got no further than its state.
        copies: How many other articles are near-copies of it.
    """

    id: str
    title: str
    source: str | None
    language: str
    published: date | None
    added_at: datetime
    state: ListedState
    problem: str | None
    origin: str
    voice: str
    copies: int


class Cell(NamedTuple):
    """How many articles agree in all that can be chosen."""

    source: str
    language: str
    month: str
    state: str
    number: int


class ListingTable:
    """Reads what triggers keep beside the articles; see the schema."""

    def __init__(self, database: Database) -> None:
        """Use the tables of ``database``."""
        self._database = database
        self._fitting = threading.local()

    def page(self, sought: Sought, *, limit: int, offset: int = 0) -> tuple[Listed, ...]:
        """Articles in order, ``offset`` of them left out."""
        condition, values = self._condition(sought)
        direction = "ASC" if sought.ascending else "DESC"
        order = ", ".join(f"{column} {direction}" for column in (*_ORDERS[sought.order], "number"))
        ids = f"SELECT number FROM listed WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"
        numbers = [row[0] for row in self._database.read(ids, (*values, limit, offset))]
        rows = self._database.read(
            f"SELECT l.number, {_COLUMNS}, ({_COPIES}) FROM listed l JOIN article a ON a.id = l.article_id"
            f" WHERE l.number IN ({_marks(numbers)})",
            tuple(numbers),
        )
        found = {row[0]: _listed(row[1:]) for row in rows}
        return tuple(found[number] for number in numbers if number in found)

    def ids(self, sought: Sought, *, limit: int) -> tuple[str, ...]:
        """Ids of the articles, in no order."""
        condition, values = self._condition(sought)
        rows = self._database.read(f"SELECT article_id FROM listed WHERE {condition} LIMIT ?", (*values, limit))
        return tuple(row[0] for row in rows)

    def cells(self, sought: Sought) -> tuple[Cell, ...]:
        """How many articles there are by what can be chosen, deleted ones too: of all that fit the words and the group alone."""
        conditions = self._searched(sought)
        if not conditions:
            return tuple(Cell(*row) for row in self._database.read("SELECT source, language, month, state, number FROM tally"))
        way = "" if sought.group or any(text.startswith("number") for text, _ in conditions) else "NOT INDEXED"
        if sought.copies:
            way, conditions = "INDEXED BY listed_voice", [*conditions, ("state != 'deleted'", ())]
        rows = self._database.read(
            f"SELECT source, language, substr(published, 1, 7), state, count(*) FROM listed {way}"
            f" WHERE {' AND '.join(text for text, _ in conditions)} GROUP BY 1, 2, 3, 4",
            tuple(value for _, given in conditions for value in given),
        )
        return tuple(Cell(*row) for row in rows)

    def count(self) -> int:
        """How many articles there are, without deleted ones."""
        return int(self._database.value("SELECT coalesce(sum(number), 0) FROM tally WHERE state != 'deleted'"))

    def languages(self) -> int:
        """In how many languages they are."""
        return int(self._database.value("SELECT count(DISTINCT language) FROM tally WHERE state != 'deleted'"))

    def is_empty(self) -> bool:
        """Whether there is nothing, not even what was deleted."""
        return self._database.value("SELECT 1 FROM tally LIMIT 1") is None

    def _condition(self, sought: Sought) -> tuple[str, tuple[Value, ...]]:
        conditions = self._searched(sought)
        language = "language" if sought.order in ("published", "language") else "+language"  # else its index is taken, and all is sorted
        chosen = (("source", sought.sources), (language, sought.languages), ("state", sought.states))
        conditions += [(f"{column} IN ({_marks(wanted)})", wanted) for column, wanted in chosen if wanted]
        if sought.months:
            between = " OR ".join(["published BETWEEN ? AND ?"] * len(sought.months))
            days = [day for month in sought.months for day in ((f"{month}-00", f"{month}-99") if month else ("", ""))]
            conditions.append((f"({between})", tuple(days)))
        if "deleted" not in sought.states:
            conditions.append(("state != 'deleted'", ()))
        if sought.states and "indexed" not in sought.states:
            conditions.append(("state != 'indexed'", ()))  # says that the index of the few that are not will do
        return " AND ".join(text for text, _ in conditions), tuple(value for _, given in conditions for value in given)

    def _searched(self, sought: Sought) -> list[Condition]:
        """The conditions of the words and the group. Words that few articles have are looked for once, not for each query."""
        conditions: list[Condition] = [self._said(word) for word in sought.words.split()[:_WORDS]]
        if conditions:
            found = self._few(conditions)
            conditions = conditions if found is None else [(f"number IN ({_marks(found)})", found)]
        if sought.group:
            conditions.append(("voice = ?", (sought.group,)))
        return [*conditions, (_GROUPED, ())] if sought.copies else conditions

    def _few(self, conditions: Sequence[Condition]) -> tuple[int, ...] | None:
        """Which articles fit; ``None`` if they are many."""
        known = self._of_this_thread()
        key = tuple(conditions)
        if key not in known:
            statement = f"SELECT number FROM listed WHERE {' AND '.join(text for text, _ in conditions)} LIMIT {_FEW + 1}"
            rows = self._database.read(statement, tuple(value for _, given in conditions for value in given))
            known[key] = tuple(row[0] for row in rows) if len(rows) <= _FEW else None
        return known[key]

    def _of_this_thread(self) -> dict[tuple[Condition, ...], tuple[int, ...] | None]:
        """What it found before, for as long as nobody writes: SQLite tells one connection, which is one thread's."""
        state = (self._database.value("PRAGMA data_version"), self._database.value("SELECT total_changes()"))
        found: dict[tuple[Condition, ...], tuple[int, ...] | None] = getattr(self._fitting, "found", {})
        if getattr(self._fitting, "state", None) != state or len(found) >= _REMEMBERED:
            self._fitting.state, self._fitting.found = state, (found := {})
        return found

    def _said(self, word: str) -> Condition:
        """That a word is in the title or in the outlet, of which there are few."""
        pattern = re.compile("".join(_class(letter, re.escape) for letter in word))
        sources = tuple(row[0] for row in self._database.read("SELECT DISTINCT source FROM tally") if pattern.search(row[0]))
        if word.isascii() and not _SPECIAL.intersection(word):
            return f"(title LIKE ? OR source IN ({_marks(sources)}))", (f"%{word}%", *sources)
        return f"(title GLOB ? OR source IN ({_marks(sources)}))", (f"*{''.join(map(_class, word))}*", *sources)


def _class(letter: str, escape: Callable[[str], str] = lambda special: f"[{special}]" if special in "*?[" else special) -> str:
    """What a letter of a search stands for in a pattern: itself in any case, and what is written for the same letter."""
    letters = {each for each in (*_ALIKE.get(letter.lower(), letter), letter.lower(), letter.upper()) if len(each) == 1}
    return f"[{''.join(sorted(letters))}]" if len(letters) > 1 else escape(letter)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _listed(row: tuple[object, ...]) -> Listed:
    values = dict(zip(Listed.model_fields, row, strict=True))
    return Listed.model_validate({**values, "source": values["source"] or None, "published": values["published"] or None})
