"""What the fetcher takes and gives."""

from typing import NamedTuple

from index.models import Record

MEDIA_TYPES = frozenset(
    {
        "application/atom+xml",
        "application/epub+zip",
        "application/gzip",
        "application/json",
        "application/jsonl",
        "application/msword",
        "application/octet-stream",  # what servers say of a file they do not know; its content decides
        "application/pdf",
        "application/rdf+xml",
        "application/rss+xml",
        "application/rtf",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/x-gzip",
        "application/x-ndjson",
        "application/xhtml+xml",
        "application/xml",
        "application/zip",
        "message/rfc822",
        "multipart/related",
        "text/csv",
        "text/html",
        "text/markdown",
        "text/plain",
        "text/rtf",
        "text/xml",
    }
)


class FetchLimits(NamedTuple):
    """How much one page may take, and how politely it is asked for.

    Attributes:
        body_bytes: Largest body, unpacked.
        wire_bytes: Most that is received for one page altogether: headers, redirects and packed bodies.
        seconds: Longest one page may take altogether, name look-ups and redirects included, waiting out of politeness not.
        connect_seconds: Longest wait for a name or a connection.
        read_seconds: Longest silence.
        redirects: Most redirects that are followed.
        interval: Seconds between two requests to one host, at least; its ``Crawl-delay`` may ask for more.
        patience: Longest ``Crawl-delay`` or ``Retry-After`` that is waited for, in seconds.
        media_types: What a page may be; one that says nothing is taken.
    """

    body_bytes: int = 20_000_000
    wire_bytes: int = 25_000_000
    seconds: float = 60.0
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    redirects: int = 5
    interval: float = 1.0
    patience: float = 30.0
    media_types: frozenset[str] = MEDIA_TYPES


class Fetched(Record):
    """A page.

    Attributes:
        url_final: Where it was in the end, after redirects, without a fragment.
        status: HTTP status, 200 or 203.
        media_type: What the server says it is, in lower case and without parameters; ``None`` if it does not say.
        charset: The encoding the server claims.
        body: The bytes, unpacked from the transfer.
        etag: To be given back to ``get`` the next time.
        last_modified: To be given back to ``get`` the next time.
    """

    url_final: str
    status: int
    media_type: str | None
    charset: str | None
    body: bytes
    etag: str | None = None
    last_modified: str | None = None


class NotModified(Record):
    """The page is as it was when ``etag`` or ``modified`` were learnt.

    Attributes:
        url_final: Where it is, after redirects.
        etag: As the server gives it now, or as it was asked with.
        last_modified: As the server gives it now, or as it was asked with.
    """

    url_final: str
    etag: str | None = None
    last_modified: str | None = None
