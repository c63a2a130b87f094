"""What the page says about the library before anything is asked."""

from collections.abc import Sequence
from typing import Protocol

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

    def find(self, reference: str) -> tuple[str, ...]:
        """Ids of the articles a reference may mean."""

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
    """

    articles: int = 0
    languages: tuple[str, ...] = ()
    newest: tuple[Summary, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def read_shelf(articles: ArticleLists, cases: Sequence[Case]) -> Shelf:
    """Look at the library.

    Args:
        articles: The articles of the library.
        cases: Questions with known evidence; those whose evidence the library holds word for word may be suggested.
    """
    counts = articles.count_by("language")
    suggestions = (_suggestion(articles, [case for case in cases if case.language == language]) for language in counts)
    return Shelf(
        articles=sum(counts.values()),
        languages=tuple(counts),
        newest=articles.list(limit=NEWEST),
        suggestions=tuple(each for each in suggestions if each)[:SUGGESTIONS],
    )


def _suggestion(articles: ArticleLists, cases: Sequence[Case]) -> Suggestion | None:
    """The question with most sources among those the library answers, the shortest of several."""
    for case in sorted(cases, key=lambda each: (-len(each.relevant), len(each.question))):
        if case.relevant and all(_held(articles, each.document, each.quote) for each in case.relevant):
            return Suggestion(question=case.question, language=case.language)
    return None


def _held(articles: ArticleLists, reference: str, quote: str) -> bool:
    found = (articles.get(identity) for identity in articles.find(reference))
    return any(article is not None and quote in article.text for article in found)
