"""Briefs as DOCX: what pandoc leaves open of right-to-left writing, fonts and looks is set in the file it wrote."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree

from index.language import direction
from rag.export import tree
from rag.export.directions import Direction, marked, runs, titled
from rag.export.packed import changed
from rag.export.pandoc import written
from rag.export.tree import Element

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = {"w": _W}
_FOOTER, _FOOTER_ID = "word/footer1.xml", "rIdFooter1"
_FOOT = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
)
_COMPLEX_FONTS = {"ur": "Noto Nastaliq Urdu", "he": "Noto Sans Hebrew", "yi": "Noto Sans Hebrew"}
_INSTEAD = {  # of fonts that are not on a computer
    "Noto Sans Arabic": "Arial",
    "Noto Nastaliq Urdu": "Jameel Noori Nastaleeq, Urdu Typesetting, Times New Roman",
    "Noto Sans Hebrew": "Arial",
    "Calibri": "Carlito, Arial",
    "Segoe UI Symbol": "DejaVu Sans, Noto Sans Symbols2",
}
_FRONT = frozenset({"Title", "Subtitle", "Author", "Date"})
_PAPER = {"w": "11906", "h": "16838"}  # A4, in twentieths of a point
_MARGINS = {"top": "1304", "right": "1304", "bottom": "1304", "left": "1304", "header": "624", "footer": "624", "gutter": "0"}


def docx(document: dict[str, Any], *, language: str, reference: Path | None) -> bytes:
    """A document whose citations are written out, in the look of ``reference`` or in Sanad's own."""
    base = direction(language)
    blocks = marked(tree.mapped(document["blocks"], lambda element: _noted(element, base)), base)
    options = [f"--reference-doc={reference.absolute()}"] if reference else []
    data = written({**document, "meta": titled(document["meta"], base), "blocks": blocks}, "docx", *options)
    changes: dict[str, Callable[[etree._Element], None]] = {
        "word/document.xml": lambda root: _body(root, base, own=reference is None),
        "word/footnotes.xml": lambda root: _footnotes(root, base, fonts=reference is None),
    }
    if reference is None:
        changes |= {"word/styles.xml": lambda root: _looks(root, language), "word/fontTable.xml": _replacements}
        changes |= {"word/_rels/document.xml.rels": _related, "[Content_Types].xml": _typed}
    return changed(data, changes, {} if reference else {_FOOTER: _FOOT.encode()})


def _noted(element: Element, base: Direction) -> list[Element]:
    """A note's lines in the direction of the document, wherever it is called."""
    if element["t"] != "Note":
        return [element]
    return [{**element, "c": [{**block, "c": [tree.span(block["c"], dir=base)]} for block in element["c"]]}]


def _body(root: etree._Element, base: Direction, *, own: bool) -> None:
    if base == "rtl":
        _turned(root)
    for section in root.iterfind(".//w:sectPr", _NAMES):
        for notes in section.findall("w:footnotePr/w:numRestart", _NAMES):
            notes.getparent().remove(notes)
        if own:
            footer = _made("footerReference", type="default")
            footer.set(f"{{{_R}}}id", _FOOTER_ID)
            section.insert(0, footer)
            section.extend((_made("pgSz", **_PAPER), _made("pgMar", **_MARGINS)))
        if base == "rtl":
            section.append(_made("bidi"))
    _spoken(root, fonts=own)


def _turned(root: etree._Element) -> None:
    """Turn what pandoc writes from the left in any document: title, author, date, and the columns of tables."""
    for paragraph in root.iterfind("w:body/w:p", _NAMES):
        properties = paragraph.find("w:pPr", _NAMES)
        style = properties.find("w:pStyle", _NAMES) if properties is not None else None
        if style is None or style.get(_w("val")) not in _FRONT or properties.find("w:bidi", _NAMES) is not None:
            continue
        properties.insert(1, _made("bidi"))
        for run in paragraph.iterfind("w:r", _NAMES):
            if runs("".join(run.itertext())) != "ltr":
                _properties(run).append(_made("rtl"))
    for properties in root.iterfind(".//w:tblPr", _NAMES):
        style = properties.find("w:tblStyle", _NAMES)
        properties.insert(0 if style is None else properties.index(style) + 1, _made("bidiVisual"))


