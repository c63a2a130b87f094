"""The library page around its table: what it holds, the ways to put articles in, the search, and what was just done."""

from collections.abc import Sequence

from markupsafe import Markup

from ui.render.elements import element, icon, joined
from ui.words import text

SHOWN = 20  # refused files


def summary(articles: int, languages: int) -> Markup:
    """The heading, with how much there is; ``-1`` articles where nobody has looked yet."""
    size = text("library.holds", count=articles) if articles > 0 else ""
    among = text("library.in_languages", count=languages) if articles > 0 else ""
    said = element("p", " ".join(part for part in (size, among) if part), class_="hint") if size else Markup("")
    return element("div", element("h2", text("page.library")), said, class_="library-head")


def adding(*, folders: bool) -> Markup:
    """The ways to put articles in: addresses, folders of the server, and files."""
    hint = text("library.add_folders_hint" if folders else "library.add_hint")
    label = element("label", text("library.add_folders_label" if folders else "library.add_label"), for_="sources")
    field = element("textarea", id="sources", name="sources", rows=1, placeholder=hint, aria_describedby="sources-hint", maxlength=20_000)
    note = element("span", text("library.add_note"), id="sources-hint", class_="hint")
    line = element("div", field, element("button", text("library.add"), type="submit", class_="primary"), class_="add-line")
    form = element("form", label, line, note, data_do="add", class_="add-sources")
    return element("section", form, _files(), class_="add", aria_label=text("library.add_title"), data_drop=True)


def _files() -> Markup:
    """The buttons that choose files; dropping them onto the panel does the same."""
    files = element("input", type="file", multiple=True, id="files", class_="unseen", data_upload="library/files")
    folder = element("input", type="file", webkitdirectory=True, id="folder", class_="unseen", data_upload="library/files")
    buttons = joined(
        element("label", icon("plus"), text("library.choose_files"), files, class_="file-button"),
        element("label", icon("plus"), text("library.choose_folder"), folder, class_="file-button"),
    )
    sending = element(
        "p",
        id="sending",
        role="status",
        data_text=text("library.sending", number="{number}", count="{count}", name="{name}"),
        class_="hint",
    )
    return element("div", buttons, element("span", text("library.drop"), class_="hint drop-hint"), sending, class_="add-files")


def searching(words: str) -> Markup:
    """The search field."""
    label = element("label", text("library.search"), for_="library-search", class_="unseen")
    placeholder = text("library.search")
    field = element(
        "input",
        type="search",
        id="library-search",
        name="q",
        value=words,
        placeholder=placeholder,
        maxlength=200,
        autocomplete="off",
    )
    return element("form", label, icon("search"), field, role="search", class_="search", data_search=True)


def invitation() -> Markup:
    """What an empty library shows."""
    samples = element("button", text("library.load_samples"), type="button", data_do="samples", class_="primary")
    return element("section", element("h2", text("library.empty")), element("p", text("library.empty_text")), samples, class_="invitation")


def toast(said: str, *, undo: str = "", ids: Sequence[str] = (), job: str = "") -> Markup:
    """What was done, with the way to undo it."""
    named = {"data_ids": " ".join(ids), "data_job": job or None}
    button = element("button", text("library.undo"), type="button", data_do=undo, **named) if undo else Markup("")
    return element("div", element("span", said, dir="auto"), button, class_="toast", role="status")


def problem(said: str, refused: Sequence[tuple[str, str]] = ()) -> Markup:
    """What could not be done, and which files were not taken, with reasons."""
    items = [
        element("li", element("bdi", name, class_="job-source"), " ", element("span", reason, dir="auto"))
        for name, reason in refused[:SHOWN]
    ]
    rest = [element("li", text("library.more_failed", count=len(refused) - SHOWN))] if len(refused) > SHOWN else []
    listed = element("ul", *items, *rest, class_="reasons") if items else Markup("")
    return element("div", element("span", said, dir="auto"), listed, class_="problem", role="alert")
