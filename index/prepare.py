"""From an article's text to its chunks with their terms. Pure."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from index.catalog import NewChunk
from index.language import CHANNELS, Terms, analyze
from index.language.codes import encode_terms
from index.lexical import LexicalDocument
from index.models import Article
from index.segment import Range, chunks


class Analysed(NamedTuple):
    """The terms of one chunk."""

    title: Terms
    sentences: tuple[Terms, ...]

    @property
    def together(self) -> Terms:
        """The terms of the title and of all sentences."""
        segments = (self.title, *self.sentences)
        return Terms(*(tuple(chain.from_iterable(getattr(one, channel) for one in segments)) for channel in CHANNELS))

    @property
    def codes(self) -> bytes:
        """What the catalog stores."""
        return encode_terms(self.title, self.sentences)

    @property
    def lengths(self) -> tuple[int, int, int]:
        """Number of terms in title and sentences, by channel."""
        segments = (self.title, *self.sentences)
        words, grams, bridge = (sum(len(getattr(one, channel)) for one in segments) for channel in CHANNELS)
        return words, grams, bridge


def prepare(article: Article, *, limit: int) -> list[tuple[NewChunk, Analysed]]:
    """The chunks of an article, each with its terms.

    Args:
        article: A cleaned article.
        limit: Length of a chunk in characters, about.
    """
    pieces = chunks(article.text, article.language, limit=limit)
    analysed = analyse(article, [piece.sentences for piece in pieces])
    return [(NewChunk(piece, terms.lengths, terms.codes), terms) for piece, terms in zip(pieces, analysed, strict=True)]


def analyse(article: Article, sentences: Iterable[Sequence[Range]]) -> list[Analysed]:
    """The terms of chunks of ``article`` whose sentences are known."""
    title = analyze(article.title, article.language)
    return [Analysed(title, tuple(analyze(article.text[start:end], article.language) for start, end in ranges)) for ranges in sentences]


def lexical_document(chunk_id: int, article: Article, analysed: Analysed) -> LexicalDocument:
    """One chunk as the lexical index wants it."""
    return LexicalDocument(
        chunk_id=chunk_id,
        terms=analysed.together,
        source=article.source,
        language=article.language,
        published=article.published,
    )
