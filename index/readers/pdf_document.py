"""What the process that parses PDFs is asked, and what it answers."""

import struct
from datetime import datetime

from index.models import Record

REQUEST = struct.Struct("<QQQ")  # most pages, most characters, bytes that follow
REPLY = struct.Struct("<Q")  # bytes that follow: a Document as JSON


class Document(Record):
    """A PDF as it was read, or what is wrong with it.

    Attributes:
        pages: Their texts, in order; empty where a page holds none or could not be read.
        broken: Numbers of the pages that could not be read, counted from 1.
        published: The day of publication that the XMP states.
        producer: The programs that wrote the file.
        wrong: What is wrong, to be put behind the file's name; empty when it could be read.
    """

    pages: tuple[str, ...] = ()
    broken: tuple[int, ...] = ()
    title: str = ""
    author: str = ""
    language: str = ""
    published: datetime | None = None
    created: datetime | None = None
    modified: datetime | None = None
    producer: str = ""
    wrong: str = ""
    remedy: str = ""
