"""The encoding of text that is read as a stream, judged by its first bytes."""

import codecs
import contextlib
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from charset_normalizer import from_bytes

NOT_DECODED = re.compile("[\udc80-\udcff\ufffd]")  # what is left of a byte that is not in the encoding

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDE = frozenset({"utf-16", "utf-32"})


def sniff_encoding(head: bytes, *, declared: str | None = None) -> str | None:
    """The encoding of a text that begins with ``head``; ``None`` when it is not text.

    Args:
        head: The first bytes; a character may be cut off at their end.
        declared: What a server said; taken when the bytes agree.
    """
    for mark, marked in _MARKS:
        if head.startswith(mark):
            return marked
    if _is_binary(head):
        return None
    for encoding in ("utf-8", declared):
        if encoding and _decodes(head, encoding):
            return encoding
    if _is_mostly_utf8(head):
        return "utf-8"
    best = from_bytes(head[:20_000]).best()
    return best.encoding if best else None


def decoded(head: bytes, encoding: str) -> str:
    """``head`` as text, without a byte order mark and a character cut off at its end."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(head).removeprefix("\ufeff")


def text_lines(stream: BinaryIO, *, encoding: str, longest: int) -> Iterator[str]:
    """The lines of ``stream``; of a longer one the first ``longest`` characters and one more, and the rest is passed over."""
    errors = "replace" if encoding in _WIDE else "surrogateescape"  # which cannot hold half a wide character
    text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
    try:
        while line := text.readline(longest + 1):
            yield line
            while len(line) > longest and not line.endswith(("\n", "\r")):
                line = text.readline(longest + 1)
                if len(line) <= longest:
                    break
    finally:
        with contextlib.suppress(ValueError):  # the stream was closed before this was read to its end
            text.detach()


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether a few broken bytes stand among many letters that only UTF-8 explains."""
    wide = [character for character in decoded(head, "utf-8") if character > "\x7f"]
    return len(wide) > 10 * wide.count("\ufffd")


def _is_binary(head: bytes) -> bool:
    controls = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return b"\0" in head or controls > len(head) / 100
