"""The evaluation page: the runs, the one that is shown, alone or compared, and those under way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import gradio as gr
from pydantic import ConfigDict, Field, ValidationError

from eval.describe.check import Checked
from index.errors import SanadError
from index.models import Record
from ui.auth.identity import identity_of, may
from ui.evaluating.evaluations import Evaluations, Wish
from ui.evaluating.jobs import Job
from ui.pages.frame import html, page_header
from ui.render.elements import element, joined
from ui.render.evaluation import jobs as jobs_shown
from ui.render.evaluation import problem, run_list, toast
from ui.render.evaluation_compare import comparison_view
from ui.render.evaluation_form import form
from ui.render.evaluation_review import review_view
from ui.render.evaluation_run import run_view
from ui.words import text

_READING = ("show", "dismiss")  # what a reader may do, too
_REVIEWING = ("review", "accept", "edit", "reject", "skip", "take_back")
_LOOKS = 0.4  # seconds between two looks at what is under way

Change = dict[Any, Any]
Changes = AsyncIterator[Change]


class Asked(Record):
    """What the script sends: the attributes of what was used, and the fields of a form, as they were typed.

    Attributes:
        do: What to do.
        run: Name of a run.
        against: Name of the run it is compared with.
        job: Id of what is under way.
        title: New name of a run.
        line: Id of a drafted question.
        reference: Its answers, one on a line.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, str_max_length=4_000, populate_by_name=True)

    do: str
    run: str = Field(default="", max_length=200)
    against: str = Field(default="", max_length=200)
    job: str = ""
    title: str = ""
    chosen: str = Field(default="bundled:samples", alias="set")
    path: str = ""
    sample: str = ""
    seed: str = ""
    answers: str = ""
    changes: str = ""
    line: str = ""
    question: str = ""
    reference: str = ""

    def wish(self) -> Wish:
        """The run that is wanted; numbers that are none are left out."""
        sample, seed = _whole(self.sample), _whole(self.seed)
        seed = 1 if seed is None else seed
        return Wish(self.chosen, self.path.strip(), sample, seed, self.answers, self.changes)

    def wrong(self) -> str:
        """What is wrong with the numbers, in words."""
        bad = [value for value in (self.sample, self.seed) if value.strip() and _whole(value) is None]
        return text("evaluation.number", value=bad[0]) if bad else ""


class Look:
    """What one page shows. It changes in place: every event of a page sees it."""

    def __init__(self) -> None:
        """The form, and nothing under way."""
        self.run = ""
        self.against = ""
        self.following: object | None = None


