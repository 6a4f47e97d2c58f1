"""The site in a real browser: navigation, theme, layout, and script injection through every field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import SCHEMES, WIDTHS, below, fractions_stand, is_of_the_page, open_page, protruding
from tests.helpers.every_kind import one_of_each
from tests.helpers.folder import Folder
from tests.helpers.records import related_entry
from tests.helpers.sites import Kinds

PROTRUDING = [
        ("<p style='width: 391.25px'>wide</p>", "1.2"), ("<p style='width: 390.6px'>rounded</p>", ""),
        ("<p>Tetraiodophenolphthalein" + "phenol" * 20 + "</p>", "Tetraiodo"),
        ("<p style='overflow-x: auto'><span style='padding-left: 500px'>scrolled</span></p>", ""),
        ("<p style='width: 500px; overflow-x: auto'>wide itself</p>", "110"),
        ("<style>p::after { content: 'x'; display: block; width: 600px }</style><p></p>", "the page, by 210"),
]  # fmt: skip


def test_protruding_elements_are_detected(browser: Browser) -> None:
    page = open_page(browser, 390)
    for html, found in PROTRUDING:
        page.set_content(f"<!doctype html><style>* {{ margin: 0 }}</style>{html}")
        told = "\n".join(protruding(page))
        assert found in told if found else told == ""
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_home_to_subject_to_record_to_related(browser: Browser, own_site: Path, serve_folder: Any, width: int) -> None:
    base = serve_folder(own_site, "/repo/")
    page = open_page(browser, width)
    problems: list[str] = []
    requested: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if is_of_the_page(said) else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    heading, foot = page.get_by_role("heading", level=1), page.get_by_role("contentinfo")
    page.goto(base)
    below(page.get_by_role("banner"), heading, page.locator(".qt-cards"), page.locator(".qt-entries"), foot)
    page.get_by_role("link", name="Medicine", exact=True).click()
    expect(heading).to_have_text("Medicine")
    expect(page.locator(".qt-crumbs [aria-current=page]")).to_have_text("Medicine")
    expect(page.get_by_role("navigation", name="Site")).to_be_visible()
    below(page.get_by_role("banner"), page.locator(".qt-crumbs"), heading, page.locator(".qt-entries").first, foot)
    question = "How is the equilibrium potential of an ion calculated with the Nernst equation?"
    page.goto(f"{base}learn/medicine/a-z/e/")
    page.get_by_role("link", name=question).click()
    expect(heading).to_have_text(question)
    parts = (".qt-crumbs", "h1", ".qt-record .qt-meta", ".qt-answer", "section:has(#related)", ".qt-copy")
    below(page.get_by_role("banner"), *(page.locator(part).first for part in parts), foot)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert protruding(page) == []
        assert fractions_stand(page)
    page.get_by_role("region", name="Related questions").get_by_role("link").first.click()
    expect(heading).not_to_have_text(question)
    expect(page.get_by_role("region", name="Referenced by")).to_contain_text(question)
    page.get_by_text("Cite or link to this page").click()
    page.get_by_role("link", name="/q/").click()
    page.wait_for_url(re.compile(r"/learn/"))
    page.context.close()
    assert problems == []
    assert [url for url in requested if not url.startswith(base)] == []


def test_table_of_contents_leads_to_headings(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    base = serve_folder(own_site)
    path = "learn/medicine/questions/how-is-the-equilibrium-potential-of-an-ion-calculated-with-the-nernst-equation/"
    for width in WIDTHS:
        page = open_page(browser, width)
        page.goto(base + path)
        link = page.locator(".qt-toc a").last
        if width == 390:
            expect(link).not_to_be_visible()
            page.get_by_text("On this page").click()
        expect(link).to_be_visible()
        link.click()
        assert page.evaluate("document.querySelector(':target').tagName") in ("H2", "H3")
        page.context.close()


def test_chosen_theme_is_kept(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    base = serve_folder(own_site)
    page = open_page(browser, 390, "light")
    page.goto(base)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    button = page.locator(".qt-theme")
    expect(button).to_have_text("Dark")
    page.emulate_media(color_scheme="dark")  # without a choice, the system decides
    expect(button).to_have_text("Light")
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    assert light != dark
    page.goto(base + "about/")
    assert page.evaluate(paper) == dark
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(paper) == light
    page.context.close()


SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts.push([entry.value, ...entry.sources.map((one) => one.node?.className)]);
}).observe({type: "layout-shift", buffered: true})"""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_scripts_cause_no_layout_shift(browser: Browser, own_site: Path, serve_folder: Any, width: int) -> None:
    base = serve_folder(own_site)
    slow = {"offline": False, "latency": 40, "downloadThroughput": 400_000, "uploadThroughput": 400_000}
    for path in ("", "learn/medicine/topics/action-potential/", "search/?q=nernst"):
        page = open_page(browser, width)
        page.add_init_script(SHIFTS)
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", slow)
        page.goto(base + path)
        expect(page.locator(".qt-theme")).to_be_visible()
        if path.startswith("search/"):
            expect(page.get_by_label("Words to search for")).to_be_visible()
            expect(page.locator(".qt-found .qt-entries > li").first).to_be_visible()
        told = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(shifts), 50)))"
        assert page.evaluate(told) == []
        page.context.close()


