"""The smallest pieces of HTML: elements, languages, dates and the addresses of citations."""

from datetime import date
from urllib.parse import quote, urlencode, urlsplit

from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from index.language import direction
from index.models import UNKNOWN_LANGUAGE, Span
from ui.emphasis import Emphasised, runs
from ui.words import day as written_day
from ui.words import ours, text

_VOID = frozenset({"br", "input", "link", "meta"})
_PATHS = {
    "check": "M3 8.5l3.2 3.2L13 4.8",
    "half": "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
    "cross": "M4 4l8 8M12 4l-8 8",
    "up-arrow": "M3.5 10L8 5.5l4.5 4.5",
    "down-arrow": "M3.5 6L8 10.5 12.5 6",
    "back": "M9.5 3.5L5 8l4.5 4.5",
    "out": "M6 3.5H3.5v9h9V10M9 3.5h3.5V7M12.5 3.5L7.5 8.5",
    "plus": "M8 3v10M3 8h10",
    "list": "M3 4.5h10M3 8h10M3 11.5h6",
    "more": "M3.4 8h.01M8 8h.01M12.6 8h.01",
    "filter": "M2.5 4h11M4.5 8h7M6.5 12h3",
    "copy": "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
    "again": "M12.5 8a4.5 4.5 0 1 1-1.5-3.4M12.8 2.2v3h-3",
    "up": "M5 7.2l2.6-4.7c1.2 0 1.7.8 1.4 2L8.6 6h4.1l-1 6.5H5zM5 7.2H2.8v5.3H5",
    "down": "M11 8.8l-2.6 4.7c-1.2 0-1.7-.8-1.4-2l.4-1.5H3.3l1-6.5H11zM11 8.8h2.2V3.5H11",
    "flag": "M4 14V2.5h8l-1.8 3 1.8 3H4",
    "undo": "M6 3.5L3 6.5l3 3M3.2 6.5H9a3.5 3.5 0 0 1 0 7H6",
    "redo": "M10 3.5l3 3-3 3M12.8 6.5H7a3.5 3.5 0 0 0 0 7h3",
    "history": "M8 4.5V8l2.4 1.6M2.6 8a5.4 5.4 0 1 0 1.6-3.8L2.8 5.6M2.8 2.6v3h3",
    "page": "M4 1.8h5l3.2 3.2v9.2H4zM9 1.8V5h3.2M6 8.5h4M6 11h4",
    "grip": "M6 3.5h.01M6 8h.01M6 12.5h.01M10 3.5h.01M10 8h.01M10 12.5h.01",
    "pen": "M10.6 2.8l2.6 2.6-7.6 7.6-3 .4.4-3zM9 4.4L11.6 7",
    "bin": "M2.8 4.5h10.4M6 4.5V2.8h4v1.7M4.2 4.5l.6 9h6.4l.6-9M6.8 7v4M9.2 7v4",
    "search": "M7 12a5 5 0 1 1 0-10 5 5 0 0 1 0 10zM10.6 10.6L14 14",
}


def element(name: str, /, *children: str, **attributes: str | int | bool | None) -> Markup:
    """One HTML element. Children and attribute values that are not markup already are escaped.

    Args:
        name: The element's name, never data.
        *children: Text or markup.
        **attributes: ``class_`` becomes ``class``, ``data_turn`` becomes ``data-turn``; ``None`` and ``False`` leave the
            attribute out, ``True`` writes it without a value.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None and value is not False)
    closing = "" if name in _VOID else f"{''.join(map(escape, children))}</{name}>"  # escape leaves markup as it is
    return Markup(f"<{name}{written}>{closing}")


def joined(*children: str) -> Markup:
    """The children one behind the other, escaped where they are plain text."""
    return Markup("").join(children)


def emphasised(shown: Emphasised) -> Markup:
    """A text with what stands out in bold; all of it is escaped."""
    return joined(*(element("strong", run.text) if run.strong else run.text for run in runs(shown)))


def _attribute(key: str, value: str | int | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def language_of(language: str) -> dict[str, str]:
    """The ``lang`` and ``dir`` attributes of text in a language; where it is unknown, the text itself decides its direction."""
    if language == UNKNOWN_LANGUAGE:
        return {"dir": "auto"}
    return {"lang": language, "dir": direction(language)}


def language_name(language: str) -> str:
    """A language's name for itself: ``English``, ``العربية``."""
    if language == UNKNOWN_LANGUAGE:
        return "Unknown language"
    try:
        name = Locale.parse(language).get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return (name or language).capitalize()


def language_chip(language: str) -> Markup:
    """The language as a small label; nothing when it is unknown."""
    if language == UNKNOWN_LANGUAGE:
        return Markup("")
    return element("span", language_name(language), class_="chip", **language_of(language))


def day(published: date) -> Markup:
    """A calendar date as people write it, with the machine's form beside it."""
    return element("time", written_day(published), datetime=published.isoformat(), **ours())


def byline(source: str | None, published: date | None, language: str | None = None) -> Markup:
    """Outlet, date and language, each isolated so that mixed directions cannot reorder them."""
    outlet = element("span", element("bdi", source)) if source else Markup("")
    date_shown = element("span", day(published)) if published else Markup("")
    return joined(outlet, date_shown, language_chip(language) if language else Markup(""))


def article_address(article: str) -> str:
    """Where an article's page lives, relative to the workbench."""
    return f"article/{quote(article, safe='')}"


def span_address(span: Span) -> str:
    """The article's page opened at a span of one of its versions."""
    query = urlencode({"version": span.version, "start": span.start, "end": span.end})
    return f"{article_address(span.article_id)}?{query}#hit"


def original_link(url: str | None) -> Markup:
    """A link to the article where it was published, naming the host; nothing unless it is a plain web address."""
    host = _host(url or "")
    if not url or not host:
        return Markup("")
    return element(
        "a",
        element("bdi", host),
        icon("out"),
        href=url,
        class_="original",
        target="_blank",
        rel="noopener noreferrer",
        aria_label=text("reader.original", host=host),
    )


def _host(url: str) -> str:
    """The host of an http or https address in its ASCII form, so that look-alike letters show; empty for anything else."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        return ""
    return host if parts.scheme in {"http", "https"} else ""


def icon(name: str) -> Markup:
    """A small drawing that says nothing to a screen reader."""
    path = element("path", d=_PATHS[name], fill="none", stroke="currentColor", stroke_width="1.6", stroke_linejoin="round")
    return element("svg", path, class_=f"icon icon-{name}", viewBox="0 0 16 16", width=16, height=16, aria_hidden="true")
