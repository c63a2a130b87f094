"""The table of articles, with what sorts it and leads through it."""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from index.catalog.facets import Facets
from index.catalog.listing import Listed, Order
from ui.render.elements import article_address, day, element, icon, joined, language_of
from ui.render.library_address import PAGE, Browse, address, changed
from ui.words import language_name, text

_NAMES = 60  # characters of a file's name


def results(listed: Sequence[Listed], found: Facets, browse: Browse) -> Markup:
    """One page of the list."""
    heading = element("h2", text("library.found", count=found.total), class_="found", id="found", tabindex="-1")
    if not listed:
        return joined(element("div", heading, class_="results-bar"), _nothing(browse))
    bar = element("div", heading, _actions(browse, found.total if found.total > len(listed) else 0), class_="results-bar")
    head = element("tr", _all_box(), *(_column(order, browse) for order in _shown()), element("th", text("library.state"), scope="col"))
    rows = (_row(each, browse) for each in listed)
    caption = element("caption", text("library.table"), class_="unseen")
    table = element("table", caption, element("thead", head), element("tbody", *rows), class_="articles")
    form = element("form", bar, table, data_do="restore" if _is_deleted(browse) else "delete", class_="results")
    return joined(form, _pager(found.total, browse))


def _shown() -> tuple[Order, ...]:
    return ("title", "source", "published", "language", "added")


def _is_deleted(browse: Browse) -> bool:
    return browse.sought.states == ("deleted",)


def _actions(browse: Browse, everything: int) -> Markup:
    """What is done with the chosen articles; with all there are, where that is more than a page of them, too."""
    label = text("library.restore" if _is_deleted(browse) else "library.delete")
    chosen = element("button", label, type="submit", class_="chosen-action", id="chosen-action")
    return element("span", _all_that_match(browse, everything) if everything else Markup(""), chosen, class_="results-actions")


def _all_that_match(browse: Browse, count: int) -> Markup:
    """A button that comes up when all on the page are chosen, and the question it opens; the browser itself opens and closes that."""
    change = "restore" if _is_deleted(browse) else "delete"
    opens = element("button", text(f"library.{change}_all", count=count), type="button", popovertarget="sure", class_="all-action")
    doing: dict[str, str | int] = {"data_do": change, "data_count": count, "popovertarget": "sure", "popovertargetaction": "hide"}
    sure = element("button", text(f"library.{change}_sure", count=count), type="button", class_=f"primary {change}", **doing)
    hide: dict[str, str | bool] = {"popovertarget": "sure", "popovertargetaction": "hide", "autofocus": True}
    keep = element("button", text("library.keep"), type="button", class_="secondary", **hide)
    told = element("p", text(f"library.{change}_told"), class_="hint")
    asked = element("h3", text(f"library.{change}_asked", count=count))
    label = text(f"library.{change}_asked", count=count)
    dialog = element("dialog", asked, told, element("p", sure, keep, class_="sure-buttons"), id="sure", popover="auto", aria_label=label)
    return joined(opens, dialog)


def _all_box() -> Markup:
    box = element("input", type="checkbox", id="choose-all", data_all=True, aria_label=text("library.choose_all"))
    return element("th", box, scope="col", class_="box")


def _column(order: Order, browse: Browse) -> Markup:
    """A heading that sorts: by its natural direction first, the other way when it is used again."""
    current = browse.sought.order == order
    ascending = not browse.sought.ascending if current else order not in ("published", "added")
    href = changed(browse, order=order, ascending=ascending)
    arrow = icon("up-arrow" if browse.sought.ascending else "down-arrow") if current else Markup("")
    link = element("a", text(f"library.column_{order}"), arrow, href=href, data_browse=True, id=f"sort-{order}")
    sorted_by = ("ascending" if browse.sought.ascending else "descending") if current else None
    return element("th", link, scope="col", aria_sort=sorted_by, class_=f"column-{order}")


def _row(listed: Listed, browse: Browse) -> Markup:
    name = listed.title or _file_name(listed.origin) or text("reader.untitled")
    label = text("library.choose", title=name[:80])
    box = element("input", type="checkbox", name="id", value=listed.id, aria_label=label, id=f"choose-{listed.id}")
    title = element("a", name, href=article_address(listed.id), class_="row-title", **language_of(listed.language))
    copies = _copies(listed, browse)
    outlet = element("span", listed.source, dir="auto") if listed.source else _none()
    return element(
        "tr",
        element("td", box, class_="box"),
        element("th", title, copies, scope="row", class_="column-title"),
        element("td", outlet, class_="column-source"),
        element("td", day(listed.published) if listed.published else _none(), class_="column-published"),
        element("td", language_name(listed.language), class_="column-language"),
        element("td", day(listed.added_at.date()), class_="column-added"),
        element("td", _state(listed), class_="column-state"),
    )


def _none() -> Markup:
    return joined(element("span", "–", aria_hidden="true"), element("span", text("reader.none"), class_="unseen"))


def _copies(listed: Listed, browse: Browse) -> Markup:
    if not listed.copies or browse.sought.group:
        return Markup("")
    href = address(Browse(sought=browse.sought.model_copy(update={"group": listed.voice, "words": ""})))
    return element("a", text("library.near_copies", count=listed.copies), href=href, data_browse=True, class_="copies")


def _state(listed: Listed) -> Markup:
    label = element("span", text(f"library.state_{listed.state}"), class_=f"state state-{listed.state}")
    return joined(label, element("span", listed.problem, class_="problem-note", dir="auto")) if listed.problem else label


def _nothing(browse: Browse) -> Markup:
    anew = element("a", text("library.show_all"), href=address(Browse()), data_browse=True, id="show-all")
    return element("p", text("library.nothing"), " ", anew, class_="nothing")


def _pager(total: int, browse: Browse) -> Markup:
    last = max(1, -(-total // PAGE))
    if last == 1:
        return Markup("")
    first = (browse.page - 1) * PAGE + 1
    shown = element("span", text("library.range", first=first, last=min(first + PAGE - 1, total), count=total), class_="range")
    targets = (("first", 1), ("previous", browse.page - 1), ("next", browse.page + 1), ("last", last))
    links = (_step(name, page, browse, exists=1 <= page <= last and page != browse.page) for name, page in targets)
    return element("nav", shown, element("span", *links, class_="steps"), class_="pager", aria_label=text("library.pages"))


def _step(name: str, page: int, browse: Browse, *, exists: bool) -> Markup:
    label = text(f"library.page_{name}")
    if not exists:
        return element("span", label, class_="step", aria_disabled="true")
    href = address(browse.model_copy(update={"page": page}))
    return element("a", label, href=href, data_browse=True, class_="step")


def _file_name(origin: str) -> str:
    return unquote(urlsplit(origin).path).rstrip("/").rpartition("/")[2][:_NAMES]
