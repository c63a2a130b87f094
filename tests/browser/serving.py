"""A server over any engine, in a thread of the test's own process."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from fastapi import FastAPI

from index.settings import Settings
from ui.conversation import Engine
from ui.server import create_app

SECONDS = 30.0


async def build_app(engine: Engine) -> FastAPI:
    """The application, built inside an event loop: outside of one, Gradio opens a loop for each of its locks."""
    return create_app(engine, settings=Settings(port=0))


@contextmanager
def serving(engine: Engine) -> Iterator[str]:
    """The address of a server over ``engine``."""
    ready = threading.Event()
    servers: list[uvicorn.Server] = []

    class Server(uvicorn.Server):
        async def startup(self, sockets: object = None) -> None:
            await super().startup()
            ready.set()

    async def serve() -> None:
        config = uvicorn.Config(await build_app(engine), port=0, log_level="warning", timeout_graceful_shutdown=1)
        servers.append(Server(config))
        await servers[0].serve()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    if not ready.wait(SECONDS):
        pytest.fail("the server did not start")
    yield f"http://127.0.0.1:{servers[0].servers[0].sockets[0].getsockname()[1]}"
    servers[0].should_exit = True
    thread.join(SECONDS)
