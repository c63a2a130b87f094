"""A model that writes 40 tokens a second, as a process of its own: ``python -m tests.servers.paced``. It says on the output where it is,
and then when each request came and when it sent the first token of which question."""

import json
import re
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers.loopback import serving

TOKENS_A_SECOND, TOKENS = 40, 120


class Paced(BaseHTTPRequestHandler):
    """Answers with one sentence over and over, whose source it names, a word at a time."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        arrived = time.time()
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = "\n".join(message["content"] for message in asked["messages"])
        found = re.findall(r"number (\d+)", prompt)
        place = next(iter(re.findall(r"^(\d+\.\d+) .*Corvane", prompt, flags=re.MULTILINE)), "1.1")
        words = f"Corvane Marine won the tender [{place}]. ".split(" ") * (TOKENS // 6)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # the client wants no more
            self._write(words, asked=found[-1] if found else "", arrived=arrived)
        self.close_connection = True

    def _write(self, words: list[str], *, asked: str, arrived: float) -> None:
        begun = time.time()
        for number, word in enumerate(words):
            time.sleep(max(0.0, begun + number / TOKENS_A_SECOND - time.time()))
            self._send({"choices": [{"index": 0, "delta": {"content": f"{word} "}, "finish_reason": None}]})
            if number == 0:
                _say(json.dumps([asked, arrived, time.time()]))
        self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, event: dict[str, Any]) -> None:
        whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "paced", **event}
        self.wfile.write(f"data: {json.dumps(whole)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with serving(Paced) as server:
        _say(f"http://127.0.0.1:{server.server_port}/v1")
        time.sleep(3600)
