"""Briefs as ODT: directions of paragraphs, languages of letters from the right, and looks, which pandoc leaves open."""

import copy
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree

from index.language import direction
from rag.export import tree
from rag.export.directions import Direction, marked, stated, titled
from rag.export.packed import changed
from rag.export.pandoc import written
from rag.export.tree import Element

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
_TURN = "\ue00f"  # begins a paragraph that runs against the document; from the private area, and taken out again
_MODES: dict[Direction, str] = {"ltr": "lr-tb", "rtl": "rl-tb"}
_SIDES = {"lr-tb": "left", "rl-tb": "right"}  # LibreOffice takes "start" for left
_OTHER: dict[Direction, Direction] = {"ltr": "rtl", "rtl": "ltr"}
_COMPLEX_FONTS = {"ur": "Noto Nastaliq Urdu", "he": "Noto Sans Hebrew", "yi": "Noto Sans Hebrew"}


def odt(document: dict[str, Any], *, language: str, reference: Path | None) -> bytes:
    """A document whose citations are written out, in the look of ``reference`` or in Sanad's own."""
    base = direction(language)
    blocks = [_turned(block, base, base) for block in marked(document["blocks"], base)]
    options = [f"--reference-doc={reference.absolute()}"] if reference else []
    data = written({**document, "meta": titled(document["meta"], base), "blocks": blocks}, "odt", "--standalone", *options)
    own = reference is None
    return changed(
        data,
        {
            "content.xml": lambda root: _content(root, base, own=own),
            "styles.xml": lambda root: _styles(root, base, language, own=own),
        },
    )


def _turned(content: Any, around: Direction, base: Direction) -> Any:
    """Content with a sign at the beginning of each paragraph that runs against the document."""
    if isinstance(content, list):
        return [_turned(one, around, base) for one in content]
    if not isinstance(content, dict) or "c" not in content or content["t"] in tree.LEAVES:
        return content
    own = stated(content) if content["t"] == "Div" else None
    if content["t"] in ("Para", "Plain"):
        return {**content, "c": [*_sign(around, base), *_turned(content["c"], around, base)]}
    if content["t"] == "Header":
        level, attributes, words = content["c"]
        return {**content, "c": [level, attributes, [*_sign(around, base), *words]]}
    return {**content, "c": _turned(content["c"], base if content["t"] == "Note" else own or around, base)}


def _sign(own: Direction, base: Direction) -> list[Element]:
    return [{"t": "Str", "c": _TURN}] if own != base else []


def _content(root: etree._Element, base: Direction, *, own: bool) -> None:
    automatic = root.find("office:automatic-styles", _NAMES)
    made: dict[str, str] = {}
    for paragraph in root.iter(_name("text:p"), _name("text:h")):
        first = next((node for node in paragraph.iter() if node.text), None)
        if first is None or not first.text.startswith(_TURN):
            continue
        first.text = first.text.removeprefix(_TURN)
        style = paragraph.get(_name("text:style-name"))
        paragraph.set(_name("text:style-name"), made.setdefault(style, _against(automatic, style, _MODES[_OTHER[base]])))
    for properties in automatic.iter(_name("style:text-properties")):
        _spoken(properties, fonts=own)
    if own:
        for style in automatic.findall("style:style[@style:family='table-cell']", _NAMES):
            _ruled(style)


def _ruled(cell: etree._Element) -> None:
    """A line below each row, a stronger one below the head."""
    line = "1pt solid #51626a" if "Header" in cell.get(_name("style:name"), "") else "0.5pt solid #c3cdd1"
    for properties in cell.findall("style:table-cell-properties", _NAMES):
        properties.attrib.clear()
        properties.set(_name("fo:border-bottom"), line)
        properties.set(_name("fo:padding"), "1.2mm")


def _against(automatic: etree._Element, style: str, mode: str) -> str:
    """The name of a style like another, but for the direction of its lines."""
    name = f"Turned-{style}"
    known = next((one for one in automatic.findall("style:style", _NAMES) if one.get(_name("style:name")) == name), None)
    if known is not None:
        return name
    own = next((one for one in automatic.findall("style:style", _NAMES) if one.get(_name("style:name")) == style), None)
    new = copy.deepcopy(own) if own is not None else _made("style:style", {"style:family": "paragraph", "style:parent-style-name": style})
    new.set(_name("style:name"), name)
    properties = new.find("style:paragraph-properties", _NAMES)
    if properties is None:
        properties = etree.SubElement(new, _name("style:paragraph-properties"))
        new.insert(0, properties)
    properties.set(_name("style:writing-mode"), mode)
    properties.set(_name("fo:text-align"), _SIDES[mode])
    automatic.append(new)
    return name


def _spoken(properties: etree._Element, *, fonts: bool) -> None:
    language = properties.get(_name("fo:language"))
    if language and direction(language) == "rtl":
        del properties.attrib[_name("fo:language")]
        properties.set(_name("style:language-complex"), language)
        properties.set(_name("style:country-complex"), "none")
        if fonts and (font := _COMPLEX_FONTS.get(language)):
            properties.set(_name("style:font-family-complex"), font)


def _styles(root: etree._Element, base: Direction, language: str, *, own: bool) -> None:
    if base == "rtl":
        for properties in root.iter(_name("style:page-layout-properties")):
            properties.set(_name("style:writing-mode"), "rl-tb")
        for properties in root.iterfind(".//style:default-style/style:text-properties", _NAMES):
            properties.set(_name("style:language-complex"), language)
        for properties in root.iterfind(".//style:default-style[@style:family='paragraph']/style:paragraph-properties", _NAMES):
            properties.set(_name("style:writing-mode"), "rl-tb")
            properties.set(_name("fo:text-align"), "right")
    if own:
        _looks(root, language)


def _looks(root: etree._Element, language: str) -> None:
    """Sanad's own styles in place of pandoc's, whose parents stay."""
    styles = root.find("office:styles", _NAMES)
    for notes in styles.findall("text:notes-configuration", _NAMES):
        notes.set(_name("style:num-suffix"), " ")
    present = {style.get(_name("style:name")): style for style in styles.findall("style:style", _NAMES)}
    for style in etree.fromstring(_look()).iterfind("style:style", _NAMES):
        before = present.get(style.get(_name("style:name")))
        styles.replace(before, style) if before is not None else styles.append(style)
    for properties in styles.iterfind("style:default-style[@style:family='paragraph']/style:text-properties", _NAMES):
        for kind, font in (("", "Calibri"), ("-complex", _COMPLEX_FONTS.get(language, "Noto Sans Arabic"))):
            properties.attrib.pop(_name(f"style:font-name{kind}"), None)
            properties.set(_name(f"style:font-family{kind}" if kind else "fo:font-family"), font)
            properties.set(_name(f"style:font-size{kind}" if kind else "fo:font-size"), "11pt")


def _made(name: str, attributes: dict[str, str]) -> etree._Element:
    return etree.Element(_name(name), {_name(key): value for key, value in attributes.items()})


def _name(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{_NAMES[prefix]}}}{local}"


@cache
def _look() -> bytes:
    return files("rag.export").joinpath("look_odt.xml").read_bytes()
