"""Fill what a reader left open from the text, the name and the address of an article, and say how each field was found.

Nothing is invented: a field for which there is no certain sign stays empty. Lines at the head that hold nothing but such signs are
taken out of the text, so that no answer quotes them; everything below the head stays as it is.
"""

import re
from datetime import datetime, time
from typing import NamedTuple

from index.clean import clean_line, is_furniture
from index.language import detect
from index.metadata.bylines import author_of, source_of
from index.metadata.dateline import Dateline, find_dateline
from index.metadata.dates import FoundDate, dated_lines, find_date, read_dates
from index.metadata.lines import Line, head
from index.metadata.origins import day_of, outlet_of, title_of
from index.models import UNKNOWN_LANGUAGE, How, RawArticle

TITLE_CHARACTERS = 200
_TITLE_WITHIN = 4  # lines among which a known title may be repeated
_LANGUAGE_CHARACTERS = 4_000

_HEADING = re.compile(r"#+[ \t]+")
_SENTENCE_END = re.compile(r"[.؟۔。]$")
_BLANK_BEHIND = re.compile(r"[^\S\r\n\f]*(?:\r\n|[\r\n\u2028\u2029])[^\S\r\n\f]*[\r\n\u2028\u2029]|[^\S\r\n\f]*\f")
_LINE_END = re.compile(r"[^\S\r\n\f]*(?:\r\n|[\r\n\x0b\x85\u2028\u2029])?")
_OUTLET_BEHIND = re.compile(r"\s+[|•·—–-]\s+[^|•·—–]{1,60}$")
_BESIDE = re.compile(r"\s*[|•·]\s*|\s*[,،–—-]\s*(?=[^,،–—-]*\d)")


class _Note(NamedTuple):
    """What one line of the head says of the article; such a line holds nothing of the report."""

    line: Line
    author: str | None
    source: str | None


def complete(raw: RawArticle) -> RawArticle:
    """``raw`` with its empty fields filled where the text, the name or the address states them.

    What the reader found is never changed. ``found`` says how each new field was found: ``text``, ``filename`` (also for
    addresses) or ``detected``. A day of change without a time becomes its first moment, without a zone.
    """
    language = raw.language or _language(raw)
    title = _title_line(raw, language)
    notes = [note for line in head(raw.text) if line != title and (note := _note(line, language))]
    date = find_date(raw.text, language=language)
    dateline = find_dateline(raw.text, language=language)
    values = _values(raw, language, title, notes, date, dateline)
    taken = [*([title] if title else []), *_removable(raw, notes, date, language)]
    found = {**raw.found, **{field: how for field, (_, how) in values.items()}}
    update = {field: value for field, (value, _) in values.items()}
    return raw.model_copy(update={**update, "text": _without(raw.text, taken), "found": found})


def _values(
    raw: RawArticle, language: str | None, title: Line | None, notes: list[_Note], date: FoundDate | None, dateline: Dateline | None
) -> dict[str, tuple[object, How]]:
    """The fields to fill, with how each was found. The first sign of a field counts."""
    address = raw.url or raw.origin
    signs: list[tuple[str, object, How]] = [
        ("title", _HEADING.sub("", title.text) if title else None, "text"),
        ("title", title_of(raw.origin), "filename"),
        *_dates(raw, date, dateline),
        ("published", day_of(raw.origin) or day_of(address), "filename"),
        ("author", next((note.author for note in notes if note.author), None), "text"),
        ("source", next((note.source for note in notes if note.source), None), "text"),
        ("source", outlet_of(address), "filename"),
        ("place", dateline.place if dateline else None, "text"),
        ("language", language, "detected"),
    ]
    values: dict[str, tuple[object, How]] = {}
    for field, value, how in signs:
        if value and not getattr(raw, field) and field not in values:
            values[field] = (clean_line(value) if isinstance(value, str) else value, how)
    return values


def _dates(raw: RawArticle, date: FoundDate | None, dateline: Dateline | None) -> list[tuple[str, object, How]]:
    signs: list[tuple[str, object, How]] = []
    if date and raw.published in (None, date.published):
        signs += [("published", date.published, "text"), ("published_at", date.published_at, "text")]
    if date and date.updated:
        signs.append(("updated_at", date.updated_at or _midnight(date), "text"))
    if dateline:
        signs.append(("published", dateline.published, "text"))
    return signs


def _midnight(date: FoundDate) -> datetime | None:
    return datetime.combine(date.updated, time()) if date.updated else None


def _language(raw: RawArticle) -> str | None:
    language = detect(f"{raw.title}\n{raw.text.lstrip()[:_LANGUAGE_CHARACTERS]}")
    return None if language == UNKNOWN_LANGUAGE else language


def _title_line(raw: RawArticle, language: str | None) -> Line | None:
    """The line at the head that is the title: the one that repeats it, or without a title the first that can be one."""
    above = [line for line in head(raw.text) if not is_furniture(line.text)]
    if raw.title:
        titles = {_comparable(raw.title), _comparable(_OUTLET_BEHIND.sub("", clean_line(raw.title)))}
        return next((line for line in above[:_TITLE_WITHIN] if _comparable(_HEADING.sub("", line.text)) in titles), None)
    for line in above:
        if not _says_only(line, language):
            return line if _can_be_title(raw.text, line, above, language) else None
    return None


def _can_be_title(text: str, line: Line, above: list[Line], language: str | None) -> bool:
    if len(line.text) > TITLE_CHARACTERS or _SENTENCE_END.search(line.text):
        return False
    following = next((other for other in above if other.start > line.start), None)
    return _BLANK_BEHIND.match(text, line.end) is not None or (following is not None and _says_only(following, language))


def _comparable(title: str) -> str:
    return re.sub(r"[\W_]+", " ", clean_line(title).casefold()).strip()


def _says_only(line: Line, language: str | None) -> bool:
    return _note(line, language) is not None or read_dates(line.text, language=language) is not None


def _note(line: Line, language: str | None) -> _Note | None:
    author, source = author_of(line.text), source_of(line.text)
    if not author and read_dates(line.text, language=language):
        pieces = (piece for piece in _BESIDE.split(line.text) if piece)
        author = next((name for piece in pieces if (name := author_of(piece))), None)
    return _Note(line, author, source) if author or source else None


def _removable(raw: RawArticle, notes: list[_Note], date: FoundDate | None, language: str | None) -> list[Line]:
    """Bylines, and the lines that state the day the article has; another day is the report's own."""
    published = raw.published or (date.published if date else None)
    dated = [
        one.line
        for one in dated_lines(head(raw.text), language)
        if any(moment.role or moment.day == published for moment in one.dates.moments)
    ]
    return [*(note.line for note in notes), *dated]


def _without(text: str, taken: list[Line]) -> str:
    """``text`` without these lines, unless nothing would be left."""
    rest, cursor = [], 0
    for line in sorted(set(taken)):
        end = _LINE_END.match(text, line.end)
        rest.append(text[cursor : line.start])
        cursor = end.end() if end else line.end
    body = ("".join(rest) + text[cursor:]).lstrip(" \t\r\n") if taken else text
    return body if any(character.isalnum() for character in body) else text
