"""E-mail: newsletters and messages as saved files (.eml), and mailboxes (.mbox)."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.policy import default
from typing import Any
from urllib.parse import quote

from index.errors import ReadError
from index.models import How, RawArticle
from index.readers.bounds import ReadOne, checked_text, completed, fraction_of, unpacked
from index.readers.mailbox import is_mailbox, messages
from index.readers.markup import plain_text
from index.readers.source import Limits, ReadOptions, Source, Unreadable

ATTACHED_SUFFIXES = frozenset({".pdf", ".docx", ".odt", ".rtf", ".epub", ".pptx", ".html", ".htm", ".mht", ".mhtml", ".txt", ".md"})
_DEPTH = 2  # of messages attached to messages
_MOST_PARTS = 1_000
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60}):")
_TELLING = frozenset(b"subject date to received message-id return-path delivered-to mime-version".split())
_SAVED_PAGE = re.compile(rb"^(?:From:\s*.?Saved by|Snapshot-Content-Location:)", re.IGNORECASE | re.MULTILINE)
_NOT_READABLE = (
    ArithmeticError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    MessageError,
    RecursionError,
)  # what broken headers make email raise


class MailReader:
    """Messages as articles, and the documents attached to them as further articles.

    Args:
        read_html: Reads a body that is HTML only; ``None`` takes its tags out.
        read_attached: Reads an attached document; ``None`` passes attachments over.
    """

    def __init__(self, *, read_html: ReadOne | None = None, read_attached: ReadOne | None = None) -> None:
        self._read_html, self._read_attached = read_html, read_attached

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether it begins with the header of a message (not of a saved page), or of a mailbox."""
        return is_mailbox(head) or _is_message(head)

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The messages, each followed by what is attached to it.

        Raises:
            ReadError: It is damaged or too large, or the one message holds no text.
        """
        if not is_mailbox(source.head()):
            yield from self._message(source, limits, options, depth=0)
            return
        with unpacked(source, limits) as stream:
            for number, data in enumerate(messages(stream, most=limits.file_bytes), start=1):
                part = Source.of_bytes(data, origin=fraction_of(source, _identity(data, number)), name=f"{source.name}, message {number}")
                yield from self._tried(part, limits, options, depth=0)

    def _tried(self, source: Source, limits: Limits, options: ReadOptions, *, depth: int) -> Iterator[RawArticle | Unreadable]:
        try:
            yield from self._message(source, limits, options, depth=depth)
        except ReadError as error:
            yield Unreadable(origin=source.origin, reason=error.message, remedy=error.remedy)

    def _message(self, source: Source, limits: Limits, options: ReadOptions, *, depth: int) -> Iterator[RawArticle | Unreadable]:
        try:
            message = message_from_bytes(source.read(limits), policy=default)
            attached = list(_attached(message))
            body = self._body(message, source, limits, options)
            fields = _stated(message)
        except _NOT_READABLE as error:
            raise ReadError(f"{source.name} is damaged: {error}.", remedy="Save the message again.") from error
        if body.strip() or not attached:
            text = checked_text(body, name=source.name, limits=limits)
            yield completed(RawArticle(origin=source.origin, text=text, **fields), options)
        for number, part in enumerate(attached, start=1):
            yield from self._attachment(part, number, source, limits, options, depth=depth)

    def _body(self, message: EmailMessage, source: Source, limits: Limits, options: ReadOptions) -> str:
        part = message.get_body(("plain", "html"))
        if part is None:
            return ""
        content = _content(part)
        other = message.get_body(("html",)) if part.get_content_type() == "text/plain" else part
        if other is part or (other is not None and not content.strip()):
            return self._html(_content(other), source, limits, options)
        return content

    def _html(self, content: str, source: Source, limits: Limits, options: ReadOptions) -> str:
        """The text of an HTML body; where the reader of pages finds no article in it, all of its text."""
        data = content.encode("utf-8", "replace")
        page = Source.of_bytes(data, origin=source.origin, name=source.name, media_type="text/html", charset="utf-8")
        try:
            found = self._read_html(page, limits=limits, options=options) if self._read_html else ()
            texts = [read.text for read in found if isinstance(read, RawArticle)]
        except ReadError:
            texts = []
        return "\n\n".join(texts) or plain_text(content)

    def _attachment(
        self, part: EmailMessage, number: int, source: Source, limits: Limits, options: ReadOptions, *, depth: int
    ) -> Iterator[RawArticle | Unreadable]:
        name = part.get_filename() or f"attachment-{number}"
        origin = fraction_of(source, f"attachment={quote(name, safe='')}-{number}")
        try:
            data = _bytes(part)
        except _NOT_READABLE as error:
            yield Unreadable(origin=origin, reason=f"{source.name}: {name} is damaged: {error}.", remedy="Save the message again.")
            return
        inner = Source.of_bytes(data, origin=origin, name=name)
        if part.get_content_type() == "message/rfc822":
            if depth < _DEPTH:
                yield from self._tried(inner, limits, options, depth=depth + 1)
        elif self._read_attached and inner.suffix in ATTACHED_SUFFIXES:
            try:
                yield from self._read_attached(inner, limits=limits, options=options)
            except ReadError as error:
                yield Unreadable(origin=origin, reason=error.message, remedy=error.remedy)


def _is_message(head: bytes) -> bool:
    top = re.split(rb"\r?\n\r?\n", head.lstrip(b"\xef\xbb\xbf"), maxsplit=1)[0]
    lines = [line for line in top.splitlines() if not line.startswith((b" ", b"\t"))]
    names = {match[1].lower() for line in lines if (match := _FIELD.match(line))}
    if len(lines) < 2 or not all(_FIELD.match(line) for line in lines[:4]):
        return False
    return b"from" in names and bool(names & _TELLING) and not _SAVED_PAGE.search(top)


def _identity(data: bytes, number: int) -> str:
    """``id=...`` by the message's own id, which stays when the mailbox grows; else its place."""
    found = re.search(rb"^message-id:\s*<?([^>\s]{3,250})", data[:65_536], re.IGNORECASE | re.MULTILINE)
    return f"id={quote(found[1], safe='')}" if found else f"message={number}"


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    if message.is_multipart():
        for number, part in enumerate(message.iter_attachments()):
            if number == _MOST_PARTS:
                return
            if isinstance(part, EmailMessage):
                yield part


