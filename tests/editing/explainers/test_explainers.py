"""Explainers in plain text: each ``golden/*.txt`` is next to its topic file and the remarks about it.

``UPDATE_GOLDEN=1 make test`` rewrites the topics; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.commands.cli import main
from generator.content import topics
from generator.content.frontmatter import parser
from generator.editing.explainers import reader
from generator.editing.explainers.topic import as_topic
from generator.model.finding import has_errors

CASES = sorted((Path(__file__).parent / "golden").glob("*.txt"))
DAY = date(2025, 3, 4)
KEYS = "_schema title definition focus_phrase synonyms keywords subject url source_note provenance date".split()
SYNAPSE = "what is a synapse\nA synapse is where two nerve cells meet.\nParts\n- Cleft: the gap\n"
PIECES = [
    "what is a synapse", "What are synapses?", "A synapse is a gap.", "Key parts", "How it works", "- Cleft: the gap",
    "• 1) Release: calcium enters", "2. then this", "SEO extras", "- Focus phrase “what is a synapse”: It is a gap.",
    'also called "nerve junction"', "- Searchers ask “why”", "Source: a book", "", "  ", "---", "# Title", "\tmore", "1.",
]  # fmt: skip


def topic(text: str) -> tuple[dict[str, Any], str]:
    """Return front matter and body of the topic made from a text."""
    written = as_topic(reader.read(text), "Health Studies", DAY)
    front, body = written.removeprefix("---\n").split("\n---\n", 1)
    return yaml.safe_load(front), body


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_golden_explainers(case: Path) -> None:
    explainer = reader.read(case.read_bytes().decode("utf-8"))
    remarks = "".join(f"<!-- {remark} -->\n" for remark in explainer.unplaced)
    actual = as_topic(explainer, "Medicine", DAY) + remarks
    golden = case.with_suffix(".md")
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(actual, "utf-8")
    assert actual == golden.read_text("utf-8")


def test_golden_explainers_exist() -> None:
    assert len(CASES) >= 9


TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=40), max_size=14).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\n\n"]).map(lambda end: end.join(lines))
)


@given(st.text() | TEXTS)
def test_every_word_is_kept_and_the_front_matter_reads_back(text: str) -> None:
    explainer = reader.read(text)
    front, body = topic(text)
    assert list(front) == KEYS
    assert front["definition"] == explainer.definition
    assert front["title"] == explainer.title
    assert front["focus_phrase"] == explainer.focus_phrase
    assert front["synonyms"] == list(explainer.synonyms)
    assert front["source_note"] == explainer.source_note
    assert len(front["keywords"]) <= 8
    assert front["date"] == DAY
    values = [front["title"], front["definition"], front["focus_phrase"], front["source_note"], *front["synonyms"]]
    lost = words(text) - words(" ".join([*values, body]))
    assert lost <= reader.FRAME


@given(st.text() | TEXTS)
def test_title_and_definition_read_back(text: str) -> None:
    explainer = reader.read(text)
    front, _ = parser.parse(as_topic(explainer, "Medicine", DAY))
    assert front["definition"] == explainer.definition
    assert front["title"] == explainer.title


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with content and one explainer, and nothing else."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "synapse.txt").write_text(SYNAPSE, "utf-8")
    return tmp_path


def run(*arguments: str) -> int:
    return main(["import", "explainer", *arguments, "--subject", "Medicine"])


def test_command_writes_into_the_content_folder(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "loose.txt").write_text("what is a bouton\n- the swelling at an axon's end\n", "utf-8")
    assert run("synapse.txt", "loose.txt") == 0
    folder = place / "content" / "topics"
    assert sorted(path.name for path in folder.iterdir()) == ["bouton.md", "synapse.md"]
    assert "url: /learn/medicine/topics/synapse\n" in (folder / "synapse.md").read_text("utf-8")
    out = capsys.readouterr().out
    assert f"synapse.txt → {folder / 'synapse.md'}\n" in out
    assert "    no definition found; the first bullet is used\n" in out


def test_existing_files_are_overwritten_only_with_force(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = place / "topics" / "synapse.md"
    target.parent.mkdir()
    target.write_text("by hand", "utf-8")
    assert run("synapse.txt", "--out", "topics") == 1
    assert target.read_text("utf-8") == "by hand"
    assert "already exists; use --force to overwrite it" in capsys.readouterr().err
    assert run("synapse.txt", "--out", "topics", "--force") == 0
    assert "_schema: topic\n" in target.read_text("utf-8")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"what is a \xff", "not UTF-8 (byte 11); save it as UTF-8"),
        (b"\xef\xbb\xbf---\ntitle: x\n---\n", "a record with front matter"),
        (b"", "the first line has no title"),
        (b"???\n- x\n", "the first line has no title"),
        (b"Synapse\nAgain.\n", "has the same title as synapse.txt"),
    ],
)
def test_other_files_are_imported_when_one_is_invalid(
    place: Path, capsys: pytest.CaptureFixture[str], data: bytes, reason: str
) -> None:
    (place / "other.txt").write_bytes(data)
    (place / "last.txt").write_text("what is a dendrite\nA branch.\n", "utf-8")
    assert run("synapse.txt", "other.txt", "last.txt", "--force") == 1
    assert f"quicktakes: other.txt: {reason}" in re.sub(r": /\S+:", ":", capsys.readouterr().err)
    assert sorted(p.name for p in (place / "content" / "topics").iterdir()) == ["dendrite.md", "synapse.md"]


def test_a_file_that_cannot_be_written_does_not_stop_the_others(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "other.txt").write_text("what is an axon\nA fibre.\n", "utf-8")
    (place / "content" / "topics" / "axon.md").mkdir(parents=True)
    assert run("other.txt", "synapse.txt", "--force") == 1
    assert "quicktakes: other.txt: " in capsys.readouterr().err
    assert (place / "content" / "topics" / "synapse.md").is_file()


def test_long_title_is_cut_in_the_address_and_the_name_of_the_file(place: Path) -> None:
    (place / "other.txt").write_text(f"what is {'long ' * 60}\nA word.\n", "utf-8")
    assert run("other.txt") == 0
    (path,) = (place / "content" / "topics").iterdir()
    topic, _, findings = topics.read(path.name, path.read_bytes())
    assert not has_errors(findings)
    assert topic is not None
    assert topic.url.rpartition("/")[2] == path.stem == "-".join(["long"] * 40)


@pytest.mark.parametrize(
    "arguments",
    [
        ["import"],
        ["import", "explainer", "--subject", "Medicine"],
        ["import", "explainer", "synapse.txt"],
        ["import", "explainer", "nowhere.txt", "--subject", "Medicine"],
        ["import", "explainer", "synapse.txt", "--subject", "?"],
    ],
)
def test_wrong_usage_exits_with_2(place: Path, arguments: list[str]) -> None:
    assert main(arguments) == 2
    assert not (place / "content" / "topics").exists()


def test_missing_content_folder_is_reported(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "content").rmdir()
    assert run("synapse.txt") == 2
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("heading", "is_numbered"),
    [
        ("The steps", True), ("A step", True), ("Stages of sleep", True), ("The last stage", True),
        ("How it works", True), ("How muscles work", True), ("In order", True),
        ("In order to sleep", False), ("Works", False), ("Backstage", False), ("Stepson", False), ("Parts", False),
    ],
)  # fmt: skip
def test_items_are_numbered_below_headings_that_name_a_sequence(heading: str, is_numbered: bool) -> None:
    front, body = topic(f"what is sleep\nSleep is rest.\n{heading}\n- Early: one.\n- Late: two.\n")
    assert ("1. **Early**: one.\n2. **Late**: two." in body) == is_numbered
    assert front["keywords"] == (["sleep"] if is_numbered else ["sleep", "early", "late"])
