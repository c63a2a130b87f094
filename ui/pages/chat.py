"""The chat: the conversations, the one that is open, and the sources of its answers with the reader."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import gradio as gr

from eval.models import Case
from ui.answering.answers import Answers
from ui.auth.identity import identity_of
from ui.briefs.desk import Desk
from ui.conversation import Engine, Turn
from ui.correcting import Correcting
from ui.importing.imports import Imports
from ui.pages.doing import Doing
from ui.pages.frame import html, page_header
from ui.pages.reader import ReaderPanel
from ui.pages.starting import Starting
from ui.pages.talk import QUESTION_CHARACTERS, Talk, turn_number
from ui.pages.viewing import View, action_of
from ui.render import conversations as listed
from ui.render.sources import answer_sources
from ui.words import text

Change = dict[Any, Any]  # component -> its new value, as Gradio takes it
Changes = AsyncIterator[Change]


class ChatPage:
    """The chat page, built inside an open ``gr.Blocks``.

    Args:
        engine: What answers.
        answers: Where its answers are worked on and kept.
        cases: Questions with known evidence, for suggestions.
        at_once: How many pages may follow an answer at the same time.
        correcting: Takes corrections of articles.
        imports: Bring the samples into an empty library; ``None`` where nothing can be added.
        desk: What works on briefs; ``None`` where none are kept.
    """

    def __init__(
        self,
        engine: Engine,
        answers: Answers,
        cases: Sequence[Case],
        *,
        at_once: int,
        correcting: Correcting,
        imports: Imports | None = None,
        desk: Desk | None = None,
    ) -> None:
        self._engine = engine
        self._answers = answers
        self._at_once = at_once
        self._correcting = correcting
        self._starting = Starting(engine, cases, imports)
        self._talk = Talk(answers, Doing(engine, answers, cases, desk.adding if desk else None), self._starting)
        self._view = gr.State(View())  # Gradio copies it for each page
        page_header("chat")
        with gr.Row(elem_id="work"):
            self._lay_out_list()
            self._lay_out_chat()
            self._lay_out_rail()
        parts = {"ask": self._ask, "past": self._past, "now": self._now, "sources": self._sources, "reader": self._reader.shown}
        about = {"status": self._status, "list": self._list, "toast": self._toast, "filters": self._filters}
        self._parts: dict[str, Any] = parts | about | {"welcome": self._welcome, "shelf": self._shelf}
        self._connect()

    def _lay_out_list(self) -> None:
        with gr.Column(elem_id="list"):
            html(listed.new_conversation(), identity="begin")
            self._find = gr.Textbox(
                elem_id="find",
                label=text("chat.search"),
                show_label=False,
                placeholder=text("chat.search"),
                max_length=200,
                max_lines=1,
            )
            self._list = html("", identity="conversations")

    def _lay_out_chat(self) -> None:
        with gr.Column(elem_id="chat"):
            html(listed.drawer_bar(), identity="drawer")
            with gr.Column(elem_id="conversation"):
                self._welcome = html("", identity="welcome")
                self._past = html("", identity="past")
                self._now = html("", identity="now")
            with gr.Column(elem_id="composer"):
                self._toast = html("", identity="toast")
                self._filters = html("", identity="filters")
                self._ask = gr.Textbox(
                    elem_id="ask",
                    label=text("chat.question"),
                    show_label=False,
                    placeholder=text("chat.placeholder"),
                    max_lines=6,
                    max_length=QUESTION_CHARACTERS,
                    submit_btn=text("chat.ask"),
                    autofocus=True,
                )
                self._status = html("", identity="status", template="<p role='status' class='unseen'>${value}</p>")

    def _lay_out_rail(self) -> None:
        with gr.Column(elem_id="rail"):
            self._shelf = html("", identity="shelf")
            self._sources = html("", identity="sources")
            self._reader = ReaderPanel(self._engine.library, self._correcting, self._turn)

    def _connect(self) -> None:
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        many: dict[str, Any] = {"concurrency_limit": self._at_once, "concurrency_id": "answers", "trigger_mode": "multiple"}
        following = private | many | {"postprocess": False}  # what is shown is HTML already; Gradio would take a thread for each piece
        changed = self.restored
        runs = [
            self._ask.submit(self._submit, [self._ask, self._view], changed, **following),
            self._reader.shown.act(self._act, [self._view], changed, **following),
        ]
        for run in runs:
            run.failure(self._fail, None, changed, queue=False, **private)
        self._ask.stop(self._stop, [self._view], changed, **private)
        self._find.change(self._search, [self._find, self._view], [self._list], queue=False, **private)
        self._reader.connect(self._view)
        self._reader.shown.list_sources(self._list_sources, [self._view], [self._sources], queue=False, **private)

    def load(self, request: gr.Request) -> Change:
        """The page as it opens: what the library holds now, and questions to try."""
        return {self._parts[name]: value for name, value in self._starting.shown(identity_of(request)).items()}

    @property
    def loaded(self) -> list[Any]:
        """The components that `load` fills: none that an answer uses, for a quick person asks before it is done."""
        return [self._welcome, self._shelf]

    @property
    def restored(self) -> list[Any]:
        """The components that `restore` fills."""
        return list(self._parts.values())

    @property
    def view(self) -> Any:
        """The state that `restore` takes."""
        return self._view

    async def restore(self, view: View, request: gr.Request) -> Changes:
        """The conversation that the address of the page names, as it is and as it goes on."""
        async for change in self._talk.restore(view.found(request)):
            yield self._placed(change)

    async def _submit(self, question: str, view: View, request: gr.Request) -> Changes:
        async for change in self._talk.submit(view.found(request), question):
            yield self._placed(change)

    async def _act(self, view: View, request: gr.Request, event: gr.EventData) -> Changes:
        asked = action_of(event._data if isinstance(event._data, dict) else {})
        if asked is not None:
            async for change in self._talk.act(view.found(request), asked):
                yield self._placed(change)

    def _stop(self, view: View, request: gr.Request) -> Change:
        return self._placed(self._talk.stop(view.found(request)))

    def _fail(self) -> Change:
        """What follows a defect of the page; one of an answer is shown in its place."""
        return self._placed({"status": text("chat.failed"), "busy": False})

    async def _search(self, words: str, view: View, request: gr.Request) -> str:
        view.found(request).search = words.strip()[:200]
        return await self._talk.conversations(view)

    def _turn(self, view: View, number: str) -> tuple[int, Turn] | None:
        """The turn that a link stands in."""
        turns = self._talk.turns(view)
        place = turn_number(number, turns)
        return None if place is None else (place, turns[place])

    def _list_sources(self, view: View, event: gr.EventData) -> Any:
        turns = self._talk.turns(view)
        number = turn_number(str(event.turn), turns)
        answer = turns[number].answer if number is not None else None
        return gr.skip() if answer is None or number is None else answer_sources(answer.citations, number)

    def _placed(self, change: Mapping[str, Any]) -> Change:
        """What is to be shown, by component. The composer has the button that fits: stop while an answer is on its way."""
        placed = {self._parts[name]: value for name, value in change.items() if name in self._parts}
        options = {"value": change["draft"]} if "draft" in change else {}
        if "busy" in change:  # made anew each time: Gradio empties what it is given
            busy = change["busy"]
            options |= {"submit_btn": not busy and text("chat.ask"), "stop_btn": busy and text("chat.stop")}
        return placed | {self._parts["ask"]: gr.update(**options)} if options else placed
