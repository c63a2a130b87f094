"""Load on the chat: ``python -m tests.load_chat``. Twenty conversations stream at once from a model at 40 tokens a second, several
times; five hundred are opened and closed. The server is a process of its own, and so is the model; figures go to the output.

``--beside DIR`` measures another checkout by turns with this one. The floor is what a client without a page sees of the same model under
the same load."""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from index.catalog.answers import ANSWERS_FILE, AnswerStore
from rag.kept import answer_of
from tests.cli import run

AT_ONCE, OPENED, WARM = 20, 500, 100
QUESTION = "Who won the tender for the tidal power station in Tarsan Bay? (number {number})"
HERE = Path(__file__).parent.parent

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


class Model(NamedTuple):
    """The model that writes.

    Attributes:
        address: Where it is.
        told: The file with what it said.
    """

    address: str
    told: Path

    def first_tokens(self) -> dict[str, float]:
        """By the number of the question, when the first token of its latest answer was sent."""
        return {number: sent for number, _, sent in map(json.loads, self.told.read_text().splitlines()[1:])}


class Served(NamedTuple):
    """The page, served by a process from the code of a checkout."""

    name: str
    library: Path
    address: str
    process: int


class Round(NamedTuple):
    """Twenty conversations at once.

    Attributes:
        behind: By question, milliseconds from the first token of the model to the first text on the page.
        before_model: Seconds from the first question to the first token of the last answer: what all searches took.
        blocks: How many times text was sent to a page.
        processor: Milliseconds of the processor that the server took.
    """

    behind: tuple[float, ...]
    before_model: float
    blocks: int
    processor: float


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


async def stream_at_once(client: httpx.AsyncClient, events: dict[str, int]) -> tuple[dict[str, float], int]:
    """Ask on as many pages at once: by number of the question, when the first text was there; and how often text came."""
    seen: dict[str, float] = {}
    blocks = 0

    async def one(number: int) -> None:
        nonlocal blocks
        async for moment, line in Browser(client, events).does("ask.submit", QUESTION.format(number=number), None):
            if "growing" in line or "sentence verdict" in line:
                seen.setdefault(str(number), moment)
                blocks += 1

    await asyncio.gather(*(one(number) for number in range(AT_ONCE)))
    return seen, blocks


async def floor(model: Model) -> tuple[float, ...]:
    """What twenty clients at once that do nothing but read see of the model, in milliseconds behind its first token."""
    seen: dict[str, float] = {}

    async def one(client: httpx.AsyncClient, number: int) -> None:
        body = {"messages": [{"role": "user", "content": QUESTION.format(number=number)}]}
        async with client.stream("POST", f"{model.address}/chat/completions", json=body) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    seen.setdefault(str(number), time.time())

    async with httpx.AsyncClient(timeout=120, limits=httpx.Limits(max_connections=100)) as client:
        await asyncio.gather(*(one(client, number) for number in range(AT_ONCE)))
    sent = model.first_tokens()
    return tuple((moment - sent[number]) * 1000 for number, moment in seen.items())


async def open_and_close(client: httpx.AsyncClient, events: dict[str, int], ids: list[str], *, count: int) -> None:
    """Open conversations one after the other, each on a page of its own that is closed again."""
    for number in range(count):
        conversation = ids[number % len(ids)]
        async with client.stream("GET", f"/?conversation={conversation}") as page:
            await page.aread()
        async for _ in Browser(client, events).does("load", None, query=f"?conversation={conversation}"):
            pass


async def stream_round(served: Served, model: Model) -> Round:
    """Twenty conversations at once."""
    async with _client(served) as client:
        events = await events_of(client)
        processor, begun = processor_time(served.process), time.time()
        seen, blocks = await stream_at_once(client, events)
    sent = model.first_tokens()
    behind = tuple((moment - sent[number]) * 1000 for number, moment in seen.items())
    before = max(sent[number] for number in seen) - begun
    return Round(behind, before, blocks, processor_time(served.process) - processor)


async def memory(served: Served, ids: list[str]) -> None:
    """Say how much the server grows when conversations are opened and closed."""
    async with _client(served) as client:
        events = await events_of(client)
        await open_and_close(client, events, ids, count=WARM)
        before = resident(served.process)
        await open_and_close(client, events, ids, count=OPENED)
        await asyncio.sleep(2)
    say(f"memory: {before:.0f} MB after {WARM} conversations opened, {resident(served.process):.0f} MB after {OPENED} more")


