"""Archives (zip, tar, also in gzip, bzip2 or xz): each member is read as a file of its own would be."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from index.errors import ReadError
from index.models import RawArticle
from index.readers.bounds import ReadOne
from index.readers.members import Budget, Member, archive_kind, tar_members, zip_members
from index.readers.source import Limits, ReadOptions, Source, Unreadable

DEPTH = 2  # an archive, and archives in it

_FOREIGN = {b"7z\xbc\xaf\x27\x1c": "7-Zip", b"Rar!\x1a\x07": "RAR"}
_NOISE = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_ESCAPES = re.compile(r"^(?:/|\\|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)|\0")


class ArchiveReader:
    """Members of archives, handed one by one to ``read_one``.

    A member's name is only ever a name: nothing is written where it says. The origin of a member is the archive's, with
    ``#member=`` and its name percent-encoded.

    Args:
        read_one: Reads one member as the file that it is.
        depth: How deep archives may be nested.
    """

    def __init__(self, *, read_one: ReadOne, depth: int = DEPTH) -> None:
        self._read_one, self._depth = read_one, depth

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether it is a zip file that is no document, a tar file, bzip2 or xz; also 7-Zip and RAR, to say what to do."""
        return archive_kind(source, head) is not None or head.startswith(tuple(_FOREIGN))

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The articles in the members, in their order.

        Raises:
            ReadError: It is damaged from its beginning, of a kind that cannot be opened, or has too many members.
        """
        head = source.head()
        for magic, name in _FOREIGN.items():
            if head.startswith(magic):
                raise ReadError(f"{source.name} is a {name} archive, which cannot be opened.", remedy="Unpack it and give the files.")
        yield from self._archive(source, head, limits, options, Budget(limits), 1)

    def _archive(
        self, source: Source, head: bytes, limits: Limits, options: ReadOptions, budget: Budget, depth: int
    ) -> Iterator[RawArticle | Unreadable]:
        kind = archive_kind(source, head)
        members = zip_members(source, limits, budget) if kind == "zip" else tar_members(source, limits, budget)
        for member in _wanted(members):
            origin = f"{source.origin}{'&' if '#' in source.origin else '#'}member={quote(member.name, safe='')}"
            if member.refused or member.opener is None:
                reason = f"{source.name}: the member {_shown(member.name)} {member.refused}."
                yield Unreadable(origin=origin, reason=reason, remedy=member.remedy)
                continue
            inner = Source(origin, PurePosixPath(member.name).name, member.opener, member.size)
            yield from self._member(inner, limits, options, budget, depth)

    def _member(
        self, source: Source, limits: Limits, options: ReadOptions, budget: Budget, depth: int
    ) -> Iterator[RawArticle | Unreadable]:
        try:
            head = source.head()
            if not head.strip():
                raise ReadError(f"{source.name} is empty.", remedy="Remove it from the archive.")
            if archive_kind(source, head) is None:
                yield from self._read_one(source, limits=limits, options=options)
            elif depth >= self._depth:
                raise ReadError(f"{source.name} is an archive within {depth} others.", remedy="Unpack it and give the files.")
            else:
                held = Source.of_bytes(source.read(limits), origin=source.origin, name=source.name)
                yield from self._archive(held, head, limits, options, budget, depth + 1)
        except ReadError as error:
            yield Unreadable(origin=source.origin, reason=error.message, remedy=error.remedy)


def _wanted(members: Iterable[Member]) -> Iterator[Member]:
    """Members but for what systems leave in archives; a name that points out of the archive is refused."""
    for member in members:
        if _ESCAPES.search(member.name):
            yield Member(member.name, refused="has a name that points out of the archive", remedy="Do not trust this archive.")
        elif not _NOISE.search(member.name):
            yield member


def _shown(name: str) -> str:
    return repr(name if len(name) <= 120 else f"{name[:117]}...")
