"""Pages a browser saved with all their parts in one file (MHTML, RFC 2557)."""

import email
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message

from index.errors import ReadError
from index.models import RawArticle
from index.readers.html import MEDIA_TYPES as HTML_TYPES
from index.readers.html import read_page
from index.readers.html.charset import decoded
from index.readers.source import Limits, ReadOptions, Source, Unreadable

SUFFIXES = frozenset({".mhtml", ".mht"})

_RELATED = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_SAVED = re.compile(rb"^(?:snapshot-content-location:|from:\s*<?saved by)|type=\"?text/html", re.IGNORECASE | re.MULTILINE)
_MOST_PARTS = 5_000


class MhtmlReader:
    """Reads the page of an MHTML file as one article; its pictures and styles are passed over."""

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether it is a page with its parts, and not a letter."""
        beginning, _, _ = head[:8_192].replace(b"\r\n", b"\n").partition(b"\n\n")
        if not _RELATED.search(beginning):
            return False
        return source.suffix in SUFFIXES or source.media_type == "multipart/related" or bool(_SAVED.search(beginning))

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The article of the page.

        Raises:
            ReadError: There is no page in it.
        """
        try:
            message = email.message_from_bytes(source.read(limits))
            page = _main_part(message)
            data = page.get_payload(decode=True) if page else None
            charset = page.get_content_charset() if page else None
        except (MessageError, ValueError, LookupError, TypeError, RecursionError) as error:
            raise ReadError(f"{source.name} is a damaged MHTML file ({error}).", remedy="Save the page again.") from error
        if page is None or not isinstance(data, bytes) or not data.strip():
            raise ReadError(f"{source.name} holds no page.", remedy="Save the page again.")
        yield read_page(
            decoded(data, charset),
            origin=source.origin,
            name=source.name,
            limits=limits,
            options=options,
            url=_address(page["Content-Location"]) or _address(message["Snapshot-Content-Location"]),
        )


def _main_part(message: Message) -> Message | None:
    """The part the file says is the page, or else its first page."""
    pages = [part for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False) if part.get_content_type() in HTML_TYPES]
    start = message.get_param("start")
    return next((part for part in pages if start and part["Content-ID"] == start), pages[0] if pages else None)


def _address(value: object) -> str | None:
    text = "".join(str(value or "").split())
    return text if text.startswith(("http://", "https://")) else None
