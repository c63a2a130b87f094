"""A web server on the loopback interface that sends what a test says, however wrong; and the resolver that leads names to it."""

import contextlib
import itertools
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers.loopback import serving

OPEN_ROBOTS = b"User-agent: *\nDisallow: /private\n"


@dataclass(frozen=True)
class Page:
    """One answer.

    Attributes:
        body: Sent with its true length.
        status: HTTP status.
        headers: Sent besides, or in place of, the usual ones.
        drip: Sent after the body, one piece after another, until the client goes away.
        pause: Seconds before each dripped piece.
        raw: Sent in place of everything, status line included.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: Iterable[bytes] = ()
    pause: float = 0.0
    raw: bytes | None = None


def redirect(location: str, *, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": location})


def html(body: str, *, head: str = "", **headers: str) -> Page:
    text = f"<!doctype html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return Page(text.encode(), headers={"Content-Type": "text/html; charset=utf-8", **headers})


@dataclass
class WebServer:
    """The running server: what it will send for each path, and what it was asked.

    A list of pages is sent one by one; its last one stays.
    """

    port: int
    pages: dict[str, Page | list[Page]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def answer(self, path: str) -> Page:
        found = self.pages.get(path, Page(OPEN_ROBOTS) if path == "/robots.txt" else Page(b"none", status=404))
        if isinstance(found, Page):
            return found
        return found.pop(0) if len(found) > 1 else found[0]


class Names:
    """A resolver: what each name leads to, a list for each time it is asked; other names are unknown."""

    def __init__(self, **names: list[list[str]]) -> None:
        self._names = {
            name.replace("_", "."): iter(itertools.chain(answers, itertools.repeat(answers[-1]))) for name, answers in names.items()
        }
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: Any) -> list[Any]:
        self.asked.append(host)
        if host not in self._names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in next(self._names[host])
        ]


@contextmanager
def web_server() -> Iterator[WebServer]:
    """Run the server on a free port until the block ends."""
    with serving(_Handler) as server:
        state = WebServer(port=server.server_port)
        server.state = state  # type: ignore[attr-defined]  # what the handler answers from
        yield state


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        state: WebServer = self.server.state  # type: ignore[attr-defined]  # set when it is started
        state.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        page = state.answer(self.path)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client had enough, as some tests want it to
            self._send(page)
        self.close_connection = True

    def _send(self, page: Page) -> None:
        if page.raw is not None:
            self.wfile.write(page.raw)
        else:
            self.send_response(page.status)
            length = {} if page.drip else {"Content-Length": str(len(page.body))}
            for name, value in {**length, **page.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.body)
        for piece in page.drip:
            time.sleep(page.pause)
            self.wfile.write(piece)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""