CONTROLS = "button, input, select, textarea, form, [role=button], [onclick]"
READ = f"""() => {{
  document.querySelectorAll("details").forEach((one) => {{ one.open = true; }});
  const shown = (one) => one.checkVisibility({{ visibilityProperty: true }});
  const controls = [...document.querySelectorAll("{CONTROLS}")].filter(shown).map((one) => one.outerHTML.slice(0, 80));
  document.querySelectorAll("{CONTROLS}, noscript, .qt-decks").forEach((one) => {{ one.hidden = true; }});
  const links = [...document.links].filter(shown).map((one) => [one.textContent, one.href]);
  return {{ controls, links, text: document.body.innerText }};
}}"""
"""What a reader sees: controls that need scripts, links, and the text without these controls."""


def test_nothing_is_lost_without_javascript(browser: Browser, own_site: Path, kinds: Kinds, serve_folder: Any) -> None:
    """On every kind of page the same text and links are shown, and no control that needs scripts."""
    with_scripts, without = open_page(browser, 390), open_page(browser, 390, javascript=False)
    for site in (own_site, kinds(True).site):
        base = serve_folder(site, "/repo/")
        for kind, file in one_of_each(site).items():
            if "redirect" in kind:
                continue
            without.goto(base + file)
            if file == "study/index.html":
                expect(without.locator("noscript p")).to_be_visible()
                assert without.locator("noscript a").evaluate_all("all => all.every(one => one.checkVisibility())")
                assert without.locator(CONTROLS).evaluate_all("all => all.filter(one => one.checkVisibility())") == []
                continue
            if file == "search/index.html":
                expect(without.locator("noscript a")).to_be_visible()
            with_scripts.goto(base + file)
            expect(with_scripts.locator(".qt-theme")).to_be_visible()
            read = without.evaluate(READ)
            assert read["controls"] == [], file
            assert read == {**with_scripts.evaluate(READ), "controls": []}, file
    for page in (with_scripts, without):
        page.context.close()


def test_skip_link_is_the_first_focus(browser: Browser, own_site: Path, serve_folder: Any) -> None:
    page = open_page(browser, 1280)
    page.goto(serve_folder(own_site))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.wait_for_url("**/#main")
    page.context.close()


