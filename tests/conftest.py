"""Fixtures: an empty content folder, the own site, a static server, and a browser that is watched for violations."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import re
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from generator.commands.cli import main
from tests import tools
from tests.helpers.every_kind import every_kind
from tests.helpers.folder import ROOT, SITE_URL, Folder
from tests.helpers.sites import Kinds, once
from tests.helpers.theme import quick_theme

pytest_plugins = ["pytester"]
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
_OWN = re.compile(r"(?:http://127\.0\.0\.1:\d+/|data:|blob:|about:|file:)")
"""URLs on this machine."""


@pytest.fixture(scope="session", autouse=True)
def theme() -> Iterator[None]:
    """Builds in this process compile the theme's templates once."""
    with quick_theme():
        yield


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands keep nothing in the state folder of the user who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state-home")))
        yield


@pytest.hookimpl(tryfirst=True)  # before pytest deselects by ``-m``
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that starts Chromium: ``-m "not browser"`` leaves out exactly those."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With ``REQUIRE_BROWSER=1`` a browser test that is skipped fails."""
    report = yield
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("REQUIRE_BROWSER") == "1":
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_BROWSER=1, but this test was skipped: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count and name the skipped tests at the end."""
    skipped = sorted(report.nodeid for report in terminalreporter.stats.get("skipped", ()))
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} skipped: {', '.join(skipped)}", yellow=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """An empty content folder outside any project."""
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "records"
    content.mkdir()
    return Folder(content, tmp_path / "out")


def _own(folder: Folder) -> None:
    arguments = ["--site-dir", str(folder.site), "--state", str(folder.path.parent / "state"), "--site-url", SITE_URL]
    with contextlib.chdir(ROOT):
        assert main(["build", "--strict", *arguments]) == 0


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own content, built for a site URL with a sub-path."""
    return once(tmp_path_factory, "own", _own).site


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Kinds:
    """Two sites with every kind of page and link that the generator makes."""
    sites = {}
    for urls in (True, False):
        sites[urls] = once(tmp_path_factory, f"kinds-{urls}", functools.partial(every_kind, directory_urls=urls))
    return sites.__getitem__


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


@pytest.fixture(scope="session")
def serve_folder() -> Callable[..., str]:
    """``serve_folder(folder, prefix)`` serves files until the tests end, at the root or below a path, and returns the base
    URL. A folder has one URL for each prefix."""

    @functools.cache
    def start(folder: Path, prefix: str = "/") -> str:
        handler = functools.partial(_handler(prefix), directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}{prefix}"

    return start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, driven by Playwright: one per worker."""
    path = tools.headless()
    if path is None:
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
