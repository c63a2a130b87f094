"""Each request is answered in the language it asks for: words and direction are in the HTML as it is sent."""

import re
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.language import direction
from ui.auth.identity import Identity, identity_of
from ui.guard import workbench_policy
from ui.render.sign_in import with_account
from ui.words import speaking, spoken, wanted

THEME_COOKIE = "sanad-theme"

_NO_PAGES = ("/gradio_api/", "/assets/", "/static/")
# Gradio's own words, and the language it says the page has, follow the browser's language, which may be another than the chosen one.
_SPEAKS = """<script nonce="{nonce}">Object.defineProperty(navigator, "language", {{ value: "{language}" }})</script>"""
_OPENING = re.compile(r'<html\s+lang="en"')


class Speaking:
    """ASGI middleware that speaks the language of the request while it is answered.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the language, pass the request on, and say that the answer depends on it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        language = wanted(headers.get("cookie", ""), headers.get("accept-language", ""))

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                if sent.get("content-type", "").startswith("text/html"):
                    sent["Content-Language"] = language
                    sent.add_vary_header("Cookie")
                    sent.add_vary_header("Accept-Language")
            await send(message)

        with speaking(language):
            await self._app(scope, receive, send_named)


class ByLanguage:
    """One application for each language; what they send as a page says its language, direction and theme, and names its scripts.

    Args:
        parts: The applications by language.
        head: What goes into the head of each page.
    """

    def __init__(self, parts: Mapping[str, ASGIApp], *, head: str) -> None:
        self._parts = parts
        self._head = head

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application of the language answer."""
        part = self._parts[spoken()]
        if scope["type"] != "http" or str(scope["path"]).startswith(_NO_PAGES):
            await part(scope, receive, send)
            return
        page = _Page(send, head=self._head, theme=_theme(Headers(scope=scope).get("cookie", "")), identity=identity_of(Request(scope)))
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]  # it is changed on its way
        await part({**scope, "headers": plain}, receive, page.send)


class _Page:
    """Holds a page back until it is whole, and makes it ours."""

    def __init__(self, send: Send, *, head: str, theme: str, identity: Identity) -> None:
        self._send = send
        self._identity = identity
        self._head = head
        self._theme = theme
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)

    async def _send_page(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        theme = f' data-theme="{self._theme}"' if self._theme else ""
        opening = f'<html lang="{spoken()}" dir="{direction(spoken())}"{theme}'
        body = _OPENING.sub(opening, self._body.decode(), count=1).replace("<script", f'<script nonce="{nonce}"')
        head = _SPEAKS.format(nonce=nonce, language=spoken()) + str(self._head)
        body = with_account(body.replace("<meta charset", f"{head}<meta charset", 1), self._identity)
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(body.encode()))
        headers["Content-Security-Policy"] = workbench_policy(nonce)
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body.encode()})


def _theme(cookies: str) -> str:
    """The theme that was chosen; empty where the system decides."""
    try:
        chosen = SimpleCookie(cookies).get(THEME_COOKIE)
    except CookieError:
        return ""
    return chosen.value if chosen is not None and chosen.value in ("light", "dark") else ""
