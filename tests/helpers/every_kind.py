"""A site with every kind of page and link that the generator makes."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.folder import Folder
from tests.helpers.records import related_entry, topic_text

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


WORDS = "learn questions topics keywords people q a-z page search study index.html 404.html".split()
"""The parts of addresses that name a kind; all others are names of things."""


def one_of_each(site: Path) -> dict[str, str]:
    """Return the largest page of each kind: kind → file. Redirects and withdrawn records are kinds of their own."""
    found: dict[str, tuple[int, str]] = {}
    for path in sorted(site.rglob("*.html")):
        file, text = path.relative_to(site), path.read_text("utf-8")
        kind = "/".join(part if part in WORDS else "*" for part in file.parts)
        kind += " (redirect)" * ('http-equiv="refresh"' in text) + " (withdrawn)" * ('class="qt-notice"' in text)
        found[kind] = max(found.get(kind, (0, "")), (len(text), file.as_posix()))
    return {kind: file for kind, (_, file) in found.items()}
