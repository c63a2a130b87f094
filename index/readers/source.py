"""What a reader reads from, and how much it may take."""

import contextlib
import gzip
import hashlib
import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from index.errors import ReadError
from index.models import RawArticle, Record

HEAD_BYTES = 65_536  # enough to tell what a source is


class Unreadable(Record):
    """A source that gave no article, and why.

    Attributes:
        origin: The source, as a URI; with ``#line=N`` or ``#member=NAME`` where only a part of it is meant.
        reason: What is wrong, naming the place.
        remedy: What the person can do.
    """

    origin: str
    reason: str
    remedy: str = ""


class Limits(NamedTuple):
    """How much is taken from one source.

    Attributes:
        file_bytes: Largest file or page that is held in memory as a whole; tables are streamed and may be larger.
        article_characters: Longest text of one article.
        unpacked_bytes: Most that an archive or a compressed file may unpack to, altogether.
        unpack_ratio: Most that one member may grow when unpacked.
        members: Most members of an archive.
    """

    file_bytes: int = 50_000_000
    article_characters: int = 2_000_000
    unpacked_bytes: int = 1_000_000_000
    unpack_ratio: int = 200
    members: int = 100_000


class ReadOptions(Record):
    """What a person said about how to read.

    Attributes:
        columns: For tables: article field (``title``, ``text``, ``url``, ``published``, ``source``, ``author``,
            ``language``) to column name; the others are guessed.
        source: The outlet of whatever names none.
        language: The language of whatever names none.
    """

    columns: Mapping[str, str] = {}
    source: str | None = None
    language: str | None = None


class Source(NamedTuple):
    """Bytes with a name. Readers never open paths or addresses themselves; an address has no bytes until it was fetched.

    Attributes:
        origin: URI of the source; the identity of the article when there is one article in it.
        name: What messages call it, such as a path as the person wrote it; its ending is a hint.
        media_type: What a server said it is, such as ``text/html``, without parameters; ``None`` for files.
        charset: What a server said the encoding is.
        size: Bytes; ``None`` when not known before reading.
        opener: Gives the bytes anew at each call.
        path: The file, where it is one of this machine.
    """

    origin: str
    name: str
    opener: Callable[[], AbstractContextManager[BinaryIO]]
    size: int | None = None
    media_type: str | None = None
    charset: str | None = None
    path: Path | None = None

    @classmethod
    def of_file(cls, path: Path) -> "Source":
        """The file at ``path``.

        Raises:
            ReadError: It is missing or cannot be read.
        """
        try:
            status = path.stat()
        except FileNotFoundError as error:
            raise ReadError(f"{path} does not exist.", remedy="Check the path.") from error
        except OSError as error:
            raise ReadError(f"{path} cannot be read: {error.strerror}.", remedy="Check the file and its permissions.") from error
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{path} is not a file.", remedy="Give files, or directories that hold them.")
        whole = Path(os.path.realpath(path))  # one file has one origin, by whichever way it was reached
        return cls(whole.as_uri(), str(path), lambda: whole.open("rb"), status.st_size, path=whole)

    @classmethod
    def of_bytes(cls, data: bytes, *, origin: str, name: str, media_type: str | None = None, charset: str | None = None) -> "Source":
        """Bytes that are in memory already: a member of an archive, a page, standard input."""
        return cls(origin, name, lambda: contextlib.closing(io.BytesIO(data)), len(data), media_type, charset)

    @classmethod
    def of_standard_input(cls) -> "Source":
        """Whatever is piped in; its origin is made from its content, as it has no name."""
        data = sys.stdin.buffer.read()
        return cls.of_bytes(data, origin=f"stdin:{hashlib.sha256(data).hexdigest()[:16]}", name="standard input")

    @classmethod
    def of_address(cls, url: str) -> "Source":
        """A page or feed that is still to be fetched."""
        return cls(url, url, _nothing_fetched)

    @property
    def is_address(self) -> bool:
        """Whether it must be fetched first."""
        return self.opener is _nothing_fetched

    def digest(self) -> str:
        """``sha256`` of the bytes, in hexadecimal; an address has that of the moment, so that it is always asked again.

        Raises:
            ReadError: It cannot be read.
        """
        if self.is_address:
            return datetime.now(UTC).isoformat()
        with self._translated(), self.opener() as stream:
            digest = hashlib.sha256()
            while block := stream.read(1 << 20):
                digest.update(block)
            return digest.hexdigest()

    @property
    def suffix(self) -> str:
        """The ending of the name, in lower case, with its dot; of ``page.html.gz`` it is ``.html``."""
        return Path(self.name.removesuffix(".gz")).suffix.lower()

    def head(self) -> bytes:
        """The first bytes, enough to tell what it is; unpacked if it is gzip.

        Raises:
            ReadError: It cannot be read.
        """
        with self._translated(), self.opener() as stream:
            data = stream.read(HEAD_BYTES)
            if data[:2] != b"\x1f\x8b":
                return data
            stream.seek(0)
            return gzip.GzipFile(fileobj=stream, mode="rb").read(HEAD_BYTES)

    def read(self, limits: Limits) -> bytes:
        """All bytes; unpacked if it is gzip.

        Raises:
            ReadError: It cannot be read, or is larger than ``limits`` allow.
        """
        data = b""
        if (self.size or 0) <= limits.file_bytes:
            with self._translated(), self.opener() as stream:
                packed = stream.read(2) == b"\x1f\x8b"
                stream.seek(0)
                data = (gzip.GzipFile(fileobj=stream, mode="rb") if packed else stream).read(limits.file_bytes + 1)
        size = max(self.size or 0, len(data))
        if size > limits.file_bytes:
            raise ReadError(
                f"{self.name} holds {size / 1e6:,.0f} MB or more; the limit for one file is {limits.file_bytes / 1e6:,.0f} MB.",
                remedy="Split it into articles, or raise SANAD_MAX_FILE_BYTES.",
            )
        if not data.strip():
            raise ReadError(f"{self.name} is empty.", remedy="Remove it, or save the article again.")
        return data

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OSError, EOFError, zlib.error) as error:
            raise ReadError(f"{self.name} cannot be read: {error}.", remedy="Check the file and its permissions.") from error


def _nothing_fetched() -> AbstractContextManager[BinaryIO]:
    raise ReadError("An address has no content before it is fetched.", remedy="Read it through the page reader.")


class Reader(Protocol):
    """One kind of source. ``accepts`` looks at the first bytes first and at the name last."""

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether this reader understands ``source``, whose first bytes are ``head``."""

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The articles in ``source``, one by one; what cannot be read is an ``Unreadable``, and the rest goes on.

        Raises:
            ReadError: Nothing in it can be read.
        """
