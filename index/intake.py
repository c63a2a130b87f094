"""What becomes of one prepared article: compared with what the library holds."""

from typing import Literal, NamedTuple

from index.catalog import Catalog
from index.models import Article, Record
from index.prepare import Analysed, Prepared, analyse
from index.readers.source import Unreadable

Result = Literal["added", "updated", "unchanged", "duplicate", "failed", "removed"]


class Outcome(Record):
    """What happened to one source.

    Attributes:
        origin: The source, as a URI.
        result: ``duplicate`` means another origin already holds this text; ``failed`` means nothing was stored.
        article_id: The article it is now, or the one it duplicates.
        title: Its title.
        chunks: How many chunks it has, when it was added or updated.
        near_copy_of: Id of the article whose near-copy it is.
        reason: Why it failed, or what is missing (such as vectors that could not be made).
        remedy: What the person can do.
    """

    origin: str
    result: Result
    article_id: str | None = None
    title: str = ""
    chunks: int = 0
    near_copy_of: str | None = None
    reason: str = ""
    remedy: str = ""


class FileBegun(NamedTuple):
    """Says that what follows comes from a file, until it was read or another is begun.

    Attributes:
        uri: The file.
    """

    uri: str


class FileRead(NamedTuple):
    """Says, behind the articles of a file, that it was read to its end: the next run may pass it over.

    Attributes:
        uri: The file.
        digest: Of its bytes and of how it was read.
    """

    uri: str
    digest: str


Item = Prepared | Unreadable | FileBegun | FileRead | Outcome  # what is added


class Examined(NamedTuple):
    """A source that was looked at.

    Attributes:
        outcome: What will have happened.
        prepared: What to store; ``None`` when nothing is.
        has_chunks: Whether the catalog holds this very text, cut into chunks; only what is said about it changed.
    """

    outcome: Outcome
    prepared: Prepared | None = None
    has_chunks: bool = False


def examine(item: Prepared | Unreadable | Outcome, catalog: Catalog) -> Examined:
    """Tell whether an article is new, changed, known or unusable; a person's corrections are applied to it."""
    if isinstance(item, Outcome):
        return Examined(item)
    if isinstance(item, Unreadable):
        return Examined(Outcome(origin=item.origin, result="failed", reason=item.reason, remedy=item.remedy))
    item = _corrected(item, catalog)
    article = item.article
    known = catalog.articles.stored(article.id)
    if known is None:
        twin = catalog.articles.with_text(article.version)
        if twin is not None and _says_nothing_new(article, twin):
            return Examined(Outcome(origin=article.origin, result="duplicate", article_id=twin.id, title=article.title))
        return Examined(_outcome(article, "added"), item)
    if known.article.version != article.version:
        return Examined(_outcome(article, "updated"), item)
    article = article.model_copy(update={"added_at": known.article.added_at, "voice": known.article.voice})
    item = item._replace(article=article)
    if known.article == article:
        return Examined(_outcome(article, "unchanged"), item if known.state != "indexed" else None, has_chunks=True)
    return Examined(_outcome(article, "updated"), item, has_chunks=True)


def _corrected(item: Prepared, catalog: Catalog) -> Prepared:
    article = catalog.corrections.applied(item.article)
    if (article.title, article.language) == (item.article.title, item.article.language):
        return item._replace(article=article)
    chunks: list[Analysed] = analyse(article, [one.chunk.sentences for one in item.chunks])
    return item._replace(article=article, chunks=tuple(chunks))


def _says_nothing_new(article: Article, twin: Article) -> bool:
    """Whether two articles with one text are one report: not printed by two outlets."""
    return article.source is None or twin.source is None or article.source == twin.source


def _outcome(article: Article, result: Result) -> Outcome:
    return Outcome(origin=article.origin, result=result, article_id=article.id, title=article.title)
