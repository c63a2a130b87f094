"""Load on the chat: ``python -m tests.load_chat``. Twenty conversations stream at once from a model at 40 tokens a second; five
hundred are opened and closed. The server is a process of its own, and so is the model; figures go to the output."""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx

from index.catalog.answers import ANSWERS_FILE, AnswerStore
from rag.kept import answer_of
from tests.cli import run
from tests.servers.loopback import serving

AT_ONCE, OPENED, WARM = 20, 500, 100
TOKENS_A_SECOND, TOKENS = 40, 120
QUESTION = "Who won the tender for the tidal power station in Tarsan Bay? (number {number})"

MODEL = "import sys; from tests.load_chat import model; model()"
SERVING = """
import sys
from index.settings import load_settings
from rag.engine import Sanad
from ui.server import serve
settings = load_settings(library=sys.argv[1], chat_base_url=sys.argv[2], chat_model="paced")
with Sanad.open(settings=settings) as sanad:
    sanad.library.attend()
    serve(sanad, settings=settings, port=0, open_browser=False)
"""


class _Paced(BaseHTTPRequestHandler):
    """A model that writes 40 tokens a second, and says on the output when it sent the first one of which question."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        arrived = time.time()
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = "\n".join(message["content"] for message in asked["messages"])
        found = re.findall(r"number (\d+)", prompt)
        place = next(iter(re.findall(r"^(\d+\.\d+) .*Corvane", prompt, flags=re.MULTILINE)), "1.1")
        words = [f"Corvane Marine won the tender [{place}]. ".split(" ")] * (TOKENS // 6)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # the client wants no more
            self._write(words, asked=found[-1] if found else "", arrived=arrived)
        self.close_connection = True

    def _write(self, words: list[list[str]], *, asked: str, arrived: float) -> None:
        begun = time.time()
        for number, word in enumerate(word for sentence in words for word in sentence):
            time.sleep(max(0.0, begun + number / TOKENS_A_SECOND - time.time()))
            self._send({"choices": [{"index": 0, "delta": {"content": f"{word} "}, "finish_reason": None}]})
            if number == 0:
                sys.stdout.write(json.dumps([asked, arrived, time.time()]) + "\n")
                sys.stdout.flush()
        self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, event: dict[str, Any]) -> None:
        whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "paced", **event}
        self.wfile.write(f"data: {json.dumps(whole)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def model() -> None:
    """Serve the model until the process is ended."""
    with serving(_Paced) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}/v1\n")
        sys.stdout.flush()
        time.sleep(3600)


class Browser:
    """One page as far as the server knows."""

    def __init__(self, client: httpx.AsyncClient, events: dict[str, int]) -> None:
        self._client = client
        self._events = events
        self._session = uuid.uuid4().hex[:10]

    async def does(self, event: str, *data: object, query: str = "") -> AsyncIterator[tuple[float, str]]:
        """What comes back for an event: when, and the message as text, until it is complete."""
        body = {"data": list(data), "event_data": None, "fn_index": self._events[event], "trigger_id": 0, "session_hash": self._session}
        (await self._client.post(f"/gradio_api/queue/join{query}", json=body)).raise_for_status()
        async with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session}) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    yield time.time(), line
                    if '"process_completed"' in line:
                        return


async def events_of(client: httpx.AsyncClient) -> dict[str, int]:
    """The numbers of the events that a page uses."""
    config = (await client.get("/config")).raise_for_status().json()
    names = {one["id"]: one["props"].get("elem_id") for one in config["components"]}
    found: dict[str, int] = {}
    for one in config["dependencies"]:
        for target, event in one["targets"]:
            name = f"{names.get(target)}.{event}" if names.get(target) else event
            found[name] = one["id"]  # of the two that run when a page loads, the later one follows the conversation
    return found


async def stream_at_once(client: httpx.AsyncClient, events: dict[str, int]) -> dict[str, tuple[float, float]]:
    """Ask on as many pages at once: by number of the question, when it was asked and when the first text was there."""
    seen: dict[str, tuple[float, float]] = {}

    async def one(number: int) -> None:
        asked, first = time.time(), 0.0
        async for moment, line in Browser(client, events).does("ask.submit", QUESTION.format(number=number), None):
            if not first and "growing" in line:
                first = moment
        seen[str(number)] = (asked, first)

    await asyncio.gather(*(one(number) for number in range(AT_ONCE)))
    return seen


async def open_and_close(client: httpx.AsyncClient, events: dict[str, int], ids: list[str], *, count: int) -> None:
    """Open conversations one after the other, each on a page of its own that is closed again."""
    for number in range(count):
        conversation = ids[number % len(ids)]
        async with client.stream("GET", f"/?conversation={conversation}") as page:
            await page.aread()
        async for _ in Browser(client, events).does("load", None, query=f"?conversation={conversation}"):
            pass


def say(line: str) -> None:
    """One line of figures."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def resident(process: int) -> float:
    """MB of memory a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def percentile(values: list[float], share: float) -> float:
    """The value that so many are not above."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


async def main(library: Path, address: str, process: int, told: Path) -> None:
    """Measure, and say so."""
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=httpx.Limits(max_connections=100)) as client:
        events = await events_of(client)
        async for _ in Browser(client, events).does("ask.submit", QUESTION.format(number=99), None):  # the first answer loads much
            pass
        seen = await stream_at_once(client, events)
        model_told = {number: (arrived, sent) for number, arrived, sent in map(json.loads, told.read_text().splitlines()[1:])}
        behind = [first - model_told[number][1] for number, (_, first) in seen.items()]
        with AnswerStore(library / ANSWERS_FILE) as store:
            ids = [one.id for one in store.conversations(limit=100)]
            kept = [store.conversation(one)[0] for one in ids]
        whole = sum(one.state == "done" and len(answer_of(one).sentences) > 0 for one in kept)
        say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        say(f"{AT_ONCE} at once: {whole - 1} whole answers kept, {sum(first > 0 for _, first in seen.values())} pages saw them grow")
        p50, p95 = (percentile(behind, share) * 1000 for share in (0.5, 0.95))
        say(f"first text on the page behind the first token of the model: p50 {p50:.0f} ms, p95 {p95:.0f} ms")
        await open_and_close(client, events, ids, count=WARM)
        before = resident(process)
        await open_and_close(client, events, ids, count=OPENED)
        await asyncio.sleep(2)
        say(f"memory: {before:.0f} MB after {WARM} conversations opened, {resident(process):.0f} MB after {OPENED} more")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        path, told_by_model = Path(directory) / "library", Path(directory) / "model.txt"
        assert run("index", "--samples", "--library", path).exit_code == 0
        with told_by_model.open("w") as output, subprocess.Popen([sys.executable, "-c", MODEL], stdout=output) as writing:
            while not told_by_model.read_text():
                time.sleep(0.1)
            command = [sys.executable, "-c", SERVING, str(path), told_by_model.read_text().strip()]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
                try:
                    announced = re.search(r"http://[\d.:]+", server.stdout.readline() if server.stdout else "")
                    asyncio.run(main(path, announced[0] if announced else "", server.pid, told_by_model))
                finally:
                    server.terminate()
                    writing.terminate()
