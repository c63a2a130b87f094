"""What word processors' documents say about themselves: title, author, dates, language."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

from index.models import Record
from index.readers.moments import Moment, stated_moment
from index.readers.zipped import BROKEN_ZIP

_PARTS = re.compile(r"docProps/core\.xml|meta\.xml|.*\.opf")
_MOST_BYTES = 2_000_000
_FIELDS = {  # local names of Dublin Core, OpenDocument and Open Packaging, the more telling first
    "title": ("title",),
    "author": ("initial-creator", "creator"),
    "published": ("issued", "date", "created", "creation-date"),
    "updated": ("modified", "date"),
    "language": ("language",),
}
_RTF_INFO = re.compile(rb"\{\\info\b.{0,20000}", re.DOTALL)
_RTF_TIME = re.compile(rb"\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_TEMPLATE_AUTHORS = frozenset({"python-docx", "microsoft office user", "user", "admin", "administrator", "unknown", "author"})


class Properties(Record):
    """The properties of a document, empty where it states none."""

    title: str = ""
    author: str = ""
    published: Moment | None = None
    updated: datetime | None = None
    language: str | None = None


def packed_properties(archive: zipfile.ZipFile, *, kind: str) -> Properties:
    """The properties in a DOCX, PPTX, ODT or EPUB file; those that cannot be read are passed over."""
    name = next((name for name in archive.namelist() if _PARTS.fullmatch(name)), None)
    if name is None:
        return Properties()
    try:
        with archive.open(name) as stream:
            root = ElementTree.fromstring(stream.read(_MOST_BYTES))
    except (*BROKEN_ZIP, ElementTree.ParseError, KeyError):
        return Properties()
    return _from_xml(root, kind)


def rtf_properties(data: bytes) -> Properties:
    """The times in the information group of an RTF file; pandoc reads its title and author."""
    info = _RTF_INFO.search(data)
    times = {match[1]: stated_moment(b"/".join(match.groups()[1:]).decode()) for match in _RTF_TIME.finditer(info[0] if info else b"")}
    return Properties(published=times.get(b"creatim"))


def _from_xml(root: ElementTree.Element, kind: str) -> Properties:
    values: dict[str, list[str]] = {}
    for element in root.iter():
        text = " ".join((element.text or "").split())
        if text and isinstance(element.tag, str):
            values.setdefault(element.tag.rpartition("}")[2], []).append(text)
            values.setdefault(element.get("property", "").rpartition(":")[2], []).append(text)
    authors = list(dict.fromkeys(_values(values, "author")))
    made_by_template = bool(authors) and authors[0].lower() in _TEMPLATE_AUTHORS
    dates = [moment for text in _dates(values, kind) if (moment := stated_moment(text))]
    updated = [moment.at for text in _values(values, "updated") if kind != "epub" and (moment := stated_moment(text)) and moment.at]
    return Properties(
        title=next(_values(values, "title"), ""),
        author="" if made_by_template else ", ".join(authors if kind == "epub" else authors[:1]),
        published=dates[0] if dates and not made_by_template else None,
        updated=updated[0] if updated and dates else None,
        language=_language(next(_values(values, "language"), "")),
    )


def _dates(values: dict[str, list[str]], kind: str) -> Iterator[str]:
    """In OpenDocument ``date`` is the day of the last change."""
    names = ("creation-date",) if kind == "odt" else _FIELDS["published"]
    return (text for name in names for text in values.get(name, []))


def _values(values: dict[str, list[str]], field: str) -> Iterator[str]:
    return (text for name in _FIELDS[field] for text in values.get(name, []))


def _language(value: str) -> str | None:
    code = value.partition("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None
