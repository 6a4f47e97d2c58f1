"""Markdown twins: they hold the text of their pages as Markdown, and appear and disappear with them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from generator.model import urls
from generator.model.wellformed import legal
from tests.content.answers.test_dialect import CASES, parts_of
from tests.helpers.folder import SITE_URL, Folder
from tests.helpers.records import related_entry, topic_text

OUTPUTS = "pages,listings,redirects,search,sitemap,robots,schema,feeds,llms,twins"
WITH = ("--outputs", OUTPUTS)
PAGE = "learn/medicine/questions/what-is-question-{}"


def test_twin_of_a_record(folder: Folder) -> None:
    answer = (
        r"Tight $Ca^{2+}$ and $ E_K $, costs \$5.\n### Part one\n1. **A**: b\n   - c [two](2.md#part)\n\n| x | y |\n|:--|--:|\n| `a` | $\|z\|$ |"
        r"\n```py\nprint(1)\n```\n![figure](fig.png) [out](https://example.org/a) <b>raw</b>"
    )
    folder.add("fig.png", b"\x89PNG")
    folder.add(
        "1.md",
        id=1,
        answer=answer,
        related_article1=related_entry(2),
        related_article2=related_entry(9, title="Lost [x"),
    )
    folder.add("2.md", id=2, subject="Surgery", url=f"/{PAGE.format(2)}", answer="### Part\\nText.")
    folder.build(*WITH)
    assert (
        folder.read(f"{PAGE.format(1)}.md")
        == rf"""# What is question 1?

> A description of this record, in one sentence of a usual length.

- Subject: [Medicine]({SITE_URL}learn/medicine/)
- Posted on: 2024-11-27
- Author: QuickTakes
- Reviewed: no review is recorded
- Keywords: nerve, muscle
- Source: {SITE_URL}{PAGE.format(1)}/
- Permanent link: {SITE_URL}q/1/

Tight $Ca^{{2+}}$ and $E_K$, costs \$5.

## Part one

