"""An OpenAI-compatible ``/chat/completions`` server on the loopback interface that streams, and can be told to misbehave."""

import json
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers.loopback import serving

Asked = dict[str, Any]

STALL = 20.0  # seconds; longer than any client here waits


@dataclass(frozen=True)
class Reply:
    """One scripted answer.

    Attributes:
        text: Streamed in pieces of ``size`` characters; ``None`` lets the server's model answer.
        size: Characters of a piece.
        status: HTTP status; other than 200 sends an error object.
        error: What the error object says, besides its message.
        message: The message of the error object.
        headers: Sent besides the usual ones.
        delay: Seconds before anything is sent.
        silence: Seconds between the headers and the first piece, filled with comments if ``pings``.
        pings: Whether comments are sent in the silence.
        stop_after: How many pieces are sent before the connection is cut.
        stall_after: How many pieces are sent before nothing more comes.
        finish: The reason the answer ends; ``None`` ends it without one.
        usage: Whether tokens are told.
        refusal: The model's refusal, in place of a text.
        reasoning: Pieces of reasoning sent before the text.
        lines: Sent as the events, in place of everything.
        body: Sent as it is, in place of a stream.
        kind: The content type.
    """

    text: str | None = None
    size: int = 7
    status: int = 200
    error: dict[str, Any] = field(default_factory=dict)
    message: str = "scripted"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    silence: float = 0.0
    pings: bool = False
    stop_after: int | None = None
    stall_after: int | None = None
    finish: str | None = "stop"
    usage: bool = True
    refusal: str = ""
    reasoning: int = 0
    lines: Sequence[bytes] | None = None
    body: bytes | None = None
    kind: str = "text/event-stream"


@dataclass
class ChatServer:
    """The running server: its model, what it will answer before the model does, and what it was asked."""

    url: str
    model: Callable[[Asked], str]
    script: list[Reply] = field(default_factory=list)
    requests: list[Asked] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def prompt_of(asked: Asked) -> str:
    """All that a model is given to read."""
    return "\n".join(message["content"] for message in asked["messages"])


def echo(asked: Asked) -> str:
    """A model that says the last message again."""
    return str(asked["messages"][-1]["content"])


@contextmanager
def chat_server(model: Callable[[Asked], str] = echo) -> Iterator[ChatServer]:
    """Run the server on a free port until the block ends."""
    with serving(_Handler) as server:
        state = ChatServer(url=f"http://127.0.0.1:{server.server_port}/v1", model=model)
        server.state = state  # type: ignore[attr-defined]  # what the handler answers from
        yield state


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionResetError:
            self.close_connection = True  # the client left in the midst of an answer

    def do_POST(self) -> None:
        state: ChatServer = self.server.state  # type: ignore[attr-defined]  # set when it is started
        asked: Asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state.requests.append(asked)
        state.paths.append(self.path)
        state.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = state.script.pop(0) if state.script else Reply()
        time.sleep(reply.delay)
        try:
            self._answer(reply, asked, state)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client wanted no more, as some tests want it to

    def _answer(self, reply: Reply, asked: Asked, state: ChatServer) -> None:
        if reply.status != 200 or reply.body is not None:
            error = {"error": {"message": reply.message, "type": "scripted", **reply.error}}
            self._plain(reply, json.dumps(error).encode() if reply.body is None else reply.body)
            return
        text = reply.text if reply.text is not None else state.model(asked)
        self._head(reply, {"Transfer-Encoding": "chunked"})
        self._silence(reply)
        for number, line in enumerate(reply.lines if reply.lines is not None else _events(reply, text)):
            if number == reply.stop_after:
                self._cut()
                return
            if number == reply.stall_after:
                time.sleep(STALL)
                return
            self._chunk(line)
        self.wfile.write(b"0\r\n\r\n")

    def _plain(self, reply: Reply, body: bytes) -> None:
        self._head(reply, {"Content-Type": reply.kind if reply.body is not None else "application/json", "Content-Length": str(len(body))})
        self.wfile.write(body)

    def _head(self, reply: Reply, headers: dict[str, str]) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.kind, **headers, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _silence(self, reply: Reply) -> None:
        until = time.monotonic() + reply.silence
        while time.monotonic() < until:
            if reply.pings:
                self._chunk(b": ping")
            time.sleep(0.02)

    def _chunk(self, line: bytes) -> None:
        event = line + b"\n\n"
        self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
        self.wfile.flush()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


def _events(reply: Reply, text: str) -> Iterator[bytes]:
    for _ in range(reply.reasoning):
        yield _event({"reasoning_content": "hm "})
    if reply.refusal:
        yield _event({"refusal": reply.refusal})
    pieces = [text[start : start + reply.size] for start in range(0, len(text), reply.size)]
    yield from (_event({"content": piece}) for piece in pieces)
    if reply.finish is not None:
        yield _event({}, finish=reply.finish)
    if reply.usage:
        yield _data({"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": len(pieces), "total_tokens": 100 + len(pieces)}})
    if reply.finish is not None:
        yield b"data: [DONE]"


def _event(delta: dict[str, Any], *, finish: str | None = None) -> bytes:
    return _data({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _data(content: dict[str, Any]) -> bytes:
    whole = {"id": "scripted", "object": "chat.completion.chunk", "created": 1, "model": "scripted", **content}
    return b"data: " + json.dumps(whole, ensure_ascii=False).encode()
