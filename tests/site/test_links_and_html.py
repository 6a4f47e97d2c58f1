"""The whole built site has no broken link and valid HTML, at the root and below a path."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from tests import tools
from tests.helpers.crawl import crawl
from tests.helpers.folder import SITE_URL
from tests.helpers.sites import Kinds

UNLINKED_FOLDERS = [
    "404.html",
    "keywords/",
    "learn/medicine/questions/what-is-question-4/",
    "old/one/",
    "q/4/",
    "search/",
]
UNLINKED_FILES = [
    "404.html",
    "keywords/",
    "learn/medicine/questions/what-is-question-4.html",
    "old/one.html",
    "q/4.html",
    "search/",
]
"""Aliases and repeated records exist for old links; no page links to them."""


@pytest.mark.parametrize("prefix", ["/", "/repo/"])
@pytest.mark.parametrize("directory_urls", [True, False])
def test_site_has_no_broken_link(kinds: Kinds, serve_folder: Any, prefix: str, directory_urls: bool) -> None:
    folder = kinds(directory_urls)
    pages, dead = crawl(serve_folder(folder.site, prefix))
    assert dead == []
    base = pages[0]
    reached = {page.removeprefix(base).removesuffix("index.html") for page in pages}
    files = {str(path.relative_to(folder.site)).removesuffix("index.html") for path in folder.site.rglob("*.html")}
    unreached = sorted(unquote(file) for file in files if quote(file) not in reached)
    assert unreached == sorted(UNLINKED_FOLDERS if directory_urls else UNLINKED_FILES)


@pytest.mark.parametrize("prefix", ["/", "/repo/"])
def test_own_site_has_no_broken_link(own_site: Path, serve_folder: Any, prefix: str) -> None:
    pages, dead = crawl(serve_folder(own_site, prefix))
    assert dead == []
    assert len(pages) >= 45


def test_404_page_works_at_the_published_path(kinds: Kinds, serve_folder: Any) -> None:
    base = serve_folder(kinds(True).site, "/repo/")
    _, dead = crawl(base, "404.html")
    assert dead == []


MISTAKEN = re.compile(
    r"Resource violates Content Security Policy \(meta tag\): [a-z ]+ “(?!(?:https?:)?//)|Inline script violates"
)
"""Messages to ignore: the checker reads files, none of which match the policy's ``'self'``, and treats JSON-LD as a script,
which browsers and the specification do not. Other tests cover both, in a browser and for inline scripts."""


def validate(paths: list[Path]) -> list[str]:
    """Run the Nu Html Checker once on all files; return its messages, each with its page."""
    java = tools.java()
    assert java is not None, "run `make test`, which gets Java and the checker"
    assert tools.VNU.is_file(), "run `make test`, which gets Java and the checker"
    fast = ["-Xss16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    command = [java, *fast, "-jar", str(tools.VNU), "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=True)
    messages = json.loads(done.stdout)["messages"]
    found = [m for m in messages if m["type"] != "info" or m.get("subType") == "warning"]
    found = [m for m in found if not MISTAKEN.match(m["message"])]
    return [f"{m['url'].removeprefix('file:')}:{m.get('lastLine')}: {m['message']}" for m in found]


def test_every_page_is_valid_html(own_site: Path, kinds: Kinds, tmp_path: Path) -> None:
    """All pages in one run, because each start of Java takes seconds. An invalid page shows that the checker reports."""
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><html lang=en><title>x</title><p><div></p><img src=x>")
    pages = [bad, *sorted(own_site.rglob("*.html"))]
    for site in (kinds(True).site, kinds(False).site):
        alike = {page for name in ("*question-1[1-5]?*", "*/q/1[1-5]?*") for page in site.rglob(name)}
        pages += sorted(page for page in site.rglob("*.html") if not alike & {page, *page.parents})
    assert len(pages) > 200
    found = validate(pages)
    assert len([message for message in found if message.startswith(f"{bad}:1: ")]) >= 2
    assert [message for message in found if not message.startswith(str(bad))] == []


def test_crawler_can_fail(tmp_path: Path, serve_folder: Any) -> None:
    (tmp_path / "index.html").write_text('<a href="gone/">x</a><a href="#nope">y</a><a href="/up">z</a>')
    _, dead = crawl(serve_folder(tmp_path, "/repo/"))
    assert len(dead) == 3


def test_own_pages_stay_small(own_site: Path) -> None:
    sizes = sorted(path.stat().st_size for path in own_site.glob("learn/*/questions/*/index.html"))
    assert sizes[len(sizes) // 2] < 16_000
    assert SITE_URL in (own_site / "sitemap.xml").read_text()