def _content(part: MIMEPart | None) -> str:
    """The text of a part; in an encoding nobody knows, or the wrong one, with replacement characters."""
    if part is None:
        return ""
    try:
        return str(part.get_content(errors="replace"))
    except (LookupError, ValueError):
        data = part.get_payload(decode=True)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        return inner.as_bytes() if isinstance(inner, EmailMessage) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _stated(message: EmailMessage) -> dict[str, Any]:
    """The fields in the header. Who sends to a list is an outlet; who sends otherwise is an author."""
    sender = _sender(message)
    is_list = any(name in message for name in ("List-Id", "List-Unsubscribe", "List-Post"))
    moment = _date(message)
    language = str(_header(message, "Content-Language") or "").strip()[:2].lower()
    address = str(_header(message, "Archived-At") or "").strip(" <>")
    fields = {
        "title": " ".join(str(_header(message, "Subject") or "").split()),
        "source": sender if is_list else None,
        "author": None if is_list else sender,
        "published": moment.date() if moment else None,
        "published_at": moment,
        "language": language if len(language) == 2 and language.isascii() and language.isalpha() else None,
        "url": address if address.startswith(("http://", "https://")) else None,
    }
    found: dict[str, How] = {name: "meta" for name, value in fields.items() if value}
    return {**fields, "found": found}


def _header(message: EmailMessage, name: str) -> object:
    """A field of the header; ``None`` when it is missing or broken, which must not lose the message."""
    try:
        return message.get(name)
    except _NOT_READABLE:
        return None


def _sender(message: EmailMessage) -> str | None:
    addresses = getattr(_header(message, "From"), "addresses", ())
    if not addresses:
        return None
    return " ".join(addresses[0].display_name.split()) or addresses[0].addr_spec or None


def _date(message: EmailMessage) -> datetime | None:
    moment = getattr(_header(message, "Date"), "datetime", None)
    return moment if isinstance(moment, datetime) and 1971 <= moment.year <= 2100 else None
