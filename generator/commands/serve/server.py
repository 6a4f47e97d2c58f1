"""The web server of ``quicktakes serve``: a local preview with live reload, on Starlette, uvicorn and watchfiles.

Pages are made on request (see ``preview``). While the content has errors, pages show the last state without errors,
under a banner with the findings.
"""

from __future__ import annotations

import asyncio
import html
import json
import mimetypes
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Collection
from pathlib import Path

import uvicorn
import watchfiles
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from watchfiles import DefaultFilter

from generator.build.host import HostError
from generator.commands.serve import edit, guard
from generator.commands.serve.preview import Preview
from generator.commands.serve.view import EDIT
from generator.commands.shared import terminal
from generator.system import display, errors

HOST = "127.0.0.1"
_LIVE = "/__live"
_SCRIPT = Path(__file__).with_name("live.js")


def refresh(preview: Preview, paths: Collection[Path] = ()) -> None:
    """Update the preview and print its findings on the terminal."""
    try:
        preview.refresh(paths)
    except (errors.ConfigError, errors.SiteFolderError, errors.TemplateError, HostError) as error:
        preview.problem = str(error)
    except Exception as error:  # the preview must survive any edit
        display.say_crash(type(error), error, error.__traceback__)
        preview.problem = f"the site could not be built: {error!r}"
    if preview.problem:
        display.say(*preview.problem.rstrip().split("\n"), err=True)
    elif preview.view is not None:
        content = preview.view.pages.content
        prefix = f"{preview.settings.content.name}/"
        terminal.print_findings(content.findings, prefix, content.record_count)


def watch(preview: Preview, stop: threading.Event) -> None:
    """Refresh after each change of content, templates or configuration."""
    settings = preview.settings
    paths = {settings.content, settings.config_file, *settings.templates}
    seen = DefaultFilter(ignore_paths=[str(settings.state_dir)])
    for changes in watchfiles.watch(*paths, stop_event=stop, watch_filter=seen, debounce=50, step=10):
        refresh(preview, {Path(path) for _, path in changes})


def answer(preview: Preview, path: str) -> Response:
    """The response for a path: a page gets the reload script. ``/slug`` means ``slug.html``, as on GitHub Pages."""
    view = preview.view
    if view is None:
        return HTMLResponse(_no_site_yet(preview), status_code=503)
    try:
        if path and not path.endswith("/") and view.page(f"{path}/index.html") is not None:
            return RedirectResponse(f"/{path.lstrip('/')}/")
        found = next((made for name in _files(path) if (made := view.page(name)) is not None), None)
    except (OSError, ValueError):  # a name that no file can have
        found = None
    if found is None:
        return _html(view.not_found(), 404)
    if isinstance(found, Path):
        return _html(found.read_text("utf-8"), 200) if found.suffix == ".html" else FileResponse(found)
    if isinstance(found, bytes):
        return Response(found, media_type=mimetypes.guess_type(path)[0])
    return _html(found, 200)


def _files(path: str) -> list[str]:
    """The files that a path can mean."""
    return [f"{path}index.html"] if path.endswith("/") or not path else [path, f"{path}.html"]


def _html(text: str, status: int) -> HTMLResponse:
    script = f'<script src="{_LIVE}/live.js"></script></body>'
    return HTMLResponse(text.replace("</body>", script), status_code=status, headers={"cache-control": "no-store"})


def _no_site_yet(preview: Preview) -> str:
    return (
        "<!doctype html><title>No site yet</title><body><h1>The site could not be built yet</h1>"
        f"<pre>{html.escape(preview.problem)}</pre><script src='{_LIVE}/live.js'></script></body>"
    )


def application(preview: Preview, stopping: threading.Event, host: str = HOST) -> Starlette:
    """The web application of a preview; ``host`` is the one named with ``--host``."""

    async def events(request: Request) -> StreamingResponse:
        async def stream() -> AsyncIterator[str]:
            sent = ""
            page = _files(request.query_params.get("page", "").removeprefix("/"))
            while not stopping.is_set() and not await request.is_disconnected():
                here = preview.findings_for(page)
                state = json.dumps({"version": preview.version, "errors": preview.problem, "here": here})
                if state != sent:
                    sent = state
                    yield f"data: {state}\n\n"
                await asyncio.sleep(0.1)

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def script(request: Request) -> PlainTextResponse:
        return PlainTextResponse(_SCRIPT.read_text("utf-8"), media_type="text/javascript")

    token = secrets.token_urlsafe(16)

    async def editing(request: Request) -> Response:
        return await edit.edit(preview, request.path_params["path"], request, token)

    def page(request: Request) -> Response:
        return answer(preview, request.path_params["path"])

    return Starlette(
        routes=[
            Route(f"{_LIVE}/events", events),
            Route(f"{_LIVE}/live.js", script),
            Route(f"/{EDIT}/{{path:path}}", editing, methods=["GET", "POST"]),
            Route("/{path:path}", page),
        ],
        middleware=[Middleware(guard.Guard, named=host)],
    )


class _Server(uvicorn.Server):
    """A server that ends the event streams before uvicorn waits for them."""

    def __init__(self, configuration: uvicorn.Config, stopping: threading.Event, url: str) -> None:
        super().__init__(configuration)
        self.stopping = stopping
        self.url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Print the address only now: from here on, a signal stops the server."""
        await super().startup(sockets)
        display.say(f"Serving {self.url} (Ctrl+C stops)", err=True)

    def handle_exit(self, sig: int, frame: object) -> None:
        self.stopping.set()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
    except OSError as error:
        raise errors.ConfigError(f"--host {host}: {error.strerror}; name an address of this computer") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
    except OSError as error:
        listener.close()
        raise errors.ConfigError(
            f"{host}, port {port}: {error.strerror}; choose another with --port or --host"
        ) from None
    return listener


def run(config_file: Path | None, content: Path | None, port: int, host: str = HOST) -> int:
    """Serve until interrupted; returns 0. Raises ``ConfigError`` if the host or the port cannot be used."""
    with _listener(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        preview = Preview(config_file, content, f"http://{shown}:{listener.getsockname()[1]}/")
        stopping = threading.Event()
        watcher = threading.Thread(target=watch, args=(preview, stopping), daemon=True)
        try:
            refresh(preview)
            watcher.start()
            listener.listen()
            options = uvicorn.Config(
                application(preview, stopping, host),
                log_level="warning",
                lifespan="off",
                http=guard.ImpatientProtocol,
                limit_concurrency=guard.MOST,
            )
            _Server(options, stopping, preview.url).run(sockets=[listener])
        finally:
            stopping.set()
            watcher.join(timeout=5) if watcher.is_alive() else None
            preview.close()
    return 0
