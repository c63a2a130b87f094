"""The gate before every page: who is not signed in gets no further than the sign-in page."""

import asyncio
import logging
import time
from collections import OrderedDict
from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.catalog.sessions import KeptSession
from index.errors import CatalogError
from ui.auth.cookies import Cookies
from ui.auth.door import Door
from ui.auth.identity import LOCAL, NOBODY, Identity, identify

SIGN_IN = "/sign-in"

_OPEN = frozenset({SIGN_IN, "/healthz", "/favicon.ico"})
_STYLE = "/static/sanad/"  # what the sign-in page looks like
_EVERY = 1.0  # seconds between two looks whether who follows a stream is still signed in
_PAGES = 4_000  # open pages that are told apart
_logger = logging.getLogger(__name__)


class Gate:
    """ASGI middleware that tells every request who makes it, and stops what nobody makes.

    Args:
        app: What is behind the gate.
        door: Who may come in; ``None`` lets everybody do everything.
        cookies: How the browser keeps its token.
    """

    def __init__(self, app: ASGIApp, door: Door | None, cookies: Cookies) -> None:
        self._app = app
        self._door = door
        self._cookies = cookies
        self._pages: OrderedDict[str, str] = OrderedDict()  # whose each open page of Gradio is

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, send it to the sign-in page, or refuse it."""
        if scope["type"] == "http" and self._door is not None:
            await self._guarded(self._door, scope, receive, send)
            return
        if scope["type"] == "websocket" and self._door is not None:
            await send({"type": "websocket.close", "code": 1008})  # no page uses one
            return
        identify(scope, LOCAL)
        await self._app(scope, receive, send)

    async def _guarded(self, door: Door, scope: Scope, receive: Receive, send: Send) -> None:
        token = self._cookies.read(scope)
        try:
            session = door.sessions.check(token)
            if session is not None and door.sessions.is_news(session, token):
                await asyncio.to_thread(door.sessions.use, session, token)
        except CatalogError:
            _logger.exception("Nobody can sign in.")
            await PlainTextResponse("Signing in does not work at the moment.", status_code=503)(scope, receive, send)
            return
        identify(scope, _identity(session))
        refusal = self._refusal(scope, session)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        passage = _Passage(door, session, receive, send)
        if session is not None and _is_navigation(scope) and door.sessions.is_old(session):
            new = await asyncio.to_thread(door.sessions.rotated, session)
            passage.cookie = self._cookies.written(scope, new, seconds=door.sessions.longest) if new else ""
        await self._app(scope, passage.receive, passage.send)

    def _refusal(self, scope: Scope, session: KeptSession | None) -> Response | None:
        path = str(scope["path"])
        if session is None and path not in _OPEN and not path.startswith(_STYLE):
            return _to_sign_in(scope) if _is_navigation(scope) else JSONResponse({"detail": "Sign in first."}, status_code=401)
        if session is not None and not self._is_own(Request(scope), session.user):
            return JSONResponse({"detail": "This page was opened by somebody else."}, status_code=403)
        return None

    def _is_own(self, request: Request, user: str) -> bool:
        """Whether the page that an event stream belongs to was opened by this user: its name alone opens nothing."""
        path = request.url.path
        page = path.rsplit("/", 1)[-1] if path.startswith("/gradio_api/heartbeat/") else request.query_params.get("session_hash", "")
        if not page:
            return True
        owner = self._pages.setdefault(page[:100], user)
        self._pages.move_to_end(page[:100])
        while len(self._pages) > _PAGES:
            self._pages.popitem(last=False)
        return owner == user


class _Passage:
    """One request on its way through the gate.

    Attributes:
        cookie: To set with the answer; empty for none.
    """

    def __init__(self, door: Door, session: KeptSession | None, receive: Receive, send: Send) -> None:
        self._door = door
        self._session = session
        self._receive = receive
        self._send = send
        self._looked = time.monotonic()
        self._over = False
        self.cookie = ""

    async def receive(self) -> Message:
        """What the client sends; that it left, once it is signed out."""
        return {"type": "http.disconnect"} if self._over else await self._receive()

    async def send(self, message: Message) -> None:
        """Pass an answer on; one that takes long ends when who follows it is signed out elsewhere."""
        if self._over:
            return
        if message["type"] == "http.response.start":
            self._add_headers(MutableHeaders(scope=message))
        elif message.get("more_body", False) and self._is_over():
            self._over = True
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    def _is_over(self) -> bool:
        if self._session is None or time.monotonic() - self._looked < _EVERY:
            return False
        self._looked = time.monotonic()
        return not self._door.sessions.is_live(self._session.id, self._session.user)

    def _add_headers(self, headers: MutableHeaders) -> None:
        if self.cookie:
            headers.append("Set-Cookie", self.cookie)
        if "Referrer-Policy" not in headers:
            headers["Referrer-Policy"] = "same-origin"  # without it a browser sends our own forms as if from another site
        if self._session is not None and "Cache-Control" not in headers and headers.get("content-type", "").startswith("text/html"):
            headers["Cache-Control"] = "no-store"  # or the back button would show it after signing out


def _identity(session: KeptSession | None) -> Identity:
    if session is None:
        return NOBODY
    return Identity(owner=session.user, name=session.name, role=session.role, session=session.id, form=session.form)


def _is_navigation(scope: Scope) -> bool:
    """Whether a person goes to a page, rather than a page asking for something."""
    headers = Headers(scope=scope)
    mode = headers.get("sec-fetch-mode")
    return scope["method"] == "GET" and (mode == "navigate" if mode else "text/html" in headers.get("accept", ""))


def _to_sign_in(scope: Scope) -> Response:
    request = Request(scope)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    query = f"?{urlencode({'next': wanted})}" if wanted != "/" else ""
    return RedirectResponse(f"{SIGN_IN}{query}", status_code=303, headers={"Cache-Control": "no-store"})
