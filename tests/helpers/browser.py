"""Functions that open and measure pages in a real browser."""

from __future__ import annotations

import re
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, ViewportSize

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (390, 1280)


def open_page(browser: Browser, width: int, scheme: Scheme = "light", javascript: bool = True) -> Page:
    size: ViewportSize = {"width": width, "height": 844}
    context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=javascript)
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


_PROTRUDING = """() => {
  const edge = document.documentElement.clientWidth, excess = document.documentElement.scrollWidth - edge;
  const scrolls = (element) => element !== document.body && getComputedStyle(element).overflowX !== "visible";
  const within = (node) => node && node !== document.body && (scrolls(node) || within(node.parentElement));
  const right = (node) => { const range = document.createRange(); range.selectNode(node); return range.getBoundingClientRect().right; };
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT), found = [];
  while (excess > 0 && nodes.nextNode()) {
    const node = nodes.currentNode;
    if (right(node) >= edge + 1 && !within(node.parentElement)) found.push(`${right(node) - edge}: ${(node.outerHTML ?? node.data).slice(0, 120)}`);
  }
  return excess > 1 && !found.length ? [`the page, by ${excess}`] : found;
}"""


def protruding(page: Page) -> list[str]:
    """List what makes the page scroll sideways: elements and texts that end a CSS pixel or more beyond its right edge.

    Each is measured alone, because the page's own width is rounded and a fraction of a pixel can add one.
    """
    found: list[str] = page.evaluate(_PROTRUDING)
    return found


def below(*parts: Locator) -> None:
    """Check that the parts of a page are visible, one below the other, and within its width."""
    edge = 0.0
    for part in parts:
        box = part.bounding_box()
        assert box is not None, f"{part} is not visible"
        assert box["height"] > 0, part
        assert box["y"] >= edge - 1, f"{part} begins at {box['y']}, above the end of the part before it at {edge}"
        assert box["x"] >= 0, part
        assert box["x"] + box["width"] <= part.page.evaluate("document.documentElement.clientWidth") + 1, part
        edge = box["y"] + box["height"]


def is_of_the_page(said: ConsoleMessage) -> bool:
    """Whether a console message reports a fault of the page. The browser marks its own advice, such as ``[Deprecation]``."""
    return said.type in ("error", "warning") and not re.match(r"\[[A-Z][A-Za-z ]*\]", said.text)


def fractions_stand(page: Page) -> bool:
    """Whether fractions are laid out as such, in any font: each numerator ends above its denominator."""
    apart = "f => f.firstElementChild.getBoundingClientRect().bottom <= f.lastElementChild.getBoundingClientRect().top"
    fractions = page.locator("math[display=block] mfrac")
    return fractions.count() > 0 and fractions.evaluate_all(f"all => all.every({apart})") is True


def violations(page: Page) -> list[str]:
    """List the violations that axe finds, one per line: rule, help and place. (Axe does not read MathML as text: a table header
    that is a formula is not empty.)"""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
        if not (rule["id"] == "empty-table-header" and "<math" in node["html"])
    ]
