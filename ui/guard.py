"""What every response carries, and which requests are refused before anything reads them."""

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_CLOSED = ("/gradio_api/", "/monitoring", "/login", "/openapi.json")  # of Gradio: also files, other hosts, even editing code
_USED = ("heartbeat/", "run/predict", "queue/", "cancel", "reset", "info", "startup-events", "app_id")
_OPEN = tuple(f"/gradio_api/{name}" for name in _USED)


def workbench_policy(nonce: str) -> str:
    """What a page of the workbench may load: nothing from or to another host, and no script in the page but those that carry the nonce.

    Gradio compiles templates at run time and sets styles on elements, so those two stay allowed.
    """
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self';"
        " manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'self'"
    )


class Guard:
    """ASGI middleware: security headers on every response, and no request from another site's page.

    Args:
        app: What to guard.
        hosts: Names this server answers to; a page elsewhere that points its own name here is refused. ``None``: any.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on and add the headers to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        target = PlainTextResponse(refusal, status_code=403) if refusal else self._app

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message))
            await send(message)

        await target(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if self._hosts is not None and _name(host) not in self._hosts:
            return f"This server does not answer to {host!r}."
        if scope["method"] not in _READING and origin is not None and urlsplit(origin).netloc != host:
            return "Requests from other sites are refused."
        path = str(scope["path"])
        return "This address is closed." if path.startswith(_CLOSED) and not path.startswith(_OPEN) else ""


def _name(host: str) -> str:
    """The host without its port: ``[::1]:7860`` is ``::1``; empty when it makes no sense."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _add_headers(headers: MutableHeaders) -> None:
    for name, value in _missing(headers, {"Content-Security-Policy": PAGE_POLICY, **_HEADERS}.items()):
        headers[name] = value


def _missing(headers: MutableHeaders, wanted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in wanted if name not in headers]
