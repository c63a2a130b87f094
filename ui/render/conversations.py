"""The conversations that are kept: the list beside the chat, what can be done with each, and what was just done."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup

from index.catalog.answers import Conversation
from ui.render.elements import day, element, icon
from ui.wording import runs_rightwards
from ui.words import marked, text


def address(conversation: str) -> str:
    """Where a conversation is opened, relative to the workbench; without one, where a new one begins."""
    return f"./?{urlencode({'conversation': conversation})}" if conversation else "./"


def export_address(conversation: str, form: str) -> str:
    """Where a conversation is read as a file of the form ``md`` or ``json``."""
    return f"export?{urlencode({'conversation': conversation, 'form': form})}"


def conversation_list(found: Sequence[Conversation], *, current: str, search: str, busy: Sequence[str] = ()) -> Markup:
    """The list, the one asked in last first.

    Args:
        found: What to list.
        current: Id of the one that is open.
        search: What the list was searched for.
        busy: Ids of those in which an answer is on its way.
    """
    if not found:
        return element("p", text("chat.unfit") if search else text("chat.none"), class_="hint")
    entries = (_entry(each, current=each.id == current, busy=each.id in busy) for each in found)
    return element("nav", element("ul", *entries, class_="conversations"), aria_label=text("chat.list"))


def new_conversation() -> Markup:
    """The link that begins anew."""
    link = {"href": "./", "data_do": "open", "data_conversation": "", "data_keys": "n", "title": f"{text('chat.new')} (n)"}
    return element("a", icon("plus"), text("chat.new"), class_="new", **link)


def drawer_bar() -> Markup:
    """Opens the list where it has no place of its own, and begins anew; with what the keys of citations press."""
    button = element("button", icon("list"), text("chat.list"), type="button", class_="drawer-button", data_do="list")
    new = element("a", icon("plus"), href="./", data_do="open", data_conversation="", class_="drawer-button", aria_label=text("chat.new"))
    steps = (element("button", hidden=True, type="button", data_do="step", data_by=by, data_keys=key) for key, by in (("j", 1), ("k", -1)))
    return element("div", button, new, *steps, class_="drawer-bar")


def deleted(title: str, conversation: str) -> Markup:
    """That a conversation is gone, and the way back."""
    undo = element("button", text("chat.undo"), type="button", data_do="undo", data_conversation=conversation)
    said = element("span", marked("chat.deleted", title=element("bdi", f"“{title}”")))
    return element("div", said, undo, class_="toast", role="status")


def no_conversation() -> Markup:
    """What a page shows whose address names a conversation that is not there."""
    begin = element("a", text("chat.begin"), href="./", data_do="open", data_conversation="")
    return element("section", element("p", text("chat.gone"), class_="notice", role="alert"), element("p", begin), class_="turn missing")


def _entry(one: Conversation, *, current: bool, busy: bool) -> Markup:
    title = element("span", one.title, class_="conversation-title", dir=_direction(one.title))
    mark = element("span", text("chat.answering"), class_="chip") if busy else day(_local(one.last_at).date())
    link = element(
        "a",
        title,
        element("span", mark, class_="meta"),
        href=address(one.id),
        data_do="open",
        data_conversation=one.id,
        aria_current="page" if current else None,
    )
    return element("li", link, *_menu(one))


def _menu(one: Conversation) -> tuple[Markup, Markup]:
    """What can be done with it, in a panel that the browser itself opens and closes."""
    name = f"menu-{hashlib.sha256(one.id.encode()).hexdigest()[:12]}"  # an id may hold anything
    more = element("button", icon("more"), type="button", class_="more", popovertarget=name, aria_label=text("chat.more", title=one.title))
    field = element(
        "input", name="title", value=one.title, maxlength=120, required=True, aria_label=text("chat.title"), dir="auto", autocomplete="off"
    )
    save = element("button", text("chat.rename"), type="submit")
    rename = element("form", field, save, data_do="rename", data_conversation=one.id)
    files = (
        element("a", label, href=export_address(one.id, form), download=True)
        for form, label in (("md", text("chat.markdown")), ("json", text("chat.json")))
    )
    delete = element("button", text("chat.delete"), type="button", data_do="delete", data_conversation=one.id, class_="danger")
    return more, element("div", rename, *files, delete, id=name, popover="auto", class_="menu", role="group", aria_label=one.title)


def _local(moment: datetime) -> datetime:
    return moment.astimezone()


def _direction(text: str) -> str:
    return "rtl" if runs_rightwards(text) is False else "ltr"
