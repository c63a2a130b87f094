"""Source cards: of an answer, of what is merely related, and of the library's newest articles."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from index.catalog import Summary
from rag.models import Citation
from ui.render.elements import article_address, byline, element, joined, language_name, language_of, span_address
from ui.shelf import Shelf
from ui.words import spoken, text

_DRAWN = 200  # answers, that are growing or looked at again
_NAMED = 2  # outlets with the same words that are named; more are counted


def article_number(citations: Iterable[Citation]) -> int:
    """How many articles are cited."""
    return len({each.span.article_id for each in citations})


def answer_sources(citations: Sequence[Citation], number: int) -> Markup:
    """The articles an answer cites, in order of their first number; nothing when it cites none.

    Args:
        citations: The answer's citations, by number.
        number: The turn they belong to.
    """
    return _sources(tuple(citations), number, spoken()) if citations else Markup("")


@lru_cache(maxsize=_DRAWN)
def _sources(citations: tuple[Citation, ...], number: int, page_in: str) -> Markup:
    """Drawn once, though an answer that grows is shown many times a second; ``page_in`` is the language that the page speaks."""
    by_article = sorted(citations, key=lambda each: (first_numbers(citations)[each.span.article_id], each.number))
    groups = (tuple(group) for _, group in groupby(by_article, key=lambda each: each.span.article_id))
    cards = element("ol", *(_source_card(group) for group in groups), class_="cards")
    heading = element(
        "h2", text("chat.sources"), " ", element("span", str(len(first_numbers(citations))), class_="count"), class_="heading"
    )
    return element("nav", heading, cards, aria_label=text("answer.sources"), data_turn=number)


def first_numbers(citations: Iterable[Citation]) -> dict[str, int]:
    """The lowest citation number of each cited article, by article id."""
    first: dict[str, int] = {}
    for each in citations:
        first[each.span.article_id] = min(each.number, first.get(each.span.article_id, each.number))
    return first


def citation_chip(citation: Citation, *, described: str | None = None) -> Markup:
    """The number that opens the reader at the quote; a plain link for everybody without the workbench's script.

    Args:
        citation: What it opens.
        described: Id of the element that shows the quote beforehand.
    """
    who = ", ".join(str(part) for part in (citation.title, citation.source, citation.published) if part)
    label = text("answer.source", number=str(citation.number), about=who)
    title = None if described else who
    about = {"title": title, "aria_label": label, "aria_describedby": described}
    return element("a", str(citation.number), class_="cite", href=span_address(citation.span), **about)


def previewed_chip(citation: Citation, *, identity: str) -> Markup:
    """The number with its quote, which shows while the number is pointed at or has the focus."""
    quote = element("span", citation.quote, class_="preview-quote", **language_of(citation.language))
    about = element("span", element("bdi", citation.title), class_="preview-title") if citation.title else Markup("")
    who = element("span", _byline(citation), class_="meta")
    card = element("span", quote, about, who, class_="preview", role="tooltip", id=identity)
    return element("span", citation_chip(citation, described=identity), card, class_="previewed")


def _source_card(citations: Sequence[Citation]) -> Markup:
    first = citations[0]
    title = _card_link(first.title or first.quote, span_address(first.span), first.language)
    numbers = element("span", *(citation_chip(each) for each in citations), class_="numbers")
    return _card(first.language, title, element("span", numbers, _byline(first), class_="meta"), *_copies(citations))


def _copies(citations: Sequence[Citation]) -> Iterator[Markup]:
    """Where else the cited words stand: ``also in The Courier, Harbour Ledger``."""
    names = tuple(dict.fromkeys(copy.source or copy.title for each in citations for copy in each.also))
    if 0 < len(names) <= _NAMED:
        yield element("span", text("chat.also"), " ", Markup(", ").join(element("bdi", name) for name in names), class_="meta")
    elif names:
        yield element(
            "span", text("chat.also"), " ", element("span", text("answer.outlets", count=len(names)), title=", ".join(names)), class_="meta"
        )


def related_card(citation: Citation) -> Markup:
    """A passage that is near the question but does not answer it."""
    title = _card_link(citation.title or citation.source or text("answer.untitled"), span_address(citation.span), citation.language)
    quote = element("span", citation.quote, class_="card-quote", **language_of(citation.language))
    return _card(citation.language, title, quote, element("span", _byline(citation), class_="meta"))


def _card(language: str, *lines: Markup) -> Markup:
    return element("li", *lines, class_="card", dir=language_of(language)["dir"])


def _byline(citation: Citation) -> Markup:
    return byline(citation.source, citation.published, citation.language)


def _card_link(title: str, address: str, language: str) -> Markup:
    """The title, whose link covers the whole card."""
    return element("span", element("a", title, class_="open", href=address), class_="card-title", **language_of(language))


def library_shelf(shelf: Shelf) -> Markup:
    """What the library holds, before anything is asked: how much, in which languages, and the newest articles."""
    if shelf.articles == 0:
        return Markup("")
    languages = joined(*(element("span", language_name(each), class_="chip", **language_of(each)) for each in shelf.languages))
    summary = element("p", element("span", text("answer.articles", count=shelf.articles)), languages, class_="meta")
    heading = element("h2", text("answer.library"), class_="heading")
    cards = element("ul", *(_article_card(each) for each in shelf.newest), class_="cards")
    return element("nav", heading, summary, cards, aria_label=text("answer.newest"))


def _article_card(article: Summary) -> Markup:
    title = _card_link(article.title or article.origin.rpartition("/")[2], article_address(article.id), article.language)
    meta = element("span", byline(article.source, article.published, article.language), class_="meta")
    return _card(article.language, title, meta)
