"""The library page: what is in it, putting in, taking out, and how imports go."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from markupsafe import Markup
from pydantic import ConfigDict, Field, ValidationError

from index.catalog.facets import facets
from index.catalog.jobs import Job
from index.catalog.listing import ListingTable
from index.errors import SanadError
from index.models import Record
from ui.auth.identity import identity_of, may
from ui.importing.imports import SAMPLES, Imports
from ui.pages.frame import html, page_header
from ui.render import library as shown
from ui.render.elements import element, joined
from ui.render.library_address import PAGE, Browse, address, read_address
from ui.render.library_facets import facet_lists
from ui.render.library_jobs import Past, imports
from ui.render.library_picture import picture
from ui.render.library_table import results
from ui.words import text

_READING = ("browse", "look")  # what a reader may do, too
_LOOKS = 0.5  # seconds between two looks at what is under way
_PAST = 6  # jobs
_EVERYTHING = 10_000_000  # articles
_AT_ONCE = 1_000  # articles taken away together, sources added together

Change = dict[Any, Any]  # component -> its new value, as Gradio takes it
Changes = AsyncIterator[Change]


class Asked(Record):
    """What the script sends: the attributes of what was used, and the fields of its form.

    Attributes:
        do: What to do.
        address: The query of the page's address.
        ids: Articles.
        count: How many articles the person was told that fit what is listed; 0 where it is about ``ids``.
        job: What an import is found by, or the number of a job.
        sources: Addresses and folders, one in a line.
        sent: Files: the name of each, what the server has called it, and why it was not taken; one of both is empty.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, str_max_length=40_000)

    do: str
    address: str = ""
    ids: tuple[str, ...] = Field(default=(), max_length=_AT_ONCE)
    count: int = 0
    job: str = Field(default="", max_length=100)
    sources: str = ""
    sent: tuple[tuple[str, str, str], ...] = Field(default=(), max_length=20_000)


class Following:
    """Which of a page's events tells of imports, the one that began last, and which jobs the page has shown."""

    def __init__(self) -> None:
        """None yet."""
        self.token: object | None = None
        self.seen: tuple[Job, ...] = ()