ATTACK = '<script>window.pwned=1</script><img src=x onerror="window.pwned=2">"\'><svg onload=window.pwned=3>{{7*7}}</title></textarea>'
ANSWERS = (
    ATTACK + r"\n\n$\text{<script>window.pwned=4</script>}$ $x$"
    r"\n\n[a](javascript:window.pwned=5) [b](JaVaScRiPt:window.pwned=6) [c](data:text/html,<script>window.pwned=7</script>)"
    r"\n\n<a href=javascript:window.pwned=8>click</a> [x]: javascript:window.pwned=9"
    "\\n\\n[d](https://example.org/\"onmouseover=\"window.pwned=10) ![e](/fig.png\"onerror=\"window.pwned=11)"
    r"\n\n`<script>window.pwned=12</script>`\n\n```<script>\n<script>window.pwned=13</script>\n```"
    "\\n\\n\ue0000\ue001 \ue0020\ue003 \ue004script>window.pwned=14</script>"
    r"\n\n<https://example.org/?\"onclick=window.pwned=15> &lt;script&gt;window.pwned=16&lt;/script&gt;"
)  # fmt: skip


STATE = """() => ({
  pwned: window.pwned ?? null,
  scripts: [...document.scripts].filter(s => !s.src && s.type !== "application/ld+json").length,
  json: [...document.scripts].filter(s => s.type === "application/ld+json").every(s => JSON.parse(s.text)),
  handlers: [...document.querySelectorAll("*")].flatMap(e => [...e.attributes]).filter(a => /^on/.test(a.name)).length,
  bad: [...document.querySelectorAll("[href],[src]")].filter(e => /^(javascript|data):/i.test(e.href || e.src)).length,
  foreign: document.querySelectorAll("main svg, main iframe, main textarea, main script").length,
})"""
"""Traces that a successful attack would leave on a page."""


def test_injection_through_every_field_is_inert(browser: Browser, folder: Folder, serve_folder: Any) -> None:
    folder.add("fig.png", b"")
    attacked: dict[str, Any] = {
        "question": ATTACK, "title": ATTACK, "article_title": ATTACK, "post_on_text": ATTACK, "author": ATTACK,
        "date_format": "[" + ATTACK.replace("[", "") + "] YYYY", "withdrawn": None, "subject": "Medicine",
        "seo": {"title": ATTACK, "page_description": ATTACK, "page_keywords": f"{ATTACK}, </script>"},
    }  # fmt: skip
    folder.add("a.md", id=1, **attacked, answer=ANSWERS.replace('![e](/fig.png"onerror="window.pwned=11)', "![e](/fig.png)"),
               url="/learn/medicine/questions/a", related_article1=related_entry(2),
               related_article2=related_entry(99, title=ATTACK), body=f"\n{ATTACK}\n")  # fmt: skip
    folder.add(
        "b.md",
        id=2,
        **{**attacked, "withdrawn": ATTACK},
        url="/learn/medicine/questions/b",
        related_article1=related_entry(1),
    )
    folder.add("c.md", id=3, subject="Med<script>window.pwned=17</script>", url="/learn/medicine/questions/c",
               aliases=["/old/'onload='x"])  # fmt: skip
    folder.build()
    base = serve_folder(folder.site)
    pages = sorted(path.relative_to(folder.site) for path in folder.site.rglob("*.html"))
    assert len(pages) >= 10
    page = open_page(browser, 1280)
    page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
    leading_on = [path for path in pages if 'http-equiv="refresh"' in (folder.site / path).read_text("utf-8")]
    assert len(leading_on) == 5
    for path in pages:
        if path in leading_on:
            continue
        page.goto(f"{base}{path}")
        assert page.evaluate(STATE) == {
            "pwned": None, "scripts": 0, "json": True, "handlers": 0, "bad": 0, "foreign": 0,
        }, path  # fmt: skip
    still = browser.new_context(java_script_enabled=True)
    for path in leading_on:
        text = (folder.site / path).read_text("utf-8").replace('http-equiv="refresh"', 'name="not-now"')
        look = still.new_page()
        look.set_content(text)
        state = look.evaluate(STATE)
        assert (state["pwned"], state["scripts"], state["handlers"], state["bad"]) == (None, 0, 0, 0), path
    still.close()
    page.goto(f"{base}learn/medicine/questions/a/")
    for link in page.locator("main a").all():
        link.dispatch_event("mouseover")
    assert page.title().startswith("<script>window.pwned=1</script>")
    for link in page.locator(".qt-answer a:not([href])").all():
        link.click()
    assert page.evaluate("window.pwned") is None
    page.context.close()
