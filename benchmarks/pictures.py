"""``make pictures``: take the README's screenshots of a build of the content."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Page, sync_playwright

from benchmarks.server import served
from generator.commands.cli import main as quicktakes
from tests import tools

FOLDER = Path(__file__).parent.parent / ".github" / "pictures"
RECORDS = "learn/medicine/questions/"


class Picture(NamedTuple):
    """A screenshot: page, width of the window, colour scheme, and selectors to click first."""

    path: str
    width: int
    scheme: Literal["light", "dark"] = "light"
    clicks: tuple[str, ...] = ()


PICTURES = {
    "record": Picture(f"{RECORDS}how-is-the-equilibrium-potential-of-an-ion-calculated-with-the-nernst-equation/", 390),
    "record-dark": Picture(f"{RECORDS}what-are-the-steps-of-the-crossbridge-cycle/", 390, "dark"),
    "study": Picture("learn/medicine/topics/neuromuscular-junction/", 390, clicks=("a[href*='study/#']", ".qt-show")),
    "topic": Picture("learn/medicine/topics/neuromuscular-junction/", 1280),
}


def take(page: Page, base: str, picture: Picture, file: Path) -> None:
    """Take the screenshot of the visible part of a page."""
    page.goto(base + picture.path)
    for selector in picture.clicks:
        page.locator(selector).first.click()
    page.wait_for_timeout(300)  # wait for what a click opens
    page.screenshot(path=file)


def main() -> int:
    """Build the site and write all screenshots."""
    chromium = tools.chromium()
    if chromium is None:
        raise SystemExit("no Chromium found on this machine")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, socket.create_server(("127.0.0.1", 0)) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        site = Path(work) / "site"
        if quicktakes(["build", "--site-dir", str(site), "--state", f"{work}/state", "--site-url", base]):
            return 1
        with served(site, listening), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for name, picture in PICTURES.items():
                size = {"width": picture.width, "height": 844 if picture.width < 800 else 760}
                context = browser.new_context(viewport=size, color_scheme=picture.scheme)  # type: ignore[arg-type]
                take(context.new_page(), base, picture, FOLDER / f"{name}.png")
                context.close()
            browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
