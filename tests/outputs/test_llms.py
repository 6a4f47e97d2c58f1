"""llms.txt: the form that llmstxt.org describes, and a small size for any site."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from generator.model.record import Subject, Topic
from generator.outputs import llms
from tests.helpers.folder import SITE_URL, Folder
from tests.helpers.records import topic_text
from tests.outputs.test_feeds import catalogue, record, settings_of

LINK = re.compile(r"- \[(?:[^\[\]\\]|\\.)+\]\([^()\s]+\)(?:: \S.*)?")
DAY = date(2024, 1, 1)


def check(text: str) -> None:
    """A title, a summary, plain paragraphs, then sections of nothing but links."""
    head, *sections = re.split(r"^## .+$", text, flags=re.MULTILINE)
    title, summary, *rest = [block for block in head.split("\n\n") if block.strip()]
    assert re.fullmatch(r"# \S.*", title)
    assert re.fullmatch(r"> \S.*", summary)
    assert not any(line.startswith(("#", ">", "- ")) for block in rest for line in block.splitlines())
    assert sections
    for section in sections:
        lines = section.strip().splitlines()
        assert lines
        assert [line for line in lines if not LINK.fullmatch(line)] == []


@pytest.mark.parametrize("twins", [True, False])
def test_llms_lists_subjects_topics_and_other_outputs(folder: Folder, twins: bool) -> None:
    folder.add("1.md", id=1, question="Of *what*?", slug="what")
    folder.add("2.md", id=2, subject="Health Studies")
    folder.add("nerve.md", topic_text("Nerve", requires=["Cell"]))
    folder.add("cell.md", topic_text("Cell"))
    config = folder.path.parent / "mine.yml"
    config.write_text("site_name: 'S: [x'\nsite_description: A <b>.\ntheme: {name: material}\nplugins: [quicktakes]\n")
    outputs = "pages,listings,redirects,sitemap,feeds,llms" + (",twins" if twins else "")
    folder.build("--config", str(config), "--outputs", outputs)
    text = folder.read("llms.txt")
    check(text)
    assert text.startswith("# S: [x\n\n> A &lt;b>.\n\n2 questions with answers, 2 topics.\n")
    end = ".md" if twins else "/"
    assert f"- [Medicine]({SITE_URL}learn/medicine{end}): 1 question.\n" in text
    topics = f"- [Cell]({SITE_URL}learn/medicine/topics/cell{end}): The cell is a thing of the body.\n"
    assert f"\n## Topics: Medicine\n\n{topics}- [Nerve](" in text
    assert ("Markdown" in text) == twins
    found = folder.tree()
    for address in re.findall(r"\]\(([^)]*)\)", text):
        path = address.removeprefix(SITE_URL)
        assert (f"{path}index.html" if path.endswith("/") else path) in found
    assert "what" not in text


def test_links_are_relative_without_a_site_url(folder: Folder) -> None:
    folder.add("1.md", id=1)
    assert folder.run("build", "--outputs", "listings,llms") == 0
    assert "- [Medicine](learn/medicine/): 1 question.\n" in folder.read("llms.txt")


def test_llms_stays_small() -> None:
    subjects = tuple(Subject(f"Subject {number}", f"subject-{number}", "", "Words. " * 20) for number in range(30))
    topics = tuple(
        Topic(f"{n}.md", f"Topic {n}", "A definition. " * 10, "Subject 1", f"/learn/t/{n}", DAY) for n in range(1_000)
    )
    records = [record(n, subject=f"Subject {n % 30}") for n in range(1, 3_001)]
    settings = settings_of(subjects=subjects)
    ((_, data),) = llms.outputs(catalogue(settings, records, topics))
    assert len(data) < 10_000
    text = data.decode("utf-8")
    assert "3,000 questions with answers, 1,000 topics." in text
    assert f"]({SITE_URL}a-z/topics/)" in text
    assert "Topic 7]" not in text
    few = replace(catalogue(settings, records, topics[:200]))
    ((_, data),) = llms.outputs(few)
    assert len(data) < 60_000
    assert "Topic 7]" in data.decode("utf-8")
