"""PDF files: the text page by page, and what the file says about itself."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Any

from index.errors import ReadError
from index.models import How, RawArticle
from index.readers.bounds import checked_text, completed, fraction_of
from index.readers.pdf_document import Document
from index.readers.pdf_process import PdfProcess
from index.readers.source import Limits, ReadOptions, Source, Unreadable

PAGE_BREAK = "\f"
MOST_PAGES = 5_000
SECONDS = 120.0

_MAGIC = b"%PDF-"
_MAGIC_WITHIN = 1_024  # readers of PDF accept that much before it
_LEAST_LETTERS_A_PAGE = 3
_PROGRAM = re.compile(r"^(?:Microsoft (?:Word|PowerPoint|Excel)|PowerPoint Presentation)\s*-?\s*", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:untitled|document|print|slide|title|unknown)?\W*\d*|.*\.(?:docx?|pptx?|xlsx?|indd|qxp|qxd|pdf|rtf|tex|dvi|html?)", re.IGNORECASE
)
_NO_AUTHOR = re.compile(
    r"(?:admin|administrator|user|owner|author|unknown|anonymous|microsoft|windows user|hp|pc|python-docx)?\W*\d*", re.IGNORECASE
)
# These write the day on which a person printed or scanned, not the day of the report.
_PRINTED = re.compile(r"Skia/PDF|Chrome|Firefox|Mozilla|WebKit|Quartz PDFContext|Print To PDF|wkhtmltopdf|Scan|Ghostscript", re.IGNORECASE)
_FIRST_PDF = 1993


class PdfReader:
    """PDFs with text in them; a form feed parts the pages.

    A day of publication is taken from the XMP, else from the day of creation unless a browser, a scanner or a printer
    created the file: then it is the day of printing.

    Args:
        seconds: What parsing one file may take.
        most_pages: A file with more is refused.
    """

    def __init__(self, *, seconds: float = SECONDS, most_pages: int = MOST_PAGES) -> None:
        self._process = PdfProcess(seconds=seconds)
        self._most_pages = most_pages

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether the magic bytes are near the beginning."""
        return _MAGIC in head[:_MAGIC_WITHIN] and not head.lstrip().startswith((b"<", b"{", b"["))

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The article in the PDF, and an ``Unreadable`` for each page that could not be read.

        Raises:
            ReadError: It is encrypted, damaged, too large, or holds pictures of text only.
        """
        document = self._process.parse(
            source.read(limits), name=source.name, most_pages=self._most_pages, most_characters=limits.article_characters
        )
        if document.wrong:
            raise ReadError(f"{source.name} {document.wrong}", remedy=document.remedy)
        _check_letters(document, source)
        joined = PAGE_BREAK.join(document.pages)
        text = checked_text(joined, name=source.name, limits=limits)
        empty_pages = joined[: len(joined) - len(joined.lstrip())].count(PAGE_BREAK)
        yield completed(RawArticle(origin=source.origin, text=PAGE_BREAK * empty_pages + text, **_stated(document, source)), options)
        for page in document.broken:
            reason = f"{source.name}: page {page} cannot be read."
            yield Unreadable(origin=fraction_of(source, f"page={page}"), reason=reason, remedy="Print the file to a new PDF.")


def _check_letters(document: Document, source: Source) -> None:
    letters = sum(character.isalnum() for page in document.pages for character in page)
    if letters < _LEAST_LETTERS_A_PAGE * len(document.pages) or not letters:
        raise ReadError(
            f"{source.name} holds pictures of {len(document.pages):,} pages and no text.",
            remedy="Recognise its text first, for example with: ocrmypdf in.pdf out.pdf",
        )


def _stated(document: Document, source: Source) -> dict[str, Any]:
    """The fields that the file states, and how they were found."""
    title = _PROGRAM.sub("", document.title)
    author = None if _NO_AUTHOR.fullmatch(document.author) else document.author
    published = _published(document)
    fields: dict[str, Any] = {
        "author": author,
        "published": published.date() if published else None,
        "published_at": published if published and published.time().isoformat() != "00:00:00" else None,
        "updated_at": document.modified if _is_plausible(document.modified) and published else None,
        "language": _language(document.language),
    }
    found: dict[str, How] = {name: "meta" for name, value in fields.items() if value}
    named = _NO_TITLE.fullmatch(title) is None
    fields["title"] = title if named else PurePath(source.name).stem
    return {**fields, "found": {**found, "title": "meta" if named else "filename"}}


def _published(document: Document) -> datetime | None:
    if _is_plausible(document.published):
        return document.published
    printed = _PRINTED.search(document.producer) is not None
    return document.created if _is_plausible(document.created) and not printed else None


def _is_plausible(moment: datetime | None) -> bool:
    """No clock that was never set, and no day to come."""
    return moment is not None and moment.year >= _FIRST_PDF and moment.date() <= _tomorrow()


def _tomorrow() -> date:
    return date.fromordinal(datetime.now(tz=UTC).date().toordinal() + 1)


def _language(stated: str) -> str | None:
    """Only what is not the default of the programs that write PDFs."""
    code = stated.partition("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() and code != "en" else None
