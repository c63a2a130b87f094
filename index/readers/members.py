"""What is in an archive: its members one by one, counted against limits before they are unpacked."""

import bz2
import contextlib
import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import PurePosixPath
from typing import BinaryIO, Literal, NamedTuple, cast

from index.errors import ReadError
from index.readers.bounds import BoundedStream
from index.readers.source import Limits, Source
from index.readers.zipped import BROKEN_ZIP, opened_zip, refusal, zip_kind

ArchiveKind = Literal["zip", "tar"]

_BZIP2, _XZ, _GZIP = b"BZh", b"\xfd7zXZ\x00", b"\x1f\x8b"
_TAR_BLOCK = 512
_PIECE_BYTES = 1_000_000
_SMALL_BYTES = 10_000_000  # an archive that unpacks to less is harmless however well it was packed
_BROKEN_TAR = (tarfile.TarError, OSError, EOFError, ValueError, lzma.LZMAError)


class Member(NamedTuple):
    """A member of an archive.

    Attributes:
        opener: Gives its bytes; ``None`` when it may not be read, and ``refused`` says why.
    """

    name: str
    opener: Callable[[], AbstractContextManager[BinaryIO]] | None = None
    size: int | None = None
    refused: str = ""
    remedy: str = "Unpack the archive yourself if you trust it."


class Budget:
    """What may still be unpacked from one archive, together with the archives in it."""

    def __init__(self, limits: Limits) -> None:
        self._bytes, self._members, self._limits = limits.unpacked_bytes, limits.members, limits

    def spend(self, size: int, *, name: str) -> None:
        """Count a member of ``size`` bytes.

        Raises:
            ReadError: There have been too many, or too large ones.
        """
        self._bytes -= size
        self._members -= 1
        if self._bytes < 0:
            most = f"{self._limits.unpacked_bytes / 1e6:,.0f} MB"
            raise ReadError(f"{name} unpacks to more than {most}.", remedy="Unpack it yourself if you trust it.")
        if self._members < 0:
            raise ReadError(f"{name} has more than {self._limits.members:,} members.", remedy="Split it.")


def archive_kind(source: Source, head: bytes) -> ArchiveKind | None:
    """What an archive is that begins with ``head``; ``tar`` for all that is packed by bzip2 or xz."""
    if zip_kind(source, head) == "zip":
        return "zip"
    if head.startswith(_XZ) or (head.startswith(_BZIP2) and head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")):
        return "tar"
    return "tar" if _is_tar(head) else None


def zip_members(source: Source, limits: Limits, budget: Budget) -> Iterator[Member]:
    """The members of a zip file. Each may be opened several times while it is the current one.

    Raises:
        ReadError: The file is damaged, or the budget is spent.
    """
    with opened_zip(source, limits) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            kind = info.external_attr >> 28
            reason = refusal(info, limits) or ("is a link or a device" if kind not in (0, 8) else "")
            if reason:
                yield Member(info.filename, refused=reason)
                continue
            budget.spend(info.file_size, name=source.name)
            yield Member(info.filename, _zip_opener(archive, info), info.file_size)


def _zip_opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextlib.contextmanager
    def opened() -> Iterator[BinaryIO]:
        try:
            with archive.open(info) as stream:
                yield cast("BinaryIO", stream)
        except BROKEN_ZIP as error:
            raise ReadError(f"{info.filename} is damaged: {error}.", remedy="Fetch the archive again.") from error

    return opened


def tar_members(source: Source, limits: Limits, budget: Budget) -> Iterator[Member]:
    """The members of a tar file, or the one that is packed where it is none.

    Raises:
        ReadError: The file is damaged, or the budget is spent.
    """
    with _unpacked(source, limits) as stream:
        first = stream.peek(_TAR_BLOCK)[:_TAR_BLOCK]
        if not _is_tar(first):
            if not source.head().startswith((_BZIP2, _XZ)):
                raise ReadError(f"{source.name} is no archive.", remedy="Check that it is the file you meant.")
            budget.spend(0, name=source.name)
            yield from _held(PurePosixPath(source.name).stem, stream, limits)
            return
        try:
            with tarfile.open(fileobj=_Forward(stream, max(limits.file_bytes, _PIECE_BYTES)), mode="r:") as archive:
                while (info := archive.next()) is not None:
                    if not info.isdir():
                        yield from _tar_member(archive, info, source, limits, budget)
                    archive.members = []  # type: ignore[attr-defined]  # it keeps every one, and there may be many
        except _BROKEN_TAR as error:
            raise ReadError(f"{source.name} is damaged: {error}.", remedy="Fetch it again.") from error


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, source: Source, limits: Limits, budget: Budget) -> Iterator[Member]:
    budget.spend(info.size, name=source.name)
    if not info.isfile() or info.issparse():
        yield Member(info.name, refused="is a link or a device")
        return
    stream = archive.extractfile(info)
    if stream is not None:
        yield from _held(info.name, cast("BinaryIO", stream), limits)


def _held(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    """The bytes of a member, in memory or, when there are many (a large table), in a temporary file."""
    with tempfile.SpooledTemporaryFile(max_size=limits.file_bytes) as held:
        size = 0
        while data := stream.read(_PIECE_BYTES):
            held.write(data)
            size += len(data)

        @contextlib.contextmanager
        def opened() -> Iterator[BinaryIO]:
            held.seek(0)
            yield cast("BinaryIO", held)

        yield Member(name, opened, size)


class _Forward(io.RawIOBase):
    """A stream for ``tarfile`` that only goes forward, and gives no more at once than one file may hold."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._most, self._position = stream, most, 0

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= self._most:  # a header may ask for any number of bytes
            raise ReadError("The archive has a header that is too large.", remedy="Do not trust this archive.")
        data = self._stream.read(size)
        self._position += len(data)
        return data

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # as RawIOBase reads in fact
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence != 0 or offset < self._position:
            raise OSError("its members overlap")
        while self._position < offset and self.read(min(offset - self._position, _PIECE_BYTES)):
            continue
        return self._position

    def tell(self) -> int:
        return self._position

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


@contextlib.contextmanager
def _unpacked(source: Source, limits: Limits) -> Iterator[io.BufferedReader]:
    """The bytes of ``source``, unpacked if need be, of which no more is given than an honest archive holds."""
    with source.opener() as packed:
        head = packed.read(6)
        packed.seek(0)
        openers: dict[bytes, Callable[[BinaryIO], object]] = {_GZIP: _gzip, _BZIP2: bz2.BZ2File, _XZ: lzma.LZMAFile}
        opener = next((opener for magic, opener in openers.items() if head.startswith(magic)), None)
        stream = cast("BinaryIO", opener(packed)) if opener else packed
        most = limits.unpacked_bytes + _TAR_BLOCK * limits.members * 4
        if opener and source.size is not None:
            most = min(most, max(source.size * limits.unpack_ratio, _SMALL_BYTES))
        yield io.BufferedReader(BoundedStream(stream, most=most, name=source.name))


def _gzip(stream: BinaryIO) -> gzip.GzipFile:
    return gzip.GzipFile(fileobj=stream, mode="rb")


def _is_tar(head: bytes) -> bool:
    """By the checksum of the first header, which every kind of tar has."""
    try:
        tarfile.TarInfo.frombuf(head[:_TAR_BLOCK], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True
