"""What one page looks at, and what a person asks of it by a link, a button or a form."""

import re
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Literal

import gradio as gr
from pydantic import ConfigDict, Field, ValidationError, field_validator

from index.models import Filters, Record
from ui.auth.identity import NOBODY, identity_of

Do = Literal[
    "open",
    "ask",
    "ask_without",
    "retry",
    "rename",
    "delete",
    "undo",
    "filter",
    "unfilter",
    "about",
    "rate",
    "comment",
    "samples",
    "brief",
    "quote",
    "unbrief",
]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Action(Record):
    """What the script sends: the attributes of the link, button or form that was used, and the fields of a form.

    Attributes:
        do: What to do.
        turn: The turn it stands in; empty outside of a turn.
        conversation: The id of a conversation.
        question: What to ask: the words on the button.
        ignore: Key of what is not to be understood.
        key_of: Key of the filter to take away.
        title: For a conversation.
        rating: Of an answer.
        citation: Number of a citation.
        comment: What is wrong with an answer.
        words: That are selected on the page.
        first: First day of a filter, ISO 8601.
        to: Its last day.
        source: An outlet.
        language: ISO 639-1 code.
        article: Id of the only article to ask about, or that is quoted.
        version: Of an article that is quoted.
        start: First character of a quote.
        end: One behind its last.
        brief: Id of a brief; ``new`` for a new one, empty for the one changed last.
        which: Whether to ask which brief first; not empty if so.
        revision: Of a brief.
        made: Whether the brief was made for what is taken out of it again; not empty if so.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, str_max_length=2_000, populate_by_name=True)

    do: Do
    turn: str = ""
    conversation: str = ""
    question: str = ""
    ignore: str = ""
    key_of: str = Field(default="", alias="keyOf")
    title: str = ""
    rating: Literal["", "up", "down", "wrong_citation"] = ""
    citation: int = 0
    comment: str = ""
    words: str = Field(default="", max_length=8_000)
    first: date | None = Field(default=None, alias="from")
    to: date | None = None
    source: str = ""
    language: str = Field(default="", pattern="^([a-z]{2,3})?$")
    article: str = Field(default="", max_length=200)
    version: str = Field(default="", max_length=64)
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=0)
    brief: str = Field(default="", max_length=200)
    which: str = ""
    revision: int = 0
    made: str = ""

    @field_validator("first", "to", mode="before")
    @classmethod
    def _day(cls, written: object) -> object:
        return written if isinstance(written, str) and _DAY.fullmatch(written) else None


class View:
    """The conversation a page shows and the filters of its next question. It changes in place: every event of a page sees it."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self.conversation = ""
        self.filters = Filters()
        self.search = ""
        self.identity = NOBODY  # until a request says who looks at it
        self._known = False
        self._token: object | None = None

    def found(self, request: gr.Request | None) -> "View":
        """The same; what the address of the page says is taken over where the server has forgotten what it shows."""
        identity = identity_of(request)
        if self.owner not in (None, identity.owner):  # somebody else has signed in since
            self.conversation, self.filters, self.search = "", Filters(), ""
            self.look()
        self.identity = identity
        if not self._known:
            asked = dict(request.query_params) if request is not None else {}
            self.conversation = str(asked.get("conversation", ""))[:200]
            self._known = True
        return self

    @property
    def owner(self) -> str | None:
        """Whose conversations it shows; ``None`` shows none."""
        return self.identity.owner

    def begin(self) -> str:
        """The id of the conversation, a new one where there is none yet."""
        self.conversation = self.conversation or uuid.uuid4().hex
        return self.conversation

    def look(self) -> object:
        """A token for what is shown from now on; what was shown before is over."""
        self._token = object()
        return self._token

    def holds(self, token: object) -> bool:
        """Whether that is still what is shown."""
        return self._token is token


def action_of(data: Mapping[str, object]) -> Action | None:
    """What was asked for; ``None`` where it makes no sense."""
    try:
        return Action.model_validate(data)
    except ValidationError:
        return None


def with_filter(filters: Filters, asked: Action) -> Filters:
    """The filters with what a form adds to them: its days take the place of the earlier, an outlet and a language are added."""
    first, last = asked.first, asked.to
    if first and last and first > last:
        first, last = last, first
    return filters.model_copy(
        update={
            "published_from": first,
            "published_to": last,
            "sources": _added(filters.sources, asked.source.strip()),
            "languages": _added(filters.languages, asked.language),
        }
    )


def without_filter(filters: Filters, key: str) -> Filters:
    """The filters without the one of a key: ``date``, ``source:NAME``, ``language:CODE`` or ``article:ID``."""
    kind, _, value = key.partition(":")
    if kind == "date":
        return filters.model_copy(update={"published_from": None, "published_to": None})
    name = {"source": "sources", "language": "languages", "article": "articles"}.get(kind)
    return filters.model_copy(update={name: tuple(one for one in getattr(filters, name) if one != value)}) if name else filters


def _added(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return (*values, value) if value and value not in values else values
