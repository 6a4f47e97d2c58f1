"""Reports on the whole content."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.commands.cli import main
from tests.helpers.folder import ROOT, Folder
from tests.helpers.records import related_entry, topic_text

SEO = {"page_description": "D.", "page_keywords": "nerve, muscle"}


def test_report_of_links(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1, seo=SEO, related_article1=related_entry(2), related_article2=related_entry(99))
    folder.add("2.md", id=2, seo=SEO, related_article1=related_entry(1))
    folder.add("3.md", id=3, seo=SEO, related_article1=related_entry(1))
    folder.add("t/muscle.md", topic_text("Muscle"))
    folder.add("t/other.md", topic_text("Other"))
    assert folder.run("report", "links") == 0
    out = capsys.readouterr().out
    assert "3 records, 2 topics" in out
    assert "orphans (no related entry points to them): 1\n  3.md\n" in out
    assert "  1.md: What is question 99?" in out
    assert "     2 1.md" in out
    assert "topics without questions: 1\n  t/other.md\n" in out
    assert "write these next): 1\n     3 nerve" in out
    assert main(["report", "links", "--json", "--content", str(folder.path)]) == 0
    assert json.loads(capsys.readouterr().out)["orphans"] == ["3.md"]


def test_own_content_is_connected(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["report", "links", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["records"] >= 120
    assert report["topics"] == 25
    assert report["orphans"] == report["unresolved"] == report["topics_without_questions"] == []
    assert report["islands"] == report["without"] == []
    assert main(["report", "duplicates", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pairs"] == []


def test_similar_questions_are_reported_as_duplicates(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Other wording, synonyms and casing count as duplicates; a different key word or another kind of question does not."""
    folder.add("t/ach.md", topic_text("Acetylcholine", synonyms=["ACh"]))
    folder.add("t/nmj.md", topic_text("Neuromuscular junction", synonyms=["NMJ", "myoneural junction"]))
    questions = [
        "What is the role of acetylcholine at the neuromuscular junction?", "How does ACh work at the NMJ?",
        "What causes hypertension?", "Why does hypertension occur?", "How is hypertension treated?",
        "What is type 1 diabetes?", "What is type 2 diabetes?", "What is Type-1 Diabetes",
        "What is hypotension?", "Describe the spleen.", "What is hypertension?",
    ]  # fmt: skip
    for number, question in enumerate(questions, start=1):
        words = {"page_description": "D.", "page_keywords": f"own {number}"}
        related: Any = {"related_article1": related_entry(4)} if number == 9 else {}
        folder.add(f"{number}.md", id=number, question=question, seo=words, answer=f"Text {number}.", **related)
    assert folder.run("report", "duplicates", "--json") == 0
    pairs = json.loads(capsys.readouterr().out)["pairs"]
    found = {(pair["keep"]["id"], pair["merge"]["id"]): pair["similarity"] for pair in pairs}
    assert found.keys() == {(1, 2), (4, 3), (6, 8)}
    assert all(0.6 <= similarity <= 1 for similarity in found.values())
    assert folder.run("report", "duplicates") == 0
    out = capsys.readouterr().out
    assert out.startswith("3 pairs of duplicate questions\n")
    assert "add `same_as: 4` to 3.md" in out


def test_different_questions_are_no_duplicates(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1)
    assert folder.run("report", "duplicates") == 0
    assert capsys.readouterr().out == "no duplicate questions\n"


def test_only_the_closest_references_are_listed(folder: Folder) -> None:
    folder.add("1.md", id=1, seo=SEO)
    for number in range(2, 15):
        words = {"page_description": "D.", "page_keywords": "Nerves" if number == 14 else "x"}
        folder.add(f"{number}.md", id=number, seo=words, related_article1=related_entry(1))
    folder.build()
    html = folder.read("learn/medicine/questions/what-is-question-1/index.html")
    section = html[html.index('id="referenced"') :]
    assert "The 10 most relevant of 13" in section
    assert section.index("What is question 14?") < section.index("What is question 2?")
    assert "What is question 13?" not in section


def test_reading_grades_by_subject(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["report", "reading", "--json"]) == 0
    subjects = {found["subject"]: found for found in json.loads(capsys.readouterr().out)["subjects"]}
    assert subjects["Health Studies"]["hardest"][0][0] <= 12
    assert subjects["Medicine"]["answers"] > 80
    assert main(["report", "reading"]) == 0
    assert "Health Studies: " in capsys.readouterr().out
