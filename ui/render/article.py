"""An article with its cited sentences marked: beside the chat, and as a page of its own that needs no script."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from markupsafe import Markup

from index.models import Span
from ui.reading import Reading
from ui.render.elements import byline, element, icon, joined, language_of, original_link

_PARAGRAPH = re.compile(r"\S(?:.*?\S)?(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)

Emphasis = Literal["plain", "cited", "hit"]


class Piece(NamedTuple):
    """A run of characters of one paragraph that are shown alike."""

    text: str
    emphasis: Emphasis


def paragraphs(text: str, *, hit: Span | None, cited: Iterable[Span] = ()) -> Iterator[list[Piece]]:
    """Cut a text at blank lines and at the ends of its marks.

    Args:
        text: The text of the article version that the spans point into.
        hit: The span that was opened; it wins where spans overlap.
        cited: Further spans to mark lightly.
    """
    others = [(span.start, span.end) for span in cited]
    opened = (hit.start, hit.end) if hit else (0, 0)
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span()
        cuts = {start, end} | {cut for cut in (point for mark in (opened, *others) for point in mark) if start < cut < end}
        ordered = sorted(cut for cut in cuts if not opened[0] < cut < opened[1] or cut in (start, end))
        yield [Piece(text[a:b], _emphasis(a, opened, others)) for a, b in pairwise(ordered)]


def _emphasis(position: int, opened: tuple[int, int], others: Sequence[tuple[int, int]]) -> Emphasis:
    if opened[0] <= position < opened[1]:
        return "hit"
    return "cited" if any(start <= position < end for start, end in others) else "plain"


def reader(reading: Reading, *, address: str, cited: Sequence[Span] = (), turn: int | None = None) -> Markup:
    """The article beside the chat, opened at a span.

    Args:
        reading: The article, the sentence to bring into view, and a notice for the reader.
        address: The link it was opened by, so that the script can tell what is open.
        cited: Other sentences of the same version that the answer cites.
        turn: The turn whose answer it was opened from.
    """
    body = _content(reading, cited, heading="h2")
    bar = _reader_bar(original_link(reading.article.url))
    return element("article", bar, body, aria_label="Source article", data_turn="" if turn is None else turn, data_address=address)


def reader_message(message: str) -> Markup:
    """The reader when there is nothing to read."""
    return element("article", _reader_bar(), element("p", message, class_="notice", role="alert"), aria_label="Source article")


def _reader_bar(*links: Markup) -> Markup:
    back = element("button", icon("back"), "Back", type="button", class_="back", data_close=True)
    return element("div", back, *links, class_="reader-bar")


def _content(reading: Reading, cited: Sequence[Span], *, heading: str) -> Markup:
    article = reading.article
    title = element(heading, article.title, class_="title") if article.title else Markup("")
    author = element("bdi", article.author) if article.author else Markup("")
    meta = element("p", byline(article.source, article.published, article.language), author, class_="meta")
    notice = element("p", reading.notice, class_="notice", role="status", lang="en", dir="ltr") if reading.notice else Markup("")
    text = _text(article.text, reading.hit, cited)
    return element("div", title, meta, notice, text, class_="article", **language_of(article.language))


def _text(text: str, hit: Span | None, cited: Sequence[Span]) -> Markup:
    body, anchored = [], False
    for pieces in paragraphs(text, hit=hit, cited=cited):
        shown = []
        for piece in pieces:
            first = piece.emphasis == "hit" and not anchored
            anchored = anchored or first
            shown.append(_piece(piece, anchor=first))
        body.append(element("p", *shown))
    return element("div", *body, class_="text")


def _piece(piece: Piece, *, anchor: bool) -> str:
    if piece.emphasis == "plain":
        return piece.text
    if anchor:
        return element("mark", piece.text, class_="hit", id="hit", tabindex=-1)
    return element("mark", piece.text, class_=piece.emphasis)


def article_page(reading: Reading) -> Markup:
    """A whole page with the article, for a new tab, a shared link, or a browser without scripts."""
    bar = element("header", element("a", "Sanad", href="../", class_="brand"), original_link(reading.article.url), class_="reader-bar")
    return document(reading.article.title or "Article", bar, element("main", _content(reading, (), heading="h1")))


def message_page(title: str, message: str) -> Markup:
    """A whole page that says one thing, such as that there is no such article."""
    bar = element("header", element("a", "Sanad", href="../", class_="brand"), class_="reader-bar")
    return document(title, bar, element("main", element("h1", title, class_="title"), element("p", message, dir="auto")))


def document(title: str, *body: Markup) -> Markup:
    """A page of HTML that loads our style sheets and nothing else."""
    head = joined(
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{title} · Sanad"),
        *(element("link", rel="stylesheet", href=f"../static/sanad/{sheet}.css") for sheet in ("tokens", "article")),
    )
    return Markup("<!doctype html>") + element("html", element("head", head), element("body", *body), lang="en")
