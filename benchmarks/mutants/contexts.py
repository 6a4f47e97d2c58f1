"""Pytest plugin of the coverage map: names the running test to coverage.py, and records what each test costs.

Lines that run while a fixture of a module or the session is built belong to every test that uses the fixture, so such a
fixture is a context of its own. Results remembered by ``lru_cache`` are forgotten before each test: otherwise only the
first test would run the remembered function.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

FIXTURE = "fixture:"
VARIABLE = "MUTANTS_CONTEXT"
"""The variable from which child processes read their context."""


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _shared(item: pytest.Item) -> list[str]:
    """Return the contexts of the fixtures that this test shares with others."""
    found: dict[str, Any] = getattr(item, "_fixtureinfo").name2fixturedefs  # noqa: B009 (pytest has no public way)
    return [_context(each[-1]) for each in found.values() if each and each[-1].scope != "function"]


def _context(fixture: Any) -> str:
    return f"{FIXTURE}{fixture.baseid}::{fixture.argname}"


def _forget() -> None:
    """Clear all ``lru_cache`` results of the package."""
    for name, module in list(sys.modules.items()):
        if name.startswith("generator."):
            for value in vars(module).values():
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


class Contexts:
    """Switches the context of coverage.py, and collects costs in seconds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tests: dict[str, dict[str, Any]] = {}
        self.fixtures: dict[str, float] = {}
        self.current: list[str] = [""]
        self.on_fixtures = 0.0

    @contextmanager
    def context(self, name: str) -> Iterator[None]:
        self.current.append(name)
        self._switch()
        yield
        self.current.pop()
        self._switch()

    def _switch(self) -> None:
        os.environ[VARIABLE] = self.current[-1]
        measured = Coverage.current()
        if measured is not None:
            measured.switch_context(self.current[-1])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        _forget()
        self.on_fixtures, cpu, clock = 0.0, _cpu(), time.monotonic()
        shared = _shared(item)
        self.tests[item.nodeid] = {"fixtures": shared, "passed": False}
        with self.context(item.nodeid):
            result = yield
        # A browser's processor time is not known before it ends.
        in_browser = any(name.endswith("::browser") for name in shared)
        spent = time.monotonic() - clock if in_browser else _cpu() - cpu
        self.tests[item.nodeid]["cost"] = round(max(0.0, spent - self.on_fixtures), 4)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        if fixturedef.scope == "function":
            return (yield)
        started, before = time.monotonic(), self.on_fixtures
        with self.context(_context(fixturedef)):
            result = yield
        spent = time.monotonic() - started
        self.on_fixtures = before + spent
        self.fixtures[_context(fixturedef)] = round(spent, 4)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid in self.tests and (report.failed or report.when == "call"):
            self.tests[report.nodeid]["passed"] = report.passed

    def pytest_sessionfinish(self) -> None:
        found = {"tests": self.tests, "fixtures": self.fixtures}
        (self.folder / f"tests-{os.getpid()}.json").write_text(json.dumps(found), "utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin where tests run: in the workers of pytest-xdist, or in a run without any."""
    if os.environ.get("PYTEST_XDIST_WORKER") or not config.getoption("numprocesses", None):
        config.pluginmanager.register(Contexts(Path(os.environ["MUTANTS_FOLDER"])))
