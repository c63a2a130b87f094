"""An event is said to have begun only after the page has left the stream that ended."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

import ui.streams
from ui.streams import Streams

DATA, JOIN = "/gradio_api/queue/data", "/gradio_api/queue/join"
CLOSE = b'data: {"msg":"close_stream","event_id":null}\n\n'
GOING_ON = b'data: {"msg":"process_generating","event_id":"1","output":"\\"msg\\":\\"close_stream\\""}\n\n'


async def gradio(scope: Scope, receive: Receive, send: Send) -> None:
    """Sends a stream that ends, or takes an event."""
    ends = scope["path"].endswith(DATA)
    if not ends:
        await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for chunk in (GOING_ON, CLOSE) if ends else ():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


class Page:
    """One page, whose connection to its stream can be closed."""

    def __init__(self, streams: Streams, session: str = "one") -> None:
        self.streams, self.session = streams, session
        self.leaves = asyncio.Event()
        self.sent: list[bytes] = []
        self.stream = asyncio.create_task(self._request(DATA, self._left, self.sent))

    async def join(self, body: bytes | None = None) -> None:
        given = json.dumps({"session_hash": self.session}).encode() if body is None else body

        async def receive() -> Message:
            return {"type": "http.request", "body": given}

        await self._request(JOIN, receive, [])

    async def _left(self) -> Message:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def _request(self, path: str, receive: Callable[[], Awaitable[Message]], sent: list[bytes]) -> None:
        async def send(message: Message) -> None:
            sent.append(message.get("body", b""))

        scope = {"type": "http", "path": path, "query_string": f"session_hash={self.session}".encode()}
        await self.streams(scope, receive, send)


async def _turns() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


def _run(test: Callable[[Streams], Awaitable[Any]]) -> None:
    asyncio.run(test(Streams(gradio)))  # type: ignore[arg-type]


def test_an_event_begins_when_the_page_has_left_the_stream_that_ended() -> None:
    async def test(streams: Streams) -> None:
        page = Page(streams)
        await _turns()
        assert page.sent == [b"", GOING_ON, CLOSE]  # the end is said at once
        event = asyncio.create_task(page.join())
        await _turns()
        assert not event.done()
        page.leaves.set()
        await event
        await page.stream

    _run(test)


def test_other_pages_do_not_wait() -> None:
    async def test(streams: Streams) -> None:
        page, other = Page(streams), Page(streams, "two")
        other.leaves.set()
        await other.stream
        await other.join()
        await other.join(b"no event at all")
        await other.join(b"[1]")
        page.leaves.set()
        await page.stream
        await page.join()

    _run(test)


def test_an_event_begins_though_nobody_says_that_the_page_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui.streams, "_LEAVES_WITHIN", 0.01)

    async def test(streams: Streams) -> None:
        page = Page(streams)
        await _turns()
        await page.join()
        await page.stream
        assert page.sent[-1] == b""

    _run(test)


def test_a_stream_that_breaks_off_holds_nothing_back() -> None:
    async def test(streams: Streams) -> None:
        page = Page(streams)
        await _turns()
        page.stream.cancel()
        await asyncio.wait([page.stream])
        await page.join()

    _run(test)
