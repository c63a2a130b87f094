"""What stands beside a brief: a quote in its context, the history of the brief, and what became of its sources."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from rag.brief.models import Brief, BriefCitation, Source
from ui.render.elements import byline, day, element, icon, joined, language_of, original_link, span_address
from ui.words import moment, ours, text

_VERSION = 12  # characters of a version's hash that tell it from others


class Revision(NamedTuple):
    """A state of a brief that can be gone back to.

    Attributes:
        number: Of the revision.
        what: What was done, in words.
        made_at: When, UTC.
        current: Whether it is the one that is shown.
    """

    number: int
    what: str
    made_at: datetime
    current: bool = False


def panel(title: str, *content: Markup) -> Markup:
    """A panel with a way to close it."""
    label = text("keys.close")
    close = element("button", icon("cross"), type="button", class_="close", data_do="close", id="close-side", aria_label=label, title=label)
    bar = element("div", element("h2", title), close, class_="side-bar")
    return element("section", bar, *content, class_="side-panel", aria_label=title, **ours())


def quote_panel(brief: Brief, citation: BriefCitation, *, number: int, there: bool) -> Markup:
    """A quote in the context that the brief itself keeps.

    Args:
        brief: The brief.
        citation: What is shown.
        number: Of its source.
        there: Whether the library still has the article.
    """
    source = brief.sources[citation.source]
    title = element("h3", source.title, **language_of(source.language)) if source.title else Markup("")
    accessed = element("span", text("brief.accessed"), " ", day(source.accessed))
    meta = element("p", byline(source.source, source.published, source.language), accessed, class_="meta")
    hit = element("mark", citation.quote, class_="hit", id="hit", tabindex=-1, data_begin=True)
    context = element("p", citation.before, hit, citation.after)
    quoted = element("blockquote", context, class_="quote-context", **language_of(citation.language))
    parts = (
        title,
        meta,
        quoted,
        *_translated(citation, brief),
        *_also(citation),
        _links(brief, citation, source, there=there),
        _proof(citation, source),
    )
    return panel(text("brief.quote_title", number=number), *parts)


def _translated(citation: BriefCitation, brief: Brief) -> Iterator[Markup]:
    if citation.translation:
        words = element("span", citation.translation, **language_of(brief.language))
        who = element("span", text("brief.translated", model=citation.translator), class_="hint")
        yield element("p", words, " ", who, class_="translation")


def _also(citation: BriefCitation) -> Iterator[Markup]:
    names = tuple(dict.fromkeys(copy.source or copy.title for copy in citation.also))
    if names:
        yield element("p", text("chat.also"), " ", Markup(", ").join(element("bdi", name) for name in names), class_="hint")


def _links(brief: Brief, citation: BriefCitation, source: Source, *, there: bool) -> Markup:
    if there:
        link = element(
            "a", icon("out"), text("brief.read"), href=span_address(brief.span(citation)), target="_blank", rel="noopener", class_="button"
        )
    else:
        link = element("p", text("brief.kept"), class_="notice")
    return element("div", link, original_link(source.url), class_="side-links")


def _proof(citation: BriefCitation, source: Source) -> Markup:
    """Where exactly the quote stands."""
    place = text("brief.place", start=citation.start, end=citation.end)
    version = element("code", source.version[:_VERSION], title=source.version, dir="ltr")
    page = joined(element("span", text("brief.page", page=citation.page))) if citation.page else Markup("")
    return element("p", element("span", text("brief.version"), " ", version), element("span", place), page, class_="meta proof")


def history_panel(revisions: Sequence[Revision]) -> Markup:
    """What was done, the latest first, each with the way back to it."""
    return panel(text("brief.history"), element("ol", *(_revision(one) for one in revisions), class_="history"))


def _revision(one: Revision) -> Markup:
    when = element("time", moment(one.made_at), datetime=one.made_at.isoformat())
    lines = (element("span", one.what, dir="auto"), element("span", when, class_="meta"))
    if one.current:
        now = element("span", text("brief.now"), class_="chip")
        return element("li", element("div", *lines, now, class_="revision", aria_current="true"))
    about = {"data_do": "go_to", "data_number": str(one.number), "title": text("brief.go_back")}
    return element("li", element("button", *lines, type="button", class_="revision", id=f"revision-{one.number}", **about))
