"""What surrounds a conversation: the header, the welcome, and the invitation of an empty library."""

from collections.abc import Sequence

from markupsafe import Markup

from ui.render.elements import element, joined, language_of
from ui.shelf import Shelf, Suggestion

PAGES = (("Chat", "./"),)  # name and address of every page of the workbench, in the order of the header
_THEMES = (("system", "System theme"), ("light", "Light theme"), ("dark", "Dark theme"))


def head() -> Markup:
    """What goes into the head of the workbench."""
    return joined(*(element("link", rel="stylesheet", href=f"static/sanad/{sheet}.css") for sheet in ("tokens", "workbench", "chat")))


def header(current: str, pages: Sequence[tuple[str, str]] = PAGES) -> Markup:
    """The bar on top. The links between pages appear as soon as there is more than one."""
    links = (element("a", name, href=address, aria_current="page" if name == current else None) for name, address in pages)
    navigation = element("nav", *links, aria_label="Pages") if len(pages) > 1 else element("span", class_="gap")
    brand = element("a", "Sanad ", element("span", "سند", lang="ar", dir="rtl"), href="./", class_="brand", aria_label="Sanad")
    options = (element("option", label, value=value) for value, label in _THEMES)
    theme = element("select", *options, id="theme", aria_label="Theme")
    return element("header", element("h1", f"Sanad: {current}", class_="unseen"), brand, navigation, theme, class_="top")


def welcome(shelf: Shelf) -> Markup:
    """What an empty conversation shows: an invitation to ask, or to add articles first."""
    if shelf.articles == 0:
        return _invitation()
    title = element("h2", "What do you want to know?", class_="welcome-title")
    text = element("p", "Ask in any language. Every sentence of the answer opens the exact words it rests on.")
    return element("section", title, text, _suggestions(shelf.suggestions), class_="welcome")


def _suggestions(suggestions: Sequence[Suggestion]) -> Markup:
    if not suggestions:
        return Markup("")
    buttons = (element("button", each.question, type="button", data_do="ask", **language_of(each.language)) for each in suggestions)
    return element("div", *buttons, class_="suggestions", role="group", aria_label="Questions to try")


def _invitation() -> Markup:
    return element(
        "section",
        element("h2", "The library is empty", class_="welcome-title"),
        element("p", "Sanad answers from your own articles. Stop it, add files or folders, and start it again:"),
        element("pre", element("code", "sanad index PATH\nsanad chat"), **language_of("en")),
        element("p", "Or look around with the sample articles that come with it:"),
        element("pre", element("code", "sanad chat --samples"), **language_of("en")),
        class_="welcome",
    )
