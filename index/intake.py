"""What becomes of one raw article: cleaned and compared with what the library holds."""

from datetime import UTC, datetime
from typing import Literal, NamedTuple

from index.catalog import Catalog
from index.clean import clean_line, clean_text
from index.errors import ReadError
from index.language import detect
from index.models import UNKNOWN_LANGUAGE, Article, RawArticle, Record, article_id, text_version
from index.readers import Unreadable

Result = Literal["added", "updated", "unchanged", "duplicate", "failed"]


class Outcome(Record):
    """What happened to one source.

    Attributes:
        origin: The source, as a URI.
        result: ``duplicate`` means another origin already holds this text; ``failed`` means nothing was stored.
        article_id: The article it is now, or the one it duplicates.
        title: Its title.
        chunks: How many chunks it has, when it was added or updated.
        reason: Why it failed, or what is missing (such as vectors that could not be made).
        remedy: What the person can do.
    """

    origin: str
    result: Result
    article_id: str | None = None
    title: str = ""
    chunks: int = 0
    reason: str = ""
    remedy: str = ""


class Examined(NamedTuple):
    """A source that was looked at.

    Attributes:
        article: What to store; ``None`` when the outcome is already certain.
        outcome: What will have happened.
        has_chunks: Whether the catalog holds this very text, cut into chunks; only what is said about it changed.
    """

    article: Article | None
    outcome: Outcome
    has_chunks: bool = False


def examine(item: RawArticle | Unreadable, catalog: Catalog, *, max_characters: int) -> Examined:
    """Clean a raw article and tell whether it is new, changed, known or unusable."""
    if isinstance(item, Unreadable):
        return Examined(None, Outcome(origin=item.origin, result="failed", reason=item.reason, remedy=item.remedy))
    try:
        article = cleaned(item, max_characters=max_characters)
    except ReadError as error:
        return Examined(None, Outcome(origin=item.origin, result="failed", reason=error.message, remedy=error.remedy))
    known = catalog.articles.stored(article.id)
    if known is None:
        twin = catalog.articles.with_text(article.version)
        if twin is not None:
            return Examined(None, Outcome(origin=item.origin, result="duplicate", article_id=twin, title=article.title))
        return Examined(article, _outcome(article, "added"))
    same_text = known.article.version == article.version
    if same_text:
        article = article.model_copy(update={"added_at": known.article.added_at})
    if known.article == article:
        unfinished = article if known.state != "indexed" else None
        return Examined(unfinished, _outcome(article, "unchanged"), has_chunks=unfinished is not None)
    return Examined(article, _outcome(article, "updated"), has_chunks=same_text)


def cleaned(raw: RawArticle, *, max_characters: int) -> Article:
    """The article a raw one becomes.

    Raises:
        ReadError: Nothing but page furniture was in it, or it is too long.
    """
    text = clean_text(raw.text)
    if not any(character.isalnum() for character in text):
        raise ReadError(f"{raw.origin} holds no words.", remedy="Check what was saved; the article's text is missing.")
    if len(text) > max_characters:
        raise ReadError(
            f"{raw.origin} holds {len(text):,} characters; one article may hold {max_characters:,}.",
            remedy="Split it into articles, or raise SANAD_MAX_ARTICLE_CHARACTERS.",
        )
    title = clean_line(raw.title)
    return Article(
        id=article_id(raw.origin),
        version=text_version(text),
        origin=raw.origin,
        title=title,
        text=text,
        url=raw.url,
        source=clean_line(raw.source or "") or None,
        author=clean_line(raw.author or "") or None,
        published=raw.published,
        language=raw.language or detect(f"{title}\n{text}") or UNKNOWN_LANGUAGE,
        added_at=datetime.now(UTC),
    )


def _outcome(article: Article, result: Result) -> Outcome:
    return Outcome(origin=article.origin, result=result, article_id=article.id, title=article.title)
