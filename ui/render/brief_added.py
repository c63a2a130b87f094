"""What the chat says of briefs: that something was added, and which brief it may be added to."""

from collections.abc import Sequence

from markupsafe import Markup

from index.models import Record
from ui.render.brief import address
from ui.render.elements import element, icon
from ui.words import marked, text


class Wanted(Record):
    """What is to be added, and where.

    Attributes:
        brief: Id of the brief; empty for the one changed last, ``new`` for a new one.
        turn: The turn of the answer; empty for a quote.
        article: Id of the article of a quote.
        version: Of the article.
        start: First character of what was chosen.
        end: One behind the last.
    """

    brief: str = ""
    turn: str = ""
    article: str = ""
    version: str = ""
    start: int | None = None
    end: int | None = None

    def data(self) -> dict[str, str | int | None]:
        """The attributes of a button that asks for it."""
        if self.turn:
            return {"data_do": "brief", "data_turn": self.turn}
        place = {"data_start": self.start, "data_end": self.end}
        return {"data_do": "quote", "data_article": self.article, "data_version": self.version, **place}


def added(brief: str, title: str, revision: int, *, made: bool) -> Markup:
    """That something was added, with the ways to the brief and back.

    Args:
        brief: Its id.
        title: Its title.
        revision: The one that has it.
        made: Whether the brief was made for it.
    """
    said = element("span", marked("brief.began" if made else "brief.added_to", title=element("bdi", f"“{title}”")))
    link = element("a", text("brief.open"), href=address(brief))
    back: dict[str, str | int | None] = {
        "data_do": "unbrief",
        "data_brief": brief,
        "data_revision": revision,
        "data_made": "1" if made else "",
    }
    undo = element("button", text("brief.undo"), type="button", data_focus="#ask textarea", **back)
    return element("div", said, link, undo, class_="toast", role="status")


def choice(briefs: Sequence[tuple[str, str]], wanted: Wanted) -> Markup:
    """Which brief to add to.

    Args:
        briefs: Id and title of each.
        wanted: What is to be added.
    """
    data: dict[str, str | int | None] = {"type": "button", "data_focus": "#ask textarea", **wanted.data()}
    known = [element("button", element("bdi", title), data_brief=brief, **data) for brief, title in briefs]
    new = element("button", icon("plus"), text("brief.new"), data_brief="new", **data)
    title = element("p", text("brief.which"), class_="heading", id="which-brief")
    return element("div", title, *known, new, class_="menu brief-choice", role="group", aria_labelledby="which-brief")


def add_buttons(wanted: Wanted) -> tuple[Markup, Markup]:
    """Adds to the brief changed last, and lets choose another."""
    data = wanted.data()
    label = text("brief.add_other")
    other = {**data, "data_which": "1", "aria_label": label, "title": label}
    return (
        element("button", icon("page"), text("brief.add"), type="button", **data),
        element("button", icon("down-arrow"), type="button", class_="which", **other),
    )
