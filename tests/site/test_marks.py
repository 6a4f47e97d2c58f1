"""Which tests need a browser, what the end of a run says about skipped tests, and sites that tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.folder import ROOT, Folder
from tests.helpers.sites import once

CONFTEST = """
import pytest
from tests.conftest import pytest_collection_modifyitems, pytest_runtest_makereport, pytest_terminal_summary

@pytest.fixture
def browser(): pytest.skip("no Chromium here")

@pytest.fixture
def page(browser): pass
"""
TESTS = """
import pytest

def test_direct(browser): pass
def test_by_a_fixture(page): pass
def test_without(): pass
def test_skipped(): pytest.skip("another reason")
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """Four tests under the hooks of this project: two need a browser."""
    pytester.makeini("[pytest]\nmarkers = browser\naddopts = -p no:cacheprovider --strict-markers")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_it=TESTS)
    return pytester


def test_not_browser_leaves_out_every_test_that_uses_one(suite: pytest.Pytester) -> None:
    result = suite.runpytest_inprocess("-m", "not browser")
    result.assert_outcomes(passed=1, skipped=1, deselected=2)


def test_skipped_tests_are_counted_and_named(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    result = suite.runpytest_inprocess()
    result.assert_outcomes(passed=1, skipped=3)
    names = ", ".join(f"test_it.py::{name}" for name in ("test_by_a_fixture", "test_direct", "test_skipped"))
    assert f"3 skipped: {names}" in result.outlines


def test_skipped_browser_test_fails_if_a_browser_is_required(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    result = suite.runpytest_inprocess()
    outcomes = result.parseoutcomes()
    assert (outcomes["passed"], outcomes["skipped"]) == (1, 1)
    assert outcomes.get("failed", 0) + outcomes.get("errors", 0) == 2
    result.stdout.fnmatch_lines(["*REQUIRE_BROWSER=1*no Chromium here*"])


def test_only_the_fixture_starts_a_browser() -> None:
    starting = [path for path in (ROOT / "tests").rglob("*.py") if "sync_playwright(" in path.read_text("utf-8")]
    assert [path.relative_to(ROOT) for path in starting if path != Path(__file__)] == [Path("tests/conftest.py")]


def test_shared_site_is_built_once_for_all_workers(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Folder] = []
    base = tmp_path_factory.mktemp("run")
    for worker in ("gw0", "gw1", "gw0"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        monkeypatch.setattr(tmp_path_factory, "_basetemp", base / f"popen-{worker}")
        assert once(tmp_path_factory, "shared", built.append).path == base / "shared" / "records"
    assert len(built) == 1
