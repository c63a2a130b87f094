"""The pages of signing in: the form, signing out, and where one is signed in. None needs a script."""

import asyncio
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from index.errors import UserError
from ui.auth.cookies import Cookies
from ui.auth.door import Door
from ui.auth.gate import SIGN_IN
from ui.auth.identity import identity_of, may
from ui.auth.sessions import digest
from ui.guard import PAGE_POLICY
from ui.render.account import account_page, users_page
from ui.render.sign_in import sign_in_page
from ui.speaking import THEME_COOKIE
from ui.words import text

FORM_POLICY = PAGE_POLICY.replace("form-action 'none'", "form-action 'self'")

_DEEDS = ("add", "role", "password", "sign_out", "remove")
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
    app.add_api_route("/account/password", pages.take_password, methods=["POST"], response_model=None)
    app.add_api_route("/account/users", pages.users, methods=["GET"], response_model=None)
    app.add_api_route("/account/users", pages.look_after, methods=["POST"], response_model=None)


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
        return self._account(request, done=text("account.done_password") if request.query_params.get("done") == "password" else "")

    async def take_password(self, request: Request) -> Response:
        """Take another password, which signs out everywhere else, or say why not."""
        fields, identity = await _fields(request), identity_of(request)
        if not _same(fields.get("form", ""), identity.form):
            return RedirectResponse("/account", status_code=303)
        known, new, client = fields.get("current", ""), fields.get("new", ""), request.client.host if request.client else ""
        try:
            entry = await asyncio.to_thread(self._door.change_password, identity.name, known, new, session=identity.session, address=client)
        except UserError as error:
            return self._account(request, problem=str(error), status=400)
        if entry.wait:
            return self._account(request, problem=text("sign_in.wait", seconds=entry.wait), status=429)
        if not entry.token:
            return self._account(request, problem=text("account.wrong"), status=401)
        return RedirectResponse("/account?done=password", status_code=303)

    async def users(self, request: Request) -> Response:
        """Who may sign in; for admins alone."""
        if not may(identity_of(request), "manage"):
            return RedirectResponse("/account", status_code=303)
        done = request.query_params.get("done", "")
        return await self._users(request, done=text(f"account.done_{done}") if done in _DEEDS else "")

    async def look_after(self, request: Request) -> Response:
        """Change what an admin wants to have changed, or say why not."""
        fields, identity = await _fields(request), identity_of(request)
        if not may(identity, "manage") or not _same(fields.get("form", ""), identity.form):
            return RedirectResponse("/account/users", status_code=303)
        deed, user = fields.get("do", ""), fields.get("user", "")
        if deed not in _DEEDS or user == identity.owner:
            return RedirectResponse("/account/users", status_code=303)
        try:
            await asyncio.to_thread(self._do, deed, user, fields)
        except UserError as error:
            return await self._users(request, problem=str(error), status=400)
        return RedirectResponse(f"/account/users?done={deed}", status_code=303)

    def _do(self, deed: str, user: str, fields: Mapping[str, str]) -> None:
        users, new = self._door.users, fields.get("new", "")
        if deed == "add":
            users.add(fields.get("name", ""), fields.get("role", ""), new)
        elif deed == "role":
            users.give_role(user, fields.get("role", ""))
        elif deed == "password":
            users.give_password(user, new)
        elif deed == "sign_out":
            users.sign_out(user)
        else:
            users.remove(user)

    async def _users(self, request: Request, *, problem: str = "", done: str = "", status: int = 200) -> Response:
        listed = await asyncio.to_thread(self._door.users.all)
        page = users_page(identity_of(request), listed, theme=_theme(request), problem=problem, done=done)
        return HTMLResponse(page, status_code=status, headers=_HEADERS)

    def _account(self, request: Request, *, problem: str = "", done: str = "", status: int = 200) -> Response:
        identity = identity_of(request)
        sessions = self._door.sessions.of(identity.owner or "")
        page = account_page(identity, sessions, theme=_theme(request), problem=problem, done=done)
        return HTMLResponse(page, status_code=status, headers=_HEADERS)

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
