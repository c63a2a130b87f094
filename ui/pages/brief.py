"""The brief page: the list of a person's briefs, and the one that is open."""

import asyncio
import weakref
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from markupsafe import Markup
from pydantic import ValidationError

from ui.auth.identity import identity_of
from ui.briefs.asked import Asked, Look
from ui.briefs.desk import Desk
from ui.briefs.own import OwnBriefs
from ui.briefs.working import Result, kept_in_its_box
from ui.pages.frame import html, page_header
from ui.render.brief import Work, brief_view
from ui.render.brief_list import Listed, brief_list, list_head, missing, problem, working
from ui.render.elements import element
from ui.words import text

_SLOW = {"save": "brief.saving", "check": "brief.checking"}  # what takes more than a moment, and what is said meanwhile

Change = dict[Any, Any]
Changes = AsyncIterator[Change]


class BriefPage:
    """The brief page, built inside an open ``gr.Blocks``.

    Args:
        desk: What works on briefs.
        at_once: How many pages may be served at the same time.
    """

    def __init__(self, desk: Desk, *, at_once: int) -> None:
        self._desk = desk
        self._turns: weakref.WeakKeyDictionary[Look, asyncio.Lock] = weakref.WeakKeyDictionary()
        self._look = gr.State(Look())  # Gradio copies it for each page
        page_header("briefs")
        html(element("link", rel="stylesheet", href="static/sanad/brief.css"), identity="sheet")
        with gr.Row(elem_id="briefs"):
            with gr.Column(elem_id="briefs-main"):
                self._toast = html("", identity="toast")
                self._top = html("", identity="brief-top")
                self._shown = html("", identity="shown", script="brief.js")
                self._status = html("", identity="status", template="<p role='status' class='unseen'>${value}</p>")
            with gr.Column(elem_id="beside"):
                self._side = html("", identity="side")
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        acting = private | {"concurrency_limit": at_once, "concurrency_id": "briefs", "trigger_mode": "multiple"}
        event = self._shown.act(self._act, [self._look], self.restored, **acting)
        event.failure(self._fail, None, self.restored, queue=False, **private)

    @property
    def restored(self) -> list[Any]:
        """The components that `restore` fills."""
        return [self._toast, self._top, self._shown, self._side, self._status]

    @property
    def look(self) -> Any:
        """The state that `restore` takes."""
        return self._look

    async def restore(self, look: Look, request: gr.Request) -> Changes:
        """What the address of the page names."""
        look.open(str(dict(request.query_params).get("brief", ""))[:200])
        own = self._own(look, request)
        yield await asyncio.to_thread(self._drawn, own, look, Result(), top=True)

    async def _act(self, look: Look, request: gr.Request, event: gr.EventData) -> Changes:
        try:
            asked = Asked.model_validate(event._data)
        except ValidationError:
            yield {self._toast: problem(text("brief.unknown_do"))}
            return
        identity = identity_of(request)
        if asked.do == "new":
            asked = asked.model_copy(update={"author": identity.name})
        own = self._own(look, request)
        if asked.do in _SLOW:
            yield {self._toast: working(text(_SLOW[asked.do]))}
        async with self._turns.setdefault(look, asyncio.Lock()):  # one after the other, as they were asked for
            yield await asyncio.to_thread(self._done, own, look, asked)

    def _own(self, look: Look, request: gr.Request) -> OwnBriefs:
        """The briefs of who makes the request; what somebody else looked at is not shown on."""
        owner = identity_of(request).owner
        if look.owner not in (None, owner):
            look.open("")
            look.search = ""
        look.owner = owner
        return OwnBriefs(self._desk.briefs, owner)

    def _done(self, own: OwnBriefs, look: Look, asked: Asked) -> Change:
        listing = asked.do in ("open", "new", "list", "delete", "restore", "rename") and asked.brief != look.brief
        was = look.brief
        if asked.brief and not listing and asked.brief != look.brief:
            look.open(asked.brief)  # the server has forgotten what the page shows
        result = self._desk.working.do(own, look, asked)
        if not result.drawn:
            return self._beside(result)
        return self._drawn(own, look, result, top=was != look.brief, draft=asked.draft)

    def _beside(self, result: Result) -> Change:
        """What is not the brief: it stays as it is."""
        change: Change = {self._toast: result.toast, self._status: result.status}
        return change if result.side is None else change | {self._side: result.side}

    def _drawn(self, own: OwnBriefs, look: Look, result: Result, *, top: bool, draft: str = "") -> Change:
        change = self._beside(result)
        if top:
            change |= {self._top: Markup("") if look.brief else list_head()}
        if not look.brief:
            found = tuple(Listed(one.id, one.title, one.changed_at) for one in own.list(search=look.search))
            return change | {self._shown: brief_list(found, search=look.search)}
        kept = own.get(look.brief)
        if kept is None:
            return change | {self._shown: missing(look.brief)}
        kept_in_its_box(look, kept, draft)
        there = self._desk.shelf.there(kept.brief)
        undo, redo = bool(kept.undoes), bool(kept.redoes)
        work = Work(kept.brief, kept.revision, undo, redo, look.editing, look.states, there, look.begin, look.drawings)
        look.begin = ""
        look.drawings += 1
        return change | {self._shown: brief_view(work)}

    def _fail(self) -> Change:
        """What follows a defect of the page."""
        return {self._toast: problem(text("brief.defect"))}
