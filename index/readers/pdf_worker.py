"""The process that parses PDFs: a request of two numbers and the bytes in, a document as JSON out, until the input ends."""

import contextlib
import sys
from typing import BinaryIO

from index.readers.pdf_document import REPLY, REQUEST
from index.readers.pdf_parse import parse

_MEMORY_BYTES = 2_000_000_000


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests, one at a time."""
    while len(header := requests.read(REQUEST.size)) == REQUEST.size:
        most_pages, most_characters, size = REQUEST.unpack(header)
        document = parse(requests.read(size), most_pages=most_pages, most_characters=most_characters)
        reply = document.model_dump_json().encode()
        replies.write(REPLY.pack(len(reply)) + reply)
        replies.flush()


def _bound_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such bound
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


if __name__ == "__main__":
    _bound_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
