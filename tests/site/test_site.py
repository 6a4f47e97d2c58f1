"""The built site as a whole: no dead link, valid HTML, at the root and below a path."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from tests import tools
from tests.conftest import SITE_URL, Folder, related_entry
from tests.helpers.crawl import crawl
from tests.pages.test_topics import topic_text

CONFIG = """\
site_name: Every kind of page
docs_dir: records
use_directory_urls: {directory}
theme: {{name: material, font: false}}
plugins: [quicktakes]
nav:
  - About: about.md
  - First: a.md
  - More: [more.md, deep/page.md]
  - Elsewhere: https://example.org/
"""
RICH = (
    "First, [two](/learn/medicine/questions/what-is-question-2#part), [three](c.md), [about](about.md), [up](#up).\\n\\n### Up\\n"
    "1. A\\n   - b $x_1$\\n\\n   $$E = \\\\frac{RT}{zF}$$\\n2. C\\n\\n| a | b |\\n|:--|--:|\\n| 1 | `2` |\\n\\n### Up\\n```py\\nx\\n```\\n"
    "> quote\\n\\n![figure](fig.png) **b** <b>raw</b> ~~s~~ --- \\n\\n---\\n\\nEnd."
).replace("\\\\frac", "\\frac")


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
"""Aliases and records that repeat another are there for old links; nothing on the site leads to them."""


def every_kind(folder: Folder, directory_urls: bool) -> None:
    """A site with every kind of page and link that the generator makes."""
    (folder.path.parent / "mkdocs.yml").write_text(CONFIG.format(directory=str(directory_urls).lower()))
    folder.add("index.md", "# Home\n\nSee [one](a.md), [two](sub/b.md#part) and [about](about.md).\n")
    folder.add(
        "about.md",
        "---\ntitle: About us\ndescription: Who we are.\n---\n\nText, [one](a.md).\n\n## Part\n\n[up](#part)\n",
    )
    folder.add("more.md", "# More\n\n- a\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    folder.add("deep/page.md", "# Deep\n\n[home](../index.md) ![figure](../fig.png)\n")
    folder.add("fig.png", b"\x89PNG\r\n")
    folder.add(
        "a.md",
        id=1,
        answer=RICH,
        aliases=["/old/one"],
        related_article1=related_entry(2),
        related_article2=related_entry(9),
    )
    folder.add(
        "sub/b.md",
        id=2,
        subject="Health Studies",
        url="/learn/medicine/questions/what-is-question-2",
        answer="### Part\\nText.",
    )
    folder.add(
        "c.md", id=3, withdrawn="Out of date.", subject="Surgery", url="/learn/medicine/questions/what-is-question-3"
    )
    folder.add(
        "t/question.md", topic_text("Question", "## Questions\n\n[Part](nerve.md#near-2), [up](#questions-2).\n")
    )
    folder.add("t/nerve.md", topic_text("Nerve", "## Near\n\nText.\n", subject="Surgery", requires=["Question"]))
    folder.add("t/gut.md", topic_text("Gut", subject="Anatomy", synonyms=["<bowel>"]))
    folder.add("d.md", id=4, same_as=1)
    folder.add("e.md", id=5, question='Why "quotes" & <tags> in a title?', slug="é-ß")
    for number in range(100, 160):
        folder.add(f"many/{number}.md", id=number, related_article1=related_entry(number + 1))
    folder.build()


@pytest.mark.parametrize("prefix", ["/", "/repo/"])
@pytest.mark.parametrize("directory_urls", [True, False])
def test_no_dead_link(folder: Folder, serve_folder: Any, prefix: str, directory_urls: bool) -> None:
    every_kind(folder, directory_urls)
    pages, dead = crawl(serve_folder(folder.site, prefix))
    assert dead == []
    base = pages[0]
    reached = {page.removeprefix(base).removesuffix("index.html") for page in pages}
    files = {str(path.relative_to(folder.site)).removesuffix("index.html") for path in folder.site.rglob("*.html")}
    unreached = sorted(unquote(file) for file in files if quote(file) not in reached)
    assert unreached == sorted(UNLINKED_FOLDERS if directory_urls else UNLINKED_FILES)


@pytest.mark.parametrize("prefix", ["/", "/repo/"])
def test_no_dead_link_in_the_own_site(own_site: Path, serve_folder: Any, prefix: str) -> None:
    pages, dead = crawl(serve_folder(own_site, prefix))
    assert dead == []
    assert len(pages) >= 45


def test_the_404_page_works_where_it_is_published(folder: Folder, serve_folder: Any) -> None:
    every_kind(folder, True)
    base = serve_folder(folder.site, "/repo/")
    _, dead = crawl(base, "404.html")
    assert dead == []


MISTAKEN = re.compile(
    r"Resource violates Content Security Policy \(meta tag\): [a-z ]+ “(?!(?:https?:)?//)|Inline script violates"
)
"""The checker reads files, and of files it takes none for the policy's ``'self'``; it takes data (JSON-LD) for a script,
which browsers and the specification do not. Tests in a browser, and of inline scripts, have the last word."""


@pytest.fixture(scope="module")
def validate() -> Any:
    """The Nu Html Checker on a list of files; gives its messages."""
    java = tools.java()
    assert java is not None, "run `make test`, which gets Java and the checker"
    assert tools.VNU.is_file(), "run `make test`, which gets Java and the checker"

    def run(paths: list[Path]) -> list[str]:
        command = [str(java), "-Xss16m", "-jar", str(tools.VNU), "--format", "json", "--stdout", "--exit-zero-always"]
        done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=True)
        messages = json.loads(done.stdout)["messages"]
        found = [m for m in messages if m["type"] != "info" or m.get("subType") == "warning"]
        found = [m for m in found if not MISTAKEN.match(m["message"])]
        return [f"{m['url'].rsplit('/', 3)[1:]}:{m.get('lastLine')}: {m['message']}" for m in found]

    return run


@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_kind_of_page_is_valid_html(folder: Folder, validate: Any, directory_urls: bool) -> None:
    every_kind(folder, directory_urls)
    pages = [
        path
        for path in folder.site.rglob("*.html")
        if not path.match("*question-1[1-5]?*") and not path.match("*/q/1[1-5]?*")
    ]
    assert len(pages) > 20
    assert validate(pages) == []


def test_the_own_site_is_valid_html(own_site: Path, validate: Any) -> None:
    assert validate(sorted(own_site.rglob("*.html"))) == []


def test_the_validator_can_fail(tmp_path: Path, validate: Any) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><html lang=en><title>x</title><p><div></p><img src=x>")
    assert len(validate([bad])) >= 2


def test_the_crawler_can_fail(tmp_path: Path, serve_folder: Any) -> None:
    (tmp_path / "index.html").write_text('<a href="gone/">x</a><a href="#nope">y</a><a href="/up">z</a>')
    _, dead = crawl(serve_folder(tmp_path, "/repo/"))
    assert len(dead) == 3


def test_own_pages_stay_light(own_site: Path) -> None:
    sizes = sorted(path.stat().st_size for path in own_site.glob("learn/*/questions/*/index.html"))
    assert sizes[len(sizes) // 2] < 16_000
    assert SITE_URL in (own_site / "sitemap.xml").read_text()
