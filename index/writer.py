"""Everything that changes a library. The order of its steps is what makes a killed process harmless.

An article is committed to the catalog first (text, chunks, vectors, in one transaction), then put into both indexes, then
marked ``indexed``, and only then are the chunks of its older version taken away. Whatever is found short of ``indexed`` at
the next start is put into the indexes again, which changes nothing where it was there already.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.catalog import Catalog, NewChunk
from index.catalog.chunks import batches
from index.derived import BATCH, Indexes, Progress, silent
from index.errors import EmbeddingError
from index.intake import Examined, Outcome, examine
from index.lexical import LexicalDocument
from index.models import Article, RawArticle
from index.prepare import Analysed, lexical_document, prepare
from index.readers import Unreadable
from index.vectors import Matrix

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.settings import Settings

BATCH_ARTICLES = 64


class _Waiting(NamedTuple):
    """An examined source and the chunks it will have."""

    examined: Examined
    chunks: Sequence[tuple[NewChunk, Analysed]]


class Writer:
    """Adds, deletes and embeds, for the one process that holds the library's lock."""

    def __init__(self, catalog: Catalog, indexes: Indexes, *, embedder: "Embedder | None", settings: "Settings") -> None:
        """Write to ``catalog`` and ``indexes``, with vectors by ``embedder`` where there is one."""
        self._catalog = catalog
        self._indexes = indexes
        self._embedder = embedder
        self._number = catalog.vectors.embedder(embedder.fingerprint, embedder.dimensions) if embedder else None
        self._settings = settings

    @property
    def needs_refresh(self) -> bool:
        """Whether the chunks carry another embedder's vectors, or none, and must be embedded (``refresh``)."""
        return self._embedder is not None and self._catalog.setting("embedder") != self._embedder.fingerprint

    @property
    def without_vectors(self) -> int:
        """How many chunks lack a vector of the embedder in force, as after a run without one."""
        if self._number is None or self.needs_refresh:
            return 0
        return self._catalog.chunks.count() - self._catalog.vectors.count(self._number)

    def open_vectors(self) -> None:
        """Use the vectors of the embedder in force; without chunks it comes into force here."""
        if self._embedder is None or self._number is None:
            return
        if self.needs_refresh and not self._catalog.chunks.count():
            self._catalog.set_setting("embedder", self._embedder.fingerprint)
        if not self.needs_refresh:
            self._indexes.use_vectors_of(self._number)

    def add(self, items: Iterable[RawArticle | Unreadable]) -> Iterator[Outcome]:
        """Store, embed and index articles in batches. See ``Library.add``."""
        self._complete(self._catalog.articles.in_state("cleaned"))
        waiting: list[_Waiting] = []
        for item in items:
            examined = examine(item, self._catalog, max_characters=self._settings.max_article_characters)
            if any(_is_about(one.examined, examined) for one in waiting):
                yield from self._store(waiting)
                waiting = []
                examined = examine(item, self._catalog, max_characters=self._settings.max_article_characters)
            article = examined.article
            chunks = prepare(article, limit=self._settings.chunk_characters) if article and not examined.has_chunks else ()
            waiting.append(_Waiting(examined, chunks))
            if len(waiting) >= BATCH_ARTICLES or sum(len(one.chunks) for one in waiting) >= BATCH:
                yield from self._store(waiting)
                waiting = []
        yield from self._store(waiting)

    def delete(self, ids: Sequence[str]) -> int:
        """Remove articles. See ``Library.delete``."""
        known = [identity for identity in dict.fromkeys(ids) if self._catalog.articles.get(identity)]
        for batch in batches(known, BATCH_ARTICLES):
            with self._catalog.transaction() as connection:
                self._catalog.articles.set_state(connection, batch, "embedded")
            self._indexes.update([], [], without=self._catalog.chunks.of_articles(batch))
            with self._catalog.transaction() as connection:
                self._catalog.articles.delete(connection, batch)
        return len(known)

    def refresh(self, progress: Progress = silent) -> None:
        """Embed the chunks that have no vector of this embedder, and use its vectors from then on."""
        if self._embedder is None or self._number is None:
            return
        missing = self._catalog.chunks.ids(without_vector_of=self._number)
        for done, batch in enumerate(batches(missing, BATCH)):
            progress("embedding", done * BATCH, len(missing))
            self._embed_stored(self._number, batch)
        progress("embedding", len(missing), len(missing))
        with self._catalog.transaction() as connection:
            self._catalog.vectors.forget_others(connection, self._number)
            self._catalog.put_setting(connection, "embedder", self._embedder.fingerprint)
        self._indexes.use_vectors_of(self._number)
        self._indexes.repair(progress)
        self._complete(self._catalog.articles.in_state("cleaned"))

    def finish_interrupted(self) -> None:
        """Put the articles into the indexes that an interrupted run has stored and not indexed."""
        self._complete(self._catalog.articles.in_state("embedded"), recode=True)  # a new title may not be in the terms yet

    def _store(self, waiting: Sequence[_Waiting]) -> Iterator[Outcome]:
        renamed = [one.examined.article for one in waiting if one.examined.article and one.examined.has_chunks]
        new = [(one.examined.article, one.chunks) for one in waiting if one.examined.article and not one.examined.has_chunks]
        vectors, problem = self._embed([_text(article, chunk) for article, chunks in new for chunk, _ in chunks])
        ids: list[int] = []
        documents: list[LexicalDocument] = []
        with self._catalog.transaction() as connection:
            for article in renamed:
                self._catalog.articles.save(connection, article, "embedded")
            for article, chunks in new:
                self._catalog.articles.save(connection, article, "cleaned" if problem else "embedded", problem)
                numbers = self._catalog.chunks.add(connection, article.id, article.version, [chunk for chunk, _ in chunks])
                documents += [lexical_document(number, article, terms) for number, (_, terms) in zip(numbers, chunks, strict=True)]
                ids += numbers
            if vectors is not None and self._number is not None:
                self._catalog.vectors.save(connection, self._number, ids, vectors)
        self._index([article.id for article, _ in new], ids, documents, problem=problem)
        lacking = self._complete([article.id for article in renamed], recode=True)
        for one in waiting:
            reason = problem if one.chunks else lacking if one.examined.has_chunks else None
            changed = {"chunks": len(one.chunks), "reason": reason} if reason else {"chunks": len(one.chunks)}
            yield one.examined.outcome.model_copy(update=changed if one.examined.article else {})

    def _complete(self, articles: Sequence[str], *, recode: bool = False) -> str | None:
        """Bring stored articles into the indexes, with the vectors they lack where the embedder gives them now.

        Returns:
            Why it gave none.
        """
        problem = None
        for batch in batches(articles, BATCH_ARTICLES):
            ids = self._catalog.chunks.of_articles(batch, versions="current")
            problem = self._fill_vectors(ids)
            self._index(batch, ids, self._indexes.lexical.documents(ids, recode=recode), problem=problem)
        return problem

    def _index(
        self, articles: Sequence[str], ids: Sequence[int], documents: Sequence[LexicalDocument], *, problem: str | None = None
    ) -> None:
        if not articles:
            return
        superseded = self._catalog.chunks.of_articles(articles, versions="older")
        self._indexes.update(ids, documents, without=superseded)
        with self._catalog.transaction() as connection:
            self._catalog.chunks.delete(connection, superseded)
            self._catalog.articles.set_state(connection, articles, "cleaned" if problem else "indexed", problem)

    def _embed(self, texts: Sequence[str]) -> tuple[Matrix | None, str | None]:
        """Vectors, or the reason why there are none; a library whose embedder failed still answers by words."""
        if self._embedder is None or not texts:
            return None, None
        try:
            return self._embedder.embed_passages(texts), None
        except EmbeddingError as error:
            return None, _without_vectors(error)

    def _fill_vectors(self, ids: Sequence[int]) -> str | None:
        """Embed those of ``ids`` that lack a vector; the reason if that failed."""
        if self._number is None or self.needs_refresh:
            return None
        try:
            self._embed_stored(self._number, self._catalog.chunks.without_vector(ids, self._number))
        except EmbeddingError as error:
            return _without_vectors(error)
        return None

    def _embed_stored(self, number: int, ids: Sequence[int]) -> None:
        if self._embedder is None or not ids:
            return
        texts = []
        for chunk in self._catalog.chunks.stored(ids):
            article = self._catalog.articles.get(chunk.article_id, chunk.version)
            texts.append(article.text[chunk.sentences[0].start : chunk.sentences[-1].end] if article else "")
        vectors = np.asarray(self._embedder.embed_passages(texts), dtype=np.float32)
        with self._catalog.transaction() as connection:
            self._catalog.vectors.save(connection, number, sorted(ids), vectors)


def _is_about(earlier: Examined, later: Examined) -> bool:
    """Whether the outcome of ``later`` depends on ``earlier`` being stored: the same source, or the same text."""
    if earlier.article is None:
        return False
    same_text = later.article is not None and later.article.version == earlier.article.version
    return same_text or later.outcome.origin == earlier.outcome.origin


def _text(article: Article, chunk: NewChunk) -> str:
    return article.text[chunk.piece.start : chunk.piece.end]


def _without_vectors(error: EmbeddingError) -> str:
    return f"Searchable by words only: {error}"
