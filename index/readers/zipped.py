"""Zip files seen from outside: which kind of document one is, and whether its parts may be unpacked."""

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Literal

from index.errors import ReadError
from index.readers.source import Limits, Source

ZipKind = Literal["docx", "odt", "epub", "pptx", "xlsx", "package", "zip"]

# What opening and unpacking a broken zip file raises.
BROKEN_ZIP = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error)

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_LOCAL_NAME = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)
_MIMETYPE = re.compile(rb"PK\x03\x04.{26}mimetype(?:application/)?([a-z.+-]+)", re.DOTALL)
_PARTS: tuple[tuple[bytes, ZipKind], ...] = ((b"word/", "docx"), (b"ppt/", "pptx"), (b"xl/", "xlsx"))
_SMALL_BYTES = 1_000_000  # what unpacks to less is harmless however well it was packed


def zip_kind(source: Source, head: bytes) -> ZipKind | None:
    """What a zip file is, by the names of its members; ``package`` for a document of some other program."""
    if not head.startswith(_MAGIC):
        return None
    stated = _MIMETYPE.match(head)
    if stated:
        return "epub" if stated[1].startswith(b"epub+zip") else "odt" if b"opendocument.text" in stated[1] else "package"
    names = _names(source, head)
    if b"META-INF/container.xml" in names:  # its first member should have said so
        return "epub"
    if b"[Content_Types].xml" in names or any(name.startswith(b"_rels/") for name in names):
        return next((kind for part, kind in _PARTS if any(name.startswith(part) for name in names)), "package")
    return "zip"


def _names(source: Source, head: bytes) -> list[bytes]:
    """Names from the directory at the end; of a file cut short, from its beginning."""
    try:
        with source.opener() as stream, zipfile.ZipFile(stream) as archive:
            return [name.encode("utf-8", "replace") for name in archive.namelist()]
    except BROKEN_ZIP:
        return list(_local_names(head))


def _local_names(head: bytes) -> Iterator[bytes]:
    for match in _LOCAL_NAME.finditer(head):
        yield head[match.end() : match.end() + int.from_bytes(match[1], "little")]


@contextlib.contextmanager
def opened_zip(source: Source, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The zip file in ``source``.

    Raises:
        ReadError: It is damaged or has more members than ``limits`` allow.
    """
    try:
        with source.opener() as stream, zipfile.ZipFile(stream) as archive:
            count = len(archive.infolist())
            if count > limits.members:
                raise ReadError(f"{source.name} has {count:,} members; {limits.members:,} are read at most.", remedy="Split it.")
            yield archive
    except BROKEN_ZIP as error:
        raise ReadError(f"{source.name} is damaged: {_told(error)}.", remedy="Fetch it again.") from error


def refusal(member: zipfile.ZipInfo, limits: Limits) -> str:
    """Why ``member`` may not be unpacked; empty when it may. What is unpacked never exceeds the size it states."""
    if member.flag_bits & 0x1:
        return "is encrypted"
    if member.file_size > _SMALL_BYTES and member.file_size > limits.unpack_ratio * max(member.compress_size, 1):
        return f"would grow to {member.file_size / max(member.compress_size, 1):,.0f} times its size"
    return ""


def _told(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
