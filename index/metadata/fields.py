"""Fill what a reader left open from the text, the name and the address of an article, and say how each field was found.

Nothing is invented: a field for which there is no certain sign stays empty. Lines at the head that hold nothing but such signs are
taken out of the text, so that no answer quotes them; everything below the head stays as it is.
"""

import re
from datetime import datetime, time

from index.clean import clean_line, is_furniture
from index.language import detect
from index.metadata.dateline import Dateline, find_dateline
from index.metadata.dates import FoundDate, find_date
from index.metadata.lines import Line, head
from index.metadata.notes import Note, read_notes
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

_Noted = tuple[Line, Note]  # such a line holds nothing of the report


def complete(raw: RawArticle) -> RawArticle:
    """``raw`` with its empty fields filled where the text, the name or the address states them.

    What the reader found is never changed, but what it took from a file's name gives way to the text. ``found`` says how each new
    field was found: ``text``, ``filename`` (also for addresses) or ``detected``. A day of change without a time becomes its first
    moment, without a zone.
    """
    guesses = {field: getattr(raw, field) for field, how in raw.found.items() if how == "filename"}
    raw = raw.model_copy(update={field: type(raw).model_fields[field].default for field in guesses})
    language = raw.language or _language(raw)
    notes = read_notes(head(raw.text), language)
    title = _title_line(raw, {line for line, _ in notes})
    notes = [(line, note) for line, note in notes if line != title]
    date = find_date(raw.text, language=language)
    dateline = find_dateline(raw.text, language=language)
    values = _values(raw, language, title, notes, date, dateline)
    taken = [*([title] if title else []), *_removable(raw, notes, date)]
    values |= {field: (guess, "filename") for field, guess in guesses.items() if values.get(field, ("", "filename"))[1] == "filename"}
    found = {**raw.found, **{field: how for field, (_, how) in values.items()}}
    update = {field: value for field, (value, _) in values.items()}
    return raw.model_copy(update={**update, "text": _without(raw.text, taken), "found": found})


def _values(
    raw: RawArticle, language: str | None, title: Line | None, notes: list[_Noted], date: FoundDate | None, dateline: Dateline | None
) -> dict[str, tuple[object, How]]:
    """The fields to fill, with how each was found. The first sign of a field counts."""
    address = raw.url or raw.origin
    signs: list[tuple[str, object, How]] = [
        ("title", _HEADING.sub("", title.text) if title else None, "text"),
        ("title", title_of(raw.origin), "filename"),
        *_dates(raw, date, dateline),
        ("published", day_of(raw.origin) or day_of(address), "filename"),
        ("author", next((note.author for _, note in notes if note.author), None), "text"),
        ("source", next((note.source for _, note in notes if note.source), None), "text"),
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


def _title_line(raw: RawArticle, noted: set[Line]) -> Line | None:
    """The line at the head that is the title: the one that repeats it, or without a title the first that can be one."""
    above = [line for line in head(raw.text) if not is_furniture(line.text)]
    if raw.title:
        titles = {_comparable(raw.title), _comparable(_OUTLET_BEHIND.sub("", clean_line(raw.title)))}
        return next((line for line in above[:_TITLE_WITHIN] if _comparable(_HEADING.sub("", line.text)) in titles), None)
    candidates = [line for line in above if line not in noted][:2]
    likely = [line for line in candidates if _can_be_title(raw.text, line, above, noted)]
    if len(likely) == 2 and _is_running_head(raw.text, likely[0]):
        return likely[1]
    return likely[0] if likely and likely[0] == candidates[0] else None


def _is_running_head(text: str, line: Line) -> bool:
    """Whether another page begins with this line too."""
    tops = (page.lstrip().partition("\n")[0].strip() for page in text.split("\f")[1:])
    return line.text in tops


def _can_be_title(text: str, line: Line, above: list[Line], noted: set[Line]) -> bool:
    if len(line.text) > TITLE_CHARACTERS or _SENTENCE_END.search(line.text):
        return False
    following = next((other for other in above if other.start > line.start), None)
    return _BLANK_BEHIND.match(text, line.end) is not None or following in noted


def _comparable(title: str) -> str:
    return re.sub(r"[\W_]+", " ", clean_line(title).casefold()).strip()


def _removable(raw: RawArticle, notes: list[_Noted], date: FoundDate | None) -> list[Line]:
    """Bylines, and the lines that state the day the article has; another day is the report's own."""
    published = raw.published or (date.published if date else None)
    return [
        line for line, note in notes if note.dates is None or any(moment.role or moment.day == published for moment in note.dates.moments)
    ]


def _without(text: str, taken: list[Line]) -> str:
    """``text`` without these lines, unless nothing would be left."""
    rest, cursor = [], 0
    for line in sorted(set(taken)):
        end = _LINE_END.match(text, line.end)
        rest.append(text[cursor : line.start])
        cursor = end.end() if end else line.end
    body = ("".join(rest) + text[cursor:]).lstrip(" \t\r\n") if taken else text
    return body if any(character.isalnum() for character in body) else text
