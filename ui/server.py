"""The HTTP face: the workbench, the article pages, and how they are served."""

import asyncio
import os
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query
from fastapi import Path as PathParameter
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from rich.console import Console

from eval.formats import load_set
from eval.models import Case
from index.errors import NotFoundError
from index.library import Library
from index.settings import Settings
from ui.answering.answers import Answers
from ui.auth.door import Door
from ui.auth.gate import Gate
from ui.auth.opening import cookies_of, is_remote, opened_door, public_names, trusted_proxies
from ui.auth.pages import add_sign_in_routes
from ui.briefs.desk import desk_of
from ui.briefs.routes import add_brief_routes
from ui.conversation import Engine
from ui.evaluating.evaluations import Evaluations
from ui.evaluating.routes import add_evaluation_routes
from ui.exporting import add_export_routes
from ui.guard import LOOPBACK_NAMES, PAGE_POLICY, Guard
from ui.importing.imports import Imports
from ui.importing.routes import add_upload_route
from ui.listening import Server, address_of, is_loopback, listen, stopping_on_sigterm
from ui.reading import Place, open_place
from ui.render.article import article_page, missing_page
from ui.speaking import Speaking

_SWITCH = 0.001  # seconds a thread that computes keeps others waiting, such as the one that sends what was written
_STATIC = Path(__file__).parent / "static"
_UNENCRYPTED = "Passwords travel unencrypted: put a proxy with TLS before it and name its address in public_address (docs/sign-in.md)."

_Identity = Annotated[str, PathParameter(max_length=200)]
_Version = Annotated[str | None, Query(max_length=64)]
_Offset = Annotated[int | None, Query(ge=0)]


def create_app(sanad: Engine, *, settings: Settings, door: Door | None = None) -> FastAPI:
    """The whole web application over an open engine.

    Args:
        sanad: What answers; it is called from several threads at once and is not closed here.
        settings: ``host`` decides which names the server answers to: all of them unless it is a loopback address.
        door: Through which people have to come; without one nobody signs in, and everybody may do everything.
    """
    from ui.pages.workbench import mount_workbench

    answers = Answers(sanad, model=settings.chat_model or "")
    alone = door is None and is_loopback(settings.host)  # whoever reaches it may read this machine's files anyway
    evaluations = Evaluations(settings, paths=alone)
    imports = Imports(sanad.library, settings=settings, folders=alone) if isinstance(sanad.library, Library) else None
    desk = desk_of(sanad)
    app = FastAPI(title="Sanad", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_working(answers, evaluations, imports))
    cookies = cookies_of(settings)
    names = LOOPBACK_NAMES | {settings.host} | public_names(settings)
    app.add_middleware(Gate, door=door, cookies=cookies)
    app.add_middleware(Speaking)
    app.add_middleware(Guard, hosts=names if is_loopback(settings.host) else None)
    add_sign_in_routes(app, door, cookies)
    _add_routes(app, sanad)
    add_export_routes(app, answers)
    add_evaluation_routes(app, evaluations)
    if imports is not None:
        add_upload_route(app, imports)
    if desk is not None:
        add_brief_routes(app, desk)
    app.mount("/static/sanad", StaticFiles(directory=_STATIC))
    mount_workbench(app, sanad, answers, sample_cases(), settings=settings, evaluations=evaluations, imports=imports, desk=desk)
    return app


def _working(answers: Answers, evaluations: Evaluations, imports: Imports | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Take up what is left over when the server starts, and put away what is unfinished when it ends."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(answers.open)
        if imports is not None:
            await asyncio.to_thread(imports.open)
        try:
            yield
        finally:
            if imports is not None:
                await asyncio.to_thread(imports.close)
            await asyncio.to_thread(evaluations.close)
            await asyncio.to_thread(answers.close)

    return lifespan


def sample_cases() -> tuple[Case, ...]:
    """The questions that come with the sample articles."""
    return load_set(Path(str(files("eval") / "sets" / "samples.jsonl"))).cases


def _add_routes(app: FastAPI, sanad: Engine) -> None:
    page_headers = {"Content-Security-Policy": PAGE_POLICY}

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/article/{identity}", response_class=HTMLResponse)
    def article(identity: _Identity, version: _Version = None, start: _Offset = None, end: _Offset = None) -> HTMLResponse:
        try:
            reading = open_place(sanad.library, Place(article=identity, version=version, start=start, end=end))
        except NotFoundError:
            return HTMLResponse(missing_page(), status_code=404, headers=page_headers)
        return HTMLResponse(article_page(reading), headers=page_headers)


def serve(
    sanad: Engine,
    *,
    settings: Settings,
    host: str | None = None,
    port: int | None = None,
    open_browser: bool = True,
    allow_remote: bool = False,
) -> None:
    """Serve the workbench until Ctrl-C or SIGTERM, then return.

    Args:
        sanad: An open engine; the caller closes it afterwards.
        settings: Where ``host`` and ``port`` come from unless they are given.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        open_browser: Open the page when it is ready, if there is a display.
        allow_remote: Let other machines reach a page that asks nobody to sign in.

    Raises:
        SettingsError: Other machines could reach it, nobody has to sign in and ``allow_remote`` is not set; nobody could sign in; or
            the address cannot be listened on.
        CatalogError: The users cannot be read.
    """
    sys.setswitchinterval(_SWITCH)
    settings = settings.model_copy(update={"host": host or settings.host})
    port = settings.port if port is None else port
    with opened_door(settings, allow_remote=allow_remote) as door, listen(settings.host, port) as listener:  # before anything slow is done
        address = settings.public_address or address_of(listener)
        app = create_app(sanad, settings=settings, door=door)
        server = Server(app, ready=lambda: _announce(address, open_browser=open_browser), proxies=trusted_proxies(settings))
        if door is not None and is_remote(settings) and not address.startswith("https://"):
            Console(stderr=True).print(_UNENCRYPTED, highlight=False)
        with stopping_on_sigterm(), suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _announce(address: str, *, open_browser: bool) -> None:
    Console().print(f"Sanad is at [link={address}]{address}[/link]  (Ctrl-C stops it)", highlight=False)
    if open_browser and _has_display():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _has_display() -> bool:
    if "SSH_CONNECTION" in os.environ:
        return False
    return sys.platform in {"win32", "darwin"} or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
