"""Small documents of each kind, made here byte by byte."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.message import EmailMessage

from index.errors import ReadError
from index.models import RawArticle
from index.readers.source import Limits, ReadOptions, Source, Unreadable

_RANGES = b"<0020> <007e> <0020> <0600> <06ff> <0600>"  # Latin and Arabic letters
PARAGRAPH = "The dam opened on Monday. It cost 2.4 billion dollars."
ARABIC = "افتتح السد يوم الاثنين."


def source(data: bytes | str, *, name: str = "article.dat") -> Source:
    return Source.of_bytes(data.encode() if isinstance(data, str) else data, origin=f"file:///{name}", name=name)


def as_text(given: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
    """The simplest reader there is, to be injected."""
    data = given.read(limits)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ReadError(f"{given.name} is not text.", remedy="Save it as text.") from error
    yield RawArticle(origin=given.origin, text=text, title=given.name)


def pdf(pages: Iterable[str], *, info: Mapping[str, str] | None = None, language: str = "") -> bytes:
    """A PDF with one content stream a page, such as ``text_stream`` gives."""
    contents = list(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(contents)))
    fonts = "<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> /F2 << /Type /Font /Subtype /Type0 /BaseFont /Wide "
    fonts += "/Encoding /Identity-H /ToUnicode 3 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Wide /DW 500 "
    fonts += "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >> >>"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {f'/Lang ({language})' if language else ''} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} /MediaBox [0 0 600 800] /Resources << /Font {fonts} >> >>".encode(),
        _stream(b"1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfrange " + _RANGES + b" endbfrange"),
    ]
    for number, content in enumerate(contents):
        objects.append(f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(_stream(content.encode("latin-1")))
    entries = "".join(f"/{key} ({value})" for key, value in (info or {}).items())
    objects.append(f"<< {entries} >>".encode())
    return _joined(objects)


def text_stream(lines: Sequence[str], *, gap: float = 14) -> str:
    """Lines of Helvetica; an empty one leaves a gap."""
    shown = [f"BT /F1 12 Tf 1 0 0 1 50 {750 - gap * number:.1f} Tm ({line}) Tj ET" for number, line in enumerate(lines) if line]
    return "\n".join(shown)


def placed_stream(pieces: Iterable[tuple[int, int, str]]) -> str:
    """Pieces of any script, each at its x and y."""
    return "\n".join(f"BT /F2 12 Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET" for x, y, text in pieces)


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)


def _joined(objects: Sequence[bytes]) -> bytes:
    body = io.BytesIO()
    body.write(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(body.tell())
        body.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start = body.tell()
    body.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    body.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    body.write(b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(objects), start))
    return body.getvalue()


def zipped(members: Iterable[tuple[str, bytes | str]]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return held.getvalue()


def tarred(members: Iterable[tuple[str, bytes | None]], *, packing: str = "") -> bytes:
    """A tar file; ``None`` makes a symbolic link."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=f"w:{packing}") as archive:  # type: ignore[call-overload]  # the mode is made here
        for name, data in members:
            entry = tarfile.TarInfo(name)
            entry.type = tarfile.SYMTYPE if data is None else tarfile.REGTYPE
            entry.linkname = "/etc/passwd" if data is None else ""
            entry.size = len(data or b"")
            archive.addfile(entry, io.BytesIO(data or b""))
    return held.getvalue()


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DUBLIN = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def docx(paragraphs: Sequence[str] = (PARAGRAPH, ARABIC), *, core: str = "", more: Iterable[tuple[str, bytes | str]] = ()) -> bytes:
    """A DOCX of raw paragraphs; ``core`` is what its properties hold."""
    body = "".join(text if text.startswith("<w:") else f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    types = f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    types += 'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    types += f'ContentType="{_MAIN}"/></Types>'
    target = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    return zipped(
        [
            ("[Content_Types].xml", types),
            ("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{target}</Relationships>'),
            (
                "docProps/core.xml",
                f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" {_DUBLIN}>{core}</cp:coreProperties>',
            ),
            ("word/document.xml", f"<w:document {_WORD}><w:body>{body}</w:body></w:document>"),
            *more,
        ]
    )


def odt() -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    names = f'xmlns:office="{office}:office:1.0" xmlns:text="{office}:text:1.0" xmlns:meta="{office}:meta:1.0" {_DUBLIN}'
    body = f'<text:h text:outline-level="1">The dam</text:h><text:p>{PARAGRAPH}</text:p><text:p>{ARABIC}</text:p>'
    styles = "<office:font-face-decls/><office:styles/><office:automatic-styles/>"
    meta = "<dc:title>The dam</dc:title><meta:initial-creator>Jane Doe</meta:initial-creator>"
    meta += "<meta:creation-date>2025-12-03T10:15:00</meta:creation-date><dc:date>2025-12-05T11:00:00</dc:date>"
    return zipped(
        [
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            (
                "content.xml",
                f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
            ),
            (
                "styles.xml",
                f"<office:document-styles {names}>{styles}</office:document-styles>",
            ),
            ("meta.xml", f"<office:document-meta {names}><office:meta>{meta}</office:meta></office:document-meta>"),
        ]
    )


def epub() -> bytes:
    package = '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    package += "<dc:title>The dam</dc:title><dc:creator>Jane Doe</dc:creator><dc:creator>Ali</dc:creator><dc:date>2025-12-03</dc:date>"
    package += "<dc:language>en-GB</dc:language></metadata><manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>"
    package += "</manifest><spine><itemref idref='a'/></spine></package>"
    container = "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container' version='1.0'><rootfiles><rootfile "
    container += "full-path='content.opf' media-type='application/oebps-package+xml'/></rootfiles></container>"
    page = f"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body><h1>The dam</h1><p>{PARAGRAPH}</p></body></html>"
    return zipped(
        [("mimetype", "application/epub+zip"), ("META-INF/container.xml", container), ("content.opf", package), ("a.xhtml", page)]
    )


RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset178 Arial;}{\f2\fnil\fcharset204 Arial;}}"
    r"{\info{\title The dam}{\author Jane Doe}{\creatim\yr2025\mo12\dy3\hr10}}\uc1\pard\f0 " + PARAGRAPH + r"\par "
    r"\pard \u1575?\u1604?\u1587?\u1583? end.{\footnote A note.} {\f1 \'c7\'e1\'d3\'cf} caf\'e9 \f2\'cf\'f0\'e8\'e2\'e5\'f2\f0  "
    r"{\uc2 \u1575??\u1604??}\par}"
).encode()


def message(
    *,
    body: str | None = PARAGRAPH,
    html: str | None = None,
    headers: Mapping[str, str] | None = None,
    attached: Sequence[tuple[str, bytes]] = (),
) -> EmailMessage:
    made = EmailMessage()
    fields = {"From": "Jane Doe <jane@example.org>", "Subject": "The dam", "Date": "Wed, 03 Dec 2025 23:15:00 +0300", **(headers or {})}
    for name, value in fields.items():
        made[name] = value
    if body is not None:
        made.set_content(body)
    if html is not None:
        made.set_content(html, subtype="html") if body is None else made.add_alternative(html, subtype="html")
    for name, data in attached:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made
