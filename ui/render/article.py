"""An article with its cited sentences marked: beside the chat, and as a page of its own that needs no script."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from markupsafe import Markup

from index.models import Article, Span
from ui.reading import MISSING, About, Heading, Reading, headings, shown_part
from ui.render.brief_added import Wanted, add_buttons
from ui.render.elements import article_address, byline, element, icon, joined, language_of, original_link
from ui.render.facts import Correction, facts
from ui.words import ours, text

_GAP = re.compile(r"\n\s*\n|\Z")

Emphasis = Literal["plain", "cited", "hit"]


class Piece(NamedTuple):
    """A run of characters of one paragraph that are shown alike."""

    text: str
    emphasis: Emphasis
    start: int = 0


class Opened(NamedTuple):
    """How an article was opened.

    Attributes:
        address: The link it was opened by, so that the script can tell what is open.
        turn: The turn whose answer it was opened from.
        cited: All sentences of the same version that the answer cites.
        at: A character of the part that is wanted, where no sentence is highlighted.
        correction: The form with what is known.
    """

    address: str
    turn: int | None = None
    cited: Sequence[Span] = ()
    at: int | None = None
    correction: Correction = Correction()


def paragraphs(text: str, *, hit: Span | None, cited: Iterable[Span] = (), part: tuple[int, int] | None = None) -> Iterator[list[Piece]]:
    """Cut a text at blank lines and at the ends of its marks.

    Args:
        text: The text of the article version that the spans point into.
        hit: The span that was opened; it wins where spans overlap.
        cited: Further spans to mark lightly.
        part: The first character to show and the one behind the last.
    """
    others = [(span.start, span.end) for span in cited]
    opened = (hit.start, hit.end) if hit else (0, 0)
    marks = sorted({point for mark in (opened, *others) for point in mark})
    for start, end in _blocks(text, *(part or (0, len(text)))):
        cuts = {start, end, *marks[bisect_left(marks, start) : bisect_left(marks, end)]}
        ordered = sorted(cut for cut in cuts if not opened[0] < cut < opened[1] or cut in (start, end))
        yield [Piece(text[a:b], _emphasis(a, opened, others), a) for a, b in pairwise(ordered)]


def _blocks(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where paragraphs begin and end in a part of a text, without the white space around them."""
    for gap in _GAP.finditer(text, first, last):
        block = text[first : gap.start()]
        if words := block.strip():
            start = first + block.index(words[0])
            yield start, start + len(words)
        first = gap.end()


def _emphasis(position: int, opened: tuple[int, int], others: Sequence[tuple[int, int]]) -> Emphasis:
    if opened[0] <= position < opened[1]:
        return "hit"
    return "cited" if any(start <= position < end for start, end in others) else "plain"


def reader(reading: Reading, *, opened: Opened, about: About | None = None) -> Markup:
    """The article beside a page, opened at a span.

    Args:
        reading: The article, the sentence to bring into view, and a notice for the reader.
        opened: How it was opened.
        about: What the library knows about it besides.
    """
    article = reading.article
    bar = _reader_bar(_steps(reading.hit, opened.cited), original_link(article.url))
    start, end = (reading.hit.start, reading.hit.end) if reading.hit else (None, None)
    quote = add_buttons(Wanted(article=article.id, version=article.version, start=start, end=end))
    tools = element("div", _ask_button(article), *quote, _whole_link(article), class_="reader-tools")
    at = reading.hit.start if reading.hit else opened.at or 0
    body = _content(reading, opened.cited, heading="h2", tools=(tools, *facts(article, about, opened)), at=at)
    turn = "" if opened.turn is None else opened.turn
    return element("article", bar, body, aria_label=text("reader.label"), data_turn=turn, data_address=opened.address)


def reader_message(message: str) -> Markup:
    """The reader when there is nothing to read."""
    return element("article", _reader_bar(), element("p", message, class_="notice", role="alert"), aria_label=text("reader.label"))


def _reader_bar(*links: Markup) -> Markup:
    back = element("button", icon("back"), text("reader.back"), type="button", class_="back", data_do="back", data_keys="Escape")
    return element("div", back, *links, class_="reader-bar")


def _steps(hit: Span | None, cited: Sequence[Span]) -> Markup:
    """To the sentences before and behind, among those that the answer cites in this article."""
    if hit is None:
        return Markup("")
    buttons = [
        element("button", icon(drawing), type="button", data_do="step", data_by=by, aria_label=text(key), title=f"{text(key)} ({letter})")
        for drawing, by, key, letter in (("up-arrow", -1, "reader.previous", "k"), ("down-arrow", 1, "reader.next", "j"))
    ]
    ordered = [(span.start, span.end) for span in cited]
    place = (hit.start, hit.end)
    count = text("reader.place", number=ordered.index(place) + 1, count=len(ordered)) if place in ordered and len(ordered) > 1 else ""
    return element("span", buttons[0], element("span", count, class_="count") if count else "", buttons[1], class_="steps")


