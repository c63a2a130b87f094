"""A server over any engine, in a thread of the test's own process."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI

from index.settings import Settings
from ui.auth.door import Door
from ui.auth.opening import trusted_proxies
from ui.conversation import Engine
from ui.listening import Server, address_of, listen
from ui.server import create_app

SECONDS = 120.0  # building the pages takes long where every core is busy


async def build_app(engine: Engine, settings: Settings | None = None, door: Door | None = None) -> FastAPI:
    """The application, built inside an event loop: outside of one, Gradio opens a loop for each of its locks."""
    return create_app(engine, settings=settings or Settings(port=0), door=door)


@contextmanager
def serving(engine: Engine, settings: Settings | None = None, door: Door | None = None) -> Iterator[str]:
    """The address of a server over ``engine``; without settings, the default ones."""
    ready = threading.Event()
    servers: list[Server] = []
    failures: list[BaseException] = []

    async def serve() -> None:
        app = await build_app(engine, settings, door)
        servers.append(Server(app, ready=ready.set, proxies=trusted_proxies(settings or Settings())))
        await servers[0].serve(sockets=[listener])

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # noqa: BLE001  it is raised in the thread of the test
            failures.append(error)
            ready.set()

    listener = listen("127.0.0.1", 0)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    if not ready.wait(SECONDS):
        pytest.fail("the server did not start")
    if failures:
        raise failures[0]
    try:
        yield address_of(listener).rstrip("/")
    finally:
        servers[0].should_exit = True
        thread.join(SECONDS)
        listener.close()
