"""The briefs of a person: the list, what can be done with each, and what was just done."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from ui.render.brief import address
from ui.render.elements import day, element, icon
from ui.words import marked, text


class Listed(NamedTuple):
    """A brief in the list."""

    id: str
    title: str
    changed_at: datetime


def brief_list(found: Sequence[Listed], *, search: str = "") -> Markup:
    """The list, the one changed last first.

    Args:
        found: What to list.
        search: What the list was searched for.
    """
    if found:
        body = element("ul", *(_entry(each) for each in found), class_="briefs")
    elif search:
        body = element("p", text("brief.unfit"), class_="hint")
    else:
        body = element("section", element("h3", text("brief.none")), element("p", text("brief.none_text")), class_="invitation")
    return element("div", body, class_="brief-list", data_shown="")


def list_head() -> Markup:
    """What stands over the list: the way to a new brief, and the search."""
    new = element(
        "button", icon("plus"), text("brief.new"), type="button", class_="button primary", data_do="new", id="new-brief", data_keys="n"
    )
    head = element("div", element("h2", text("page.briefs")), new, class_="list-head")
    label = text("brief.search")
    field = element("input", type="search", name="search", placeholder=label, aria_label=label, maxlength=200, autocomplete="off")
    return element("div", head, element("form", icon("search"), field, role="search", class_="search", data_do="list"), class_="list-top")


def _entry(one: Listed) -> Markup:
    title = element("bdi", one.title)
    link = element("a", title, href=address(one.id), data_do="open", data_brief=one.id, class_="brief-link", dir="auto")
    when = element("span", text("brief.changed"), " ", day(one.changed_at.astimezone().date()), class_="meta")
    name = f"menu-{one.id}"
    more = element("button", icon("more"), type="button", class_="more", popovertarget=name, aria_label=text("brief.more", title=one.title))
    field = element(
        "input", name="title", value=one.title, maxlength=300, required=True, aria_label=text("brief.title"), dir="auto", autocomplete="off"
    )
    rename = element("form", field, element("button", text("brief.rename"), type="submit"), data_do="rename", data_brief=one.id)
    delete = element("button", icon("bin"), text("brief.delete"), type="button", data_do="delete", data_brief=one.id, class_="danger")
    menu = element("div", rename, delete, id=name, popover="auto", class_="menu", role="group", aria_label=one.title)
    return element("li", link, when, more, menu)


def missing(brief: str) -> Markup:
    """What a page shows whose address names a brief that is not there."""
    back = element("a", text("brief.all"), href="briefs", data_do="open", data_brief="")
    said = element("p", text("brief.gone"), class_="notice", role="alert")
    return element("section", said, element("p", back), class_="missing-brief", data_shown=brief)


def deleted(title: str, brief: str) -> Markup:
    """That a brief is gone, and the way back."""
    undo = element("button", text("brief.undo"), type="button", data_do="restore", data_brief=brief, id="toast-undo")
    said = element("span", marked("brief.deleted", title=element("bdi", f"“{title}”")))
    return element("div", said, undo, class_="toast", role="status")


def toast(said: str, *, undo: bool = False) -> Markup:
    """What was done, with the way to undo it."""
    button = element("button", text("brief.undo"), type="button", data_do="undo", id="toast-undo") if undo else Markup("")
    return element("div", element("span", said, dir="auto"), button, class_="toast", role="status")


def working(said: str) -> Markup:
    """What is being done just now."""
    return element(
        "div", element("i", class_="spinner", aria_hidden="true"), element("span", said), class_="toast working-toast", role="status"
    )


def problem(said: str) -> Markup:
    """What could not be done, in words."""
    return element("p", said, class_="problem", role="alert", dir="auto")
