"""What a page states about its article, and where it states it."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from index.models import How
from index.readers.html.jsonld import Node, article_node, strings
from index.readers.moments import Moment, stated_moment

_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)
_TITLE = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "citation_title", "headline")
_OUTLET = ("og:site_name", "application-name", "dc.publisher", "citation_journal_title")
_AUTHOR = ("author", "byl", "article:author", "dc.creator", "parsely-author", "sailthru.author", "citation_author", "twitter:creator")
_PUBLISHED = (
    *("article:published_time", "article:published", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued"),
    *("dcterms.created", "dc.date", "dcterms.date", "dc.date.created", "parsely-pub-date", "sailthru.date", "citation_date"),
    *("citation_publication_date", "publication_date", "publish-date", "publishdate", "published", "pubdate", "date"),
)
_UPDATED = (
    *("article:modified_time", "article:modified", "og:updated_time", "datemodified", "dc.date.modified", "dcterms.modified"),
    *("lastmod", "last-modified", "updated"),
)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|amp|mobile)\.")


class Facts(NamedTuple):
    """What was found; ``found`` says of each field where."""

    title: str
    url: str | None
    source: str | None
    author: str | None
    published: Moment | None
    updated: Moment | None
    place: str | None
    language: str | None
    found: dict[str, How]


def read_facts(tree: HtmlElement, *, origin: str) -> Facts:
    """The facts a page states of its article; nothing is guessed from its text.

    Args:
        tree: The page as it came, scripts included.
        origin: Where it was read from.
    """
    node, metas = article_node(tree), _metas(tree)
    candidates: dict[str, Iterator[tuple[str, How]]] = {
        "title": _titles(tree, node, metas),
        "source": _stated(strings(node.get("publisher")), _values(metas, _OUTLET)),
        "author": _stated(_people(node.get("author")), [_joined(_values(metas, _AUTHOR)), *_by_property(tree, "author")]),
        "place": _stated(strings(node.get("dateline")), ()),
        "language": _stated(map(_code, strings(node.get("inLanguage"))), map(_code, _languages(tree, metas))),
        "url": _stated((), _addresses(tree, metas, origin)),
    }
    chosen = {name: first for name, values in candidates.items() if (first := next(values, None))}
    found = {name: how for name, (_, how) in chosen.items()}
    texts = {name: value for name, (value, _) in chosen.items()}
    published = _moment(strings(node.get("datePublished")), [*_values(metas, _PUBLISHED), *_times(tree, "datePublished", "pubdate")])
    updated = _moment(strings(node.get("dateModified")), [*_values(metas, _UPDATED), *_times(tree, "dateModified")])
    dated = {"published": published, "published_at": published, "updated_at": updated}
    found |= {name: pair[1] for name, pair in dated.items() if pair and (name == "published" or pair[0].at)}
    return Facts(
        texts.get("title", ""),
        texts.get("url"),
        texts.get("source"),
        texts.get("author"),
        published[0] if published else None,
        updated[0] if updated else None,
        texts.get("place"),
        texts.get("language"),
        found,
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        value = " ".join((meta.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if value and (name := meta.get(attribute, "").strip().lower()):
                found.setdefault(name, []).append(value)
    return found


def _values(metas: dict[str, list[str]], names: Sequence[str]) -> list[str]:
    return [value for name in names for value in metas.get(name, ())]


def _stated(in_json: "Iterator[str] | Sequence[str]", in_meta: "Iterator[str] | Sequence[str]") -> Iterator[tuple[str, How]]:
    yield from ((value, "json-ld") for value in in_json if value)
    yield from ((value, "meta") for value in in_meta if value)


def _titles(tree: HtmlElement, node: Node, metas: dict[str, list[str]]) -> Iterator[tuple[str, How]]:
    headings = [text for heading in islice(tree.iter("h1"), 20) if (text := _text(heading))]
    names = strings(node.get("publisher")) + _values(metas, _OUTLET)
    page = _text(tree.find(".//title"))
    stated = [*_values(metas, _TITLE), *(headings if len(headings) == 1 else ()), page, *headings]
    yield from ((_without_outlet(title, names), how) for title, how in _stated(strings(node.get("headline")), stated))


def _without_outlet(title: str, names: Sequence[str]) -> str:
    """``The dam opens - The Courier`` without the outlet, where the page says that this is its name."""
    for name in names:
        match = re.fullmatch(rf"(.+?)\s+[-–—|·:»]\s+{re.escape(name)}", title, re.IGNORECASE)
        if match:
            return match[1]
    return title


def _people(value: object) -> list[str]:
    names = [name for name in strings(value) if _is_name(name)]
    return [", ".join(dict.fromkeys(names))] if names else []


def _joined(values: list[str]) -> str:
    return ", ".join(list(dict.fromkeys(value.removeprefix("By ") for value in values if _is_name(value)))[:10])


def _is_name(value: str) -> bool:
    return "://" not in value and not value.startswith(("@", "/")) and any(character.isalpha() for character in value)


def _by_property(tree: HtmlElement, name: str) -> list[str]:
    """The first few elements marked as ``name``; of a person, what is marked as the name."""
    marked = (
        element for element in tree.iter("*") if element.get("itemprop") == name or (element.tag == "a" and element.get("rel") == name)
    )
    texts = []
    for element in islice(marked, 3):
        named = next((inner for inner in islice(element.iter("*"), 50) if inner.get("itemprop") == "name"), element)
        texts.append(_text(named))
    return [text for text in texts if text and len(text) < 100]


def _text(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join("".join(islice(element.itertext(), 200)).split())


def _languages(tree: HtmlElement, metas: dict[str, list[str]]) -> list[str]:
    attributes = [element.get("lang", "") for element in tree.xpath("//article[@lang][1] | /html[@lang]")]
    return [*attributes, *_values(metas, ("content-language", "dc.language", "og:locale"))]


def _code(value: str) -> str:
    match = _LANGUAGE.fullmatch(value)
    return match[1].lower() if match else ""


def _addresses(tree: HtmlElement, metas: dict[str, list[str]], origin: str) -> Iterator[str]:
    """The page's own addresses for itself; on the web it may not claim those of another host."""
    fetched = origin.startswith(("http://", "https://"))
    links = [link.get("href", "") for link in tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical'][@href]")]
    for value in [*links, *metas.get("og:url", ())]:
        try:
            address = urljoin(origin, value) if fetched else value
            host = urlsplit(address).hostname
        except ValueError:
            continue
        if address.startswith(("http://", "https://")) and host and not (fetched and _host(address) != _host(origin)):
            yield address
    if fetched:
        yield origin


def _host(address: str) -> str:
    return _HOST_PREFIX.sub("", urlsplit(address).hostname or "")


def _times(tree: HtmlElement, *names: str) -> list[str]:
    """The machine's side of what is marked as ``names``; else the one ``<time>`` in the head of the article, or of the page."""
    marked = (
        element
        for element in tree.iter("*")
        if element.get("itemprop") in names or (element.tag == "time" and element.get("pubdate") is not None and "pubdate" in names)
    )
    values = [element.get("datetime") or element.get("content") or "" for element in islice(marked, 5)]
    return values if values or "pubdate" not in names else _lone_time(tree)


def _lone_time(tree: HtmlElement) -> list[str]:
    article = tree.find(".//article")
    header = None if article is None else article.find(".//header")
    for place in (header, tree):
        times = [] if place is None else list({time.get("datetime", "") for time in islice(place.iter("time"), 50)})
        if len(times) == 1:
            return times
    return []


def _moment(in_json: list[str], in_meta: list[str]) -> tuple[Moment, How] | None:
    """The first date that can be read; one of the same day that has a time, or a zone too, is preferred."""
    moments = [(moment, how) for value, how in _stated(in_json, in_meta) if (moment := stated_moment(value))]
    same_day = [pair for pair in moments if pair[0].day == moments[0][0].day]
    return max(
        same_day, key=lambda pair: (pair[0].at is not None) + (pair[0].at is not None and pair[0].at.tzinfo is not None), default=None
    )
