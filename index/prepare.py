"""From a raw article to what is stored of it: cleaned, cut into chunks, analysed. Pure, so that other processes can do it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

from index.catalog import NewChunk
from index.clean import CLEANER_VERSION, Boilerplate, BoilerplateLearner, clean, clean_line
from index.copies import Signature, signature
from index.errors import ReadError
from index.language import CHANNELS, Terms, analyze
from index.language.codes import encode_terms
from index.lexical import LexicalTerms
from index.metadata import complete, language_ranges
from index.models import UNKNOWN_LANGUAGE, Article, RawArticle, article_id, text_version
from index.readers.source import Limits, Unreadable
from index.segment import CHUNK_CHARACTERS, Range, chunks

NO_BOILERPLATE = Boilerplate()
PREPARATION = f"1/{CLEANER_VERSION}"  # of everything here and in the readers: files read by another are read again

_LONGEST_NAME = 1_000  # characters


class Analysed(NamedTuple):
    """A chunk that has no number yet, and the terms by which it will be found."""

    chunk: NewChunk
    terms: LexicalTerms


class Prepared(NamedTuple):
    """An article ready to be stored.

    Attributes:
        raw: What the reader gave.
        article: Cleaned; as the source says it, before a person's corrections.
        chunks: Its chunks.
        signature: For finding near-copies; ``None`` for a very short text.
    """

    raw: RawArticle
    article: Article
    chunks: tuple[Analysed, ...]
    signature: Signature | None


def prepare(
    raw: RawArticle, *, limits: Limits, chunk_characters: int = CHUNK_CHARACTERS, boilerplate: Boilerplate = NO_BOILERPLATE
) -> Prepared:
    """Clean an article, cut it into chunks and analyse them.

    Args:
        raw: What a reader gave.
        limits: How long it may be.
        chunk_characters: Length of a chunk, about.
        boilerplate: What is known of outlets' pages.

    Raises:
        ReadError: Nothing but page furniture was in it, or it is too long.
    """
    article = cleaned(raw, limits=limits, boilerplate=boilerplate)
    pieces = chunks(article.text, article.language, limit=chunk_characters)
    analysed = analyse(article, [piece.sentences for piece in pieces])
    words = [word for one in analysed for word in one.terms.words.split()]
    return Prepared(raw, article, tuple(analysed), signature(words))


def cleaned(raw: RawArticle, *, limits: Limits, boilerplate: Boilerplate = NO_BOILERPLATE) -> Article:
    """The article a raw one becomes.

    Raises:
        ReadError: Nothing but page furniture was in it, or it is too long.
    """
    raw = complete(raw)
    text, pages = boilerplate.strip(clean_line(raw.source or ""), clean(raw.text))
    if not any(character.isalnum() for character in text):
        raise ReadError(f"{raw.origin} holds no words.", remedy="Check what was saved; the article's text is missing.")
    if len(text) > limits.article_characters:
        raise ReadError(
            f"{raw.origin} holds {len(text):,} characters; one article may hold {limits.article_characters:,}.",
            remedy="Split it into articles, or raise SANAD_MAX_ARTICLE_CHARACTERS.",
        )
    identity = article_id(raw.origin)
    language = raw.language or UNKNOWN_LANGUAGE
    return Article(
        id=identity,
        version=text_version(text),
        origin=raw.origin,
        title=_name(raw.title),
        text=text,
        url=raw.url,
        source=_name(raw.source or "") or None,
        author=_name(raw.author or "") or None,
        published=raw.published,
        published_at=raw.published_at,
        updated_at=raw.updated_at,
        place=_name(raw.place or "") or None,
        language=language,
        passages=language_ranges(text, language),
        pages=pages,
        found=raw.found,
        added_at=datetime.now(UTC),
        voice=identity,
    )


def _name(text: str) -> str:
    """A title, outlet, author or place, cleaned; one longer than any real one is cut, as every answer that cites it would carry it."""
    return clean_line(text[:_LONGEST_NAME])


def analyse(article: Article, sentences: Iterable[Sequence[Range]]) -> list[Analysed]:
    """The chunks of ``article`` whose sentences are known, each with its terms; every sentence in its own language."""
    title = analyze(article.title, article.language)
    return [_analysed(article, title, ranges) for ranges in sentences]


def _analysed(article: Article, title: Terms, ranges: Sequence[Range]) -> Analysed:
    languages = [article.language_at(start) for start, _ in ranges]
    terms = [analyze(article.text[start:end], language) for (start, end), language in zip(ranges, languages, strict=True)]
    segments = (title, *terms)
    joined = [list(chain.from_iterable(getattr(segment, channel) for segment in segments)) for channel in CHANNELS]
    words, grams, bridge = (len(channel) for channel in joined)
    chunk = NewChunk(
        sentences=tuple(ranges),
        language=max(set(languages), key=lambda one: (languages.count(one), one == article.language)),
        lengths=(words, grams, bridge),
        codes=encode_terms(title, terms),
    )
    return Analysed(chunk, LexicalTerms(*(" ".join(channel) for channel in joined)))


def prepare_all(
    items: Iterable[RawArticle | Unreadable],
    *,
    limits: Limits,
    chunk_characters: int = CHUNK_CHARACTERS,
    boilerplate: Boilerplate = NO_BOILERPLATE,
) -> Iterator[Prepared | Unreadable]:
    """``prepare`` for many: an article that cannot be used is an ``Unreadable``, and the rest goes on."""
    for item in items:
        if isinstance(item, Unreadable):
            yield item
            continue
        try:
            yield prepare(item, limits=limits, chunk_characters=chunk_characters, boilerplate=boilerplate)
        except ReadError as error:
            yield Unreadable(origin=item.origin, reason=error.message, remedy=error.remedy)


def learn_boilerplate(articles: Iterable[RawArticle]) -> Boilerplate:
    """What ``articles`` tell of their outlets' pages, one pass, only counts are held."""
    learner = BoilerplateLearner()
    for raw in map(complete, articles):
        if outlet := clean_line(raw.source or ""):
            learner.add(outlet, clean(raw.text).text)
    return learner.learned()
