"""What is known of an article: each field with how it was found, its versions, who else published it, and a form to correct it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from index.catalog.articles import Version
from index.models import UNKNOWN_LANGUAGE, Article
from ui.reading import About
from ui.render.elements import article_address, byline, element, language_of
from ui.words import day, language_name, ours, text

if TYPE_CHECKING:
    from ui.render.article import Opened

_ORIGIN = 120  # characters of an origin that are shown


class Correction(NamedTuple):
    """The form with which a person corrects what is known of an article.

    Attributes:
        offered: Whether they may.
        told: What became of the last one, in words.
        typed: What was typed, by field, where it was refused.
    """

    offered: bool = True
    told: str = ""
    typed: Mapping[str, str] | None = None


def facts(article: Article, about: About | None, opened: "Opened") -> Iterator[Markup]:
    """Everything that is known of the article besides its text.

    Args:
        article: The version that is shown.
        about: What the library knows about it besides.
        opened: How it was opened.
    """
    if opened.correction.told:
        yield element("p", opened.correction.told, class_="notice", role="status")
    rows = element("dl", *_fields(article))
    parts = (rows, *_versions(article, about.versions), *_correction(article, opened)) if about else (rows,)
    yield element("details", element("summary", text("reader.about")), *parts, class_="fold facts", open=bool(opened.correction.told))
    if about and about.copies:
        links = (_copy(each) for each in about.copies)
        yield element("div", element("h3", text("reader.copies"), class_="heading"), element("ul", *links), class_="copies")


def _fields(article: Article) -> Iterator[Markup]:
    yield _row("reader.field_title", article.title, article.found.get("title"))
    yield _row("reader.field_source", article.source, article.found.get("source"))
    yield _row("reader.field_author", article.author, article.found.get("author"))
    yield _row("reader.field_published", _moment(article.published_at or article.published), article.found.get("published"))
    if article.updated_at:
        yield _row("reader.field_updated", _moment(article.updated_at), article.found.get("updated_at"))
    if article.place:
        yield _row("reader.field_place", article.place, article.found.get("place"))
    language = None if article.language == UNKNOWN_LANGUAGE else language_name(article.language)
    yield _row("reader.field_language", language, article.found.get("language"))
    if article.url:
        yield _row("reader.field_url", article.url, article.found.get("url"))
    yield _row("reader.field_origin", article.origin[:_ORIGIN], None)
    yield _row("reader.field_added", _moment(article.added_at), None)


def _row(key: str, value: str | None, found: str | None) -> Markup:
    shown = element("bdi", value, dir="auto") if value else element("span", text("reader.none"), class_="hint")
    how = element("span", text(f"reader.found_{found}"), class_="hint") if found and value else ""
    return element("div", element("dt", text(key)), element("dd", shown, how))


def _moment(moment: date | datetime | None) -> str | None:
    if isinstance(moment, datetime):
        return f"{day(moment.date())} · {moment:%H:%M}{' UTC' if moment.utcoffset() is not None and not moment.utcoffset() else ''}"
    return day(moment) if moment else None


def _versions(article: Article, versions: Sequence[Version]) -> Iterator[Markup]:
    if len(versions) < 2:
        return
    items = (_version(article, each, newest=number == 0) for number, each in enumerate(versions))
    yield element("h3", text("reader.versions"), class_="heading")
    yield element("ul", *items, class_="versions")


def _version(article: Article, version: Version, *, newest: bool) -> Markup:
    address = f"{article_address(article.id)}?version={version.version}"
    moment = _moment(version.added_at) or ""
    shown = version.version == article.version
    link = element("span", moment) if shown else element("a", moment, href=address, class_="open")
    marks = [text(key) for key, holds in (("reader.version_newest", newest), ("reader.version_shown", shown)) if holds]
    return element("li", link, *(element("span", mark, class_="chip") for mark in marks))


def _copy(article: Article) -> Markup:
    title = element("a", article.title or text("reader.untitled"), class_="open", href=article_address(article.id))
    name = element("span", title, **language_of(article.language))
    return element("li", name, element("span", byline(article.source, article.published), class_="meta"))


def _correction(article: Article, opened: "Opened") -> Iterator[Markup]:
    """A form with what a person corrects most; the script sends it with where the article was opened from."""
    correction = opened.correction
    if not correction.offered:
        return
    published = article.published.isoformat() if article.published else ""
    known = {"title": article.title, "source": article.source or "", "published": published, "language": article.language}
    values = {**known, **(correction.typed or {})}
    fields = (
        _field("reader.field_title", "title", values["title"], required=True, dir="auto"),
        _field("reader.field_source", "source", values["source"], dir="auto"),
        _field("reader.field_published", "published", values["published"], type="date"),
        _field("reader.field_language", "language", values["language"], required=True, pattern="[a-z]{2,3}", dir="ltr"),
    )
    save = element("button", text("reader.correct_save"), type="submit")
    undo = element("button", text("reader.correct_undo"), type="submit", value="undo", name="undo", formnovalidate=True, class_="quiet")
    buttons = element("p", save, undo if "user" in article.found.values() else "", class_="buttons")
    hint = element("p", text("reader.correct_hint"), class_="hint")
    turn = "" if opened.turn is None else opened.turn
    about = {"data_correct": article.id, "data_turn": turn, "data_address": opened.address}
    form = element("form", *fields, hint, buttons, data_do="correct", **about, **ours())
    yield element("details", element("summary", text("reader.correct")), form, class_="fold", open=bool(correction.typed))


def _field(key: str, name: str, value: str, **attributes: str | bool) -> Markup:
    field = element("input", name=name, value=value, maxlength=500, autocomplete="off", **attributes)
    return element("label", element("span", text(key)), field)
