"""What a text says of itself: title, dates, author, place and language. Pure: nothing is read but the article itself."""

from index.metadata.dateline import Dateline, find_dateline
from index.metadata.dates import FoundDate, find_date
from index.metadata.fields import complete
from index.metadata.paragraphs import language_ranges

__all__ = ["Dateline", "FoundDate", "complete", "find_date", "find_dateline", "language_ranges"]
