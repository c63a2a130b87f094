"""Web pages: the article in them, without the furniture and without what nobody sees.

trafilatura finds the article; ``metadata`` reads what the page states of it, with the place of each statement, because
trafilatura's dates are partly guessed and do not say from where.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from index.errors import ReadError
from index.models import RawArticle
from index.readers.html.charset import decoded
from index.readers.html.metadata import Facts, read_facts
from index.readers.html.visible import keep_visible
from index.readers.source import Limits, ReadOptions, Source, Unreadable

MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml"})
SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
LARGE_ELEMENTS = 5_000  # beyond these its second opinions (readability, justext) take too long
MOST_ELEMENTS = 50_000  # some tags cost trafilatura time that grows with the square of their number

_START = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROL_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[1-9]|2\d|3[01]|11|12)|x0*(?:[0-8bcef]|1[0-9a-f]))(?:;|(?![0-9a-f]))", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")
_BLOCKS = (
    *("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figcaption", "dd", "dt", "ul", "ol", "table"),
    *("head", "item", "row", "quote", "list"),  # as trafilatura calls them
)


class HtmlReader:
    """Reads a saved or fetched page as one article."""

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether it begins as a page does, or is called one and is text."""
        if _START.match(_beginning(head)):
            return True
        called = source.media_type in MEDIA_TYPES or (source.media_type is None and source.suffix in SUFFIXES)
        return called and b"<" in head and not head.startswith((b"%PDF", b"PK\x03\x04", b"<?xml"))

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The article of the page.

        Raises:
            ReadError: There is none in it.
        """
        text = decoded(source.read(limits), source.charset)
        yield read_page(text, origin=source.origin, name=source.name, limits=limits, options=options)


def read_page(text: str, *, origin: str, name: str, limits: Limits, options: ReadOptions, url: str | None = None) -> RawArticle:
    """The article of a page.

    Args:
        text: The HTML.
        origin: Identity of the article.
        name: What messages call the page.
        limits: How long it may be.
        options: What a person said of it.
        url: Where it was saved from, for pages that came with that.

    Raises:
        ReadError: There is no article in it, or it is too long.
    """
    tree = _parsed(text, name)
    facts = read_facts(tree, origin=url or origin)
    keep_visible(tree)
    body = _without_title(_body(tree, name), facts.title)
    if len(body) > limits.article_characters:
        raise ReadError(
            f"{name} holds {len(body):,} characters; one article may hold {limits.article_characters:,}.",
            remedy="Split it into articles, or raise SANAD_MAX_ARTICLE_CHARACTERS.",
        )
    return _article(body, facts, origin=origin, options=options)


def fragment_text(fragment: str, *, name: str) -> str:
    """All visible text of a piece of HTML, such as an entry of a feed; empty if it has none.

    Raises:
        ReadError: It cannot be parsed, or is too large.
    """
    if not fragment.strip():
        return ""
    tree = _parsed(f"<html><body><div>{fragment}</div></body></html>", name)
    keep_visible(tree)
    return _laid_out(tree)


def _laid_out(tree: etree._Element) -> str:
    """All text: a blank line between blocks, a line end for each ``<br>``."""
    for element in tree.iter():
        element.text, element.tail = _one_line(element.text), _one_line(element.tail)
    for element in tree.iter(*_BLOCKS):
        element.text, element.tail = f"\n\n{element.text}", f"\n\n{element.tail}"
    for element in tree.iter("br", "lb"):
        element.tail = f"\n{element.tail}"
    for cell in tree.iter("td", "th", "cell"):
        cell.tail = f" | {cell.tail}" if cell.getnext() is not None else cell.tail
    lines = (" ".join(line.split()) for line in "".join(tree.itertext()).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _one_line(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _beginning(head: bytes) -> str:
    start = head[:4_096]
    return start.decode("utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig", errors="replace")


def _parsed(text: str, name: str) -> etree._Element:
    """The tree; elements nested deeper than libxml2 allows are left out by it."""
    clean = _CONTROL_REFERENCE.sub(" ", _NOT_XML.sub("", text))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        tree = document_fromstring(clean.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadError(f"{name} holds no page.", remedy="Open it in a browser and save it again.") from error
    elements = sum(1 for _ in tree.iter())
    if elements > MOST_ELEMENTS:
        raise ReadError(f"{name} holds {elements:,} elements; a page may hold {MOST_ELEMENTS:,}.", remedy="Save the article as text.")
    return tree


def _body(tree: etree._Element, name: str) -> str:
    from trafilatura import bare_extraction  # half a second to import

    is_large = sum(1 for _ in tree.iter()) > LARGE_ELEMENTS
    try:
        document = bare_extraction(tree, include_comments=False, with_metadata=False, fast=is_large)
    except (etree.LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise ReadError(f"{name} has no article that could be found ({error}).", remedy="Save the article as text.") from error
    body = getattr(document, "body", None)
    text = "" if body is None else _laid_out(body)
    if not any(character.isalpha() for character in text):
        raise ReadError(f"{name} has no article that could be found.", remedy="Save the article as text.")
    return text


def _without_title(body: str, title: str) -> str:
    first, _, rest = body.partition("\n\n")
    return rest if rest and title and " ".join(first.split()).casefold() == title.casefold() else body


def _article(body: str, facts: Facts, *, origin: str, options: ReadOptions) -> RawArticle:
    found = dict(facts.found)
    for field, stated, told in (("source", facts.source, options.source), ("language", facts.language, options.language)):
        if not stated and told:
            found[field] = "user"
    return RawArticle(
        origin=origin,
        text=body,
        title=facts.title,
        url=facts.url,
        source=facts.source or options.source,
        author=facts.author,
        published=facts.published.day if facts.published else None,
        published_at=facts.published.at if facts.published else None,
        updated_at=facts.updated.at if facts.updated else None,
        place=facts.place,
        language=facts.language or options.language,
        found=found,
    )
