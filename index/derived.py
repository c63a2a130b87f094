"""The two indexes that are made from the catalog: opened, kept in step with it, and rebuilt when they are not sound."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

from index.catalog import Catalog
from index.catalog.chunks import batches
from index.errors import LexicalIndexError, VectorStoreError
from index.language import ANALYZER_VERSION
from index.lexical import FORMAT, LexicalDocument, LexicalIndex
from index.models import Article
from index.prepare import Analysed, analyse
from index.vectors import health
from index.vectors.chroma import ChromaVectors

Progress = Callable[[str, int, int], None]  # stage, done, of how many

BATCH = 256  # chunks


def silent(stage: str, done: int, total: int) -> None:
    """A progress that shows nothing."""


class DerivedLexical:
    """The lexical index of a library, made from its catalog."""

    def __init__(self, catalog: Catalog, directory: Path) -> None:
        """Open it, emptied when it is damaged or was made by another analyzer."""
        self._catalog = catalog
        self._directory = directory
        self._made_by = f"{FORMAT}/{ANALYZER_VERSION}"
        try:
            self.index = LexicalIndex(directory)
            self.index.count()  # reads every segment's ends
        except LexicalIndexError:
            self._empty()
        if not catalog.chunks.count():
            catalog.set_setting("lexical", self._made_by)

    @property
    def is_current(self) -> bool:
        """Whether it was made by this analyzer and holds every chunk."""
        return self._catalog.setting("lexical") == self._made_by and self.index.count() == self._catalog.chunks.count()

    def add(self, documents: Sequence[LexicalDocument], *, without: Sequence[int] = ()) -> None:
        """Put chunks in and take others out, in one commit."""
        self.index.delete(without)
        self.index.add(documents)
        self.index.commit()

    def rebuild(self, progress: Progress = silent) -> None:
        """Make it anew; terms made by another analyzer are made anew in the catalog too."""
        recode = self._catalog.setting("lexical") != self._made_by
        self._empty()
        ids = self._catalog.chunks.ids()
        for number, batch in enumerate(batches(ids, BATCH)):
            progress("words", number * BATCH, len(ids))
            self.index.add(self.documents(batch, recode=recode))
        self.index.commit()
        self._catalog.set_setting("lexical", self._made_by)
        progress("words", len(ids), len(ids))

    def documents(self, ids: Sequence[int], *, recode: bool = False) -> list[LexicalDocument]:
        """Chunks as the index wants them, analysed again; ``recode`` writes the terms to the catalog too."""
        by_version: dict[tuple[str, str], list[tuple[int, Sequence[tuple[int, int]]]]] = {}
        documents = []
        for chunk in self._catalog.chunks.stored(ids):
            by_version.setdefault((chunk.article_id, chunk.version), []).append((chunk.id, chunk.sentences))
        for (identity, version), found in by_version.items():
            article = self._catalog.articles.get(identity, version)
            if article is None:
                continue
            numbers, ranges = zip(*found, strict=True)
            analysed = analyse(article, ranges)
            if recode:
                self._recode(numbers, analysed)
            documents += [lexical_document(number, article, one) for number, one in zip(numbers, analysed, strict=True)]
        return documents

    def _recode(self, numbers: Sequence[int], analysed: Sequence[Analysed]) -> None:
        with self._catalog.transaction() as connection:
            for number, one in zip(numbers, analysed, strict=True):
                self._catalog.chunks.recode(connection, number, one.chunk)

    def _empty(self) -> None:
        if hasattr(self, "index"):
            self.index.close()
        shutil.rmtree(self._directory, ignore_errors=True)
        self.index = LexicalIndex(self._directory)


class DerivedVectors:
    """The vectors of one embedder in Chroma, made from the catalog."""

    def __init__(self, catalog: Catalog, directory: Path, *, embedder: int, server: str | None) -> None:
        """Open the collection; a directory that cannot be opened safely is emptied.

        Args:
            catalog: The source of truth.
            directory: Where the embedded Chroma keeps its files.
            embedder: Number of the embedder whose vectors these are.
            server: Address of a Chroma server to use in place of the directory.

        Raises:
            VectorStoreError: The server does not answer.
        """
        self._catalog = catalog
        self._directory = directory
        self._embedder = embedder
        self._server = server
        self._family = f"sanad-{catalog.library_id()[:16]}-"
        self._name = f"{self._family}{embedder}"
        if server is None and not health.is_sound(directory, self._name):
            self._remove()
        self.index = self._open()

    @property
    def is_current(self) -> bool:
        """Whether it holds every vector of the catalog."""
        try:
            return self.index.count() == self._catalog.vectors.count(self._embedder)
        except VectorStoreError:
            if self._server:
                raise
            return False

    def update(self, ids: Sequence[int], *, without: Sequence[int] = ()) -> None:
        """Put the vectors of chunks in, from the catalog, and take others out."""
        with nullcontext() if self._server else health.writing(self._directory):
            numbers, vectors = self._catalog.vectors.read(self._embedder, ids)
            self.index.upsert(numbers.tolist(), vectors)
            self.index.delete(without)

    def rebuild(self, progress: Progress = silent) -> None:
        """Make it anew from the catalog's vectors; nothing is embedded."""
        if self._server:
            self.index.drop()
        else:
            self.index.close()
            self._remove()
        self.index = self._open()
        ids = self._catalog.chunks.ids()
        for number, batch in enumerate(batches(ids, BATCH)):
            progress("vectors", number * BATCH, len(ids))
            self.update(batch)
        progress("vectors", len(ids), len(ids))

    def forget_others(self, progress: Progress = silent) -> None:
        """Remove what other embedders of this library left; Chroma keeps the files of a removed collection, so they go with all."""
        others = self.index.others(self._family)
        if others and self._server:
            self.index.drop_others(others)
        elif others:
            self.rebuild(progress)

    def close(self) -> None:
        """Release files and connections."""
        self.index.close()
        if not self._server:
            health.settle(self._directory)

    def _open(self) -> ChromaVectors:
        if self._server:
            return ChromaVectors.server(self._server, self._name)
        try:
            return ChromaVectors.embedded(self._directory, self._name)
        except VectorStoreError:
            self._remove()
            return ChromaVectors.embedded(self._directory, self._name)

    def _remove(self) -> None:
        shutil.rmtree(self._directory, ignore_errors=True)
        health.forget(self._directory)


