"""What a PDF holds: the text of its pages and what its document information and XMP say. Runs in a process of its own."""

import io
import logging
import struct
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError
from pypdf.xmp import XmpInformation

from index.readers.pdf_document import Document
from index.readers.pdf_layout import Piece, page_text

# A broken file makes the parser raise nearly anything.
_BROKEN = (
    PyPdfError, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
_PRISM_DATE = "{http://prismstandard.org/namespaces/basic/2.0/}publicationDate"


def parse(data: bytes, *, most_pages: int, most_characters: int) -> Document:
    """The text and properties of a PDF. Never raises for what the file holds."""
    logging.disable()  # pypdf tells the log about each oddity
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return _encrypted()
        count = len(reader.pages)
        if count > most_pages:
            return Document(wrong=f"has {count:,} pages; {most_pages:,} are read at most.", remedy="Split it.")
        return _document(reader, most_characters)
    except FileNotDecryptedError:
        return _encrypted()
    except DependencyError:
        return Document(wrong="is encrypted with AES.", remedy='pip install "pypdf[crypto]", or save it without encryption.')
    except LimitReachedError as error:
        return Document(wrong=f"unpacks to too much: {error}.", remedy="Print it to a new PDF if you trust it.")
    except _BROKEN as error:
        return Document(wrong=f"is damaged: {_told(error)}.", remedy="Fetch it again, or print it to a new PDF.")


def _encrypted() -> Document:
    return Document(wrong="is encrypted and needs a password.", remedy="Save it without a password first.")


def _document(reader: PdfReader, most_characters: int) -> Document:
    pages: list[str] = []
    broken: list[int] = []
    for number in range(len(reader.pages)):
        try:
            pages.append(_page(reader.pages[number]))
        except _BROKEN:
            pages.append("")
            broken.append(number + 1)
        if sum(map(len, pages[-1:])) > most_characters or sum(map(len, pages)) > most_characters:
            return Document(wrong=f"holds more than {most_characters:,} characters.", remedy="Split it by its chapters.")
    if len(broken) == len(pages):
        return Document(wrong="is damaged: no page can be read.", remedy="Fetch it again, or print it to a new PDF.")
    return _properties(reader).model_copy(update={"pages": tuple(pages), "broken": tuple(broken)})


def _page(page: PageObject) -> str:
    pieces: list[Piece] = []

    def take(text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float) -> None:
        x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
        y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
        pieces.append(Piece(text, float(x), float(y), abs(float(size * tm[3] * cm[3]))))

    plain = page.extract_text(visitor_text=take)
    placed = page_text(pieces)
    return _utf8(placed if _same_letters(placed, plain) else plain)


def _same_letters(one: str, other: str) -> bool:
    return len("".join(one.split())) == len("".join(other.split()))


def _properties(reader: PdfReader) -> Document:
    """What the file says about itself; what is broken in it is passed over."""
    info, xmp = _read(lambda: reader.metadata), _read(lambda: reader.xmp_metadata)
    return Document(
        title=_text(_read(lambda: info.title)) or _alternative(_read(lambda: xmp.dc_title)),
        author=_text(_read(lambda: info.author)) or ", ".join(map(_text, _read(lambda: xmp.dc_creator) or ())),
        language=_text(_read(lambda: reader.root_object.get("/Lang"))),
        published=_published(xmp),
        created=_moment(_read(lambda: info.creation_date) or _read(lambda: xmp.xmp_create_date)),
        modified=_moment(_read(lambda: info.modification_date) or _read(lambda: xmp.xmp_modify_date)),
        producer=" ".join(_text(_read(get)) for get in (lambda: info.producer, lambda: info.creator)).strip(),
    )


def _published(xmp: XmpInformation | None) -> datetime | None:
    dates = _read(lambda: xmp.dc_date) if xmp is not None else None
    return _moment(next(iter(dates or ()), None))


def _read(get: Any) -> Any:
    try:
        return get()
    except _BROKEN:
        return None


def _text(value: object) -> str:
    return _utf8(" ".join(value.split())) if isinstance(value, str) else ""


def _alternative(value: object) -> str:
    """A text in several languages: the default, else the first."""
    texts = value if isinstance(value, dict) else {}
    return _text(texts.get("x-default") or next(iter(texts.values()), ""))


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _told(error: BaseException) -> str:
    return _utf8(" ".join(str(error).split())[:200].rstrip(".")) or type(error).__name__