async def main(pages: list[Served], model: Model, *, rounds: int, opened: bool) -> None:
    """Measure, and say so."""
    for page in pages:  # the first answers load much
        for number in (97, 98, 99):
            async with _client(page) as client:
                async for _ in Browser(client, await events_of(client)).does("ask.submit", QUESTION.format(number=number), None):
                    pass
    done: dict[str, list[Round]] = {page.name: [] for page in pages}
    floors: list[float] = []
    for _ in range(rounds):
        floors += await floor(model)
        for page in pages:
            done[page.name].append(await stream_round(page, model))
    say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {rounds} times {AT_ONCE} at once; milliseconds")
    say(f"floor: first token at a client without a page: p50 {percentile(floors, 0.5):.0f}, p95 {percentile(floors, 0.95):.0f}")
    for page in pages:
        _tell(page, done[page.name])
    if opened:
        await memory(pages[0], [one.id for one in kept(pages[0])])


def _tell(page: Served, done: list[Round]) -> None:
    behind = [one for each in done for one in each.behind]
    p50, p95 = percentile(behind, 0.5), percentile(behind, 0.95)
    say(f"{page.name}: first text behind the first token of the model: p50 {p50:.0f}, p95 {p95:.0f}")
    blocks = sum(each.blocks for each in done)
    processor = sum(each.processor for each in done)
    searched = ", ".join(f"{each.before_model:.1f}" for each in done)
    say(f"  {len(behind)} pages saw them grow, {blocks} times in all; {searched} s until the last answer began")
    say(f"  processor of the server: {processor / len(behind):.0f} for an answer, {processor / blocks:.1f} for each time it grew")
    whole = sum(each.whole for each in kept(page))
    say(f"  {whole - 3} whole answers kept")


class Kept(NamedTuple):
    """One conversation, and whether its answer is whole."""

    id: str
    whole: bool


def kept(page: Served) -> tuple[Kept, ...]:
    """The conversations that a server has kept."""
    with AnswerStore(page.library / ANSWERS_FILE) as store:
        answers = [(one.id, store.conversation(one.id)[0]) for one in store.conversations(limit=1_000)]
    return tuple(Kept(name, one.state == "done" and len(answer_of(one).sentences) > 0) for name, one in answers)


def _client(served: Served) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=served.address, timeout=120, limits=httpx.Limits(max_connections=100))


def say(line: str) -> None:
    """One line of figures."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def resident(process: int) -> float:
    """MB of memory a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def processor_time(process: int) -> float:
    """Milliseconds of the processor a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    """The value that so many are not above."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


@contextmanager
def writing(directory: Path) -> Iterator[Model]:
    """The model, for as long as the block runs."""
    told = directory / "model.txt"
    with told.open("w") as output, subprocess.Popen([sys.executable, "-m", "tests.servers.paced"], stdout=output, cwd=HERE) as process:
        try:
            while not told.read_text().endswith("\n"):
                time.sleep(0.1)
            yield Model(told.read_text().strip(), told)
        finally:
            process.terminate()


@contextmanager
def page_of(checkout: Path, directory: Path, model: Model) -> Iterator[Served]:
    """The page as a checkout serves it, over a library of its own with the samples."""
    library = directory / f"library-{uuid.uuid4().hex[:6]}"
    assert run("index", "--samples", "--library", library).exit_code == 0
    command = [sys.executable, "-c", SERVING, str(library), model.address]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)}
    ) as server:
        try:
            announced = re.search(r"http://[\d.:]+", server.stdout.readline() if server.stdout else "")
            yield Served(str(checkout), library, announced[0] if announced else "", server.pid)
        finally:
            server.terminate()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--beside", type=Path, help="another checkout, measured by turns with this one")
    parser.add_argument("--no-memory", action="store_true", help="do not open and close conversations")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        written = stack.enter_context(writing(Path(temporary)))
        checkouts = [HERE, *([options.beside.resolve()] if options.beside else [])]
        served = [stack.enter_context(page_of(checkout, Path(temporary), written)) for checkout in checkouts]
        asyncio.run(main(served, written, rounds=options.rounds, opened=not options.no_memory))
