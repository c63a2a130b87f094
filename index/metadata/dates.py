"""When an article was published, as its own text says.

Only lines that hold a date and nothing of the report count: above the report, or below it. A date within a sentence is about
something else.
"""

from datetime import date, datetime
from itertools import islice, pairwise
from typing import NamedTuple

from index.metadata.lines import Line, head, lines, tail
from index.metadata.moments import Calendar, DateLine, Moment, parse_date_line
from index.metadata.notes import read_note, read_notes
from index.models import Record

_MANY_LINES = 2_000  # lines of the body that are looked at for dates of a timeline


class FoundDate(Record):
    """The date of publication a text states.

    Attributes:
        published: The day; ``None`` when the text only says when it was updated.
        published_at: The moment, when a time is stated; with a zone when that is stated and means one zone only.
        updated: The day of the last change.
        updated_at: Its moment.
        calendar: The calendar ``published`` was written in.
        start: First character of what was read.
        end: One past the last.
        line_start: First character of the line it stands in, which holds nothing of the report.
        line_end: One past its last.
    """

    published: date | None = None
    published_at: datetime | None = None
    updated: date | None = None
    updated_at: datetime | None = None
    calendar: Calendar = "gregorian"
    start: int
    end: int
    line_start: int
    line_end: int


class DatedLine(NamedTuple):
    """A line of a text that holds dates."""

    line: Line
    dates: DateLine

    def moment(self, role: str | None) -> Moment | None:
        """The one with that label; ``None`` when there is none."""
        return next((moment for moment in self.dates.moments if moment.role == role), None)


def find_date(text: str, *, language: str | None = None) -> FoundDate | None:
    """The date of publication that ``text`` states, if it states one that can be read in one way only.

    Args:
        text: An article's text, with or without its title.
        language: ISO 639-1 code; adds the names of months in languages other than English, Arabic, Urdu and Russian.
    """
    above, below = dated_lines(head(text), language), dated_lines(tail(text), language)
    published = _published(text, above, below, language)
    updated = next((one for one in (*above, *below) if one.moment("updated")), None)
    where = published or updated
    if where is None:
        return None
    day = (published.moment("published") or published.moment(None)) if published else None
    change = updated.moment("updated") if updated else None
    if day and change and change.day < day.day:
        change = None
    return FoundDate(
        published=day.day if day else None,
        published_at=day.at if day else None,
        updated=change.day if change else None,
        updated_at=change.at if change else None,
        calendar=day.calendar if day else "gregorian",
        start=where.line.start + where.dates.start,
        end=where.line.start + where.dates.end,
        line_start=where.line.start,
        line_end=where.line.end,
    )


def dated_lines(among: list[Line], language: str | None = None) -> list[DatedLine]:
    """Those of the lines that hold dates and nothing of a report."""
    return [DatedLine(line, note.dates) for line, note in read_notes(among, language) if note.dates]


def _published(text: str, above: list[DatedLine], below: list[DatedLine], language: str | None) -> DatedLine | None:
    """The line that states it: one with a label, else the one date above the report, else the one below."""
    labelled = [one for one in (*above, *below) if one.moment("published")]
    if labelled:
        return labelled[0] if len({one.moment("published") for one in labelled}) == 1 else None
    plain = [one for one in above if one.moment(None)] or [one for one in below if one.moment(None)]
    days = {moment.day for one in plain if (moment := one.moment(None))}
    if len(days) > 1:  # a site's header may show today's date above the title
        plain = [one for one in plain if _below_title(text, one)]
        days = {moment.day for one in plain if (moment := one.moment(None))}
    return plain[0] if len(days) == 1 and not _is_timeline(text, plain[0], language) else None


def _below_title(text: str, dated: DatedLine) -> bool:
    return any(line.start < dated.line.start and read_note(line.text) is None for line in head(text))


def _is_timeline(text: str, first: DatedLine, language: str | None) -> bool:
    """Whether other days stand above paragraphs further down, so that the first one is a heading among headings."""
    below = islice(lines(text, first.line.end), _MANY_LINES)
    for line, following in pairwise(below):
        if following.is_prose and not line.is_prose and (dates := parse_date_line(line.text, language=language)):
            return all(moment.day != first.dates.moments[0].day for moment in dates.moments)
    return False
