"""What a person asks of the brief page, and what the page shows of briefs."""

from pydantic import ConfigDict, Field

from index.models import Record
from rag.brief.models import Identity
from ui.render.brief_item import Editing


class Asked(Record):
    """What the script sends: the attributes of what was used, and the fields of its form.

    Attributes:
        do: What to do.
        brief: Id of the brief.
        revision: The one that the page shows.
        item: Id of an item, or of a section where that is moved or removed.
        section: Id of a section.
        before: Id of the item that another is moved before.
        citation: Id of a citation.
        number: Of a revision.
        text: Of an item, in its written form; or what went wrong.
        draft: What stands in a box that is open, in its written form.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, str_max_length=400_000)

    do: str = Field(max_length=40)
    brief: str = Field(default="", max_length=200)
    revision: str = Field(default="", max_length=20)
    item: str = Field(default="", max_length=40)
    section: str = Field(default="", max_length=40)
    before: str = Field(default="", max_length=40)
    citation: str = Field(default="", max_length=40)
    number: str = Field(default="", max_length=20)
    search: str = Field(default="", max_length=200)
    title: str = Field(default="", max_length=2_000)
    author: str = Field(default="", max_length=400)
    language: str = Field(default="", max_length=10)
    style: str = Field(default="", max_length=100)
    heading: str = Field(default="", max_length=2_000)
    text: str = ""
    draft: str = ""


class Look:
    """What one page shows of briefs. It changes in place: every event of a page sees it.

    Attributes:
        brief: Id of the one that is open; empty shows the list.
        search: What the list is searched for.
        editing: The item that is being edited.
        base: The revision its box was filled from.
        states: What the last check found out, by id of the citation: only those that are no longer as they were.
        begin: The section whose title is to be written first.
        owner: Whose briefs they are.
        drawings: How often it was drawn.
    """

    def __init__(self) -> None:
        """The list."""
        self.brief: Identity = ""
        self.search = ""
        self.editing: Editing | None = None
        self.base = 0
        self.states: dict[Identity, str] = {}
        self.begin: Identity = ""
        self.owner: str | None = None
        self.drawings = 0

    def open(self, brief: Identity) -> None:
        """Show another brief, or the list."""
        if brief != self.brief:
            self.states = {}
        self.brief, self.editing, self.begin = brief, None, ""
