"""Everything that changes a library. The order of its steps is what makes a killed process harmless.

An article is committed to the catalog first (text, chunks, vectors, in one transaction), then put into both indexes, then
marked ``indexed``, and only then are the chunks of its older version taken away. Whatever is found short of ``indexed`` at
the next start is put into the indexes again, which changes nothing where it was there already.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from index.catalog import Catalog, Connection
from index.catalog.chunks import batches
from index.derived import BATCH, Indexes, Progress, lexical_document, silent
from index.errors import EmbeddingError
from index.intake import Examined, FileBegun, FileRead, Item, Outcome, examine
from index.lexical import LexicalDocument
from index.models import Article
from index.prepare import Prepared
from index.stages import Stages
from index.vectors import Matrix

if TYPE_CHECKING:
    from index.embedding import Embedder

BATCH_ARTICLES = 64


@dataclass
class _Batch:
    """Examined sources that wait to be stored together."""

    examined: list[Examined] = field(default_factory=list)
    files: list[tuple[FileRead, tuple[str, ...]]] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        chunks = sum(len(one.prepared.chunks) for one in self.examined if one.prepared)
        return len(self.examined) >= BATCH_ARTICLES or chunks >= BATCH

    def awaits(self, later: Examined) -> bool:
        """Whether the outcome of ``later`` depends on this batch being stored: the same source, or the same text."""
        waiting = [(one.outcome.origin, one.prepared.article.version) for one in self.examined if one.prepared]
        version = later.prepared.article.version if later.prepared else None
        return any(later.outcome.origin == origin or version == other for origin, other in waiting)


@dataclass
class _File:
    """What a file that is being read has given so far."""

    articles: list[str] = field(default_factory=list)
    is_sound: bool = True

    def gave(self, outcome: Outcome) -> None:
        self.is_sound = self.is_sound and outcome.result != "failed"
        if outcome.article_id:
            self.articles.append(outcome.article_id)


class Writer:
    """Adds, deletes and embeds, for the one process that holds the library's lock.

    Attributes:
        stages: Seconds spent on ``comparing``, ``embedding``, ``catalog``, ``words`` and ``vectors``.
    """

    def __init__(self, catalog: Catalog, indexes: Indexes, *, embedder: "Embedder | None", number: int | None) -> None:
        """Write to ``catalog`` and ``indexes``, with vectors by ``embedder``, which the catalog knows by ``number``, where there is one."""
        self._catalog = catalog
        self._indexes = indexes
        self._embedder = embedder
        self.stages = Stages()
        self._number = number

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

    def add(self, items: Iterable[Item]) -> Iterator[Outcome]:
        """Store, embed and index articles in batches. See ``Library.add_prepared``."""
        if self.needs_refresh:
            with suppress(EmbeddingError):  # each article then says why it has no vectors
                self.refresh()
        if not self.needs_refresh:
            self._complete(self._catalog.articles.in_state("cleaned"))
        batch = _Batch()
        file = _File()
        for item in items:
            if isinstance(item, FileBegun):
                file = _File()
                continue
            if isinstance(item, FileRead):
                if file.is_sound:
                    batch.files.append((item, tuple(file.articles)))
                continue
            with self.stages.timed("comparing"):
                examined = examine(item, self._catalog)
            if batch.awaits(examined):
                yield from self._store(batch)
                batch = _Batch()
                examined = examine(item, self._catalog)
            batch.examined.append(examined)
            file.gave(examined.outcome)
            if batch.is_full:
                yield from self._store(batch)
                batch = _Batch()
        yield from self._store(batch)

    def delete(self, ids: Sequence[str], *, purge: bool) -> int:
        """Take articles out of sight or, with ``purge``, away for good. See ``Library.delete``."""
        known = [identity for identity in dict.fromkeys(ids) if self._catalog.articles.get(identity)]
        for batch in batches(known, BATCH_ARTICLES):
            chunks = self._catalog.chunks.of_articles(batch)
            with self._catalog.transaction() as connection:
                self._catalog.articles.set_state(connection, batch, "embedded")
            self._indexes.update([], [], without=chunks)
            with self._catalog.transaction() as connection:
                self._catalog.chunks.delete(connection, chunks)
                (self._catalog.articles.purge if purge else self._catalog.articles.delete)(connection, batch)
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
        """Put the articles into the indexes that an interrupted run has stored and not indexed, and say that it ended."""
        self._catalog.jobs.abandon()
        self._complete(self._catalog.articles.in_state("embedded"), recode=True)  # a new title may not be in the terms yet

    def _store(self, batch: _Batch) -> Iterator[Outcome]:
        renamed = [one.prepared for one in batch.examined if one.prepared and one.has_chunks]
        new = [one.prepared for one in batch.examined if one.prepared and not one.has_chunks]
        with self.stages.timed("embedding"):
            chunks = [(one.article, chunk.chunk) for one in new for chunk in one.chunks]
            texts = [_text(article, chunk.sentences) for article, chunk in chunks]
            vectors, problem = self._embed(texts, [chunk.language for _, chunk in chunks])
        ids: list[int] = []
        documents: list[LexicalDocument] = []
        voices: dict[str, str] = {}
        with self.stages.timed("catalog"), self._catalog.transaction() as connection:
            for one in renamed:
                self._catalog.articles.save(connection, one.article, "embedded", raw=self._catalog.raw.save(connection, one.raw))
            for one in new:
                article = self._voiced(connection, one)
                voices[article.origin] = article.voice
                raw = self._catalog.raw.save(connection, one.raw)
                self._catalog.articles.save(connection, article, "cleaned" if problem else "embedded", problem, raw=raw)
                self._catalog.copies.save(connection, article.id, one.signature)
                numbers = self._catalog.chunks.add(connection, article.id, article.version, [chunk.chunk for chunk in one.chunks])
                documents += [lexical_document(number, article, chunk) for number, chunk in zip(numbers, one.chunks, strict=True)]
                ids += numbers
            if vectors is not None and self._number is not None:
                self._catalog.vectors.save(connection, self._number, ids, vectors)
        self._index([one.article.id for one in new], ids, documents, problem=problem)
        lacking = self._complete([one.article.id for one in renamed], recode=True)
        self._remember(batch.files)
        for examined in batch.examined:
            yield _reported(examined, lacking if examined.has_chunks else problem, voices.get(examined.outcome.origin))

    def _voiced(self, connection: Connection, one: Prepared) -> Article:
        """The article, counted as one voice with the near-copy that is in the library already, and with none it was one of."""
        identity = one.article.id
        voice = None if one.signature is None else self._catalog.copies.nearest(connection, identity, one.signature)
        if voice != identity:
            self._catalog.copies.leave(connection, identity)
        return one.article.model_copy(update={"voice": voice or identity})

    def _remember(self, files: Sequence[tuple[FileRead, tuple[str, ...]]]) -> None:
        if files:
            with self._catalog.transaction() as connection:
                for file, articles in files:
                    self._catalog.files.save(connection, file.uri, file.digest, articles)

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
        with self.stages.timed("words"):
            self._indexes.lexical.add(documents, without=superseded)
        if self._indexes.vectors:
            with self.stages.timed("vectors"):
                self._indexes.vectors.update(ids, without=superseded)
        with self.stages.timed("catalog"), self._catalog.transaction() as connection:
            self._catalog.chunks.delete(connection, superseded)
            self._catalog.articles.set_state(connection, articles, "cleaned" if problem else "indexed", problem)

    def _embed(self, texts: Sequence[str], languages: Sequence[str]) -> tuple[Matrix | None, str | None]:
        """Vectors, or the reason why there are none; a library whose embedder failed still answers by words."""
        if self._embedder is None or not texts:
            return None, None
        try:
            return self._embedder.embed_passages(texts, languages=languages), None
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
        texts, languages = [], []
        for chunk in self._catalog.chunks.stored(ids):
            article = self._catalog.articles.get(chunk.article_id, chunk.version)
            texts.append(_text(article, chunk.sentences) if article else "")
            languages.append(chunk.language)
        vectors = np.asarray(self._embedder.embed_passages(texts, languages=languages), dtype=np.float32)
        with self._catalog.transaction() as connection:
            self._catalog.vectors.save(connection, number, sorted(ids), vectors)


def _text(article: Article, sentences: Sequence[tuple[int, int]]) -> str:
    return article.text[sentences[0][0] : sentences[-1][1]]


def _reported(examined: Examined, problem: str | None, voice: str | None) -> Outcome:
    outcome = examined.outcome
    if examined.prepared is None:
        return outcome
    copied = voice if voice != outcome.article_id else None
    return outcome.model_copy(update={"chunks": len(examined.prepared.chunks), "reason": problem or "", "near_copy_of": copied})


def _without_vectors(error: EmbeddingError) -> str:
    return f"Searchable by words only: {error}"
