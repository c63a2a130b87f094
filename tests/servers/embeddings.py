"""An OpenAI-compatible ``/embeddings`` server on the loopback interface that can be told to misbehave."""

import hashlib
import json
import math
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers.loopback import serving

DIMENSIONS = 24


@dataclass(frozen=True)
class Reply:
    """One scripted answer; the default is a correct one.

    Attributes:
        status: HTTP status; other than 200 sends an error object.
        delay: Seconds before anything is sent.
        headers: Sent besides the usual ones.
        body: Sent as it is in place of the vectors.
        drop: How many of the vectors are left out.
        extra: By how much the vectors are too long.
        reverse: Whether the vectors are listed last first; their ``index`` stays right.
        value: Put in the first place of every vector.
    """

    status: int = 200
    delay: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    drop: int = 0
    extra: int = 0
    reverse: bool = False
    value: float | None = None


@dataclass
class EmbeddingServer:
    """The running server: what it was asked, and what it will answer before it answers correctly again."""

    url: str
    script: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


def hashed_words(text: str, *, dimensions: int = DIMENSIONS) -> list[float]:
    """A vector that is near that of a text with the same words: each word adds a number at places its hash decides."""
    vector = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()) or [text]:
        digest = hashlib.sha256(word.encode()).digest()
        for byte in digest[:4]:
            vector[byte % dimensions] += 1.0 + digest[4] / 256
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector]


@contextmanager
def embedding_server() -> Iterator[EmbeddingServer]:
    """Run the server on a free port until the block ends."""
    with serving(_Handler) as server:
        state = EmbeddingServer(url=f"http://127.0.0.1:{server.server_port}/v1")
        server.state = state  # type: ignore[attr-defined]  # what the handler answers from
        yield state


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        state: EmbeddingServer = self.server.state  # type: ignore[attr-defined]  # set when it is started
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state.requests.append({"path": self.path, **asked})
        state.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = state.script.pop(0) if state.script else Reply()
        time.sleep(reply.delay)
        body = reply.body if reply.body is not None else _body(reply, asked)
        try:
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client gave up waiting, as some tests want it to

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


def _body(reply: Reply, asked: dict[str, Any]) -> bytes:
    if reply.status != 200:
        return json.dumps({"error": {"message": f"scripted {reply.status}", "type": "scripted"}}).encode()
    dimensions = int(asked.get("dimensions", DIMENSIONS)) + reply.extra
    rows = [
        {"object": "embedding", "index": index, "embedding": _vector(text, dimensions, reply.value)}
        for index, text in enumerate(asked["input"])
    ]
    kept = rows[: len(rows) - reply.drop]
    data = kept[::-1] if reply.reverse else kept
    return json.dumps({"object": "list", "model": asked["model"], "data": data}).encode()


def _vector(text: str, dimensions: int, value: float | None) -> list[float]:
    vector = hashed_words(text, dimensions=dimensions)
    return vector if value is None else [value, *vector[1:]]
