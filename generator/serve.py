"""``quicktakes serve``: a local preview with live reload, on Starlette, uvicorn and watchfiles.

The site is built into a temporary folder of its own; when a build has errors, the last good one goes on
being served, under a banner with the findings.
"""

from __future__ import annotations

import asyncio
import html
import json
import shutil
import socket
import tempfile
import threading
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import click
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from watchfiles import DefaultFilter, watch

from generator import config, configfile, diagnostics, files
from generator.build import Build, HostError, Refused

HOST = "127.0.0.1"
_LIVE = "/__live"
_SCRIPT = configfile.PACKAGE / "preview" / "live.js"


class Preview:
    """The site as last built well, and what is wrong with the content now. ``version`` counts good builds."""

    def __init__(self, config_file: Path | None, content: Path | None, port: int) -> None:
        self.config_file = config_file
        self.content = content
        self.url = f"http://{HOST}:{port}/"
        self.settings = self.load()
        self.site = Path(tempfile.mkdtemp(prefix="quicktakes-serve-")) / "site"
        self.site.mkdir()
        self.version = 0
        self.findings = ""

    def load(self) -> config.Settings:
        """The settings as the files say now."""
        found = configfile.find_config(self.config_file, self.content)
        return config.load(found, content=self.content, site_url=self.url, preview=True)

    def build(self) -> None:
        """Build once; on errors keep the last good site and remember the findings."""
        try:
            self.settings = self.load()
            settings = config.at_site_dir(self.settings, self.site)
            run = Build(settings, hosted=True)
            problem = _run(run)
        except (configfile.ConfigError, files.SiteFolderError) as error:
            problem = str(error)
        except Exception as error:  # whatever an edit brings about, the next one must be seen
            traceback.print_exc()
            problem = f"the build failed: {error!r}"
        if problem:
            click.echo(problem.rstrip(), err=True)
        self.findings = problem
        self.version += not problem

    def state(self) -> str:
        """What the page is told, as JSON."""
        return json.dumps({"version": self.version, "findings": self.findings})

    def watch(self, stop: threading.Event) -> None:
        """Build again after each change of content, templates or configuration."""
        paths = {self.settings.content, self.settings.config_file, *self.settings.templates}
        kept = str(self.settings.state_dir)
        seen = DefaultFilter(ignore_paths=[kept])
        for _ in watch(*paths, stop_event=stop, watch_filter=seen, debounce=50, step=10):
            click.echo("Changed: building again.", err=True)
            self.build()

    def close(self) -> None:
        """Remove the preview's folder."""
        shutil.rmtree(self.site.parent, ignore_errors=True)


def _run(run: Build) -> str:
    """Build; give the findings that kept it from being published, or an empty string."""
    from generator import plugin

    prefix = f"{run.settings.content.name}/"
    try:
        run.prepare()
        outcome = plugin.run(run)
    except Refused:
        errors = [finding for finding in run.findings if finding.severity == "error"]
        return diagnostics.as_text(errors, prefix)
    except HostError as error:
        return f"the site could not be built: {error}"
    finally:
        run.discard()
    click.echo(diagnostics.as_text(run.findings, prefix), err=True, nl=False)
    click.echo(f"{outcome.pages:,} pages; {diagnostics.summary(run.findings, run.summary.records)}", err=True)
    return ""


class _Pages(StaticFiles):
    """Static files, but a page gets the reload script, and ``/slug`` finds ``slug.html`` as GitHub Pages does."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(directory=str(preview.site), html=True)
        self.preview = preview

    async def get_response(self, path: str, scope: dict[str, object]) -> Response:  # type: ignore[override]
        if not self.preview.version:
            return HTMLResponse(_first_build_failed(self.preview), status_code=503)
        if not (self.preview.site / path).exists() and (self.preview.site / f"{path}.html").is_file():
            path = f"{path}.html"
        response = await super().get_response(path, scope)
        file = getattr(response, "path", "")
        if str(file).endswith(".html"):
            text = Path(file).read_text("utf-8").replace("</body>", f'<script src="{_LIVE}/live.js"></script></body>')
            return HTMLResponse(text, status_code=response.status_code, headers={"cache-control": "no-store"})
        return response


def _first_build_failed(preview: Preview) -> str:
    return (
        "<!doctype html><title>Not built yet</title><body><h1>The site could not be built yet</h1>"
        f"<pre>{html.escape(preview.findings)}</pre><script src='{_LIVE}/live.js'></script></body>"
    )


def application(preview: Preview, stopping: threading.Event) -> Starlette:
    """The web application of a preview."""

    async def events(request: Request) -> StreamingResponse:
        async def stream() -> AsyncIterator[str]:
            sent = ""
            while not stopping.is_set() and not await request.is_disconnected():
                state = preview.state()
                if state != sent:
                    sent = state
                    yield f"data: {state}\n\n"
                await asyncio.sleep(0.1)

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def script(request: Request) -> PlainTextResponse:
        return PlainTextResponse(_SCRIPT.read_text("utf-8"), media_type="text/javascript")

    return Starlette(
        routes=[
            Route(f"{_LIVE}/events", events),
            Route(f"{_LIVE}/live.js", script),
            Mount("/", _Pages(preview)),
        ]
    )


class _Server(uvicorn.Server):
    """Tells the event streams to end before uvicorn waits for them."""

    def __init__(self, configuration: uvicorn.Config, stopping: threading.Event) -> None:
        super().__init__(configuration)
        self.stopping = stopping

    def handle_exit(self, sig: int, frame: object) -> None:
        self.stopping.set()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


def run(config_file: Path | None, content: Path | None, port: int) -> int:
    """Serve until interrupted; 0 at the end, 2 when the port is taken."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise configfile.ConfigError(f"port {port}: {error.strerror}; choose another with --port") from None
        preview = Preview(config_file, content, listener.getsockname()[1])
        stopping = threading.Event()
        watcher = threading.Thread(target=preview.watch, args=(stopping,), daemon=True)
        try:
            preview.build()
            watcher.start()
            listener.listen()
            click.echo(f"Serving {preview.url} (Ctrl+C stops)", err=True)
            options = uvicorn.Config(application(preview, stopping), log_level="warning", lifespan="off")
            _Server(options, stopping).run(sockets=[listener])
        finally:
            stopping.set()
            watcher.join(timeout=5) if watcher.is_alive() else None
            preview.close()
    return 0
