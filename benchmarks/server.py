"""Serve a folder like GitHub Pages: with gzip and ten minutes of cache, but without TLS and HTTP/2."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class _Cached:
    """Adds the cache lifetime of GitHub Pages to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_lifetime(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = "max-age=600"
            await send(message)

        await self.app(scope, receive, with_lifetime)


@contextlib.contextmanager
def served(folder: Path, listening: socket.socket) -> Iterator[None]:
    """Serve the files of a folder on a bound socket during the block."""
    files = StaticFiles(directory=folder, html=True)
    middleware = [Middleware(_Cached), Middleware(GZipMiddleware, minimum_size=1000)]
    app = Starlette(routes=[Mount("/", files)], middleware=middleware)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join()
