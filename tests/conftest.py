"""Fixtures: an empty content folder, the own site, a static server, and a browser that is watched for violations."""

from __future__ import annotations

import functools
import http.server
import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from generator.commands.cli import main
from tests import tools
from tests.helpers.folder import ROOT, SITE_URL, Folder
from tests.helpers.theme import quick_theme

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
_OWN = re.compile(r"(?:http://127\.0\.0\.1:\d+/|data:|blob:|about:|file:)")
"""URLs on this machine."""


@pytest.fixture(scope="session", autouse=True)
def theme() -> Iterator[None]:
    """Builds in this process compile the theme's templates once."""
    with quick_theme():
        yield


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """An empty content folder outside any project."""
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "records"
    content.mkdir()
    return Folder(content, tmp_path / "out")


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own content, built once for a site URL with a sub-path."""
    folder = tmp_path_factory.mktemp("own")
    site = folder / "site"
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        arguments = ["--site-dir", str(site), "--state", str(folder / "state"), "--site-url", SITE_URL]
        assert main(["build", "--strict", *arguments]) == 0
    finally:
        os.chdir(here)
    return site


class _Quiet(http.server.SimpleHTTPRequestHandler):
    prefix = "/"

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.prefix):
            return os.devnull + "/none"
        return super().translate_path("/" + path[len(self.prefix) :])

    def log_message(self, format: str, *args: Any) -> None:
        pass


@functools.cache
def _handler(prefix: str) -> type[_Quiet]:
    return type("Handler", (_Quiet,), {"prefix": prefix})


@pytest.fixture
def serve_folder() -> Iterator[Any]:
    """``serve_folder(folder, prefix)`` starts a static server, at the root or below a path, and returns its base URL."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path, prefix: str = "/") -> str:
        handler = functools.partial(_handler(prefix), directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}{prefix}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright. With ``REQUIRE_BROWSER=1`` a missing Chromium is a failure."""
    path = tools.chromium()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, but there is no Chromium on this machine")
        pytest.skip("*** NO CHROMIUM ON THIS MACHINE: browser tests skipped ***")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


_TELL = """document.addEventListener("securitypolicyviolation", event =>
  console.error(`Content Security Policy: ${event.violatedDirective} refused ${event.blockedURI} on ${document.URL}`))"""


@pytest.fixture(autouse=True)
def trespasses(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Forbidden actions of pages in any browser context of this test: requests to other sites,
    and violations of the page's Content-Security-Policy. A test fails if the list is not empty at its end."""
    seen: list[str] = []
    if "browser" not in request.fixturenames:
        yield seen
        return

    contexts: list[BrowserContext] = []

    def watch(context: BrowserContext) -> None:
        contexts.append(context)
        context.add_init_script(_TELL)
        context.on("console", lambda said: seen.append(said.text) if "Content Security Policy" in said.text else None)
        context.on("request", lambda asked: None if _OWN.match(asked.url) else seen.append(f"asked {asked.url}"))

    def watched(make: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
        def wrapped(*args: Any, **values: Any) -> BrowserContext:
            context = make(*args, **values)
            watch(context)
            return context

        return wrapped

    def page(browser: Browser, **values: Any) -> Page:
        return browser.new_context(**values).new_page()

    monkeypatch.setattr(Browser, "new_context", watched(Browser.new_context))
    monkeypatch.setattr(Browser, "new_page", page)
    yield seen
    for context in contexts:
        context.close()
    assert seen == []
