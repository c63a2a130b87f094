"""Which articles a command is about: by reference, by what is said of them, or by what they say; shown before they are touched."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from index.errors import NotFoundError
from ui.cli.boundary import write_error
from ui.cli.terminal import details, foreign, messages, output, write

if TYPE_CHECKING:
    from index.library import Library
    from index.models import Article, Filters
    from index.settings import Settings

MATCHING = 0.75  # share of a query's informative words that a passage holds at least
PASSAGES = 400  # looked through for a query
SHOWN = 50
_PREFIX = 4  # characters of an id that may stand for the whole


class Chosen(NamedTuple):
    """Articles, and the references that nothing goes by."""

    articles: list["Article"]
    missing: list[str]

    def ids(self) -> list[str]:
        """Their ids."""
        return [article.id for article in self.articles]

    def shapes(self) -> list[dict[str, Any]]:
        """What ``--json`` says of them."""
        return [{"article_id": article.id, "version": article.version, "title": article.title} for article in self.articles]


def choose(library: "Library", references: Sequence[str]) -> Chosen:
    """The articles that go by ``references``; an error is written for each that leads nowhere."""
    found: dict[str, Article] = {}
    missing = []
    for reference in references:
        try:
            article = library.article(reference)
        except NotFoundError as error:
            write_error(str(error))
            missing.append(reference)
        else:
            found[article.id] = article
    return Chosen(list(found.values()), missing)


def choose_deleted(library: "Library", references: Sequence[str]) -> Chosen:
    """The deleted articles that go by ``references``: ids, the start of one, file names or titles."""
    found: dict[str, Article] = {}
    missing = []
    for reference in references:
        matching = [article for article in _deleted(library) if _goes_by(article, reference)]
        found |= {article.id: article for article in matching}
        if not matching:
            write_error(f"There is no deleted article {reference!r}. `sanad restore` lists what there is.")
            missing.append(reference)
    return Chosen(list(found.values()), missing)


def choose_by_filters(library: "Library", filters: "Filters") -> Chosen:
    """The articles that match ``filters``."""
    articles = (library.catalog.articles.get(identity) for identity in library.catalog.articles.ids(filters))
    return Chosen([article for article in articles if article], [])


def ids_matching(query: str, settings: "Settings", filters: "Filters") -> list[str]:
    """Ids of the articles that have a passage with most of the query's words, best first; near-copies too."""
    from rag.engine import Sanad

    with Sanad.open(settings=settings) as sanad:
        passages = [one for one in sanad.search(query, filters=filters, limit=PASSAGES) if one.coverage >= MATCHING]
        ids = [identity for one in passages for identity in (one.article.id, *(copy.article_id for copy in one.also))]
        allowed = set(sanad.library.catalog.articles.ids(filters))
    return [identity for identity in dict.fromkeys(ids) if identity in allowed]


def days_between(before: datetime | None, after: datetime | None) -> tuple[datetime | None, datetime | None]:
    """The first and the last day that lie after the one and before the other."""
    day = timedelta(days=1)
    return (after + day if after else None), (before - day if before else None)


def write_chosen(articles: Iterable["Article"], *, verb: str = "") -> None:
    """List articles, so that a person sees which are meant."""
    console = output()
    for number, article in enumerate(articles):
        if number == SHOWN:
            write(messages(), "... and more; `--json` lists them all.")
            return
        about = details(console, article.published, article.language, article.source)
        write(console, (f"{verb} " if verb else "", "dim"), (article.id, "cyan"), (f"  {about}", "dim"))
        write(console, f"    {foreign(article.title, terminal=console.is_terminal)}")


def _deleted(library: "Library") -> Iterator["Article"]:
    for identity in library.catalog.articles.deleted():
        article = library.catalog.articles.get(identity)
        if article:
            yield article


def _goes_by(article: "Article", reference: str) -> bool:
    from ui.cli.report import place

    name = place(article.origin).rpartition("/")[2]
    starts = len(reference) >= _PREFIX and article.id.startswith(reference)
    return starts or reference in {article.origin, article.url, article.title, name, name.rpartition(".")[0]}
