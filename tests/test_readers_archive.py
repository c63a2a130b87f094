"""Archives: members, names, nesting, bombs."""

import bz2
import io
import struct
import zipfile

import pytest

from index.errors import ReadError
from index.models import RawArticle
from index.readers.archive import ArchiveReader
from index.readers.source import Limits, ReadOptions, Unreadable
from index.readers.table import TableReader
from tests.documents import PARAGRAPH, as_text, source, tarred, zipped

TEXT = PARAGRAPH.encode()
LIMITS = Limits(file_bytes=1_000_000, unpacked_bytes=50_000_000, members=1_000)
ORIGIN = "file:///a.bin#member="


def _read(data: bytes, *, limits: Limits = LIMITS) -> list[RawArticle | Unreadable]:
    return list(ArchiveReader(read_one=as_text).read(source(data, name="a.bin"), limits=limits, options=ReadOptions()))


def _reasons(found: list[RawArticle | Unreadable]) -> list[str]:
    return [read.reason for read in found if isinstance(read, Unreadable)]


@pytest.mark.parametrize("packing", ["zip", "", "gz", "bz2", "xz"])
def test_members_are_read_and_what_systems_leave_is_not(packing: str) -> None:
    members = [("de/a b.txt", TEXT), ("__MACOSX/de/._a", b"x"), (".DS_Store", b"x"), ("bad.txt", b"\xff"), ("خبر.txt", TEXT)]
    found = _read(zipped(members) if packing == "zip" else tarred(members, packing=packing))
    assert [read.origin.removeprefix(ORIGIN) for read in found] == ["de%2Fa%20b.txt", "bad.txt", "%D8%AE%D8%A8%D8%B1.txt"]
    assert [read.title for read in found if isinstance(read, RawArticle)] == ["a b.txt", "خبر.txt"]
    assert _reasons(found) == ["bad.txt is not text."]


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/passwd", "C:\\x.txt", "..\\x.txt"])
def test_names_that_point_out_are_reported(name: str) -> None:
    found = _read(tarred([(name, TEXT), ("good.txt", TEXT)]))
    assert "points out of the archive" in _reasons(found)[0]
    assert isinstance(found[1], RawArticle)


def test_links_are_reported_in_both_kinds() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    for data in (held.getvalue(), tarred([("link", None)])):
        assert _reasons(_read(data)) == ["a.bin: the member 'link' is a link or a device."]


def test_encrypted_members_are_reported() -> None:
    data = bytearray(zipped([("a.txt", TEXT), ("b.txt", TEXT)]))
    for start in (data.find(b"PK\x03\x04") + 6, data.find(b"PK\x01\x02") + 8):
        struct.pack_into("<H", data, start, 1)
    found = _read(bytes(data))
    assert _reasons(found) == ["a.bin: the member 'a.txt' is encrypted."]
    assert isinstance(found[1], RawArticle)


def test_an_archive_in_an_archive_is_read_and_one_in_that_is_not() -> None:
    inner = zipped([("a.txt", TEXT), ("b.tgz", tarred([("c.txt", TEXT)], packing="gz"))])
    found = _read(tarred([("in.zip", inner)], packing="gz"))
    assert isinstance(found[0], RawArticle)
    assert found[0].origin == f"{ORIGIN}in.zip&member=a.txt"
    assert _reasons(found) == ["b.tgz is an archive within 2 others."]


def test_a_member_that_grows_too_much_is_passed_over() -> None:
    found = _read(zipped([("bomb.txt", b"0" * 20_000_000), ("a.txt", TEXT)]))
    assert "would grow to 1,0" in _reasons(found)[0]
    assert isinstance(found[1], RawArticle)


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz"])
def test_an_archive_that_grows_too_much_is_given_up(packing: str) -> None:
    with pytest.raises(ReadError, match="unpacks to more than"):
        _read(tarred([("bomb.txt", b"0" * 40_000_000)], packing=packing))


def test_bytes_and_members_are_counted_over_nested_archives_too() -> None:
    inner = zipped([(f"{number}.txt", TEXT) for number in range(30)])
    found = _read(zipped([("a.zip", inner), ("b.zip", inner)]), limits=Limits(members=50))
    assert sum(isinstance(read, RawArticle) for read in found) < 50
    assert "more than 50 members" in _reasons(found)[0]
    with pytest.raises(ReadError, match="100 members"):
        _read(zipped([(f"{number}.txt", TEXT) for number in range(100)]), limits=Limits(members=99))
    with pytest.raises(ReadError, match="unpacks to more than"):
        _read(tarred([(f"{number}.txt", TEXT) for number in range(100)]), limits=Limits(unpacked_bytes=1_000))


def test_a_header_that_asks_for_gigabytes_is_refused() -> None:
    header = bytearray(tarred([("x", b"")])[:512])
    header[124:136] = b"77777777777\0"
    header[156:157] = b"x"  # a pax header of eight gigabytes
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    with pytest.raises(ReadError, match="header that is too large"):
        _read(bytes(header) + b"0" * 10_000)


def test_a_large_table_in_an_archive_is_streamed() -> None:
    line = b'{"title": "The dam", "text": "It opened."}\n'
    for data in (zipped([("t.jsonl", line * 1_000)]), tarred([("t.jsonl", line * 1_000)])):
        reader = ArchiveReader(read_one=TableReader().read)
        limits = Limits(file_bytes=20_000)
        assert len(list(reader.read(source(data), limits=limits, options=ReadOptions()))) == 1_000


def test_a_single_packed_file_is_its_one_member() -> None:
    (article,) = _read(bz2.compress(TEXT))
    assert isinstance(article, RawArticle)
    assert (article.text, article.title) == (PARAGRAPH, "a")


@pytest.mark.parametrize("magic", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00"])
def test_kinds_that_cannot_be_opened_say_what_to_do(magic: bytes) -> None:
    assert ArchiveReader(read_one=as_text).accepts(source(magic), magic)
    with pytest.raises(ReadError, match="archive, which cannot be opened") as caught:
        _read(magic + b"x" * 100)
    assert "Unpack it" in caught.value.remedy
