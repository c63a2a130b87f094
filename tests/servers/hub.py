"""A model hub on the loopback interface: enough of its protocol for the real client, and it can be told to misbehave."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers.loopback import serving

REVISION = "0123456789abcdef0123456789abcdef01234567"
_RESOLVE = re.compile(r"/(?P<repository>[\w-]+/[\w.-]+)/resolve/(?P<revision>\w+)/(?P<file>.+)")
_LARGE = 1_000  # bytes; larger files are kept elsewhere, as at the real hub, and led to


@dataclass
class Hub:
    """The running hub.

    Attributes:
        url: Its address.
        files: Content by path, of its one repository.
        requests: What it was asked: method, path, and where a range begins.
        cut: Bytes after which it breaks off the next answers, one for each.
        tampered: Content that is sent in place of the real one, by path.
        commit: What it says the revision is.
    """

    url: str
    repository: str
    files: dict[str, bytes]
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    tampered: dict[str, bytes] = field(default_factory=dict)
    commit: str = REVISION


@contextmanager
def model_hub(repository: str, files: dict[str, bytes]) -> Iterator[Hub]:
    """Run a hub with one repository on a free port until the block ends."""
    with serving(_Handler) as server:
        state = Hub(url=f"http://127.0.0.1:{server.server_port}", repository=repository, files=files)
        server.state = state  # type: ignore[attr-defined]  # what the handler answers from
        yield state


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        hub: Hub = self.server.state  # type: ignore[attr-defined]  # set when it is started
        begin = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0])
        hub.requests.append((self.command, self.path, begin))
        if self.path.startswith("/elsewhere/"):
            self._send(hub, self.path.removeprefix("/elsewhere/"), begin)
            return
        asked = _RESOLVE.fullmatch(self.path)
        known = asked and asked["repository"] == hub.repository and asked["revision"] == REVISION and asked["file"] in hub.files
        if not asked or not known:
            self._head(404, {"X-Error-Code": "EntryNotFound", "Content-Length": "0"})
        elif len(hub.files[asked["file"]]) > _LARGE:
            content = hub.files[asked["file"]]
            self._head(
                302,
                {
                    "X-Repo-Commit": hub.commit,
                    "X-Linked-Etag": f'"{hashlib.sha256(content).hexdigest()}"',
                    "X-Linked-Size": str(len(content)),
                    "Location": f"{hub.url}/elsewhere/{asked['file']}",
                    "Content-Length": "0",
                },
            )
        else:
            self._send(hub, asked["file"], begin)

    def _send(self, hub: Hub, name: str, begin: int) -> None:
        content = hub.tampered.get(name, hub.files[name])
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        headers = {"X-Repo-Commit": hub.commit, "ETag": f'"{blob}"', "Content-Length": str(len(content) - begin)}
        if begin:
            headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        self._head(206 if begin else 200, headers)
        if self.command == "GET":
            end = begin + hub.cut.pop(0) if hub.cut else None
            self.wfile.write(content[begin:end])
            self.close_connection = end is not None

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""
