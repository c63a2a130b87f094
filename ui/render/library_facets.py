"""What the list can be narrowed by, each choice with how many articles it would leave."""

from collections.abc import Callable, Sequence
from datetime import date
from zlib import crc32

from markupsafe import Markup

from index.catalog.facets import Count, Facets
from ui.render.elements import element, icon
from ui.render.library_address import Browse, address, changed, toggled
from ui.words import day as written_day
from ui.words import language_name, text

_FEW = 8  # choices shown at once
_MOST = 150

Name = Callable[[str], str]


def month_name(month: str) -> str:
    """A month as people write it."""
    return written_day(date.fromisoformat(f"{month}-01"), pattern="MMM y") if month else text("library.no_date")


def facet_lists(found: Facets, browse: Browse) -> Markup:
    """All facets, and what has been chosen as chips that take it away again."""
    states = [each for each in found.states if each[0] != "deleted"]
    groups = (
        _facet("sources", found.sources, browse, lambda name: name or text("library.no_outlet")),
        _facet("languages", found.languages, browse, language_name),
        _facet("months", found.months, browse, month_name),
        _facet("states", states, browse, lambda name: text(f"library.state_{name}")) if len(states) > 1 else Markup(""),
        _more(browse),
    )
    title = element("h2", text("library.narrow"), class_="unseen")
    lists = element("div", *groups, class_="facet-lists")
    summary = element("summary", icon("filter"), text("library.narrow"))
    return element(
        "div", title, _chips(browse), element("details", summary, lists, class_="facets", id="facets", data_wide=True), class_="narrow"
    )


def _facet(field: str, counts: Sequence[Count], browse: Browse, name: Name) -> Markup:
    """One facet: the first choices, those that are chosen, and the rest behind a button."""
    chosen: tuple[str, ...] = getattr(browse.sought, field)
    if not counts and not chosen:
        return Markup("")
    shown = [*((one, 0) for one in chosen if one not in dict(counts)), *counts[:_MOST]]
    choices = [_choice(field, value, number, browse, name) for value, number in shown]
    heading = element("h3", text(f"library.facet_{field}"), id=f"facet-{field}")
    first = element("ul", *choices[:_FEW], aria_labelledby=f"facet-{field}")
    if len(choices) <= _FEW:
        return element("section", heading, first)
    rest = element("ul", *choices[_FEW:], aria_labelledby=f"facet-{field}")
    summary = element("summary", text("library.more", count=len(choices) - _FEW))
    return element("section", heading, first, element("details", summary, rest, id=f"more-{field}"))


def _choice(field: str, value: str, number: int, browse: Browse, name: Name) -> Markup:
    chosen = value in getattr(browse.sought, field)
    label = element("span", name(value), dir="auto", class_="choice")
    count = element("span", text("library.number", value=number), class_="number")
    current = "true" if chosen else None
    link = element(
        "a", label, count, href=toggled(browse, field, value), data_browse=True, aria_current=current, id=f"{field}-{crc32(value.encode())}"
    )
    return element("li", link)


def _more(browse: Browse) -> Markup:
    """Near-copies and what was deleted."""
    sought = browse.sought
    copies = (text("library.with_copies"), changed(browse, copies=not sought.copies), sought.copies)
    deleted = sought.states == ("deleted",)
    gone = (text("library.state_deleted"), changed(browse, states=() if deleted else ("deleted",)), deleted)
    links = (
        element(
            "li", element("a", element("span", label, class_="choice"), href=href, data_browse=True, aria_current="true" if on else None)
        )
        for label, href, on in (copies, gone)
    )
    return element(
        "section", element("h3", text("library.facet_more"), id="facet-more"), element("ul", *links, aria_labelledby="facet-more")
    )


def _chips(browse: Browse) -> Markup:
    sought = browse.sought
    names: tuple[tuple[str, Name], ...] = (
        ("sources", lambda name: name or text("library.no_outlet")),
        ("languages", language_name),
        ("months", month_name),
        ("states", lambda name: text(f"library.state_{name}")),
    )
    chosen = [(name(one), toggled(browse, field, one)) for field, name in names for one in getattr(sought, field)]
    chosen += [(text("library.one_group"), changed(browse, group=None))] if sought.group else []
    chosen += [(text("library.with_copies"), changed(browse, copies=False))] if sought.copies else []
    if not chosen:
        return Markup("")
    chips = [_chip(label, href) for label, href in chosen]
    anew = element("a", text("library.clear"), href=address(Browse(sought=sought.__class__(words=sought.words))), data_browse=True)
    return element("ul", *chips, element("li", anew), class_="chosen", aria_label=text("library.chosen"))


def _chip(label: str, href: str) -> Markup:
    link = element(
        "a",
        element("span", label, dir="auto"),
        icon("cross"),
        href=href,
        data_browse=True,
        aria_label=text("library.take_away", what=label),
    )
    return element("li", link)
