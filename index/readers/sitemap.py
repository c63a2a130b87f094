"""Site maps (sitemaps.org): lists of pages, and lists of such lists."""

import re
from collections.abc import Iterator

from lxml import etree

from index.errors import ReadError
from index.models import RawArticle
from index.readers.page import PageReader
from index.readers.source import Limits, ReadOptions, Source, Unreadable

MOST_ADDRESSES = 50_000  # of one file, as the protocol has it
MOST_FILES = 500

_START = re.compile(rb"<(?:\w{1,20}:)?(urlset|sitemapindex)\b")
_REMEDY = "Give the addresses of the pages themselves."


class SitemapReader:
    """Reads the pages that a site map lists.

    Args:
        pages: Reads an address; its ``pick`` should know no feeds and site maps. ``None`` where there is no network: a site map
            has no articles of its own, so it is refused then.
    """

    def __init__(self, *, pages: PageReader | None = None) -> None:
        self._pages = pages

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether its first element is that of a site map."""
        return bool(_START.search(head[:4_096])) and b"<html" not in head[:4_096].lower()

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The articles on the pages it lists, one by one.

        Raises:
            ReadError: It is no site map, or there is no way to the network.
        """
        if self._pages is None:
            raise ReadError(f"{source.name} is a list of pages, and nothing may be fetched.", remedy="Save the pages and index the files.")
        seen: set[str] = set()
        for address in self._addresses(source, self._pages, limits):
            if isinstance(address, Unreadable):
                yield address
            elif address not in seen and len(seen) < limits.members:
                seen.add(address)
                yield from self._pages.read(address, limits=limits, options=options)

    def _addresses(self, source: Source, pages: PageReader, limits: Limits) -> Iterator[str | Unreadable]:
        """The pages of this file and of the files it lists; those list no further files, as the protocol has it."""
        kind, addresses = read_sitemap(source.read(limits), name=source.name)
        if kind == "urlset":
            yield from addresses
            return
        for address in addresses[:MOST_FILES]:
            try:
                inner = pages.fetch(address)
                found = read_sitemap(inner.read(limits), name=inner.name) if inner else ("urlset", [])
                if found[0] != "urlset":
                    raise ReadError(f"{address} lists site maps within a list of site maps.", remedy=_REMEDY)
                yield from found[1]
            except ReadError as error:
                yield Unreadable(origin=address, reason=error.message, remedy=error.remedy)


def read_sitemap(data: bytes, *, name: str) -> tuple[str, list[str]]:
    """``urlset`` or ``sitemapindex``, and the web addresses in it, at most ``MOST_ADDRESSES``.

    Raises:
        ReadError: It is no site map, or an empty one.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True)
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadError(f"{name} is no site map ({error}).", remedy=_REMEDY) from error
    kind = etree.QName(root).localname if root is not None and isinstance(root.tag, str) else ""
    if kind not in {"urlset", "sitemapindex"}:
        raise ReadError(f"{name} is no site map.", remedy=_REMEDY)
    places = (location for entry in root for location in entry if _is_location(location))
    addresses = [address for place in places if (address := (place.text or "").strip()).startswith(("http://", "https://"))]
    if not addresses:
        raise ReadError(f"{name} lists no pages.", remedy=_REMEDY)
    return kind, list(dict.fromkeys(addresses))[:MOST_ADDRESSES]


def _is_location(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and etree.QName(element).localname == "loc"
