"""A model that writes nothing of its own: it says sentences of its prompt again, at a server on the loopback interface."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from threading import Thread
from typing import Any

SENTENCES = 6  # of an answer, where there are so many
PIECE = 5  # characters, about those of a token
_NUMBERED = re.compile(r"^(\d+\.\d+) (.+)$", re.MULTILINE)
_STOP = re.compile(r"[.!?؟۔]+\W*$")


def recital(prompt: str, *, sentences: int = SENTENCES) -> tuple[str, ...]:
    """Sentences of a prompt, each with a marker, and in turns as they stand, without their last third, and with the marker of another.

    So a verification meets what it can wave through, what it must compare, and what does not hold.
    """
    lines = _NUMBERED.findall(prompt)
    found = []
    for way, place in zip(cycle(("whole", "shorter", "elsewhere")), range(min(len(lines), sentences)), strict=False):
        number, text = lines[place]
        words = _STOP.sub("", text).split()
        said = words[: max(3, 2 * len(words) // 3)] if way == "shorter" else words
        named = lines[(place + 1) % len(lines)][0] if way == "elsewhere" else number
        found.append(f"{' '.join(said)} [{named}]. ")
    return tuple(found)


def pieces(text: str) -> tuple[str, ...]:
    """``text`` as it would be streamed."""
    return tuple(text[start : start + PIECE] for start in range(0, len(text), PIECE))


class Recital(ThreadingHTTPServer):
    """The server, and for each request in order the seconds it took until its first piece was on its way."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port of the loopback interface."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.own_seconds: list[float] = []

    @property
    def url(self) -> str:
        """Its address, as a client of chat completions takes it."""
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def reciting() -> Iterator[Recital]:
    """Run the server until the block ends."""
    with Recital() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Recital

    def do_POST(self) -> None:
        started = time.perf_counter()
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        first, *others = pieces("".join(recital("\n".join(message["content"] for message in asked["messages"])))) or (".",)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self._send([_event(first)])
        self.server.own_seconds.append(time.perf_counter() - started)
        self._send([*map(_event, others), _event(None), b"data: [DONE]\n\n"])
        self.close_connection = True

    def _send(self, events: Sequence[bytes]) -> None:
        try:
            for event in events:
                self.wfile.write(event)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever measures the first piece wants no more

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


def _event(text: str | None) -> bytes:
    choice = {"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": "stop" if text is None else None}
    whole = {"id": "recital", "object": "chat.completion.chunk", "created": 1, "model": "recital", "choices": [choice]}
    return b"data: " + json.dumps(whole, ensure_ascii=False).encode() + b"\n\n"
