"""``report changes``: the pages and links that a branch changes, in a real repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.commands.cli import main
from tests.helpers.folder import Folder
from tests.helpers.records import related_entry, topic_text
from tests.helpers.repository import commit


@pytest.fixture
def branch(folder: Folder) -> Folder:
    """Six records and a topic, committed; then edited, added, removed, renamed and drafted, not committed."""
    for number in range(1, 7):
        folder.add(f"{number}.md", id=number, answer="One two three.")
    folder.add("1.md", id=1, related_article1=related_entry(2), related_article2=related_entry(99))
    folder.add("t.md", topic_text("Nerve"))
    commit(folder.path.parent)
    folder.add("1.md", id=1, answer="One *two* three four five.", related_article1=related_entry(2))
    (folder.path / "2.md").unlink()
    (folder.path / "3.md").unlink()
    folder.add("deep/three.md", id=3, question="What is <three>?", slug="three", answer="One two three.")
    folder.add("4.md", id=4, answer="One two three.", draft=True)
    folder.add("7.md", id=7, answer="See [it](6.md) and [that](2.md).")
    return folder


def test_changed_pages_and_links_are_listed(branch: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert branch.run("report", "changes", "--changed-since", "HEAD", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [page["title"] for page in found["added"]] == ["What is question 7?"]
    assert [page["title"] for page in found["removed"]] == ["What is question 2?"]
    changed = {before["title"]: (before, after) for before, after in found["changed"]}
    assert changed.keys() == {"What is question 1?", "What is question 3?", "What is question 4?"}
    one = changed["What is question 1?"]
    assert (one[0]["words"], one[1]["words"]) == (2, 5)
    three = changed["What is question 3?"]
    assert three[1]["url"] == "/learn/medicine/questions/three"
    assert changed["What is question 4?"][1]["url"] == ""
    assert [text.split()[:2] for text in found["broken"]] == [["1.md:", "QT140"], ["7.md:", "QT150"]]
    assert [text.split()[:2] for text in found["fixed"]] == [["1.md:", "QT140"]]


def test_links_of_removed_files_do_not_count_as_fixed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1, answer="[Dead](9.md) and [dead](8.md).")
    folder.add("2.md", id=2, answer="[Dead](9.md).")
    folder.add("3.md", "---\nquestion: Broken\nrelated_article1: x\n---\n")
    folder.add("4.md", id=4, answer="[Dead](9.md) and [dead](8.md).")
    commit(folder.path.parent)
    for name in ("1.md", "2.md", "3.md"):
        (folder.path / name).unlink()
    folder.add("deep/two.md", id=2, answer="[Dead](9.md).")
    folder.add("4.md", id=4, answer="[Dead](8.md).")
    assert folder.run("report", "changes", "--changed-since", "HEAD", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["broken"] == []
    assert [text.split(";")[0] for text in found["fixed"]] == ["4.md: QT150 the link '9.md' is broken"]


def test_summary_is_markdown(branch: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert branch.run("report", "changes", "--changed-since", "HEAD") == 0
    out = capsys.readouterr().out
    assert out.startswith("**1 page added, 3 changed, 1 removed**\n\n- words: ")
    assert "- links broken: 2, fixed: 1\n" in out
    assert "- `What is <three>?` `/learn/medicine/questions/three` (3 words): was `/learn/" in out
    assert "### Links broken\n\n- ``1.md: QT140 " in out


def test_report_without_changes(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1)
    commit(folder.path.parent)
    assert folder.run("report", "changes", "--changed-since", "HEAD") == 0
    out = capsys.readouterr().out
    assert out.startswith("**0 pages added, 0 changed, 0 removed**")
    assert "###" not in out


def test_changed_pages_are_copied_on_request(
    branch: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    branch.add("7.md", id=7, answer="See [it](6.md).")
    branch.build()
    target = tmp_path / "preview"
    command = ["report", "changes", "--changed-since", "HEAD", "--content", str(branch.path)]
    assert main([*command, "--site", str(branch.site), "--copy-to", str(target)]) == 0
    assert "3 pages copied" in capsys.readouterr().err
    copied = {path.relative_to(target).as_posix() for path in target.rglob("*.html")} - {"search/index.html"}
    questions = "learn/medicine/questions"
    pages = {f"{questions}/{slug}/index.html" for slug in ("three", "what-is-question-1", "what-is-question-7")}
    assert copied == pages | {"index.html"}
    assert list((target / "assets").glob("*.css"))
    assert main([*command, "--site", str(branch.site)]) == 2
    assert "--copy-to" in capsys.readouterr().err


def test_unknown_revision_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1)
    commit(folder.path.parent)
    assert folder.run("report", "changes", "--changed-since", "nowhere") == 2
    assert "revision not found" in capsys.readouterr().err
