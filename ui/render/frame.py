"""What surrounds a page: the header, the sheet of keyboard shortcuts, the welcome, and the invitation of an empty library."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from ui.render.elements import element, icon, joined, language_of
from ui.render.sign_in import signed_in
from ui.shelf import Shelf, Suggestion
from ui.words import LANGUAGES, spoken, text

# Key and address of every page of the workbench, in the order of the header.
PAGES: tuple[tuple[str, str], ...] = (("chat", "./"), ("library", "library"), ("briefs", "briefs"), ("evaluation", "evaluation"))
_GOTO = {"chat": "g c", "library": "g l", "evaluation": "g e", "briefs": "g b"}
# Where each page begins, for who goes by the keyboard.
_CONTENT = {
    "chat": "#ask textarea",
    "library": "#library textarea",
    "evaluation": "#measured [tabindex]",
    "briefs": "#briefs-main :is(a, button, input)",
}
_KEYS = (
    ("/", "keys.focus"),
    ("Enter", "keys.send"),
    ("Shift Enter", "keys.line"),
    ("n", "keys.new"),
    ("j", "keys.next"),
    ("k", "keys.previous"),
    ("Esc", "keys.back"),
    ("?", "keys.help"),
)


def head() -> Markup:
    """What goes into the head of the workbench."""
    return joined(
        *(element("link", rel="stylesheet", href=f"static/sanad/{sheet}.css") for sheet in ("tokens", "workbench", "chat", "reader"))
    )


def header(current: str, pages: Sequence[tuple[str, str]] = PAGES) -> Markup:
    """The bar on top and the sheet of shortcuts that it opens. The links between pages appear as soon as there is more than one.

    Args:
        current: Key of the page, such as ``chat``.
        pages: Key and address of all of them.
    """
    links = (_page_link(key, address, current=key == current) for key, address in pages)
    navigation = element("nav", *links, aria_label=text("header.pages")) if len(pages) > 1 else element("span", class_="gap")
    brand = element("a", "Sanad ", element("span", "سند", lang="ar", dir="rtl"), href="./", class_="brand", aria_label="Sanad")
    heading = element("h1", f"Sanad: {text(f'page.{current}')}", class_="unseen")
    tools = element("div", _help_button(), _language(), _theme(), signed_in(), class_="tools")
    skip = element("button", text("header.skip"), type="button", data_to=_CONTENT[current], class_="skip")
    return element("header", skip, heading, brand, navigation, tools, _sheet(pages), class_="top")


def _page_link(key: str, address: str, *, current: bool) -> Markup:
    return element("a", text(f"page.{key}"), href=address, data_keys=_GOTO[key], aria_current="page" if current else None)


def _help_button() -> Markup:
    label = text("header.keys")
    return element("button", "?", type="button", class_="help", data_keys="?", popovertarget="keys", aria_label=label, title=label)


def _language() -> Markup:
    options = (element("option", name, value=code, selected=code == spoken(), lang=code) for code, name in LANGUAGES.items())
    return element("select", *options, id="language", aria_label=text("header.language"), autocomplete="off")


def _theme() -> Markup:
    options = (element("option", text(f"header.theme_{value}"), value=value) for value in ("system", "light", "dark"))
    return element("select", *options, id="theme", aria_label=text("header.theme"), autocomplete="off")


def _sheet(pages: Sequence[tuple[str, str]]) -> Markup:
    """What each key does, in a dialog that the browser itself opens and closes."""
    rows = (_row(keys, meaning) for keys, meaning in _shortcuts(pages))
    label = text("keys.close")
    close = element(
        "button", icon("cross"), type="button", class_="close", popovertarget="keys", autofocus=True, aria_label=label, title=label
    )
    bar = element("div", element("h2", text("keys.title")), close, class_="bar")
    return element("dialog", bar, element("dl", *rows), id="keys", popover="auto", aria_label=text("keys.title"))


def _shortcuts(pages: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from ((keys, text(key)) for keys, key in _KEYS)
    if len(pages) > 1:
        yield from ((_GOTO[key], text("keys.goto", page=text(f"page.{key}"))) for key, _ in pages)


def _row(keys: str, meaning: str) -> Markup:
    between = Markup(" {} ").format(text("keys.then")) if keys.startswith("g ") else Markup(" + ")
    shown = between.join(element("kbd", key, lang="en", dir="ltr") for key in keys.split(" "))
    return element("div", element("dt", shown), element("dd", meaning))


def welcome(shelf: Shelf) -> Markup:
    """What an empty conversation shows: an invitation to ask."""
    title = element("h2", text("welcome.title"), class_="welcome-title")
    return element("section", title, element("p", text("welcome.text")), _suggestions(shelf.suggestions), class_="welcome")


def _suggestions(suggestions: Sequence[Suggestion]) -> Markup:
    if not suggestions:
        return Markup("")
    buttons = (_suggestion(each) for each in suggestions)
    return element("div", *buttons, class_="suggestions", role="group", aria_label=text("welcome.suggestions"))


def _suggestion(one: Suggestion) -> Markup:
    return element("button", one.question, type="button", data_do="ask", data_question=one.question, **language_of(one.language))
