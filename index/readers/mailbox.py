"""Mailboxes (mbox): messages one behind the other, each begun by a line ``From ...`` (RFC 4155)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

_BEGINS = re.compile(rb"From \S+ .{0,60}\d{4}(?: [+-]\d{4})?\r?\n")
_HEADER = re.compile(rb"From [^\n]*\n[A-Za-z][A-Za-z0-9-]*:")
_LINE_BYTES = 1_000_000


def is_mailbox(head: bytes) -> bool:
    """Whether it begins as a mailbox does."""
    return _BEGINS.match(head) is not None and _HEADER.match(head) is not None


def messages(stream: BinaryIO, *, most: int) -> Iterator[bytes]:
    """The messages, without the line that begins each; of one longer than ``most`` bytes, as many."""
    lines: list[bytes] = []
    size, after_blank, begun = 0, True, False
    while line := stream.readline(_LINE_BYTES):
        if after_blank and _BEGINS.match(line):
            if begun:
                yield b"".join(lines)
            lines, size, begun = [], 0, True
        elif size <= most:
            line = line[1:] if re.match(rb">+From ", line) else line
            lines.append(line)
            size += len(line)
        after_blank = not line.strip()
    if lines:
        yield b"".join(lines)
