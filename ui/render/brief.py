"""A brief as it is worked on: its title and settings, its sections and items, and its numbered sources at the end."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from rag.brief.models import Brief, Identity, Item, Section
from ui.briefs.places import item_name
from ui.render.brief_item import NEW, Editing, Numbered, editor, item_meta, item_view, with_numbers
from ui.render.brief_sources import sources
from ui.render.elements import element, icon, joined, language_name
from ui.words import text

LANGUAGES = ("en", "ar", "ur", "ru", "fr", "es", "de", "fa", "tr", "zh")  # that labels and dates of a brief may be in
STYLES = {  # by name; they call themselves so in every language
    "chicago-notes": "Chicago (notes)",
    "chicago-author-date": "Chicago (author–date)",
    "apa": "APA",
    "mla": "MLA",
    "ieee": "IEEE",
    "harvard": "Harvard",
}
DOCUMENTS = {"docx": "Word", "odt": "OpenDocument", "pdf": "PDF", "html": "HTML", "md": "Markdown", "tex": "LaTeX"}
REFERENCES = {"bib": "BibTeX", "ris": "RIS", "csl.json": "CSL-JSON"}


class Work(NamedTuple):
    """What is shown of a brief.

    Attributes:
        brief: The brief.
        revision: What a change of it is based on.
        undo: Whether there is something to undo.
        redo: Whether something was undone.
        editing: What is being edited.
        states: What a check found out, by id of the citation: only those that are no longer as they were.
        there: Ids of the sources whose article the library still has.
        begin: What was just made: the brief or a section, whose title is written next.
        drawing: How often the page was drawn before.
    """

    brief: Brief
    revision: int
    undo: bool = False
    redo: bool = False
    editing: Editing | None = None
    states: Mapping[Identity, str] = {}
    there: frozenset[Identity] = frozenset()
    begin: Identity = ""
    drawing: int = 0


def address(brief: Identity) -> str:
    """Where a brief is opened, relative to the workbench."""
    return f"briefs?brief={quote(brief, safe='')}"


def file_address(brief: Identity, name: str) -> str:
    """Where a brief is read as a document."""
    return f"briefs/{quote(brief, safe='')}/{name}"


def brief_view(work: Work) -> Markup:
    """The whole page of a brief."""
    brief, shown = work.brief, with_numbers(work.brief, work.states)
    sections = (_section(section, place, work, shown) for place, section in enumerate(brief.sections))
    add = element(
        "button", icon("plus"), text("brief.add_section"), type="button", class_="button", data_do="add_section", id="add-section"
    )
    empty = element("p", text("brief.empty_text"), class_="hint empty-brief") if not any(True for _ in brief.items) else Markup("")
    parts = (_head(work), _toolbar(work), empty, *sections, add, sources(brief, states=work.states, there=work.there))
    root = (
        "div" if work.drawing % 2 else "section"
    )  # another one is put in whole; the same would be changed in place, also while it is written in
    return element(root, *parts, class_="brief", data_shown=brief.id, data_revision=work.revision)


def _head(work: Work) -> Markup:
    brief = work.brief
    back = element("a", icon("back"), text("brief.all"), href="briefs", class_="back", data_do="open", data_brief="")
    title = element(
        "input",
        name="title",
        value=brief.title,
        maxlength=300,
        required=True,
        dir="auto",
        class_="brief-title",
        id="brief-title",
        aria_label=text("brief.title"),
        autocomplete="off",
        data_begin=work.begin == brief.id,
    )
    author = element("input", name="author", value=brief.author, maxlength=200, dir="auto", id="brief-author", autocomplete="off")
    languages = {code: language_name(code) for code in dict.fromkeys((*LANGUAGES, brief.language))}
    styles = STYLES if brief.style in STYLES else {**STYLES, brief.style: brief.style}
    fields = element(
        "div",
        _field(text("brief.author"), author),
        _field(text("brief.language"), _select("language", languages, brief.language)),
        _field(text("brief.style"), _select("style", styles, brief.style)),
        class_="settings-row",
    )
    settings = element("form", title, fields, data_do="settings", data_auto=True, id="brief-settings")
    return joined(element("div", back, class_="brief-bar"), settings)


def _field(label: str, field: Markup) -> Markup:
    return element("label", element("span", label), field)


def _select(name: str, options: Mapping[str, str], chosen: str) -> Markup:
    entries = (element("option", shown, value=value, selected=value == chosen) for value, shown in options.items())
    return element("select", *entries, name=name, id=f"brief-{name}", autocomplete="off")


def _toolbar(work: Work) -> Markup:
    undo = _tool("undo", "undo", text("brief.undo"), disabled=not work.undo, hint=f"{text('brief.undo')} (Ctrl Z)")
    redo = _tool("redo", "redo", text("brief.redo"), disabled=not work.redo, hint=f"{text('brief.redo')} (Ctrl Y)")
    history = _tool("history", "history", text("brief.history"))
    check = _tool("check", "check", text("brief.check"), hint=text("brief.check_hint"))
    href = file_address(work.brief.id, "preview")
    preview = element("a", icon("page"), text("brief.preview"), href=href, target="_blank", rel="noopener", class_="button")
    export = element("button", icon("down-arrow"), text("brief.export"), type="button", class_="button primary", popovertarget="export")
    tools = (undo, redo, history, check, preview, export, _export(work.brief))
    return element("div", *tools, class_="toolbar", role="toolbar", aria_label=text("brief.tools"))


def _tool(do: str, drawing: str, label: str, *, disabled: bool = False, hint: str = "") -> Markup:
    return element("button", icon(drawing), label, type="button", id=do, class_="button", data_do=do, disabled=disabled, title=hint or None)


def _export(brief: Brief) -> Markup:
    """Every form a brief can be saved in. Without the script it is a plain form."""
    appendix = element(
        "label", element("input", type="checkbox", name="appendix", value="1"), element("span", text("brief.appendix")), class_="check"
    )
    groups = ((text("brief.documents"), DOCUMENTS), (text("brief.references"), REFERENCES))
    parts = (joined(element("p", label, class_="heading"), _forms(forms)) for label, forms in groups)
    form = element(
        "form", *parts, appendix, action=file_address(brief.id, "export"), method="get", data_file=file_name(brief.title), class_="export"
    )
    return element("div", form, id="export", popover="auto", class_="menu", role="group", aria_label=text("brief.export"))


def _forms(forms: Mapping[str, str]) -> Markup:
    buttons = (
        element("button", element("bdi", name), " ", element("small", f".{form}", dir="ltr"), type="submit", name="form", value=form)
        for form, name in forms.items()
    )
    return element("div", *buttons, class_="forms")


def file_name(title: str) -> str:
    """What a file of a brief is called, without its ending."""
    kept = "".join(sign if sign.isalnum() or sign in " -_" else " " for sign in title)
    return " ".join(kept.split())[:80].strip() or "brief"


def _section(section: Section, place: int, work: Work, shown: Numbered) -> Markup:
    editing = work.editing
    items = (_item(item, section, work, shown) for item in section.items)
    new = editor(editing, shown, work.brief.language) if editing and editing.item == NEW and editing.section == section.id else Markup("")
    add = element(
        "button",
        icon("plus"),
        text("brief.add_text"),
        type="button",
        class_="add-text",
        id=f"add-{section.id}",
        data_do="add_text",
        data_section=section.id,
    )
    end = element("div", new or add, class_="section-end", data_end=section.id, id=f"end-{section.id}")
    label = section.title or text("brief.section", number=place + 1)
    head = _section_head(section, place, work)
    heading = element("h2", label, class_="unseen")
    return element("section", heading, head, *items, end, class_="brief-section", id=f"section-{section.id}", aria_label=label)


def _section_head(section: Section, place: int, work: Work) -> Markup:
    count = len(work.brief.sections)
    hint = text("brief.section_first" if place == 0 else "brief.section_title")
    field = element(
        "input",
        name="title",
        value=section.title,
        maxlength=300,
        dir="auto",
        placeholder=hint,
        aria_label=text("brief.section_title"),
        id=f"title-{section.id}",
        required=place > 0,
        autocomplete="off",
        data_begin=work.begin == section.id,
    )
    form = element("form", field, data_do="section", data_section=section.id, data_auto=True)
    name = section.title or text("brief.section", number=place + 1)
    buttons = [
        _small("up", section.id, "up-arrow", "brief.section_up", name, disabled=place == 0),
        _small("down", section.id, "down-arrow", "brief.section_down", name, disabled=place == count - 1),
        _small("remove", section.id, "bin", "brief.section_remove", name, focus="add-section"),
    ]
    tools = element("div", *buttons, class_="item-tools") if count > 1 else Markup("")
    return element("div", form, tools, class_="section-head")


def _item(item: Item, section: Section, work: Work, shown: Numbered) -> Markup:
    editing = work.editing if work.editing and work.editing.item == item.id else None
    name = item_name(item)
    bar = element("div", item_meta(item), _item_tools(item, section, name, work), class_="item-bar")
    if editing is None:
        body = item_view(item, shown)
    else:
        now = element("div", item_view(item, shown), class_="meanwhile") if editing.problem else Markup("")
        body = joined(now, editor(editing, shown, item.language))
    about = {"class_": f"item item-{item.kind}", "id": f"item-{item.id}", "data_item": item.id, "aria_label": name}
    return element("article", bar, body, tabindex=-1, **about)


def _item_tools(item: Item, section: Section, name: str, work: Work) -> Markup:
    sections = work.brief.sections
    top = section == sections[0] and item == section.items[0]
    bottom = section == sections[-1] and item == section.items[-1]
    after = [one.id for one in section.items[section.items.index(item) + 1 :]]
    focus = f"item-{after[0]}" if after else f"add-{section.id}"
    drag = {"data_handle": item.id, "data_focus": f"change-{item.id}", "title": text("brief.drag")}
    buttons = (
        element("span", icon("grip"), draggable="true", class_="handle", aria_hidden="true", **drag),
        _small("up", item.id, "up-arrow", "brief.up", name, disabled=top, keys="Alt ↑"),
        _small("down", item.id, "down-arrow", "brief.down", name, disabled=bottom, keys="Alt ↓"),
        _small("change", item.id, "pen", "brief.edit", name),
        _small("remove", item.id, "bin", "brief.remove", name, focus=focus),
    )
    return element("div", *buttons, class_="item-tools")


def _small(
    do: str, identity: str, drawing: str, key: str, name: str, *, disabled: bool = False, keys: str = "", focus: str | None = None
) -> Markup:
    """A button that is a drawing. One that does nothing just now keeps the keyboard, so it is not disabled but says so."""
    title = f"{text(key)} ({keys})" if keys else text(key)
    about = {"data_do": do, "data_item": identity, "data_focus": focus, "title": title, "aria_label": f"{text(key)}: {name}"}
    return element("button", icon(drawing), type="button", id=f"{do}-{identity}", aria_disabled="true" if disabled else None, **about)
