"""Builders shared by the tests of the index: raw articles, two embedders that rank differently, and libraries."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from index.catalog import NewChunk
from index.embedding.base import Embedder
from index.errors import EmbeddingError
from index.intake import Outcome, Result
from index.language import analyze
from index.library import Library
from index.models import Article, RawArticle, article_id, text_version
from index.readers.source import Unreadable
from index.segment import chunks
from index.settings import Settings

SETTINGS = Settings(library=Path("unused"))
WORDS = ("river", "bridge", "dam", "harbour", "train", "market", "school", "border", "glacier", "festival", "vaccine", "treaty", "carpet")


class FakeEmbedder(Embedder):
    """Vectors from hashed pieces of words; ``length`` is that of a piece, so that two lengths rank differently.

    ``broken`` makes it fail, and ``calls`` counts the texts it was given.
    """

    length: int = 3
    size: int = 16
    broken: bool = False
    calls: int = 0

    @property
    def fingerprint(self) -> str:
        return f"fake-{self.length}-{self.size}"

    @property
    def dimensions(self) -> int:
        return self.size

    def _passages(self, texts: list[str]) -> NDArray[Any]:
        if self.broken:
            raise EmbeddingError("The fake embedder is broken.", remedy="Mend it.")
        self.calls += len(texts)
        return np.stack([self._question(text) for text in texts])

    def _question(self, text: str) -> NDArray[Any]:
        vector = np.full(self.size, 0.01)
        for start in range(max(len(text) - self.length + 1, 1)):
            digest = hashlib.blake2b(text[start : start + self.length].lower().encode(), digest_size=2).digest()
            vector[digest[0] % self.size] += 1 if digest[1] % 2 else -1
        return vector


def raw(name: str, text: str = "", **fields: Any) -> RawArticle:
    """A raw article of the file ``name``; without a text, one that only this name has."""
    return RawArticle(
        origin=f"file:///articles/{quote(name)}.txt", text=text or body(name), **{"title": f"About {name}", "language": "en", **fields}
    )


def body(name: str, *, sentences: int = 4) -> str:
    """A few sentences that differ with ``name``, the first of which names it."""
    numbers = hashlib.blake2b(name.encode(), digest_size=sentences).digest()
    said = " ".join(f"The {WORDS[number % len(WORDS)]} counted {number} visitors in week {week}." for week, number in enumerate(numbers))
    return f"This is the report called {name}. {said}"


def article(name: str = "one", text: str = "The dam opened. It cost 5 dollars.", **fields: Any) -> Article:
    """An article as the catalog holds it."""
    origin = f"file:///articles/{name}.txt"
    known = {"title": f"About {name}", "language": "en", "added_at": datetime(2026, 3, 4, tzinfo=UTC), "published": date(2026, 3, 4)}
    identity = article_id(origin)
    return Article(id=identity, version=text_version(text), origin=origin, text=text, **{"voice": identity, **known, **fields})


def new_chunks(text: str, *, limit: int = 900) -> list[NewChunk]:
    """The chunks of a text, with stand-ins for terms."""
    return [NewChunk(piece.sentences, "en", (len(piece.sentences), 2, 1), b"terms") for piece in chunks(text, "en", limit=limit)]


def opened(path: Path, embedder: Embedder | None = None, **options: Any) -> Library:
    """The library in ``path``, opened to write unless ``options`` say otherwise."""
    return Library.open(path, embedder=embedder, settings=SETTINGS, **{"wait": 0.2, **options})


def counts(library: Library) -> tuple[int, int, int]:
    """Chunks in the catalog, in the lexical index and in the vector index."""
    return library.catalog.chunks.count(), library.lexical.count(), library.vectors.count() if library.vectors is not None else 0


def add(library: Library, items: Iterable[RawArticle | Unreadable]) -> list[Outcome]:
    return list(library.add(items))


def results(library: Library, *items: RawArticle | Unreadable) -> list[Result]:
    return [outcome.result for outcome in add(library, items)]


def titles(library: Library, ids: Iterable[int]) -> list[str]:
    return [library.article(chunk.article_id).title for number in ids for chunk in library.catalog.chunks.stored([number])]


def worded(library: Library, text: str) -> list[str]:
    """Titles of the articles found by words."""
    return titles(library, [hit.chunk_id for hit in library.lexical.search(analyze(text, "en"), limit=5)])


def nearest(library: Library, text: str) -> list[str]:
    """Titles of the articles found by vector, nearest first."""
    if library.embedder is None or library.vectors is None:
        return []
    return titles(library, [chunk_id for chunk_id, _ in library.vectors.search(library.embedder.embed_question(text), limit=5)])


def agrees(library: Library) -> bool:
    catalog, lexical, vectors = counts(library)
    return catalog == lexical == vectors > 0


def damaged(directory: Path, pattern: str, change: Callable[[bytes], bytes]) -> None:
    """Rewrite the files below ``directory`` that match; there must be one."""
    found = [path for path in directory.rglob(pattern) if path.is_file()]
    if not found:
        raise FileNotFoundError(f"{directory} has no {pattern}")
    for path in found:
        path.write_bytes(change(path.read_bytes()))
