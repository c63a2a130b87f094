"""RSS and Atom feeds: the articles in them, or the pages they lead to."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.errors import ReadError
from index.models import How, RawArticle
from index.readers.html import fragment_text
from index.readers.moments import Moment, stated_moment
from index.readers.page import PageReader
from index.readers.source import HEAD_BYTES, Limits, ReadOptions, Source, Unreadable

SHORTEST_ARTICLE = 600  # characters; a shorter text beside a link is a summary
MOST_BYTES = 20_000_000
MOST_ENTRIES = 5_000

_START = re.compile(rb"<(?:rss|(?:\w{1,20}:)?feed|(?:\w{1,20}:)?RDF)\b[^>]{0,4000}(?:xmlns|version)|<rss>")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)


class FeedReader:
    """Reads the entries of a feed as articles.

    An entry that carries its whole text is the article. Of one that carries a summary only, the page it links to is read; without
    ``pages``, or when the page cannot be had, the summary is the article and an ``Unreadable`` says what is missing.

    Args:
        pages: Reads an address; its ``pick`` should know no feeds and site maps. ``None`` where there is no network.
    """

    def __init__(self, *, pages: PageReader | None = None) -> None:
        self._pages = pages

    def accepts(self, source: Source, head: bytes) -> bool:
        """Whether its first element is that of a feed."""
        prolog, tag = _prolog(head)
        return bool(tag) and b"<html" not in prolog.lower()

    def read(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The articles of the feed.

        Raises:
            ReadError: It is no feed, or an empty one.
        """
        feed = _parsed(source, limits)
        entries = feed.get("entries", [])[:MOST_ENTRIES]
        if not entries:
            raise ReadError(f"{source.name} is a feed without entries.", remedy="Check the address, or look again later.")
        for number, entry in enumerate(entries, 1):
            try:
                yield from self._entry(entry, feed.get("feed", {}), source, number, limits=limits, options=options)
            except ReadError as error:
                yield Unreadable(origin=_origin(entry, source, number), reason=error.message, remedy=error.remedy)

    def _entry(
        self, entry: Mapping[str, Any], feed: Mapping[str, Any], source: Source, number: int, *, limits: Limits, options: ReadOptions
    ) -> Iterator[RawArticle | Unreadable]:
        link, origin = _link(entry), _origin(entry, source, number)
        text, is_whole = _text(entry, name=f"{source.name}, entry {number}")
        if len(text) > limits.article_characters:
            raise ReadError(f"Entry {number} of {source.name} holds {len(text):,} characters.", remedy="Save the article as text.")
        own = _article(entry, feed, text, origin=origin, options=options)
        found = list(self._pages.read(link, limits=limits, options=options)) if self._pages and link and not is_whole else []
        pages = [_completed(page, own) for page in found if isinstance(page, RawArticle)]
        yield from pages
        if pages or (self._pages and link and not is_whole and not found):
            return  # read, or known not to have changed
        if text:
            yield own
        if is_whole and text:
            return
        reason = next((page.reason for page in found if isinstance(page, Unreadable)), f"The feed has no full text of {link or origin}.")
        yield Unreadable(origin=origin, reason=reason, remedy="Only its summary was read; save the page and index the file.")


def _parsed(source: Source, limits: Limits) -> Mapping[str, Any]:
    import feedparser

    data = source.read(limits)
    if len(data) > MOST_BYTES:
        raise ReadError(f"{source.name} is a feed of more than {MOST_BYTES / 1e6:g} MB.", remedy="Index the pages it leads to.")
    if _ENTITY.search(_prolog(data)[0]):
        raise ReadError(f"{source.name} declares entities, which feeds have no use for.", remedy="Index the pages it leads to.")
    headers = {"content-type": f"{source.media_type or 'application/xml'}; charset={source.charset}"} if source.charset else {}
    about = {"content-location": source.origin, **headers}
    try:  # a stream: text or bytes are tried as an address and a file name first; raw, or hidden text loses what marks it as hidden
        feed: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(data), response_headers=about, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ReadError(f"{source.name} is a damaged feed ({error}).", remedy="Check the address, or look again later.") from error
    return feed


def _prolog(data: bytes) -> tuple[bytes, bytes]:
    """What comes before the first element of a feed, and that element's tag; the tag is empty if there is none."""
    start = data[:HEAD_BYTES].replace(b"\0", b"")  # also of UTF-16
    match = _START.search(start)
    return (start[: match.start()], match[0]) if match else (start, b"")


def _text(entry: Mapping[str, Any], *, name: str) -> tuple[str, bool]:
    """The longest text of the entry, and whether it is the whole article."""
    contents = [part.get("value", "") for part in entry.get("content", ()) if part.get("type") != "text/javascript"]
    whole = max((fragment_text(value, name=name) for value in contents[:5]), key=len, default="")
    summary = fragment_text(entry.get("summary", "") or "", name=name)
    text = max(whole, summary, key=len)
    return text, len(text) >= SHORTEST_ARTICLE or (bool(text) and _link(entry) is None)


def _article(entry: Mapping[str, Any], feed: Mapping[str, Any], text: str, *, origin: str, options: ReadOptions) -> RawArticle:
    updated = _stated(entry, "updated")
    published = _stated(entry, "published") or updated
    outlet = (entry.get("source") or {}).get("title") or feed.get("title")
    language = _code((entry.get("content") or [{}])[0].get("language")) or _code(feed.get("language"))
    stated = {
        "title": fragment_text(entry.get("title", ""), name=origin),
        "source": " ".join((outlet or "").split()) or options.source,
        "author": ", ".join(dict.fromkeys(person["name"] for person in entry.get("authors", ()) if person.get("name"))) or None,
        "url": _link(entry),
        "published": published.day if published else None,
        "published_at": published.at if published else None,
        "updated_at": updated.at if updated else None,
        "language": language or options.language,
    }
    found: dict[str, How] = {name: "feed" for name, value in stated.items() if value}
    found |= {name: "user" for name, told in (("source", outlet), ("language", language)) if stated[name] and not told}
    return RawArticle.model_validate({**stated, "origin": origin, "text": text, "found": found})


def _stated(entry: Mapping[str, Any], name: str) -> Moment | None:
    """A date of the entry; asked for below feedparser, which gives ``published`` for a missing ``updated`` and warns of it."""
    return stated_moment(dict.get(entry, name)) if isinstance(entry, dict) else None


def _completed(page: RawArticle, own: RawArticle) -> RawArticle:
    """The page, with what only the feed says of it."""
    names = [name for name in own.found if name not in page.found or not getattr(page, name)]
    if "published" not in names:
        names = [name for name in names if name != "published_at"]
    return page.model_copy(
        update={**{name: getattr(own, name) for name in names}, "found": {**page.found, **{name: own.found[name] for name in names}}}
    )


def _origin(entry: Mapping[str, Any], source: Source, number: int) -> str:
    return _link(entry) or f"{source.origin}#entry={entry.get('id') or number}"


def _link(entry: Mapping[str, Any]) -> str | None:
    link = entry.get("link") or ""
    return link if link.startswith(("http://", "https://")) else None


def _code(value: object) -> str | None:
    match = _LANGUAGE.fullmatch(value) if isinstance(value, str) else None
    return match[1].lower() if match else None
