"""Documents that are zip files of XML, changed part by part."""

import io
import zipfile
from collections.abc import Callable, Mapping

from lxml import etree


def changed(data: bytes, changes: Mapping[str, Callable[[etree._Element], None]]) -> bytes:
    """The file with the parts that are named changed by their functions, all others as they were and in their order."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename in changes:
                root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
                changes[member.filename](root)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            copy.writestr(member, content, member.compress_type)
    return result.getvalue()
