"""The reader beside a page: opens articles at what cites them, and takes corrections."""

from collections.abc import Callable
from typing import Any, Protocol

import gradio as gr
from pydantic import ConfigDict, Field, ValidationError

from index.errors import LibraryLockedError, NotFoundError, SanadError
from index.models import Record, Span
from ui.auth.identity import identity_of, may
from ui.correcting import Correcting
from ui.pages.frame import html
from ui.reading import MISSING, Reading, Shelves, known_about, open_place, place_of
from ui.render.article import Opened, reader, reader_message
from ui.render.facts import Correction
from ui.words import text

_CORRECTABLE = ("title", "source", "published", "language")


class Citing(Protocol):
    """A turn of a conversation."""

    def cited_spans(self, article: str, version: str) -> tuple[Span, ...]:
        """What its answer cites from one version of an article."""


Turns = Callable[[Any, str], tuple[int, Citing] | None]  # of the state of a page and the number a link carries


class _Clicked(Record):
    """What the script sends when a link is clicked: where it leads, and the turn it was clicked in."""

    turn: str = Field(default="", max_length=9)
    address: str = Field(max_length=1_000)


class _Corrected(_Clicked):
    """What the script sends of the form: the fields as they are now."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    correct: str = Field(max_length=200)
    title: str = Field(default="", max_length=500)
    source: str = Field(default="", max_length=500)
    published: str = Field(default="", max_length=10)
    language: str = Field(default="", max_length=9)
    undo: str = Field(default="", max_length=9)


class ReaderPanel:
    """The reader, placed where it is made.

    Args:
        library: Where articles are found.
        correcting: Takes corrections.
        turns: Finds the turn that a link stands in; none on pages without a conversation.
    """

    def __init__(self, library: Shelves, correcting: Correcting, turns: Turns = lambda _state, _turn: None) -> None:
        self._library = library
        self._correcting = correcting
        self._turns = turns
        self.shown = html("", identity="reader", script="chat.js")

    def connect(self, state: Any) -> None:
        """Answer the script of the reader; ``state`` is the state of the page."""
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
        self.shown.read_article(self._read, [state], [self.shown], **private)
        self.shown.correct_article(self._correct, [state], [self.shown], **private)

    def _read(self, state: Any, request: gr.Request, event: gr.EventData) -> str:
        try:
            clicked = _Clicked.model_validate(event._data)
        except ValidationError:
            return reader_message(text(MISSING))
        return self._opened(state, clicked, Correction(offered=may(identity_of(request), "edit")))

    def _correct(self, state: Any, request: gr.Request, event: gr.EventData) -> str:
        try:
            said = _Corrected.model_validate(event._data)
            if not may(identity_of(request), "edit"):
                return self._opened(state, said, Correction(offered=False, told=text("sign_in.only_editors")))
            shown = self._library.article(said.correct)
            fields = {name: getattr(said, name).strip() or None for name in _CORRECTABLE}
            changed = {name: value for name, value in fields.items() if value != (str(getattr(shown, name) or "") or None)}
            if changed or said.undo:
                self._correcting.correct(shown.id, {} if said.undo else changed)
        except (ValidationError, NotFoundError):
            return reader_message(text(MISSING))
        except LibraryLockedError:
            return self._opened(state, said, Correction(told=text("reader.busy"), typed=said.model_dump(include=set(_CORRECTABLE))))
        except SanadError as error:
            return self._opened(state, said, Correction(told=str(error), typed=said.model_dump(include=set(_CORRECTABLE))))
        return self._opened(state, said, Correction(told=text("reader.corrected")))

    def _opened(self, state: Any, clicked: _Clicked, correction: Correction) -> str:
        try:
            place = place_of(clicked.address)
            reading = open_place(self._library, place)
        except (ValidationError, NotFoundError):
            return reader_message(text(MISSING))
        turn = self._turns(state, clicked.turn)
        cited = turn[1].cited_spans(reading.article.id, reading.article.version) if turn else ()
        opened = Opened(clicked.address, turn[0] if turn else None, cited, place.at, correction)
        return reader(self._told(reading), opened=opened, about=known_about(self._library, reading.article))

    def _told(self, reading: Reading) -> Reading:
        """The reading; who reads an older version is told so."""
        versions = self._library.catalog.articles.versions(reading.article.id)
        older = bool(versions) and versions[0].version != reading.article.version
        return reading._replace(notice="reader.older") if older and not reading.notice else reading
