"""The chat: a conversation on the left, the sources of its answers and the reader on the right."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr
from pydantic import Field

from eval.models import Case
from index.errors import NotFoundError
from ui.conversation import FAILED, Engine, Running, Turn, answer_question, paced
from ui.pages.frame import html, page_header
from ui.reading import MISSING, Place, open_place
from ui.render import answer as shown
from ui.render.article import reader, reader_message
from ui.render.frame import welcome
from ui.render.sources import answer_sources, library_shelf
from ui.shelf import read_shelf

QUESTION_CHARACTERS = 2_000

_SEND, _STOP = "Ask", "Stop"  # words, not icons: a button needs a name

Turns = tuple[Turn, ...]
Change = dict[Any, Any]  # component -> its new value, as Gradio takes it


class _Opened(Place):
    """What the script sends when a citation is clicked: the place, the turn it was clicked in, and the link itself."""

    turn: str = Field(default="", max_length=9)
    address: str = Field(default="", max_length=1_000)


class ChatPage:
    """The chat page, built inside an open ``gr.Blocks``.

    Args:
        engine: What answers.
        cases: Questions with known evidence, for suggestions.
        at_once: How many answers may be on their way at the same time.
        model: Name of the model that writes, where one is configured.
    """

    def __init__(self, engine: Engine, cases: Sequence[Case], *, at_once: int, model: str = "") -> None:
        self._engine = engine
        self._model = model
        self._at_once = at_once
        self._cases = cases
        self._turns = gr.State(())
        self._running = gr.State(Running())  # Gradio copies it for each conversation
        page_header("Chat")
        with gr.Row(elem_id="work"):
            self._lay_out_chat()
            self._lay_out_rail()
        self._connect()

    def _lay_out_chat(self) -> None:
        with gr.Column(elem_id="chat"):
            with gr.Column(elem_id="conversation"):
                self._welcome = html("", identity="welcome", script="welcome.js")
                self._past = html("", identity="past")
                self._now = html("", identity="now", script="conversation.js")
            with gr.Column(elem_id="composer"):
                self._ask = gr.Textbox(
                    elem_id="ask",
                    label="Ask a question",
                    show_label=False,
                    placeholder="Ask about your articles",
                    max_lines=6,
                    max_length=QUESTION_CHARACTERS,
                    submit_btn=_SEND,
                    autofocus=True,
                )
                self._status = html("", identity="status", template="<p role='status' class='unseen'>${value}</p>")

    def _lay_out_rail(self) -> None:
        with gr.Column(elem_id="rail"):
            self._shelf = html("", identity="shelf")
            self._sources = html("", identity="sources")
            self._reader = html("", identity="reader", script="reader.js")

    def _connect(self) -> None:
        changed = [self._ask, self._turns, self._past, self._now, self._sources, self._reader, self._status]
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asking: dict[str, Any] = private | {"concurrency_limit": self._at_once, "concurrency_id": "answers", "trigger_mode": "multiple"}
        runs = [
            self._ask.submit(self._answer, [self._ask, self._turns, self._running], changed, **asking),
            self._welcome.suggest(self._suggest, [self._turns, self._running], changed, **asking),
            self._now.ask_without(self._ask_without, [self._turns, self._running], changed, **asking),
        ]
        for run in runs:
            run.failure(self._fail, [self._turns, self._running], changed, queue=False, **private)
        self._ask.stop(self._end("stopped"), [self._turns, self._running], changed, queue=False, **private)
        self._reader.read_article(self._read, [self._turns], [self._reader], queue=False, **private)
        self._reader.list_sources(self._list_sources, [self._turns], [self._sources], queue=False, **private)

    def load(self) -> Change:
        """The page as it opens: what the library holds now, and questions to try."""
        shelf = read_shelf(self._engine.library.catalog.articles, self._cases)
        return {self._welcome: welcome(shelf), self._shelf: library_shelf(shelf)}

    @property
    def loaded(self) -> list[Any]:
        """The components that `load` fills: none that an answer uses, for a quick person asks before it is done."""
        return [self._welcome, self._shelf]

    def _suggest(self, turns: Turns, running: Running, event: gr.EventData) -> Iterator[Change]:
        yield from self._answer(str(event.question)[:QUESTION_CHARACTERS], turns, running)

    def _ask_without(self, turns: Turns, running: Running, event: gr.EventData) -> Iterator[Change]:
        """Ask the question of a turn again, without one thing that was understood; the last turn is replaced."""
        number = _number(str(event.turn), turns)
        if number is None:
            yield {self._status: "That question is not in this conversation any more"}
            return
        asked, last = turns[number], number == len(turns) - 1
        ignored = (*asked.ignored, str(event.key)[:QUESTION_CHARACTERS])
        yield from self._answer(asked.question, turns[:-1] if last else turns, running, before=number, ignored=ignored)

    def _answer(
        self, question: str, turns: Turns, running: Running, *, before: int | None = None, ignored: tuple[str, ...] = ()
    ) -> Iterator[Change]:
        """Answer, with the turns up to ``before`` (all without it) as the conversation the question belongs to."""
        if not question.strip():
            yield {self._status: "Type a question first"}
            return
        token = running.begin()
        if token is None:
            yield {self._status: "Wait for this answer, or stop it first"}
            return
        earlier = tuple(turn.ended("stopped") for turn in turns)
        yield {self._past: shown.turns(earlier), self._reader: "", self._ask: _composer(busy=True, value="")}
        try:
            states = answer_question(
                self._engine,
                question.strip(),
                earlier=earlier[:before],
                ignored=ignored,
                model=self._model,
                cancelled=lambda: not running.holds(token),
            )
            seen: Turn | None = None
            for turn in paced(states):
                if not running.holds(token):
                    if running.is_idle and seen is not None:  # what was on its way at the stop may come behind it, and this behind both
                        yield self._show(earlier, seen.ended("stopped"))
                    return
                seen = turn
                if turn.state != "working":
                    running.end()
                yield self._show(earlier, turn)
        except Exception:
            running.broke(token)
            raise

    def _show(self, earlier: Turns, turn: Turn) -> Change:
        number = len(earlier)
        citations = turn.answer.citations if turn.answer else ()
        change: Change = {self._turns: (*earlier, turn), self._now: shown.turn(turn, number), self._status: shown.ready(turn)}
        if citations or turn.state != "working":  # until then the sources of the last answer stay: nothing flickers
            change[self._sources] = answer_sources(citations, number)
        if turn.state != "working":
            change[self._ask] = _composer(busy=False)
        return change

    def _end(self, state: Any, problem: str = "") -> Callable[[Turns, Running], Change]:
        """What follows an answer that did not come to its end: the turn gets its last state, the composer is free again."""

        def end(turns: Turns, running: Running) -> Change:
            running.end()
            change: Change = {self._ask: _composer(busy=False)}
            if turns and turns[-1].state == "working":
                change |= self._show(turns[:-1], turns[-1].ended(state, problem))
            return change

        return end

    def _fail(self, turns: Turns, running: Running) -> Change:
        """What follows a defect; a run that was stopped may report one too, while the next answer is under way."""
        return self._end("failed", FAILED)(turns, running) if running.is_broken else {self._ask: gr.update()}

    def _read(self, turns: Turns, event: gr.EventData) -> str:
        opened = _Opened.model_validate(event._data)
        try:
            reading = open_place(self._engine.library, opened)
        except NotFoundError:
            return reader_message(MISSING)
        number = _number(opened.turn, turns)
        cited = turns[number].cited_spans(reading.article.id, reading.article.version) if number is not None else ()
        return reader(reading, address=opened.address, cited=cited, turn=number)

    def _list_sources(self, turns: Turns, event: gr.EventData) -> Any:
        number = _number(str(event.turn), turns)
        answer = turns[number].answer if number is not None else None
        return gr.skip() if answer is None or number is None else answer_sources(answer.citations, number)


def _composer(*, busy: bool, **changes: Any) -> Any:
    """The composer with the button that fits: stop while an answer is on its way, send otherwise."""
    return gr.update(
        submit_btn=not busy and _SEND, stop_btn=busy and _STOP, **changes
    )  # made anew each time: Gradio empties what it is given


def _number(written: str, turns: Turns) -> int | None:
    """The index of a turn that a link names; ``None`` when it names none of this conversation."""
    number = int(written) if written.isdecimal() else -1
    return number if 0 <= number < len(turns) else None
