"""The pages of signing in: the form, signing out, and where one is signed in. None needs a script."""

import asyncio
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ui.auth.cookies import Cookies
from ui.auth.door import Door
from ui.auth.gate import SIGN_IN
from ui.auth.identity import identity_of
from ui.auth.sessions import digest
from ui.guard import PAGE_POLICY
from ui.render.sign_in import account_page, sign_in_page
from ui.speaking import THEME_COOKIE

FORM_POLICY = PAGE_POLICY.replace("form-action 'none'", "form-action 'self'")

_LARGEST = 16_384  # bytes of a form
_HEADERS = {"Content-Security-Policy": FORM_POLICY, "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


def add_sign_in_routes(app: FastAPI, door: Door | None, cookies: Cookies) -> None:
    """Let people sign in and out; without a door, say that nobody is signed in."""
    app.add_api_route("/session", _session, methods=["GET"], response_model=None)
    if door is None:
        return
    pages = _Pages(door, cookies)
    app.add_api_route(SIGN_IN, pages.form, methods=["GET"], response_model=None)
    app.add_api_route(SIGN_IN, pages.enter, methods=["POST"], response_model=None)
    app.add_api_route("/sign-out", pages.leave, methods=["POST"], response_model=None)
    app.add_api_route("/account", pages.account, methods=["GET"], response_model=None)


async def _session(request: Request) -> Response:
    """Who is signed in; the gate has answered who was signed out."""
    identity = identity_of(request)
    return JSONResponse({"name": identity.name, "form": identity.form}, headers={"Cache-Control": "no-store"})


class _Pages:
    def __init__(self, door: Door, cookies: Cookies) -> None:
        self._door = door
        self._cookies = cookies

    async def form(self, request: Request) -> Response:
        """The form; who is signed in already goes on."""
        wanted = safe_path(request.query_params.get("next", ""))
        if identity_of(request).session:
            return RedirectResponse(wanted, status_code=303)
        return self._shown(request, wanted=wanted)

    async def enter(self, request: Request) -> Response:
        """Sign in, or say why not."""
        fields = await _fields(request)
        wanted, name = safe_path(fields.get("next", "")), fields.get("name", "")
        if not _same(fields.get("form", ""), digest(self._cookies.read_form(request.scope))):
            return self._shown(request, wanted=wanted, name=name, problem="expired", status=400)
        client = {"address": request.client.host if request.client else "", "agent": request.headers.get("user-agent", "")}
        before = self._cookies.read(request.scope)
        entry = await asyncio.to_thread(self._door.enter, name, fields.get("password", ""), before=before, **client)
        if entry.wait:
            return self._shown(request, wanted=wanted, name=name, problem="wait", wait=entry.wait, status=429)
        if not entry.token:
            return self._shown(request, wanted=wanted, name=name, problem="wrong", status=401)
        answer = RedirectResponse(wanted, status_code=303)
        answer.headers.append("Set-Cookie", self._cookies.written(request.scope, entry.token, seconds=self._door.sessions.longest))
        return answer

    async def leave(self, request: Request) -> Response:
        """End this session, another one of the same user, or all of them."""
        fields, identity = await _fields(request), identity_of(request)
        if not _same(fields.get("form", ""), identity.form):
            return RedirectResponse("/account", status_code=303)
        which = fields.get("which", "")
        own = [each.id for each in self._door.sessions.of(identity.owner or "")]
        chosen = own if which == "all" else [number for number in own if str(number) == (which or str(identity.session))]
        await asyncio.to_thread(self._door.sessions.end_all, chosen)
        if identity.session not in chosen:
            return RedirectResponse("/account", status_code=303)
        answer = RedirectResponse(SIGN_IN, status_code=303, headers={"Clear-Site-Data": '"cache"'})
        answer.headers.append("Set-Cookie", self._cookies.written(request.scope, "", seconds=0))
        return answer

    async def account(self, request: Request) -> Response:
        """Who is signed in, and where."""
        identity = identity_of(request)
        sessions = self._door.sessions.of(identity.owner or "")
        return HTMLResponse(account_page(identity, sessions, theme=_theme(request)), headers=_HEADERS)

    def _shown(self, request: Request, *, wanted: str, name: str = "", problem: str = "", wait: int = 0, status: int = 200) -> Response:
        value = self._cookies.read_form(request.scope) or secrets.token_urlsafe(32)
        page = sign_in_page(form=digest(value), wanted=wanted, name=name, problem=problem, wait=wait, theme=_theme(request))
        answer = HTMLResponse(page, status_code=status, headers=_HEADERS | ({"Retry-After": str(wait)} if wait else {}))
        answer.headers.append("Set-Cookie", self._cookies.written_form(request.scope, value))
        return answer


def safe_path(wanted: str) -> str:
    """Where to go after signing in: a path of this site, or its front page."""
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\", SIGN_IN)) or not wanted.isprintable() or "\\" in wanted:
        return "/"
    return wanted[:2_000]


async def _fields(request: Request) -> Mapping[str, str]:
    """The fields of a form; none of one that is too large or no form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            return {}
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=20, keep_blank_values=True))
    except ValueError:
        return {}


def _same(given: str, expected: str) -> bool:
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def _theme(request: Request) -> str:
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in ("light", "dark") else ""