def drawn_list(listing: ListingTable, browse: Browse) -> tuple[Markup, int]:
    """A page of the list with its facets and its picture, and how many articles the list has."""
    found = facets(listing.cells(browse.sought), browse.sought)
    browse = browse.model_copy(update={"page": min(browse.page, max(1, -(-found.total // PAGE)))})
    listed = listing.page(browse.sought, limit=PAGE, offset=(browse.page - 1) * PAGE)
    table = element("div", picture(found, outlets=not browse.sought.sources), results(listed, found, browse), class_="list-side")
    return element("div", facet_lists(found, browse), table, class_="browse"), found.total


class LibraryPage:
    """The library page, built inside an open ``gr.Blocks``.

    Args:
        imports: What changes the library.
        at_once: How many pages may follow imports at the same time.
    """

    def __init__(self, imports: Imports, *, at_once: int) -> None:
        self._imports = imports
        self._catalog = imports.library.catalog
        self._following = gr.State(Following())  # Gradio copies it for each page
        page_header("library")
        sheet = element("link", rel="stylesheet", href="static/sanad/library.css")
        with gr.Column(elem_id="library"):
            self._summary = html(sheet, identity="summary")
            self._sheet = sheet
            html(shown.adding(folders=imports.takes_folders), identity="adding")
            self._toast = html("", identity="toast")
            self._jobs = html("", identity="jobs")
            html(shown.searching(""), identity="searching")
            self._results = html("", identity="results", script="library.js")
            self._status = html("", identity="status", template="<p role='status' class='unseen'>${value}</p>")
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        following = private | {"concurrency_limit": at_once, "concurrency_id": "imports", "trigger_mode": "multiple"}
        event = self._results.act(self._act, [self._following], self.restored, **following)
        event.failure(self._fail, None, self.restored, queue=False, **private)

    @property
    def restored(self) -> list[Any]:
        """The components that `restore` fills."""
        return [self._summary, self._toast, self._jobs, self._results, self._status]

    @property
    def following(self) -> Any:
        """The state that `restore` takes."""
        return self._following

    async def restore(self, following: Following, request: gr.Request) -> Changes:
        """What the address of the page names, and what is under way."""
        address = str(request.query_params)
        following.seen = self._latest()
        yield await asyncio.to_thread(self._drawn, address)
        async for change in self._follow(following, address):
            yield change

    async def _act(self, following: Following, request: gr.Request, event: gr.EventData) -> Changes:
        try:
            asked = Asked.model_validate(event._data)
        except ValidationError:
            yield {self._toast: shown.problem(text("library.gone"))}
            return
        if asked.do not in _READING and not may(identity_of(request), "edit"):
            yield {self._toast: shown.problem(text("library.readers"))}
            return
        if asked.do == "browse":
            yield await asyncio.to_thread(self._browsed, asked.address)
            return
        if asked.do == "look":
            yield await asyncio.to_thread(self._looked, following, asked.address)
            return
        yield await asyncio.to_thread(self._done, asked)
        async for change in self._follow(following, asked.address):
            yield change

    def _latest(self) -> tuple[Job, ...]:
        return self._catalog.jobs.list(limit=_PAST)

    def _looked(self, following: Following, address: str) -> Change:
        """What has changed since, by whoever: how imports go, and the list when one of them has ended. Following tells of our own."""
        latest = self._latest()
        if latest == following.seen or self._imports.running:
            return {}
        ended = {job.id for job in latest if job.status != "running"} - {job.id for job in following.seen if job.status != "running"}
        following.seen = latest
        return self._drawn(address) | {self._status: text("library.import_ended")} if ended else {self._jobs: self._drawn_jobs()}

    def _browsed(self, address: str) -> Change:
        return self._drawn(address) | {self._toast: ""}

    def _drawn(self, address: str) -> Change:
        """The whole page but what was just said."""
        listing = self._catalog.listing
        summary = joined(self._sheet, shown.summary(listing.count(), listing.languages()))
        list_shown, count = (shown.invitation(), -1) if listing.is_empty() else drawn_list(listing, read_address(address))
        drawn = {self._results: list_shown, self._status: text("library.found", count=count) if count >= 0 else ""}
        return drawn | {self._summary: summary, self._jobs: self._drawn_jobs()}

    def _drawn_jobs(self) -> Markup:
        jobs = self._catalog.jobs
        running = self._imports.running
        past = [job for job in jobs.list(limit=_PAST + len(running)) if job.status != "running"][:_PAST]
        return imports(running, [Past(job, jobs.problems(job.id)) for job in past], self._imports.elsewhere)

    def _done(self, asked: Asked) -> Change:
        """Do what changes the library, or begin it, and say so."""
        try:
            said = self._do(asked)
        except SanadError as error:
            said = shown.problem(str(error))
        return self._drawn(asked.address) | {self._toast: said, self._status: ""}

    def _do(self, asked: Asked) -> Markup:
        if asked.do in ("delete", "restore"):
            return self._change_all(asked) if asked.count else self._change(asked)
        if asked.do == "take_back":
            return Markup("") if self._imports.take_back(asked.job) else shown.problem(text("library.gone"))
        if asked.do == "cancel":
            self._imports.cancel(asked.job)
        elif asked.do == "retry":
            number = int(asked.job) if asked.job.isascii() and asked.job.isdecimal() else 0
            if self._imports.retry(number) is None:
                return shown.problem(text("library.nothing_left"))
        elif asked.do == "samples":
            self._imports.start([SAMPLES])
        elif asked.do == "add":
            return self._add(asked)
        elif asked.do == "uploaded":
            return self._uploaded(asked)
        return Markup("")

    def _add(self, asked: Asked) -> Markup:
        lines = dict.fromkeys(line.strip() for line in asked.sources.splitlines() if line.strip())
        if not lines:
            return shown.problem(text("library.type_first"))
        self._imports.start([self._imports.checked(line) for line in list(lines)[:_AT_ONCE]])
        return Markup("")

    def _uploaded(self, asked: Asked) -> Markup:
        paths = self._imports.uploads.paths(taken for _, taken, _ in asked.sent if taken)
        if paths:
            self._imports.start(paths)
        refused = [(name, why) for name, taken, why in asked.sent if not taken]
        return shown.problem(text("library.refused", count=len(refused)), refused) if refused else Markup("")

    def _change(self, asked: Asked) -> Markup:
        if not asked.ids:
            return shown.problem(text("library.choose_first"))
        change = "delete" if asked.do == "delete" else "restore"
        why = self._imports.change(change, asked.ids)  # type: ignore[arg-type]  # one of the two
        if why:
            return shown.problem(why)
        other = "restore" if change == "delete" else ""
        return shown.toast(text(f"library.{change}d", count=len(asked.ids)), undo=other, ids=asked.ids)

    def _change_all(self, asked: Asked) -> Markup:
        """Change all that fit what is listed, if they are still as many as the person was told."""
        change = "delete" if asked.do == "delete" else "restore"
        ids = self._catalog.listing.ids(read_address(asked.address).sought, limit=_EVERYTHING)
        if len(ids) != asked.count:
            return shown.problem(text("library.not_as_many", count=len(ids)))
        identity = self._imports.change_many(change, ids, asked=address(read_address(asked.address)))  # type: ignore[arg-type]  # one of the two
        return shown.toast(text(f"library.{change}_begun", count=len(ids)), undo="take_back", job=identity)

    async def _follow(self, following: Following, address: str) -> Changes:
        """Tell of imports for as long as there are any; when one has ended, the list is shown anew."""
        following.token = token = object()
        was = {each.identity for each in self._imports.running}
        while was and following.token is token:
            await asyncio.sleep(_LOOKS)
            running = self._imports.running
            now = {each.identity for each in running}
            if was - now:
                drawn = await asyncio.to_thread(self._drawn, address)
                yield drawn | {self._status: text("library.import_ended")}
            else:
                yield {self._jobs: await asyncio.to_thread(self._drawn_jobs)}
            was = now
            following.seen = await asyncio.to_thread(self._latest)

    def _fail(self) -> Change:
        """What follows a defect of the page."""
        return {self._toast: shown.problem(text("library.defect"))}
