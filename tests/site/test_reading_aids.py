"""Reading aids in a real browser: link previews, abbreviations, citations, wide formulas, print."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import WIDTHS, open_page, protruding
from tests.helpers.folder import Folder
from tests.helpers.records import topic_text

PATCH = "learn/medicine/questions/what-can-a-patchclamp-recording-show-about-a-single-ion-channel/"
NERNST = "learn/medicine/questions/how-is-the-equilibrium-potential-of-an-ion-calculated-with-the-nernst-equation/"


@pytest.mark.parametrize("width", WIDTHS)
def test_every_internal_link_has_a_preview(browser: Browser, own_site: Path, serve_folder: Any, width: int) -> None:
    """A preview shows the first sentences of the answer, and its title if the link text differs. It loads on demand."""
    page = open_page(browser, width)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(serve_folder(own_site, "/repo/") + PATCH)
    assert not any("previews" in url for url in requested)
    link = page.locator("section:has(#related) a").first
    link.hover()
    bubble = page.get_by_role("tooltip")
    expect(bubble).to_contain_text(re.compile(r"\w+ \w+ \w+"))
    expect(bubble.locator("strong")).to_have_count(0)
    assert link.get_attribute("aria-describedby") == "qt-preview"
    box = bubble.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert protruding(page) == []
    bubble.hover()  # the pointer may move onto it (WCAG 1.4.13)
    expect(bubble).to_have_count(1)
    page.locator("h1").hover()
    expect(bubble).to_have_count(0)
    assert link.get_attribute("aria-describedby") is None
    page.locator(".qt-answer .qt-term").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(bubble.locator("strong")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(bubble).to_have_count(0)
    fetched = [url for url in requested if url.startswith(link.evaluate("a => a.href"))]
    link.hover()
    expect(bubble).to_have_count(1)
    assert [url for url in requested if url.startswith(link.evaluate("a => a.href"))] == fetched
    page.context.close()


def test_preview_of_an_overdue_page_shows_its_answer(browser: Browser, folder: Folder, serve_folder: Any) -> None:
    folder.add("people.yml", "ann: {name: Ann Writer}\n")
    folder.add("1.md", id=1, answer="See [that](2.md).")
    reviewed = {"reviewed_by": "ann", "last_reviewed": "2020-01-01", "review_due": "2021-01-01"}
    folder.add("2.md", id=2, answer="First words.", **reviewed)
    folder.build()
    page = open_page(browser, 1280)
    page.goto(serve_folder(folder.site) + "learn/medicine/questions/what-is-question-1/")
    page.get_by_text("that", exact=True).hover()
    expect(page.get_by_role("tooltip")).to_contain_text("First words.")
    page.context.close()


def test_links_within_the_page_and_to_other_sites_have_no_preview(
    browser: Browser, own_site: Path, serve_folder: Any
) -> None:
    """Links within the page, in the breadcrumb and to other sites have no preview, nor has a page that fails to load."""
    page = open_page(browser, 1280)
    page.clock.install()
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto(serve_folder(own_site, "/repo/") + PATCH)
    page.route("**/questions/**", lambda route: route.abort())
    for selector in (".qt-crumbs a", ".qt-toc a", "section:has(#related) a"):
        page.locator(selector).first.hover()
        page.clock.run_for(400)
        expect(page.get_by_role("tooltip")).to_have_count(0)
    assert failed == []
    page.context.close()


def test_tapping_an_abbreviation_explains_it(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(serve_folder(own_site, "/repo/") + PATCH)
    page.locator("abbr", has_text="ATP").first.tap()
    expect(page.get_by_role("tooltip")).to_have_text("adenosine triphosphate")
    context.close()


def test_citation_as_bibtex(browser: Browser, folder: Folder, serve_folder: Any) -> None:
    question = "Is 5 % of A_1 & {B} worth $3 at 10^2 ~ \\n?"
    folder.add("a.md", id=7, slug="odd", question=question, updated="2025-02-03", author="Ann & Bo")
    folder.build()
    page = open_page(browser, 390)
    page.goto(serve_folder(folder.site) + "learn/medicine/questions/odd/")
    page.get_by_text("Cite or link to this page").click()
    expect(page.locator(".qt-copy pre")).to_have_text(
        "@misc{record-7,\n  author = {{Ann \\& Bo}},\n"
        "  title = {{Is 5 \\% of A\\_1 \\& \\textbraceleft{}B\\textbraceright{} worth \\$3 at 10\\textasciicircum{}2 \\textasciitilde{} \\textbackslash{}n?}},\n"
        "  year = {2024},\n  howpublished = {QuickTakes},\n  url = {https://user.github.io/repo/q/7/},\n"
        "  note = {Version of 2025-02-03}\n}"
    )
    for _ in range(2):
        page.get_by_text("Cite or link to this page").click()
    expect(page.locator(".qt-copy")).to_have_attribute("open", "")
    expect(page.locator(".qt-copy pre")).to_have_count(1)
    page.context.close()


def test_bibtex_key_of_a_topic(browser: Browser, folder: Folder, serve_folder: Any) -> None:
    """The name of a topic may hold characters that end a BibTeX key."""
    folder.add("1.md", id=1)
    folder.add("t.md", topic_text("Na⁺/K⁺ pump, {Ménière}", url="/learn/medicine/topics/pump"))
    folder.build()
    page = open_page(browser, 390)
    page.goto(serve_folder(folder.site) + "learn/medicine/topics/pump/")
    page.get_by_text("Cite or link to this page").click()
    expect(page.locator(".qt-copy pre")).to_contain_text("@misc{topic-na-k-pump-meniere-,\n")
    page.context.close()


def test_wide_formulas_scroll_by_themselves(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    """Also after the window becomes narrower."""
    page = open_page(browser, 1280)
    page.goto(serve_folder(own_site, "/repo/") + NERNST)
    scrolling = page.locator(".qt-wide[tabindex='0'] math, .qt-math[tabindex='0'] math")
    before = scrolling.count()
    page.set_viewport_size({"width": 320, "height": 844})
    expect(scrolling).not_to_have_count(before)
    assert protruding(page) == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_page_is_clean_and_black(browser: Browser, own_site: Path, serve_folder: Any, scheme: Any) -> None:
    page = open_page(browser, 760, scheme)
    page.goto(serve_folder(own_site, "/repo/") + PATCH)
    page.emulate_media(media="print")
    for selector in (".md-header", ".qt-crumbs", ".qt-tools", ".qt-toc", ".qt-tags"):
        for found in page.locator(selector).all():
            expect(found).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.qt-answer p')).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator(".qt-copy p")).to_be_visible()  # the permanent link of the page
    page.context.close()


def test_text_follows_the_browser_font_size(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    page = open_page(browser, 390)
    page.goto(serve_folder(own_site, "/repo/") + PATCH)
    size = "parseFloat(getComputedStyle(document.querySelector('.qt-answer p')).fontSize)"
    before = page.evaluate(size)
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.reload()
    assert page.evaluate(size) == pytest.approx(before * 2)
    assert protruding(page) == []
    page.context.close()


def test_reduced_motion_disables_transitions(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(serve_folder(own_site, "/repo/") + PATCH)
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    )
    assert moving == 0
    context.close()


def test_first_page_loads_little_and_the_next_less(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    """Gzipped, as hosts send it: 60 kB for the first page with all assets, 8 kB for the next. Features not in use
    (search, previews, study) are not loaded."""
    base = serve_folder(own_site, "/repo/")
    page = open_page(browser, 390)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url.removeprefix(base)))

    def weight(path: str) -> int:
        file = own_site / (f"{path}index.html" if path.endswith("/") or not path else path)
        return len(gzip.compress(file.read_bytes()))

    page.goto(base + NERNST)
    assert {re.sub(r"\.[0-9a-f]{8}(\.min)?\.", ".", Path(path).name) for path in requested[1:]} <= {
        "main.css", "quicktakes.css", "quicktakes.js", "icon.svg",
    }  # fmt: skip
    assert sum(map(weight, requested)) <= 60_000
    records = [path.parent.relative_to(own_site) for path in own_site.glob("learn/*/questions/*/index.html")]
    assert max(weight(f"{path}/") for path in records) <= 8_000
    page.context.close()
