"""Bodies unpacked within bounds: a bomb is noticed at its first byte too many."""

import zlib
from collections.abc import Iterable, Iterator

from index.errors import FetchError

ENCODINGS = "gzip, deflate"  # what is asked for; no others are understood

_PIECE_BYTES = 65_536


def unpacked(pieces: Iterable[bytes], encoding: str, *, most: int, cut: bool = False) -> bytes:
    """The body.

    Args:
        pieces: What arrives.
        encoding: The ``Content-Encoding`` header; empty for none.
        most: The largest body, in bytes.
        cut: Whether what is too long is cut, and not refused.

    Raises:
        FetchError: It is too long, broken, or packed in a way that was not asked for.
    """
    body = bytearray()
    for piece in _inflated(pieces, encoding.strip().lower()):
        body += piece
        if len(body) > most and cut:
            return bytes(body[:most])
        if len(body) > most:
            raise FetchError(f"It is larger than {most / 1e6:g} MB when unpacked.", remedy="Save the part you need and index the file.")
    return bytes(body)


def _inflated(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding in {"", "identity"}:
        yield from pieces
    elif encoding in {"gzip", "x-gzip", "deflate"}:
        try:
            yield from _Inflater().feed(pieces)
        except zlib.error as error:
            raise FetchError(f"Its {encoding} packing is broken ({error}).", remedy="Save the page and index the file.") from error
    else:
        raise FetchError(f"It is packed as {encoding[:40]!r}, which was not asked for.", remedy="Save the page and index the file.")


class _Inflater:
    """Unpacks gzip of several members, zlib, and the bare deflate that some servers send."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None

    def feed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            left = piece
            while left:
                if self._stream is None or self._stream.eof:
                    if self._stream is not None and not left.strip(b"\0"):
                        break  # padding after the last member
                    self._stream = zlib.decompressobj(_window(left))
                yield self._stream.decompress(left, _PIECE_BYTES)
                left = self._stream.unconsumed_tail or self._stream.unused_data
        yield from self._rest()

    def _rest(self) -> Iterator[bytes]:
        if self._stream is not None and not self._stream.eof:
            yield self._stream.flush(_PIECE_BYTES)
            if not self._stream.eof:
                raise zlib.error("it ends too early")


def _window(start: bytes) -> int:
    """The kind of stream for ``zlib``: gzip or zlib by their first byte, otherwise bare deflate."""
    return zlib.MAX_WBITS + 32 if start[0] == 0x1F or start[0] & 0x0F == 8 else -zlib.MAX_WBITS
