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

SECONDS = 30.0


async def build_app(engine: Engine, settings: Settings | None = None, door: Door | None = None) -> FastAPI:
    """The application, built inside an event loop: outside of one, Gradio opens a loop for each of its locks."""
    return create_app(engine, settings=settings or Settings(port=0), door=door)


@contextmanager
def serving(engine: Engine, settings: Settings | None = None, door: Door | None = None) -> Iterator[str]:
    """The address of a server over ``engine``; without settings, the default ones."""
    ready = threading.Event()
    servers: list[Server] = []

    async def serve() -> None:
        app = await build_app(engine, settings, door)
        servers.append(Server(app, ready=ready.set, proxies=trusted_proxies(settings or Settings())))
        await servers[0].serve(sockets=[listener])

    listener = listen("127.0.0.1", 0)
    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    if not ready.wait(SECONDS):
        pytest.fail("the server did not start")
    yield address_of(listener).rstrip("/")
    servers[0].should_exit = True
    thread.join(SECONDS)
    listener.close()
