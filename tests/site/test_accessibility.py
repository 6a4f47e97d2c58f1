"""Every kind of page follows axe-core's rules for WCAG 2.2 AA and best practices: narrow and light, wide and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import Scheme, open_page, protruding, violations
from tests.helpers.every_kind import every_kind, one_of_each
from tests.helpers.folder import Folder

RECORDS = "learn/medicine/questions/"
OWN = [
    "", "learn/medicine/", "learn/medicine/page/2/", "learn/medicine/a-z/", "a-z/", "a-z/w/", "a-z/topics/",
    "learn/medicine/topics/action-potential/", "learn/medicine/topics/electrocardiogram/",
    f"{RECORDS}what-can-a-patchclamp-recording-show-about-a-single-ion-channel/",
    f"{RECORDS}how-is-the-equilibrium-potential-of-an-ion-calculated-with-the-nernst-equation/",
    "about/", "search/?q=calcium", "404.html",
]  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_no_violation_on_the_own_site(
    browser: Browser, own_site: Path, serve_folder: Any, width: int, scheme: Scheme
) -> None:
    base = serve_folder(own_site, "/repo/")
    page = open_page(browser, width, scheme)
    found = []
    for path in OWN:
        page.goto(base + path)
        if path.startswith("search"):
            expect(page.locator(".qt-found li").first).to_be_visible()
        found += [f"{path}: {line}" for line in violations(page)]
    page.goto(base)
    page.keyboard.press("/")
    expect(page.locator(".qt-box input")).to_be_focused()
    page.keyboard.type("calcium")
    expect(page.locator(".qt-box [role=option]").first).to_be_visible()
    found += [f"search box: {line}" for line in violations(page)]
    page.context.close()
    assert found == []


def test_axe_finds_no_violation_on_rare_pages(browser: Browser, folder: Folder, serve_folder: Any) -> None:
    """Withdrawn and overdue records, a person's page, an opened foot; lists, tables and code of every kind."""
    every_kind(folder, True)
    folder.add("people.yml", "ann: {name: Ann, role: Nurse, url: https://example.org/ann}\n")
    folder.add(
        "full.md", id=70, slug="full", reviewed_by="ann", last_reviewed="2020-01-01", review_due="2021-01-01",
        sources=[{"title": "T", "doi": "10.1000/1"}, "B"], corrections=[{"date": "2020-01-01", "text": "X."}],
        answer="A [1], [1, 2].\\n\\n- One\\n- [x] two", provenance="model-reviewed",
    )  # fmt: skip
    folder.add("gone.md", id=71, slug="gone", withdrawn="It was wrong.")
    folder.run("build", "--site-url", "https://example.org/", "--config", str(folder.path.parent / "mkdocs.yml"))
    base = serve_folder(folder.site)
    page = open_page(browser, 390)
    found = []
    pages = one_of_each(folder.site)
    records = "learn/*/questions/*/index.html"
    kinds = (records, f"{records} (withdrawn)", "keywords/*/index.html", "people/index.html", "people/*/index.html")
    for file in ("learn/medicine/questions/full/index.html", *(pages[kind] for kind in kinds)):
        page.goto(base + file)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found += [f"{file}: {line}" for line in violations(page)]
    page.context.close()
    assert found == []


def test_nothing_is_cut_off_at_320_pixels(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    """WCAG 1.4.10 requires it; it equals a zoom of 400 % at 1280 pixels."""
    base = serve_folder(own_site, "/repo/")
    page = open_page(browser, 320)
    found = {}
    for path in OWN:
        page.goto(base + path)
        found[path] = protruding(page)
    page.context.close()
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_every_control_is_reachable_by_keyboard_with_visible_focus(
    browser: Browser, own_site: Path, serve_folder: Any
) -> None:
    page = open_page(browser, 390)
    page.goto(f"{serve_folder(own_site, '/repo/')}{OWN[9]}")
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, summary, [tabindex=\"0\"]')].filter(e => e.checkVisibility()).length"
    )
    seen = set()
    for _ in range(wanted):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
            return [[...document.querySelectorAll('*')].indexOf(e), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
                    b.width * b.height > 0]; }"""
        )
        seen.add(state[0])
        assert state[1:] == [True, True], page.evaluate("document.activeElement.outerHTML")
    assert len(seen) == wanted
    page.context.close()


def test_targets_are_large_enough(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    """WCAG 2.5.8, for every control of a record page: 24 pixels, or inline in text or lists with as much space."""
    page = open_page(browser, 390)
    page.goto(f"{serve_folder(own_site, '/repo/')}{OWN[9]}")
    small = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary')].filter(e => {
          const b = e.getBoundingClientRect();
          return e.checkVisibility() && b.height && b.height < 24 && !e.closest('.qt-answer, .qt-origin p, .md-skip, .qt-links small');
        }).map(e => e.outerHTML.slice(0, 90) + ' ' + e.getBoundingClientRect().height)"""
    )
    page.context.close()
    assert small == []


def test_formulas_have_the_math_role(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    """A screen reader gets the tree of a formula, with fractions and scripts, not a run of letters."""
    page = open_page(browser, 390)
    page.goto(f"{serve_folder(own_site, '/repo/')}{OWN[10]}")
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = {node.get("role", {}).get("value") for node in nodes if not node.get("ignored")}
    assert {"MathMLMath", "MathMLFraction", "MathMLSub"} <= roles
    page.context.close()
