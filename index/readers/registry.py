"""Which reader reads a source: asked in a fixed order, by content first and name last."""

from collections.abc import Iterator, Sequence
from functools import cache

from index.errors import ReadError
from index.fetch import Fetcher
from index.models import RawArticle
from index.readers.archive import ArchiveReader
from index.readers.beir import BeirReader
from index.readers.feed import FeedReader
from index.readers.html import HtmlReader
from index.readers.mail import MailReader
from index.readers.mhtml import MhtmlReader
from index.readers.page import Memory, PageReader
from index.readers.pandoc import PandocReader
from index.readers.pdf import PdfReader
from index.readers.sitemap import SitemapReader
from index.readers.source import Limits, Reader, ReadOptions, Source, Unreadable
from index.readers.table import TableReader
from index.readers.text import TextReader

_STREAMED = (ArchiveReader, BeirReader, FeedReader, MailReader, SitemapReader, TableReader)  # may hold any number of articles


class Readers:
    """All readers, put together."""

    def __init__(self, *, limits: Limits, options: ReadOptions, fetcher: Fetcher | None = None, memory: Memory | None = None) -> None:
        """Put the readers together.

        Args:
            limits: How much is taken from one source.
            options: What the person said about how to read.
            fetcher: For addresses, and for feeds and site maps that lead to pages; without it there is no network.
            memory: Lets pages that did not change be passed over.
        """
        self._limits = limits
        self._options = options
        html, table = HtmlReader(), TableReader()
        pages = PageReader(fetcher, self._pick_page, memory=memory) if fetcher else None
        self._address = PageReader(fetcher, self.pick, memory=memory) if fetcher else None
        lists: tuple[Reader, ...] = (FeedReader(pages=pages), SitemapReader(pages=pages))
        self._pages: tuple[Reader, ...] = (
            PdfReader(),
            PandocReader(),
            BeirReader(read_table=table.read),
            ArchiveReader(read_one=self._read_one),
            MhtmlReader(),
            MailReader(read_html=html.read, read_attached=self._read_one),
            html,
            table,
            TextReader(),
        )
        self._all: tuple[Reader, ...] = (*self._pages[:-3], *lists, *self._pages[-3:])

    def read(self, source: Source) -> Iterator[RawArticle | Unreadable]:
        """The articles in ``source``, one by one; what cannot be read is an ``Unreadable``, and the rest goes on."""
        try:
            given = False
            for item in self._items(source):
                given = True
                yield _completed(item, self._options)
            if not (given or self._may_give_nothing(source)):
                raise ReadError(f"{source.name} holds no articles.", remedy="Look into it; it may be empty or damaged.")
        except ReadError as error:
            yield Unreadable(origin=source.origin, reason=error.message, remedy=error.remedy)

    def streams(self, source: Source) -> bool:
        """Whether ``source`` may hold any number of articles, and so is read piece by piece.

        Raises:
            ReadError: It cannot be read, or no reader understands it.
        """
        return source.is_address or isinstance(self.pick(source, source.head()), _STREAMED)

    def pick(self, source: Source, head: bytes) -> Reader:
        """The reader for a source that begins with ``head``.

        Raises:
            ReadError: No reader understands it.
        """
        return _chosen(self._all, source, head)

    def _pick_page(self, source: Source, head: bytes) -> Reader:
        return _chosen(self._pages, source, head)

    def _items(self, source: Source) -> Iterator[RawArticle | Unreadable]:
        if source.is_address:
            return self._read_address(source.origin)
        return self._read_one(source, limits=self._limits, options=self._options)

    def _may_give_nothing(self, source: Source) -> bool:
        """Whether it leads to pages, all of which may be unchanged."""
        return self._address is not None and (source.is_address or isinstance(self.pick(source, source.head()), FeedReader | SitemapReader))

    def _read_one(self, source: Source, *, limits: Limits, options: ReadOptions) -> Iterator[RawArticle | Unreadable]:
        yield from self.pick(source, source.head()).read(source, limits=limits, options=options)

    def _read_address(self, url: str) -> Iterator[RawArticle | Unreadable]:
        if self._address is None:
            raise ReadError(f"{url} is an address, and nothing may be fetched here.", remedy="Save the page and index the file.")
        yield from self._address.read(url, limits=self._limits, options=self._options)


@cache
def worker_readers(limits: Limits, options: str) -> Readers:
    """Readers of files for a process that reads many: put together once for ``options``, which are given as JSON."""
    return Readers(limits=limits, options=ReadOptions.model_validate_json(options))


def _completed(item: RawArticle | Unreadable, options: ReadOptions) -> RawArticle | Unreadable:
    """What a person said of articles that do not say it themselves."""
    if isinstance(item, Unreadable):
        return item
    said = {name: value for name in ("source", "language") if (value := getattr(options, name)) and not getattr(item, name)}
    return item.model_copy(update={**said, "found": {**item.found, **dict.fromkeys(said, "user")}}) if said else item


def _chosen(readers: Sequence[Reader], source: Source, head: bytes) -> Reader:
    if not head.strip():
        raise ReadError(f"{source.name} is empty.", remedy="Remove it, or save the article again.")
    for reader in readers:
        if reader.accepts(source, head):
            return reader
    raise ReadError(f"{source.name} is of a kind that cannot be read.", remedy="Convert it to text, HTML or PDF first.")
