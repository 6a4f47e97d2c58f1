"""Reports on the content as a whole."""

from __future__ import annotations

import json

import pytest

from generator.cli import main
from tests.conftest import ROOT, Folder, related_entry
from tests.test_topics import topic_text

SEO = {"page_description": "D.", "page_keywords": "nerve, muscle"}


def test_links(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1, seo=SEO, related_article1=related_entry(2), related_article2=related_entry(99))
    folder.add("2.md", id=2, seo=SEO, related_article1=related_entry(1))
    folder.add("3.md", id=3, seo=SEO, related_article1=related_entry(1))
    folder.add("t/muscle.md", topic_text("Muscle"))
    folder.add("t/other.md", topic_text("Other"))
    assert folder.run("report", "links") == 0
    out = capsys.readouterr().out
    assert "3 records, 2 topics" in out
    assert "orphans (no related entry leads there): 1\n  3.md\n" in out
    assert "  1.md: What is question 99?" in out
    assert "     2 1.md" in out
    assert "topics without questions: 1\n  t/other.md\n" in out
    assert "write this next: 1\n     3 nerve" in out
    assert main(["report", "links", "--json", "--content", str(folder.path)]) == 0
    assert json.loads(capsys.readouterr().out)["orphans"] == ["3.md"]


def test_the_own_content_hangs_together(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["report", "links", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["records"] >= 120
    assert report["topics"] == 25
    assert report["orphans"] == report["unresolved"] == report["topics_without_questions"] == []
    assert report["islands"] == report["without"] == []


def test_only_the_closest_references_are_listed(folder: Folder) -> None:
    folder.add("1.md", id=1, seo=SEO)
    for number in range(2, 15):
        words = {"page_description": "D.", "page_keywords": "nerve" if number == 14 else "x"}
        folder.add(f"{number}.md", id=number, seo=words, related_article1=related_entry(1))
    folder.build()
    html = folder.read("learn/medicine/questions/what-is-question-1/index.html")
    section = html[html.index('id="referenced"') :]
    assert "The 10 closest of 13" in section
    assert section.index("What is question 14?") < section.index("What is question 2?")
    assert "What is question 13?" not in section
