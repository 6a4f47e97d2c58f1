"""Drawings in a browser: a clean one looks like the original, and no part of it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.content.svg.cleaner import clean
from tests.helpers.browser import open_page
from tests.helpers.folder import ROOT, Folder

DRAWINGS = sorted((ROOT / "tests" / "fuzz" / "corpus" / "svg").glob("*.svg"))
HONEST = [path for path in DRAWINGS if path.stem not in ("hostile", "mermaid-html")]
"""The others lose HTML and scripts."""
ATTACK = """<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99" onload="localStorage.pwned=1"
  xmlns:x="http://www.w3.org/2000/svg"><x:script>localStorage.pwned=2</x:script><a href="javascript:localStorage.pwned=3">
  <rect width="99" height="99"/></a><set attributeName="onload" to="localStorage.pwned=4"/><foreignObject width="9" height="9">
  <iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:top.localStorage.pwned=5"/></foreignObject></svg>"""


@pytest.mark.parametrize("path", HONEST, ids=lambda path: path.stem)
def test_a_clean_drawing_looks_like_the_original(browser: Browser, tmp_path: Path, path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(path.read_bytes())
    (tmp_path / "b.svg").write_bytes(clean(path.read_bytes()).data)
    page = open_page(browser, 390)
    shown = []
    for name in ("a.svg", "b.svg"):
        page.goto(f"file://{tmp_path}/{name}")
        shown.append(page.screenshot(animations="disabled"))
    assert shown[0] == shown[1]
    assert len(shown[0]) > 1500  # an empty page is smaller


def test_an_opened_drawing_runs_nothing(folder: Folder, browser: Browser, serve_folder: Callable[..., str]) -> None:
    folder.add("a.md", id=1, answer="See the [large picture](heart.svg).")
    folder.add("heart.svg", ATTACK)
    folder.build()
    page = open_page(browser, 390)
    page.goto(f"{serve_folder(folder.site)}learn/medicine/questions/what-is-question-1/")
    page.get_by_text("large picture").click()
    page.wait_for_url("**/heart.svg")
    page.locator("rect").click()
    assert page.evaluate("localStorage.getItem('pwned')") is None
