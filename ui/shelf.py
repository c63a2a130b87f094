"""What the page says about the library before anything is asked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from pydantic import Field

from eval.models import Case
from index.catalog import Summary
from index.catalog.articles import Version
from index.models import Article, Record

NEWEST = 6
SUGGESTIONS = 4


class ArticleLists(Protocol):
    """What the page asks of the catalog's articles."""

    def count_by(self, column: str) -> dict[str, int]:
        """Number of articles by language, most first."""

    def list(self, *, limit: int) -> tuple[Summary, ...]:
        """Articles, newest first."""

    def named(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Ids of articles by the name of their file, with or without its ending."""

    def get(self, identity: str) -> Article | None:
        """An article by its id."""

    def versions(self, identity: str) -> tuple[Version, ...]:
        """All its versions that can still be read, newest first."""


class Suggestion(Record):
    """A question to try, and its language."""

    question: str
    language: str


class Shelf(Record):
    """The library at a glance.

    Attributes:
        articles: How many it holds.
        languages: ISO 639-1 codes, the most frequent first.
        newest: The articles published last, newest first; at most a handful.
        suggestions: Questions the library is known to answer, for a newcomer to click; empty when none is known.
        counts: How many articles there are of each language.
    """

    articles: int = 0
    languages: tuple[str, ...] = ()
    newest: tuple[Summary, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    counts: Mapping[str, int] = Field(default_factory=dict)


def read_shelf(articles: ArticleLists, cases: Sequence[Case], before: Shelf | None = None) -> Shelf:
    """Look at the library.

    Args:
        articles: The articles of the library.
        cases: Questions with known evidence; those whose evidence the library holds word for word may be suggested.
        before: What was seen last; where as many articles are there still, the same is suggested.
    """
    counts = articles.count_by("language")
    suggestions = before.suggestions if before and before.counts == counts else _suggestions(articles, cases, counts)
    return Shelf(
        articles=sum(counts.values()),
        languages=tuple(counts),
        newest=articles.list(limit=NEWEST),
        suggestions=suggestions,
        counts=counts,
    )


def _suggestions(articles: ArticleLists, cases: Sequence[Case], languages: Iterable[str]) -> tuple[Suggestion, ...]:
    texts = _texts(articles, {each.document for case in cases for each in case.relevant})
    found = (_suggestion(texts, [case for case in cases if case.language == language]) for language in languages)
    return tuple(each for each in found if each)[:SUGGESTIONS]


def _texts(articles: ArticleLists, names: Collection[str]) -> Mapping[str, str]:
    """What stands in the articles of these names, as far as they are there."""
    found = ((name, articles.get(identity)) for name, ids in articles.named(tuple(names)).items() for identity in ids)
    texts: dict[str, str] = {}
    for name, article in found:
        texts[name] = f"{texts.get(name, '')}\n{article.text if article else ''}"
    return texts


def _suggestion(texts: Mapping[str, str], cases: Sequence[Case]) -> Suggestion | None:
    """The question with most sources among those the library answers, the shortest of several."""
    for case in sorted(cases, key=lambda each: (-len(each.relevant), len(each.question))):
        if case.relevant and all(each.quote in texts.get(each.document, "") for each in case.relevant):
            return Suggestion(question=case.question, language=case.language)
    return None