1. **A**: b
   - c [two]({SITE_URL}{PAGE.format(2)}/#part)

| x | y |
|:--|--:|
| `a` | $\|z \|$ |

```py
print(1)
```

![figure]({SITE_URL}fig.png) [out](https://example.org/a) &lt;b>raw&lt;/b>

## Related questions

- [What is question 2?]({SITE_URL}{PAGE.format(2)}/) (Surgery)
- Lost [x

***

For study only: not medical advice, and no substitute for a clinician who knows you. In an emergency, call your local emergency number.
"""
    )
    html = folder.read(f"{PAGE.format(1)}/index.html")
    assert '<link rel="alternate" type="text/markdown" href="../what-is-question-1.md">' in html


def test_twin_names_authors_and_reviewers(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(20_000 * 86_400))
    folder.add("people.yml", "ann: {name: 'Ann *Writer*', role: neurologist}\n")
    sources: list[dict[str, object]] = [
        {"title": "A [book", "publisher": "House", "year": 2019, "isbn": "9780306406157"},
        {"title": "A paper", "url": "https://example.org/p"},
    ]
    ledger: dict[str, Any] = {
        "provenance": "model-reviewed", "reviewed_by": "ann", "last_reviewed": "2024-05-06", "review_due": "2024-06-07",
        "sources": sources, "corrections": [{"date": "2024-03-04", "text": "5 < 6."}],
    }  # fmt: skip
    folder.add("1.md", id=1, author="ann", **ledger)
    folder.add("nerve.md", topic_text("Nerve", **ledger))
    folder.build(*WITH)
    for path in (f"{PAGE.format(1)}.md", "learn/medicine/topics/nerve.md"):
        text = folder.read(path)
        assert "- Written: with a language model\n" in text
        assert (
            f"- Reviewed: 2024-05-06 by [Ann \\*Writer\\*]({SITE_URL}people/ann/), neurologist; next review was due 2024-06-07\n"
            in text
        )
        assert (
            "\n## Sources\n\n1. A [book. House, 2019. ISBN 9780306406157\n2. [A paper](https://example.org/p)\n" in text
        )
        assert "\n## Corrections\n\n- 2024-03-04: 5 < 6.\n" in text


@pytest.mark.parametrize("directory", [True, False])
def test_twins_are_next_to_their_pages(folder: Folder, directory: bool) -> None:
    config = folder.path.parent / "mine.yml"
    config.write_text(
        f"site_name: S\ntheme: {{name: material}}\nuse_directory_urls: {str(directory).lower()}\nplugins: [quicktakes]\n"
    )
    for number in range(1, 56):
        folder.add(f"{number}.md", id=number, answer="Of a nerve.")
    folder.add("w.md", id=70, withdrawn="Out of date.", answer="Old words.")
    folder.add("same.md", id=71, same_as=1)
    folder.add("draft.md", id=72, draft=True)
    folder.add("nerve.md", topic_text("Nerve", "## Work\n\nSee [one](1.md).\n", synonyms=["<cord>"], requires=["Cell"]))
    folder.add("cell.md", topic_text("Cell"))
    assert folder.run("build", "--config", str(config), *WITH) == 0
    found = folder.tree()
    assert sorted(path for path in found if path.endswith(".md")) == sorted(
        [f"{PAGE.format(n)}.md" for n in (*range(1, 56), 70)]
        + [f"learn/medicine/topics/{name}.md" for name in ("nerve", "cell")]
        + ["learn/medicine.md", "learn/medicine/page/2.md"]
    )
    withdrawn = folder.read(f"{PAGE.format(70)}.md")
    assert "This answer was withdrawn: Out of date." in withdrawn
    assert "Old words" not in withdrawn
    end = "/" if directory else ".html"
    topic = folder.read("learn/medicine/topics/nerve.md")
    assert "- Also called: &lt;cord>" in topic
    assert f"- Read first: [Cell](/learn/medicine/topics/cell{end})" in topic
    assert f"See [one](/{PAGE.format(1)}{end})." in topic
    assert "- 5 more on the page" in topic
    first = folder.read("learn/medicine.md")
    assert "- Questions: 55, page 1 of 2" in first
    assert f"- [What is question 55?](/{PAGE.format(55)}.md): A description" in first
    assert "[Cell](/learn/medicine/topics/cell.md)" in first
    assert "[Next page](/learn/medicine/page/2.md)" in first
    for path, data in found.items():
        for href in (
            re.findall(r'type="text/markdown" href="([^"]*)"', data.decode("utf-8")) if path.endswith(".html") else ()
        ):
            assert str(Path("/", path).parent.joinpath(href).resolve())[1:] == urls.twin_file(path)


def test_twins_of_malformed_records_are_plain_text(folder: Folder) -> None:
    names = []
    for number, case in enumerate(CASES, start=1):
        names.append(f"{PAGE.format(number)}.md")
        answer = parts_of(case.read_text("utf-8"))[1]
        text = folder.add(f"{number}.md", id=number, answer=answer).read_text("utf-8")
        title = 'title: "Tab\\there \\x07 \\uFFFE ]]> \\u202Eleft <b> [x"'
        folder.add(f"{number}.md", text.replace(f"title: What is question {number}?", title, 1))
    folder.run("build", "--keep-going", *WITH)
    found = [folder.read(name) for name in names if (folder.site / name).exists()]
    assert len(found) > 50
    for text in (*found, folder.read("learn/medicine.md"), folder.read("llms.txt")):
        assert text == legal(text)
        assert not re.search(
            r"[\ue000-\ue006]|<math|<span|<b>", re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
        )
    assert "[Tab here &#93;&#93;> \u202eleft &lt;b> &#91;x](" in folder.read("learn/medicine.md")


def test_twins_are_removed_with_their_record_or_output(folder: Folder) -> None:
    folder.add("1.md", id=1)
    folder.add("2.md", id=2)
    folder.build(*WITH)
    assert {f"{PAGE.format(n)}.md" for n in (1, 2)} <= folder.tree().keys()
    (folder.path / "2.md").unlink()
    folder.build(*WITH)
    assert f"{PAGE.format(1)}.md" in folder.tree()
    assert f"{PAGE.format(2)}.md" not in folder.tree()
    folder.build()
    assert [path for path in folder.tree() if path.endswith(".md")] == []
    assert "text/markdown" not in folder.read(f"{PAGE.format(1)}/index.html")
    folder.build("--outputs", "twins,redirects")
    assert [path for path in folder.tree() if path.endswith(".md")] == []


def test_edited_answer_rebuilds_its_twin(folder: Folder) -> None:
    for number in (1, 2):
        folder.add(f"{number}.md", id=number)
    folder.build(*WITH)
    folder.build(*WITH)
    before = folder.tree()
    folder.add("1.md", id=1, answer="New *words*, a nerve.")
    folder.build(*WITH)
    changed = {
        path for path, data in folder.tree().items() if before.get(path) != data and not path.startswith("search/")
    }
    assert changed == {f"{PAGE.format(1)}.md", f"{PAGE.format(1)}/index.html"}
    assert "\nNew *words*, a nerve.\n" in folder.read(f"{PAGE.format(1)}.md")
    (folder.site / f"{PAGE.format(1)}.md").unlink()
    folder.build(*WITH)
    assert "\nNew *words*, a nerve.\n" in folder.read(f"{PAGE.format(1)}.md")


def test_number_of_processes_does_not_change_twins(folder: Folder) -> None:
    for number in range(1, 40):
        folder.add(f"{number}.md", id=number, related_article1=related_entry(number % 7 + 1))
    folder.add("t.md", topic_text("Question", "Text.\n"))
    folder.build(*WITH, "--jobs", "1")
    serial = folder.tree()
    folder.build(*WITH, "--jobs", "2", "--clean")
    assert folder.tree() == serial


def test_own_site_has_a_twin_for_every_record_and_topic(own_site: Path) -> None:
    pages = [
        page
        for page in own_site.glob("learn/*/*/*/index.html")
        if 'http-equiv="refresh"' not in page.read_text("utf-8")
    ]
    pages = [page for page in pages if page.parts[-3] in ("questions", "topics")]
    assert len(pages) > 60
    for page in pages:
        text = page.parent.with_name(f"{page.parent.name}.md").read_text("utf-8")
        assert text.startswith("# ")
        assert not re.search(r"\\n(?![A-Za-z])|<math|\ue000|<span", text), page
