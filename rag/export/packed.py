"""Documents that are zip files of XML: changed part by part, and looked into before pandoc takes a look from one."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from lxml import etree

from index.errors import ExportError

_STYLES = {"docx": "word/styles.xml", "odt": "styles.xml"}  # the part that holds the look


def changed(data: bytes, changes: Mapping[str, Callable[[etree._Element], None]], added: Mapping[str, bytes] | None = None) -> bytes:
    """The file with parts changed by their functions, all others as they were and in their order, and new ones behind."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename in changes:
                root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
                changes[member.filename](root)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            copy.writestr(member, content, member.compress_type)
        for name, content in (added or {}).items():
            copy.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def check_look(file: Path, form: str) -> None:
    """See whether a document of ``form`` can take its look from a file.

    Raises:
        ExportError: The format has no such look, or the file cannot be used.
    """
    if form not in _STYLES:
        raise ExportError(f"A reference document gives DOCX and ODT their look; {form} has none.", remedy="Leave it out.")
    try:
        with zipfile.ZipFile(file) as archive:
            archive.getinfo(_STYLES[form])
    except OSError as error:
        raise ExportError(f"The reference document {file} cannot be read: {error.strerror}.", remedy="Check the path.") from error
    except (zipfile.BadZipFile, KeyError) as error:
        raise ExportError(f"The reference document {file} is not {form.upper()}.", remedy=f"Save it as {form.upper()}.") from error
