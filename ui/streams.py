"""No event of a page is lost between two of the streams that Gradio sends a page its events through.

Gradio ends a page's stream with the last event that was on its way. An event that begins before the page has heard of that end is
taken to come through the old stream, and is never heard of: a question without an answer. So the page is told that an event has begun
only after it has left the stream that ended.
"""

import asyncio
import json
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STREAM, _EVENT = "/gradio_api/queue/data", "/gradio_api/queue/join"
_END = b'data: {"msg":"close_stream"'
_LEAVES_WITHIN = 5.0  # seconds; a proxy may hide that the page has left


class Streams:
    """ASGI middleware that keeps the order between the end of a page's stream and the beginning of its next event.

    Args:
        app: The workbench.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._ending: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what concerns a stream is sent in its order."""
        path = str(scope.get("path", ""))
        if path.endswith(_STREAM):
            await self._stream(scope, receive, send)
        elif path.endswith(_EVENT):
            await self._event(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a stream, and keep the connection behind its end until the page closes it."""
        session = parse_qs(scope["query_string"].decode()).get("session_hash", [""])[0]
        left = asyncio.Event()

        async def send_until_left(message: Message) -> None:
            if message.get("body", b"").startswith(_END):
                self._ending[session] = left
            elif self._ending.get(session) is left and not message.get("more_body", False):
                await _left(receive)
            await send(message)

        try:
            await self._app(scope, receive, send_until_left)
        finally:
            left.set()
            if self._ending.get(session) is left:
                del self._ending[session]

    async def _event(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin an event, and say so when no stream of the page is ending."""
        body = bytearray()

        async def receive_noted() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def send_in_order(message: Message) -> None:
            ending = self._ending.get(_session(bytes(body))) if message["type"] == "http.response.start" else None
            if ending is not None:
                await ending.wait()
            await send(message)

        await self._app(scope, receive_noted, send_in_order)


async def _left(receive: Receive) -> None:
    """Wait until the page has closed the connection, but not for long."""
    try:
        async with asyncio.timeout(_LEAVES_WITHIN):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


def _session(body: bytes) -> str:
    """The page that an event is of; empty when it does not say."""
    try:
        event = json.loads(body)
    except ValueError:
        return ""
    return str(event.get("session_hash", "")) if isinstance(event, dict) else ""
