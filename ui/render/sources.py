"""Source cards: of an answer, of what is merely related, and of the library's newest articles."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from index.catalog import Summary
from rag.models import Citation
from ui.render.elements import article_address, byline, element, joined, language_name, language_of, span_address
from ui.shelf import Shelf


def article_count(citations: Iterable[Citation]) -> str:
    """``1 source``, ``3 sources``: how many articles are cited."""
    return counted(len({each.span.article_id for each in citations}), "source")


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 article``, ``1,204 articles``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def answer_sources(citations: Sequence[Citation], number: int) -> Markup:
    """The articles an answer cites, in order of their first number.

    Args:
        citations: The answer's citations, by number.
        number: The turn they belong to.
    """
    by_article = sorted(citations, key=lambda each: (first_numbers(citations)[each.span.article_id], each.number))
    groups = (tuple(group) for _, group in groupby(by_article, key=lambda each: each.span.article_id))
    cards = element("ol", *(_source_card(group) for group in groups), class_="cards")
    heading = element("h2", "Sources ", element("span", str(len(first_numbers(citations))), class_="count"), class_="heading")
    return element("nav", heading, cards, aria_label="Sources of this answer", data_turn=number)


def first_numbers(citations: Iterable[Citation]) -> dict[str, int]:
    """The lowest citation number of each cited article, by article id."""
    first: dict[str, int] = {}
    for each in citations:
        first[each.span.article_id] = min(each.number, first.get(each.span.article_id, each.number))
    return first


def _source_card(citations: Sequence[Citation]) -> Markup:
    first = citations[0]
    numbers = element("span", *(element("span", str(each.number), class_="number") for each in citations), class_="numbers")
    title = element("span", first.title or first.quote, class_="card-title", **language_of(first.language))
    meta = element("span", byline(first.source, first.published, first.language), class_="meta")
    return element(
        "li", element("a", numbers, element("span", title, meta, class_="card-body"), class_="card open", href=span_address(first.span))
    )


def related_card(citation: Citation) -> Markup:
    """A passage that is near the question but does not answer it."""
    title = element("span", citation.title, class_="card-title", **language_of(citation.language)) if citation.title else Markup("")
    quote = element("span", citation.quote, class_="card-quote", **language_of(citation.language))
    meta = element("span", byline(citation.source, citation.published, citation.language), class_="meta")
    return element(
        "li", element("a", element("span", title, quote, meta, class_="card-body"), class_="card open", href=span_address(citation.span))
    )


def library_shelf(shelf: Shelf) -> Markup:
    """What the library holds, before anything is asked: how much, in which languages, and the newest articles."""
    if shelf.articles == 0:
        return Markup("")
    languages = joined(*(element("span", language_name(each), class_="chip", **language_of(each)) for each in shelf.languages))
    summary = element("p", element("span", counted(shelf.articles, "article")), languages, class_="meta")
    heading = element("h2", "In the library", class_="heading")
    cards = element("ul", *(_article_card(each) for each in shelf.newest), class_="cards")
    return element("nav", heading, summary, cards, aria_label="Newest articles")


def _article_card(article: Summary) -> Markup:
    name = article.title or article.origin.rpartition("/")[2]
    title = element("span", name, class_="card-title", **language_of(article.language))
    meta = element("span", byline(article.source, article.published, article.language), class_="meta")
    return element(
        "li", element("a", element("span", title, meta, class_="card-body"), class_="card open", href=article_address(article.id))
    )
