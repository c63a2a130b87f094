"""What keeps readers within their limits: the length of an article, and streams that end in an error instead of a full disk."""

import contextlib
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast

from index.errors import ReadError
from index.models import How, RawArticle
from index.readers.source import Limits, ReadOptions, Source, Unreadable

_GZIP = b"\x1f\x8b"


class ReadOne(Protocol):
    """Reads whatever a source holds: the ``read`` of one reader, or of the registry that chooses among them."""

    def __call__(self, source: Source, /, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The articles in ``source``.

        Raises:
            ReadError: Nothing in it can be read.
        """


def checked_text(text: str, *, name: str, limits: Limits) -> str:
    """``text`` without white space around it.

    Raises:
        ReadError: It is empty, or longer than one article may be.
    """
    text = text.strip()
    if not text:
        raise ReadError(f"{name} has no text.", remedy="Check that it is the file you meant.")
    if len(text) > limits.article_characters:
        raise ReadError(
            f"{name} holds {len(text):,} characters; one article may hold {limits.article_characters:,}.",
            remedy="Split it into articles, or raise SANAD_MAX_ARTICLE_CHARACTERS.",
        )
    return text


def completed(article: RawArticle, options: ReadOptions) -> RawArticle:
    """``article`` with the outlet and language that the person gave, where it states none itself."""
    told = {name: value for name in ("source", "language") if (value := getattr(options, name)) and not getattr(article, name)}
    found: dict[str, How] = {**article.found, **dict.fromkeys(told, "user")}
    return article.model_copy(update={**told, "found": found}) if told else article


def fraction_of(source: Source, fragment: str) -> str:
    """The origin of a part of ``source``: ``fragment`` behind its ``#``, or behind the one that is there."""
    return f"{source.origin}{'&' if '#' in source.origin else '#'}{fragment}"


class BoundedStream(io.RawIOBase):
    """Reads from ``stream`` until ``most`` bytes have been given, then raises ``ReadError``."""

    def __init__(self, stream: BinaryIO, *, most: int, name: str) -> None:
        self._stream, self._left, self._most, self._name = stream, most, most, name

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # as RawIOBase reads in fact
        """Fill ``buffer``; translates what decompressors raise."""
        try:
            data = self._stream.read(len(buffer))
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            raise ReadError(f"{self._name} is damaged: {error}.", remedy="Fetch or export it again.") from error
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(
                f"{self._name} unpacks to more than {self._most / 1e6:,.0f} MB.",
                remedy="If that is right, unpack it yourself and give the files.",
            )
        buffer[: len(data)] = data
        return len(data)


@contextlib.contextmanager
def unpacked(source: Source, limits: Limits) -> Iterator[BinaryIO]:
    """The bytes of ``source`` as a stream, taken out of gzip if need be and then bounded by ``limits.unpacked_bytes``."""
    try:
        with source.opener() as stream:
            packed = stream.read(2) == _GZIP
            stream.seek(0)
            if not packed:
                yield stream
                return
            opened = cast("BinaryIO", gzip.GzipFile(fileobj=stream, mode="rb"))
            yield cast("BinaryIO", io.BufferedReader(BoundedStream(opened, most=limits.unpacked_bytes, name=source.name)))
    except OSError as error:
        raise ReadError(f"{source.name} cannot be read: {error}.", remedy="Check the file and its permissions.") from error
