"""Listening on a port, saying when the page is ready, and stopping without leaving anybody hanging."""

import asyncio
import ipaddress
import os
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import SettingsError

GRACE_SECONDS = 3


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """Take a port; 0 takes a free one.

    Raises:
        SettingsError: It is in use, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":  # there it would let two servers share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        message = f"Cannot listen on {host} port {port}: {error.strerror or error}."
        raise SettingsError(message, remedy="Choose another with --port; 0 takes a free one.") from error
    return listener


def address_of(listener: socket.socket) -> str:
    """The web address of a bound socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class Server(uvicorn.Server):
    """A server that says when it is ready and ends what is still open when it stops.

    Args:
        app: What to serve.
        ready: Called once, when requests are answered.
        proxies: IP addresses that are believed when they say whose request they pass on, and whether it came by https.
    """

    def __init__(self, app: ASGIApp, *, ready: Callable[[], None], proxies: Sequence[str] = ()) -> None:
        self._ready = ready
        self._closing = asyncio.Event()
        hanging_up = HangUp(app, self._closing)
        super().__init__(
            uvicorn.Config(
                hanging_up,
                log_level="warning",
                access_log=False,
                workers=1,
                timeout_graceful_shutdown=GRACE_SECONDS,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=list(proxies),
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as usual, then say so."""
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell what is open that it is over, then stop as usual."""
        self._closing.set()
        await super().shutdown(sockets)


class HangUp:
    """ASGI middleware that ends open responses, such as a page's stream of events, once ``closing`` is set."""

    def __init__(self, app: ASGIApp, closing: asyncio.Event) -> None:
        self._app = app
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; when the server closes, the app sees a client that left."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        unfinished = False
        client = _Client(receive, self._closing)

        async def send_counted(message: Message) -> None:
            nonlocal unfinished
            unfinished = message["type"] == "http.response.start" or bool(message.get("more_body", False))
            await send(message)

        try:
            await self._app(scope, client.receive, send_counted)
        finally:
            client.forget()
        if unfinished and self._closing.is_set():
            await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Client:
    """What a client sends, until the server closes. Who asks and does not wait, as a stream does with each event, starts nothing anew."""

    def __init__(self, receive: Receive, closing: asyncio.Event) -> None:
        self._receive = receive
        self._event = closing
        self._message: asyncio.Task[Message] | None = None
        self._closing: asyncio.Future[bool] | None = None

    async def receive(self) -> Message:
        """The next message; when the server closes, that the client left."""
        message = self._message = self._message or asyncio.ensure_future(self._receive())
        closing = self._closing = self._closing or asyncio.ensure_future(self._event.wait())
        if not message.done() and not self._event.is_set():
            await asyncio.wait((message, closing), return_when=asyncio.FIRST_COMPLETED)
        if not message.done():
            return {"type": "http.disconnect"}
        self._message = None
        return message.result()

    def forget(self) -> None:
        """Wait for nothing more."""
        if self._message is not None:
            self._message.cancel()
        if self._closing is not None:
            self._closing.cancel()


@contextmanager
def stopping_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does: the server hands on the signal it stopped for."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
