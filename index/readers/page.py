"""Addresses: a page is fetched, and what it turns out to be decides who reads it."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from index.errors import FetchError, ReadError
from index.models import RawArticle
from index.readers.source import Limits, Reader, ReadOptions, Source, Unreadable

if TYPE_CHECKING:  # who reads no addresses need not import an HTTP client
    from index.fetch import Fetched, Fetcher

Pick = Callable[[Source, bytes], Reader]  # the reader for a source that begins so; a ReadError if there is none


class Validators(NamedTuple):
    """What a host gave to ask whether a page changed."""

    etag: str | None = None
    modified: str | None = None


class Memory(Protocol):
    """What is known of pages from earlier runs."""

    def recall(self, url: str) -> Validators:
        """What ``url`` is to be asked with; empty for a page that is not known."""

    def remember(self, url: str, validators: Validators) -> None:
        """Keep what ``url`` was answered with."""

    def unchanged(self, url: str) -> None:
        """Note that ``url`` is as it was."""


class PageReader:
    """Reads addresses.

    Args:
        fetcher: Gets them.
        pick: Chooses the reader by content. Feeds and site maps lead to pages; give those a ``PageReader`` whose ``pick`` knows
            no feeds and site maps, so that no list leads to another for ever.
        memory: Lets pages that did not change be passed over; ``None`` reads all of them.
    """

    def __init__(self, fetcher: "Fetcher", pick: Pick, *, memory: Memory | None = None) -> None:
        self._fetcher = fetcher
        self._pick = pick
        self._memory = memory

    def fetch(self, url: str) -> Source | None:
        """The page at ``url`` as a source, whose origin is where it was in the end; ``None`` if it did not change.

        Raises:
            FetchError: It cannot be had.
        """
        from index.fetch import NotModified

        known = self._memory.recall(url) if self._memory else Validators()
        page = self._fetcher.get(url, etag=known.etag, modified=known.modified)
        if isinstance(page, NotModified):
            if self._memory:
                self._memory.unchanged(url)
            return None
        if self._memory:
            self._memory.remember(url, Validators(page.etag, page.last_modified))
        return _source(page)

    def read(self, url: str, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        """The articles at ``url``; an ``Unreadable`` if there are none to be had."""
        try:
            source = self.fetch(url)
            if source is not None:
                reader = self._pick(source, source.head())
                for article in reader.read(source, limits=limits, options=options):
                    yield _addressed(article, source.origin)
        except FetchError as error:
            yield Unreadable(origin=url, reason=error.message, remedy=error.remedy)
        except ReadError as error:
            yield Unreadable(origin=url, reason=f"{url}: {error.message}", remedy=error.remedy)


def _source(page: "Fetched") -> Source:
    name = PurePosixPath(unquote(urlsplit(page.url_final).path)).name or urlsplit(page.url_final).netloc
    return Source.of_bytes(page.body, origin=page.url_final, name=name, media_type=page.media_type, charset=page.charset)


def _addressed(article: RawArticle | Unreadable, url: str) -> RawArticle | Unreadable:
    """The article with the address it was read from, where it states none itself."""
    if isinstance(article, Unreadable) or article.url:
        return article
    return article.model_copy(update={"url": url})
