"""The owner of ``tantivy``: an inverted index over our own terms, with outlet, language and date as filters.

Terms arrive analysed (``index.language``) and are split at spaces only, so every language is treated alike.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import tantivy

from index.errors import LexicalIndexError
from index.language import CHANNELS, Terms
from index.models import Filters

FORMAT = "1"  # of the schema below; another one is rebuilt from the catalog
_WRITER_BYTES = 64_000_000
_FREQUENT = 0.2  # share of the chunks; a term of more tells little, and reading where it is takes most of the time of a search
_MANY = 20_000  # chunks; a term of fewer is never left out
_FEWEST = 8  # terms, the rarest, which are looked for however frequent
_TIES = 50  # looked at beyond the limit: which of equals an index gives first depends on how it was written
_PANIC = "PanicException"  # what Rust's panics arrive as: a file of a few bytes makes tantivy panic; the class cannot be imported


class LexicalTerms(NamedTuple):
    """The terms of one chunk and its title by channel, joined by spaces."""

    words: str
    grams: str
    bridge: str


class LexicalDocument(NamedTuple):
    """One chunk as the index wants it."""

    chunk_id: int
    terms: LexicalTerms
    source: str | None
    language: str
    published: date | None


class LexicalHit(NamedTuple):
    """A chunk that shares terms with a question; a higher score shares more, comparable within one search only."""

    chunk_id: int
    score: float


class LexicalIndex:
    """Reads always; writes after ``writable``. Readers in other processes see what was committed."""

    def __init__(self, directory: Path, *, create: bool = True) -> None:
        """Open the index in ``directory``.

        Args:
            directory: Where its files are.
            create: Make the index when it is not there; otherwise that is an error too.

        Raises:
            LexicalIndexError: The files are damaged.
        """
        self._schema = _schema()
        self._place = directory
        self._writer: tantivy.IndexWriter | None = None
        with self._translated():
            if create:
                directory.mkdir(parents=True, exist_ok=True)
                self._index = tantivy.Index(self._schema, path=str(directory), reuse=True)
            else:
                self._index = tantivy.Index.open(str(directory))
            self._index.config_reader(reload_policy="manual")  # by itself it would change during a search

    def add(self, documents: Iterable[LexicalDocument]) -> None:
        """Add chunks, replacing those with the same id; searchable after ``commit``."""
        with self._translated():
            writer = self._open_writer()
            for document in documents:
                writer.delete_documents_by_term("chunk", document.chunk_id)
                writer.add_document(_document(document))

    def delete(self, ids: Sequence[int]) -> None:
        """Forget chunks; unknown ids are passed over. Takes effect with ``commit``."""
        with self._translated():
            writer = self._open_writer()
            for number in ids:
                writer.delete_documents_by_term("chunk", number)

    def commit(self) -> None:
        """Make what was added and deleted durable and visible."""
        with self._translated():
            self._open_writer().commit()
            self._index.reload()

    def search(self, terms: Terms, *, limit: int, filters: Filters | None = None, not_in: str | None = None) -> list[LexicalHit]:
        """The chunks that share most with ``terms``, best first; of equals the one that came first.

        In a large library, terms that more than a fifth of all chunks have do not count.

        Args:
            terms: An analysed question.
            limit: How many at most.
            filters: Restrict to outlets, languages and dates (``articles`` is not known here).
            not_in: A language to leave out, ISO 639-1.
        """
        with self._translated():
            searcher = self._index.searcher()
            if not searcher.num_docs:
                return []
            hits = searcher.search(self._query(self._telling(terms, searcher), filters, not_in), limit=limit + _TIES, count=False).hits
            numbers = searcher.fast_field_values("chunk", [address for _, address in hits])
            found = [LexicalHit(int(number or 0), float(score)) for number, (score, _) in zip(numbers, hits, strict=True)]
            return sorted(found, key=lambda hit: (-hit.score, hit.chunk_id))[:limit]

    def document_frequencies(self, channel: str, terms: Sequence[str]) -> list[int]:
        """In how many chunks each term occurs, title included."""
        with self._translated():
            searcher = self._index.searcher()
            return [searcher.doc_freq(channel, term) for term in terms]

    def count(self, filters: Filters | None = None) -> int:
        """How many chunks it holds, or how many of them match (``articles`` is not known here)."""
        with self._translated():
            searcher = self._index.searcher()
            conditions = [(tantivy.Occur.Must, query) for query in self._conditions(filters)]
            if not conditions:
                return int(searcher.num_docs)
            return int(searcher.search(tantivy.Query.boolean_query(conditions), limit=1, count=True).count or 0)  # type: ignore[attr-defined]  # its stub leaves it out

    def close(self) -> None:
        """Let go of the writer; what was not committed is dropped."""
        if self._writer is not None:
            with self._translated():
                self._writer.rollback()
                self._writer.wait_merging_threads()
            self._writer = None

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        return self._writer

    def _telling(self, terms: Terms, searcher: tantivy.Searcher) -> list[tuple[str, str]]:
        """The distinct terms to look for, each with its channel."""
        distinct = [(channel, term) for channel in CHANNELS for term in dict.fromkeys(getattr(terms, channel))]
        most = max(_FREQUENT * searcher.num_docs, _MANY)
        if searcher.num_docs <= most:
            return distinct
        frequency = {one: searcher.doc_freq(*one) for one in distinct}
        rarest = set(sorted(distinct, key=frequency.__getitem__)[:_FEWEST])
        return [one for one in distinct if frequency[one] <= most or one in rarest]

    def _query(self, terms: Sequence[tuple[str, str]], filters: Filters | None, not_in: str | None) -> tantivy.Query:
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, channel, term, index_option="freq")) for channel, term in terms
        ]
        given = [(tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)) for query in self._conditions(filters)]
        if not_in is not None:
            given.append((tantivy.Occur.MustNot, tantivy.Query.term_query(self._schema, "language", not_in, index_option="basic")))
        if not given or not wanted:
            return tantivy.Query.boolean_query(wanted)
        return tantivy.Query.boolean_query([*given, (tantivy.Occur.Must, tantivy.Query.boolean_query(wanted))])

    def _conditions(self, filters: Filters | None) -> Iterator[tantivy.Query]:
        if filters is None:
            return
        for field, values in (("language", filters.languages), ("source", filters.sources)):
            if values:
                yield tantivy.Query.term_set_query(self._schema, field, list(values))
        if filters.published_from or filters.published_to:
            first = (filters.published_from or date.min).toordinal()
            last = (filters.published_to or date.max).toordinal()
            yield tantivy.Query.range_query(self._schema, "published", tantivy.FieldType.Integer, first, last)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:  # a panic of tantivy derives from nothing narrower
            if not isinstance(error, ValueError | OSError | RuntimeError) and type(error).__name__ != _PANIC:
                raise
            raise LexicalIndexError(
                f"The lexical index {self._place} failed: {error}.", remedy="`sanad rebuild` restores it from the catalog."
            ) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("chunk", stored=False, indexed=True, fast=True)
    for field in CHANNELS:
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
    for field in ("source", "language"):
        builder.add_text_field(field, stored=False, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", stored=False, indexed=True, fast=True)
    return builder.build()


def _document(document: LexicalDocument) -> tantivy.Document:
    made = tantivy.Document()
    made.add_integer("chunk", document.chunk_id)
    for channel in CHANNELS:
        made.add_text(channel, getattr(document.terms, channel))
    made.add_text("language", document.language)
    if document.source:
        made.add_text("source", document.source)
    if document.published:
        made.add_integer("published", document.published.toordinal())
    return made