def _ask_button(article: Article) -> Markup:
    return element("button", text("reader.ask"), type="button", data_do="about", data_article=article.id, data_focus="#ask textarea")


def _whole_link(article: Article) -> Markup:
    address = f"{article_address(article.id)}?version={article.version}"
    return element("a", text("reader.whole"), href=address, target="_blank", rel="noopener")


def _content(reading: Reading, cited: Sequence[Span], *, heading: str, tools: Sequence[Markup] = (), at: int | None = None) -> Markup:
    article = reading.article
    title = element(heading, article.title, class_="title", tabindex=-1) if article.title else Markup("")
    author = element("bdi", article.author) if article.author else Markup("")
    meta = element("p", byline(article.source, article.published, article.language), author, class_="meta")
    notice = element("p", text(reading.notice), class_="notice", role="status", **ours()) if reading.notice else Markup("")
    part = (0, len(article.text)) if at is None else shown_part(article.text, at)
    found = headings(article.text)
    sections = _outline(article, found, apart=at is None)
    words = element("div", *_text(article.text, reading.hit, cited, part, found), class_="text")
    earlier, later = _beyond(article, part)
    aside = element("div", *tools, sections, **ours(), class_="reader-about") if tools or sections else Markup("")
    return element("div", title, meta, notice, aside, earlier, words, later, class_="article", **language_of(article.language))


def _outline(article: Article, found: Sequence[Heading], *, apart: bool) -> Markup:
    """Links to the headings; on a page of their own they need no address."""
    if not found:
        return Markup("")
    links = (
        element("a", each.words, href=_heading_address(article, each, apart=apart), class_=None if apart else "open") for each in found
    )
    items = (element("li", link, **language_of(article.language)) for link in links)
    return element("details", element("summary", text("reader.outline")), element("ol", *items), class_="fold outline")


def _heading_address(article: Article, heading: Heading, *, apart: bool) -> str:
    anchor = f"#at-{heading.start}"
    return anchor if apart else f"{article_address(article.id)}?version={article.version}&at={heading.start}{anchor}"


def _beyond(article: Article, part: tuple[int, int]) -> tuple[Markup, Markup]:
    """The ways to what is left out before and behind the part of a long article that is shown."""
    start, end = part
    earlier = _part_link(article, start, "reader.earlier") if start > 0 else Markup("")
    later = _part_link(article, end, "reader.later") if end < len(article.text) else Markup("")
    return earlier, later


def _part_link(article: Article, at: int, key: str) -> Markup:
    address = f"{article_address(article.id)}?version={article.version}&at={at}#part"
    hint = element("span", text("reader.part"), class_="hint")
    link = element("a", text(key), href=address, class_="open")
    first = key == "reader.earlier"
    return element("p", hint, " ", link, class_="beyond", id="part" if first else None, tabindex=-1 if first else None, **ours())


def _text(words: str, hit: Span | None, cited: Sequence[Span], part: tuple[int, int], found: Sequence[Heading]) -> Iterator[Markup]:
    anchored, starts = False, {heading.start for heading in found}
    for pieces in paragraphs(words, hit=hit, cited=cited, part=part):
        shown = []
        for piece in pieces:
            first = piece.emphasis == "hit" and not anchored
            anchored = anchored or first
            shown.append(_piece(piece, anchor=first))
        start = pieces[0].start
        yield element("h3", *shown, id=f"at-{start}", tabindex=-1) if start in starts else element("p", *shown)


def _piece(piece: Piece, *, anchor: bool) -> str:
    if piece.emphasis == "plain":
        return piece.text
    if anchor:
        return element("mark", piece.text, class_="hit", id="hit", tabindex=-1)
    return element("mark", piece.text, class_=piece.emphasis)


def article_page(reading: Reading) -> Markup:
    """A whole page with the article, for a new tab, a shared link, or a browser without scripts."""
    bar = element("header", element("a", "Sanad", href="../", class_="brand"), original_link(reading.article.url), class_="reader-bar")
    return document(reading.article.title or text("reader.article"), bar, element("main", _content(reading, (), heading="h1")))


def missing_page() -> Markup:
    """A whole page that says that there is no such article."""
    bar = element("header", element("a", "Sanad", href="../", class_="brand"), class_="reader-bar")
    title = text("reader.missing_title")
    return document(title, bar, element("main", element("h1", title, class_="title"), element("p", text(MISSING))))


def document(title: str, *body: Markup) -> Markup:
    """A page of HTML that loads our style sheets and nothing else."""
    head = joined(
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{title} · Sanad"),
        *(element("link", rel="stylesheet", href=f"../static/sanad/{sheet}.css") for sheet in ("tokens", "reader", "article")),
    )
    return Markup("<!doctype html>") + element("html", element("head", head), element("body", *body), **ours())
