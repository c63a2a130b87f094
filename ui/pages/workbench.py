"""The workbench: all pages in one Gradio application for each language of the interface, mounted in ours."""

import inspect
import warnings
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import wraps
from typing import Any, NamedTuple

import gradio as gr
from fastapi import FastAPI

from eval.models import Case
from index.settings import Settings
from ui.answering.answers import Answers
from ui.briefs.desk import Desk
from ui.conversation import Engine
from ui.correcting import Correcting
from ui.evaluating.evaluations import Evaluations
from ui.importing.imports import Imports
from ui.pages.blocks import FrugalBlocks
from ui.pages.brief import BriefPage
from ui.pages.chat import ChatPage
from ui.pages.evaluation import EvaluationPage
from ui.pages.frame import STATIC, page_header, theme
from ui.pages.library import LibraryPage
from ui.render.frame import PAGES, head
from ui.speaking import ByLanguage
from ui.streams import Streams
from ui.words import LANGUAGES, speaking, text

EVENTS_AT_ONCE = 20
FOLLOWED_AT_ONCE = 200  # following an answer takes no thread
WAITING_AT_MOST = 400
SESSIONS = 500

_MOUNTED: dict[str, Any] = {
    "favicon_path": str(STATIC / "favicon.svg"),
    "footer_links": [],
    "run_history": False,
    "show_error": False,
    "max_file_size": "1mb",
    "ssr_mode": False,
    "pwa": False,
    "mcp_server": False,
}


class Services(NamedTuple):
    """What pages are built over.

    Attributes:
        engine: What answers; it is called from several threads at once.
        answers: Where its answers are worked on and kept.
        cases: Questions with known evidence, suggested where the library holds that evidence.
        correcting: Takes corrections of articles.
        evaluations: Runs of evaluation sets.
        imports: What changes the library; ``None`` over an engine without a library on disk.
        desk: What works on briefs; ``None`` over such an engine, too.
    """

    engine: Engine
    answers: Answers
    cases: Sequence[Case]
    correcting: Correcting
    evaluations: Evaluations
    imports: Imports | None
    desk: Desk | None


def _chat(workbench: gr.Blocks, services: Services) -> None:
    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    made: dict[str, Any] = {"correcting": services.correcting, "imports": services.imports, "desk": services.desk}
    chat = ChatPage(services.engine, services.answers, services.cases, at_once=FOLLOWED_AT_ONCE, **made)
    workbench.load(chat.load, None, chat.loaded, queue=False, **private)
    followed: dict[str, Any] = {"concurrency_limit": FOLLOWED_AT_ONCE, "concurrency_id": "answers", "postprocess": False}
    workbench.load(chat.restore, chat.view, chat.restored, **followed, **private)


def _evaluation(workbench: gr.Blocks, services: Services) -> None:
    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    page = EvaluationPage(services.evaluations, at_once=FOLLOWED_AT_ONCE)
    workbench.load(page.restore, page.look, page.restored, concurrency_limit=FOLLOWED_AT_ONCE, concurrency_id="evaluations", **private)


def _library(workbench: gr.Blocks, services: Services) -> None:
    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    if services.imports is None:
        page_header("library")
        return
    page = LibraryPage(services.imports, at_once=FOLLOWED_AT_ONCE)
    workbench.load(page.restore, page.following, page.restored, concurrency_limit=FOLLOWED_AT_ONCE, concurrency_id="imports", **private)


def _briefs(workbench: gr.Blocks, services: Services) -> None:
    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    if services.desk is None:
        page_header("briefs")
        return
    page = BriefPage(services.desk, at_once=FOLLOWED_AT_ONCE)
    workbench.load(page.restore, page.look, page.restored, concurrency_limit=FOLLOWED_AT_ONCE, concurrency_id="briefs", **private)


# Builds each page of `ui.render.frame.PAGES` inside its own Gradio page.
BUILT: Mapping[str, Callable[[gr.Blocks, Services], None]] = {
    "chat": _chat,
    "library": _library,
    "briefs": _briefs,
    "evaluation": _evaluation,
}


def mount_workbench(
    app: FastAPI,
    engine: Engine,
    answers: Answers,
    cases: Sequence[Case],
    *,
    settings: Settings,
    evaluations: Evaluations,
    imports: Imports | None,
    desk: Desk | None = None,
) -> None:
    """Build the pages in every language and put them at the root of ``app``, behind its own routes."""
    services = Services(engine, answers, cases, Correcting(settings), evaluations, imports, desk)
    parts = {language: _part(language, services) for language in LANGUAGES}
    app.router.lifespan_context = _together(app.router.lifespan_context, list(parts.values()))
    app.mount("/", Streams(ByLanguage(parts, head=head())))


def _part(language: str, services: Services) -> FastAPI:
    """The workbench in one language."""
    part = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    with speaking(language):
        workbench = _built(services)
    for event in workbench.fns.values():
        if event.fn is not None:
            event.fn = _spoken(event.fn, language)
    workbench.state_session_capacity = SESSIONS
    workbench.queue(default_concurrency_limit=EVENTS_AT_ONCE, max_size=WAITING_AT_MOST)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="SSR mode is not supported")  # said of several pages, though it is off
        gr.mount_gradio_app(part, workbench, path="/", theme=theme(), **_MOUNTED)
    return part


def _built(services: Services) -> gr.Blocks:
    workbench: gr.Blocks
    with FrugalBlocks(title="Sanad", fill_width=True, fill_height=True, analytics_enabled=False) as workbench:
        BUILT[PAGES[0][0]](workbench, services)
    for name, address in PAGES[1:]:
        with workbench.route(text(f"page.{name}"), address):
            BUILT[name](workbench, services)
    return workbench


def _spoken(function: Callable[..., Any], language: str) -> Callable[..., Any]:
    """The function, speaking a language whenever Gradio runs it; steps of a generator may run in different contexts."""
    if inspect.isasyncgenfunction(function):

        @wraps(function)
        async def steps(*args: Any, **options: Any) -> AsyncIterator[Any]:
            made = function(*args, **options)
            try:
                while True:
                    with speaking(language):
                        step = await anext(made)
                    yield step
            except StopAsyncIteration:
                return
            finally:
                await made.aclose()

        return steps
    if inspect.iscoroutinefunction(function):

        @wraps(function)
        async def awaited(*args: Any, **options: Any) -> Any:
            with speaking(language):
                return await function(*args, **options)

        return awaited

    @wraps(function)
    def called(*args: Any, **options: Any) -> Any:
        with speaking(language):
            return function(*args, **options)

    return called


def _together(own: Callable[[Any], Any], parts: Sequence[FastAPI]) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """A lifespan around those of the parts: what is mounted is otherwise never told that the server starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(own(app))
            for part in parts:
                await stack.enter_async_context(part.router.lifespan_context(part))
            yield

    return lifespan