def _properties(run: etree._Element) -> etree._Element:
    found = run.find("w:rPr", _NAMES)
    if found is None:
        found = _made("rPr")
        run.insert(0, found)
    return found


def _footnotes(root: etree._Element, base: Direction, *, fonts: bool) -> None:
    """Notes run as the document does, not as the paragraph they are called from."""
    for properties in root.iterfind(".//w:pPr", _NAMES):
        for bidi in properties.findall("w:bidi", _NAMES):
            properties.remove(bidi)
        if base == "rtl":
            style = properties.find("w:pStyle", _NAMES)
            properties.insert(0 if style is None else properties.index(style) + 1, _made("bidi"))
    _spoken(root, fonts=fonts)


def _spoken(root: etree._Element, *, fonts: bool) -> None:
    for properties in root.iterfind(".//w:r/w:rPr", _NAMES):
        _run(properties, fonts=fonts)


def _run(properties: etree._Element, *, fonts: bool) -> None:
    """State the language of a run from the right as Word wants it, and a font that has its letters."""
    turned = properties.find("w:rtl", _NAMES)
    spoken = properties.find("w:lang", _NAMES)
    language = spoken.get(_w("val")) if spoken is not None else None
    if spoken is not None and language and direction(language) == "rtl":
        del spoken.attrib[_w("val")]
        spoken.set(_w("bidi"), language)
    if turned is None:
        return
    if spoken is not None and not spoken.attrib:
        properties.remove(spoken)
    font = _COMPLEX_FONTS.get((language or "").split("-")[0])
    if fonts and font and properties.find("w:rFonts", _NAMES) is None:
        style = properties.find("w:rStyle", _NAMES)
        properties.insert(0 if style is None else 1, _made("rFonts", cs=font))


def _looks(root: etree._Element, language: str) -> None:
    """Sanad's own styles in place of pandoc's."""
    own = etree.fromstring(_look())
    present = {style.get(_w("styleId")): style for style in root.iterfind("w:style", _NAMES)}
    for style in own.findall("w:style", _NAMES):
        before = present.get(style.get(_w("styleId")))
        root.replace(before, style) if before is not None else root.append(style)
    for identity in ("TitleChar", "Heading1Char", "Heading2Char"):
        if identity in present:
            root.remove(present[identity])
    defaults = own.find("w:docDefaults", _NAMES)
    tongue = defaults.find(".//w:lang", _NAMES)
    tongue.set(_w("bidi" if direction(language) == "rtl" else "val"), language)
    if font := _COMPLEX_FONTS.get(language.split("-")[0]):
        defaults.find(".//w:rFonts", _NAMES).set(_w("cs"), font)
    root.replace(root.find("w:docDefaults", _NAMES), defaults)


def _replacements(root: etree._Element) -> None:
    """Say which fonts may stand for those that a computer lacks."""
    for name, instead in _INSTEAD.items():
        for present in root.findall(f"w:font[@w:name='{name}']", _NAMES):
            root.remove(present)
        font = _made("font", name=name)
        font.append(_made("altName", val=instead))
        root.append(font)


def _related(root: etree._Element) -> None:
    """Tell of the footer, which has the number of the page."""
    kind = f"{_R}/footer"
    etree.SubElement(root, f"{{{root.nsmap[None]}}}Relationship", Id=_FOOTER_ID, Type=kind, Target="footer1.xml")


def _typed(root: etree._Element) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
    etree.SubElement(root, f"{{{root.nsmap[None]}}}Override", PartName=f"/{_FOOTER}", ContentType=kind)


def _made(name: str, /, **attributes: str) -> etree._Element:
    element = etree.Element(_w(name))
    for key, value in attributes.items():
        element.set(_w(key), value)
    return element


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"


@cache
def _look() -> bytes:
    return files("rag.export").joinpath("look.xml").read_bytes()
