"""How a page and the server talk: what is asked and done, and what the page shows of it. Knows no component by more than its name."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from index.errors import CatalogError
from ui.answering.answers import Answers
from ui.answering.own import Own
from ui.conversation import Turn
from ui.pages.doing import Doing
from ui.pages.starting import Starting
from ui.pages.viewing import Action, View
from ui.render import answer as shown
from ui.render import conversations as listed
from ui.render.sources import answer_sources
from ui.words import text

QUESTION_CHARACTERS = 2_000

_NEW = '<div data-conversation=""></div>'
_AFTER = 1.0  # seconds between two looks at an answer that another process works on
_LISTED = 60  # conversations; the others are found by searching

Change = dict[str, Any]  # name of a component -> its new value; ``busy`` is whether an answer is on its way, ``draft`` what is typed
Changes = AsyncIterator[Change]


class Talk:
    """What one page does with the answers; each page of a browser comes with its own ``View``."""

    def __init__(self, answers: Answers, doing: Doing, starting: Starting) -> None:
        """Ask ``answers``; what a person does besides is done by ``doing``, and before anything is asked by ``starting``."""
        self._answers = answers
        self._doing = doing
        self._starting = starting

    async def restore(self, view: View) -> Changes:
        """The conversation that the address of the page names, as it is and as it goes on."""
        if view.conversation:
            async for change in self._open(view):
                yield change
        else:
            yield {"list": await self.conversations(view), "filters": await asyncio.to_thread(self._doing.filter_bar, view)}

    async def submit(self, view: View, question: str) -> Changes:
        """Ask what was typed."""
        if not question.strip():
            yield {"status": text("chat.empty")}
            return
        async for change in self._asked(view, question, clear=True):
            yield change

    async def act(self, view: View, asked: Action) -> Changes:
        """Do what a link, a button or a form asks for."""
        if asked.do in ("ask", "ask_without", "retry"):
            async for change in self._ask_again(view, asked):
                yield change
            return
        if asked.do == "samples":
            async for change in self._starting.load_samples(view.identity):
                yield dict(change)
            yield {"filters": await asyncio.to_thread(self._doing.filter_bar, view)}
            return
        result = await asyncio.to_thread(self._doing.do, view, asked)
        if result.opens:
            async for change in self._open(view, toast=result.toast):
                yield change
            return
        drawn: Change = {"toast": result.toast, "list": await self.conversations(view)}
        if result.filters:
            drawn["filters"] = await asyncio.to_thread(self._doing.filter_bar, view)
        if result.turns and not self._of(view).is_busy(view.conversation):
            drawn |= await self._redrawn(view)
        yield drawn

    def stop(self, view: View) -> Change:
        """End the answer that is on its way; who follows it shows so."""
        stopped = self._of(view).stop(view.conversation)
        return {} if stopped else {"busy": False}

    async def conversations(self, view: View) -> str:
        """The list."""
        return await asyncio.to_thread(self._doing.listed, view)

    def turns(self, view: View) -> tuple[Turn, ...]:
        """The turns of what is shown."""
        return self._of(view).turns(view.conversation) or () if view.conversation else ()

    def _of(self, view: View) -> Own:
        return Own(self._answers, view.owner)

    async def _ask_again(self, view: View, asked: Action) -> Changes:
        """Ask what a button says, or the question of a turn once more; the last turn is replaced."""
        if asked.do == "ask":
            async for change in self._asked(view, asked.question):
                yield change
            return
        turns = await asyncio.to_thread(self._of(view).turns, view.conversation) or ()
        number = turn_number(asked.turn, turns)
        if number is None:
            yield {"status": text("chat.lost")}
            return
        turn = turns[number]
        ignored = (*turn.ignored, asked.ignore) if asked.ignore else turn.ignored
        instead = turn.number if number == len(turns) - 1 else None
        async for change in self._asked(view, turn.question, ignored=ignored, before=number, instead=instead, filters=turn.filters):
            yield change

    async def _asked(self, view: View, question: str, *, clear: bool = False, **options: Any) -> Changes:
        """Begin to answer, and show how it goes on."""
        if not await asyncio.to_thread(self._of(view).may_begin, view.conversation):
            view.conversation = ""  # it is somebody else's: as if there were none
        conversation = view.begin()
        options.setdefault("filters", view.filters)
        try:
            number = await asyncio.to_thread(self._of(view).ask, conversation, question.strip()[:QUESTION_CHARACTERS], **options)
        except CatalogError as error:
            yield {"status": str(error)}
            return
        if number is None:
            yield {"status": text("chat.busy")}
            return
        if clear:
            yield {"busy": True, "draft": ""}
        async for change in self._follow(view):
            yield change

    async def _open(self, view: View, toast: str = "") -> Changes:
        """Show the conversation of the view from its beginning; its next question has the filters of its last one."""
        cleared: Change = {"sources": "", "reader": "", "toast": toast, "busy": False}
        token, conversation = view.look(), view.conversation
        turns = await asyncio.to_thread(self._of(view).turns, conversation) if conversation else ()
        if not view.holds(token) or view.conversation != conversation:
            return  # another one was opened meanwhile, as by going back twice
        if turns:
            view.filters = turns[-1].filters or type(view.filters)()
            yield {"reader": "", "toast": toast, "filters": await asyncio.to_thread(self._doing.filter_bar, view)}
            async for change in self._follow(view):
                yield change
            return
        missing, view.conversation = turns is None, ""
        now = listed.no_conversation() if missing else _NEW
        bar = await asyncio.to_thread(self._doing.filter_bar, view)
        yield cleared | {"past": "", "now": now, "status": "", "filters": bar, "list": await self.conversations(view)}

    async def _follow(self, view: View) -> Changes:
        """Show the conversation of the view, and its last answer until that has come to its end."""
        token, drawn, sent = view.look(), False, _Sent()
        while view.holds(token):
            turns = await asyncio.to_thread(self._of(view).turns, view.conversation)
            if not turns or not view.holds(token):
                return
            earlier, last = turns[:-1], turns[-1]
            if not drawn:
                drawn = True
                listed_now = await self.conversations(view)
                yield sent.news({"past": shown.turns(earlier), "list": listed_now, **self._show(view, earlier, last)})
            async for turn in self._of(view).watch(last.number):
                if not view.holds(token):
                    return
                last = turn
                if turn.state == "working" and (news := sent.news(self._show(view, earlier, turn))):
                    yield news
            if last.state != "working":
                yield sent.news(self._show(view, earlier, last))
                yield await self._finished(view, earlier, last, token)
                return
            await asyncio.sleep(_AFTER)

    async def _finished(self, view: View, earlier: Sequence[Turn], last: Turn, token: object) -> Change:
        """What comes when the answer is there: the list without its mark, and what the library answers besides."""
        further = await asyncio.to_thread(self._doing.further, last)
        change: Change = {"list": await self.conversations(view)}
        if further and view.holds(token):
            change["now"] = shown.latest(last, len(earlier), conversation=view.conversation, further=further)
        return change

    def _show(self, view: View, earlier: Sequence[Turn], turn: Turn) -> Change:
        number = len(earlier)
        citations = turn.answer.citations if turn.answer else ()
        drawn = shown.latest(turn, number, conversation=view.conversation)
        change: Change = {"now": drawn, "status": shown.ready(turn), "busy": turn.state == "working"}
        if citations or turn.state != "working":  # until then the sources of the last answer stay: nothing flickers
            change["sources"] = answer_sources(citations, number)
        return change

    async def _redrawn(self, view: View) -> Change:
        """The conversation once more, as after a rating."""
        turns = await asyncio.to_thread(self._of(view).turns, view.conversation)
        if not turns:
            return {}
        further = await asyncio.to_thread(self._doing.further, turns[-1])
        now = shown.latest(turns[-1], len(turns) - 1, conversation=view.conversation, further=further)
        return {"past": shown.turns(turns[:-1]), "now": now}


class _Sent:
    """What a page was sent last."""

    def __init__(self) -> None:
        self._last: Change = {}

    def news(self, change: Change) -> Change:
        """What of a change the page does not show yet."""
        news = {name: value for name, value in change.items() if name not in self._last or self._last[name] != value}
        self._last |= news
        return news


def turn_number(written: str, turns: Sequence[Turn]) -> int | None:
    """The index of a turn that a link names; ``None`` when it names none of this conversation."""
    number = int(written) if written.isdecimal() else -1
    return number if 0 <= number < len(turns) else None