class Indexes:
    """Both derived indexes of a library, in the one process that writes to it."""

    def __init__(self, catalog: Catalog, path: Path, *, server: str | None) -> None:
        """Open the lexical index of the library in ``path``; the vectors wait for ``use_vectors_of``."""
        self._catalog = catalog
        self._path = path
        self._server = server
        self.lexical = DerivedLexical(catalog, path / "lexical")
        self.vectors: DerivedVectors | None = None

    def use_vectors_of(self, embedder: int) -> None:
        """Open the vectors of this embedder, in place of any other's."""
        if self.vectors:
            self.vectors.close()
        self.vectors = DerivedVectors(self._catalog, self._path / "vectors", embedder=embedder, server=self._server)

    def update(self, ids: Sequence[int], documents: Sequence[LexicalDocument], *, without: Sequence[int] = ()) -> None:
        """Put chunks into both indexes and take others out."""
        self.lexical.add(documents, without=without)
        if self.vectors:
            self.vectors.update(ids, without=without)

    def repair(self, progress: Progress = silent) -> list[str]:
        """Rebuild what does not agree with the catalog; a sentence about each."""
        notices = []
        for name, derived in (("word", self.lexical), ("vector", self.vectors)):
            if derived and not derived.is_current:
                derived.rebuild(progress)
                notices.append(f"The {name} index was missing, damaged or out of date and has been rebuilt from the catalog.")
        if self.vectors:
            self.vectors.forget_others(progress)
        return notices

    def rebuild(self, progress: Progress = silent) -> None:
        """Make both anew from the catalog."""
        self.lexical.rebuild(progress)
        if self.vectors:
            self.vectors.rebuild(progress)

    def close(self) -> None:
        """Release files and connections."""
        self.lexical.index.close()
        if self.vectors:
            self.vectors.close()


def lexical_document(number: int, article: Article, analysed: Analysed) -> LexicalDocument:
    """The chunk of this number as the lexical index wants it."""
    return LexicalDocument(number, analysed.terms, article.source, analysed.chunk.language, article.published)