class EvaluationPage:
    """The evaluation page, built inside an open ``gr.Blocks``.

    Args:
        evaluations: The runs of the server.
        at_once: How many pages may follow a run at the same time.
    """

    def __init__(self, evaluations: Evaluations, *, at_once: int) -> None:
        self._evaluations = evaluations
        self._look = gr.State(Look())  # Gradio copies it for each page
        page_header("evaluation")
        sheet = element("link", rel="stylesheet", href="static/sanad/evaluation.css")
        with gr.Row(elem_id="evaluation"):
            with gr.Column(elem_id="runs"):
                self._list = html(sheet, identity="run-list")
            with gr.Column(elem_id="measured"):
                self._toast = html("", identity="toast")
                self._jobs = html("", identity="jobs")
                self._shown = html("", identity="shown", script="evaluation.js")
                self._status = html("", identity="status", template="<p role='status' class='unseen'>${value}</p>")
        self._sheet = sheet
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        following = private | {"concurrency_limit": at_once, "concurrency_id": "evaluations", "trigger_mode": "multiple"}
        event = self._shown.act(self._act, [self._look], self.restored, **following)
        event.failure(self._fail, None, self.restored, queue=False, **private)

    @property
    def restored(self) -> list[Any]:
        """The components that `restore` fills."""
        return [self._list, self._toast, self._jobs, self._shown, self._status]

    @property
    def look(self) -> Any:
        """The state that `restore` takes."""
        return self._look

    async def restore(self, look: Look, request: gr.Request) -> Changes:
        """What the address of the page names, and what is under way."""
        asked = dict(request.query_params)
        async for change in self._show(look, str(asked.get("run", ""))[:200], str(asked.get("against", ""))[:200]):
            yield change
        async for change in self._follow(look):
            yield change

    async def _act(self, look: Look, request: gr.Request, event: gr.EventData) -> Changes:
        try:
            asked = Asked.model_validate(event._data)
        except ValidationError:
            yield {self._status: text("evaluation.gone")}
            return
        if asked.do in _READING or may(identity_of(request), "edit"):
            async for change in self._done(look, asked):
                yield change
        else:
            yield {self._toast: problem(text("evaluation.readers"))}

    async def _done(self, look: Look, asked: Asked) -> Changes:
        if asked.do == "show":
            async for change in self._show(look, asked.run, asked.against):
                yield change
        elif asked.do in ("start", "check", "fill"):
            async for change in self._wished(look, asked):
                yield change
        elif asked.do in _REVIEWING:
            yield {self._shown: await asyncio.to_thread(self._review, asked), self._toast: ""}
        elif asked.do == "go_on":
            async for change in self._tried(look, lambda: self._evaluations.go_on(asked.run)):
                yield change
        elif asked.do in ("cancel", "dismiss"):
            (self._evaluations.jobs.cancel if asked.do == "cancel" else self._evaluations.jobs.forget)(asked.job)
            yield {self._jobs: jobs_shown(self._evaluations.jobs.all())}
        else:
            async for change in self._changed(look, asked):
                yield change

    async def _show(self, look: Look, run: str, against: str = "") -> Changes:
        """The form, a run, or a run and what it is compared with."""
        look.run, look.against = run, against
        if run:
            yield {self._status: text("evaluation.computing"), self._toast: ""}
        shown = await asyncio.to_thread(self._view, look)
        yield {self._list: await self._listed(look), self._shown: shown, self._status: "", self._toast: ""}

    def _view(self, look: Look) -> str:
        evaluations = self._evaluations
        try:
            if not look.run:
                return form(Wish(), evaluations.sets.all(), paths=evaluations.sets.paths)
            found = evaluations.reports.of(look.run, look.against)
            if found.report.comparison is not None and found.other is not None:
                return comparison_view(found.report, found.report.comparison, found.other)
            return run_view(found.report, evaluations.listed(), busy=look.run in self._busy())
        except SanadError as error:
            return joined(problem(str(error)), element("span", data_run=look.run, data_against=look.against))

    async def _wished(self, look: Look, asked: Asked) -> Changes:
        """Begin the run of the form, or tell what is wrong with it; its fields stay as they are."""
        wish, error = asked.wish(), asked.wrong()
        found: Checked | Job | None = None
        if not error and asked.do != "fill":
            try:
                found = await asyncio.to_thread(self._evaluations.start if asked.do == "start" else self._evaluations.check, wish)
            except SanadError as failure:
                error = str(failure)
        if isinstance(found, Job):
            async for change in self._follow(look, found):
                yield change
            return
        sets = self._evaluations.sets
        draft = wish.path or wish.chosen
        waits = found is not None and await asyncio.to_thread(self._evaluations.reviews.waits, draft)
        draft = draft if waits else ""
        shown = await asyncio.to_thread(form, wish, sets.all(), paths=sets.paths, checked=found, error=error, draft=draft)
        yield {self._shown: shown, self._toast: "", self._status: error}

    def _review(self, asked: Asked) -> str:
        """The next question of a draft, after what was decided about the last one."""
        reviews = self._evaluations.reviews
        try:
            if asked.do == "review":
                return review_view(reviews.begin(asked.chosen))
            answers = {"question": asked.question, "answers": asked.reference}
            return review_view(reviews.decide(asked.chosen, asked.do, asked.line, **answers))
        except SanadError as error:
            now = reviews.now(asked.chosen)
            return review_view(now, error=str(error)) if now else problem(str(error))

    async def _tried(self, look: Look, begin: Callable[[], Job]) -> Changes:
        try:
            job = await asyncio.to_thread(begin)
        except SanadError as error:
            yield {self._toast: problem(str(error))}
            return
        async for change in self._follow(look, job):
            yield change

    async def _changed(self, look: Look, asked: Asked) -> Changes:
        """Rename, delete, or undo."""
        try:
            told = await asyncio.to_thread(self._change, look, asked)
        except SanadError as error:
            yield {self._toast: problem(str(error))}
            return
        shown = await asyncio.to_thread(self._view, look)
        yield {self._list: await self._listed(look), self._shown: shown, self._toast: told}

    def _change(self, look: Look, asked: Asked) -> str:
        if asked.do == "rename":
            look.run = self._evaluations.runs.rename(asked.run, asked.title.strip()).stem
            return toast(text("evaluation.renamed", name=look.run))
        if asked.do == "delete":
            self._evaluations.delete(asked.run)
            look.run, look.against = "", ""
            return toast(text("evaluation.deleted", name=asked.run), undo=asked.run)
        if asked.do == "undo":
            self._evaluations.bring_back(asked.run)
            look.run, look.against = asked.run, ""
            return toast(text("evaluation.back", name=asked.run))
        return ""

    async def _follow(self, look: Look, begun: Job | None = None) -> Changes:
        """Show what is under way until nothing is; then the run that was begun here, if nothing else was opened meanwhile."""
        look.following = token = object()
        before, was = look.run, {job.id for job in self._evaluations.jobs.all() if not job.is_over}
        if begun is not None:
            was.add(begun.id)  # it may have ended already
            yield {self._toast: "", self._list: await self._listed(look)}
        while look.following is token:
            under_way = self._evaluations.jobs.all()
            yield {self._jobs: jobs_shown(under_way)}
            busy = {job.id for job in under_way if not job.is_over}
            for job in under_way:
                if job.id in was - busy:
                    async for change in self._ended(look, job, opens=begun is not None and job.id == begun.id and look.run == before):
                        yield change
            was = busy
            if not busy:
                return
            await asyncio.sleep(_LOOKS)

    async def _ended(self, look: Look, job: Job, *, opens: bool) -> Changes:
        if job.name and job.state == "finished" and (opens or look.run == job.name):
            async for change in self._show(look, job.name, look.against if look.run == job.name else ""):
                yield change
            yield {self._status: text("evaluation.finished", name=job.name)}
        else:
            yield {self._list: await self._listed(look)}

    async def _listed(self, look: Look) -> str:
        listed = await asyncio.to_thread(self._evaluations.listed)
        return joined(self._sheet, run_list(listed, current=look.run, against=look.against, busy=self._busy()))

    def _busy(self) -> tuple[str, ...]:
        return tuple(job.name for job in self._evaluations.jobs.all() if not job.is_over)

    def _fail(self) -> Change:
        """What follows a defect of the page."""
        return {self._toast: problem(text("evaluation.defect"))}


def _whole(value: str) -> int | None:
    return int(value) if value.strip().isdecimal() else None
