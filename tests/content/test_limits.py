"""Inputs that would take a parser or converter far beyond their size are findings, at the limit and not below it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator.catalogue.entry import Entry, read_one
from generator.content import limits
from generator.content.frontmatter import depth, parser
from generator.content.frontmatter.parser import FrontMatterError
from tests.helpers.folder import Folder
from tests.helpers.records import record_text, topic_text


def read(text: str, path: str = "a.md") -> Entry:
    """A file as an entry."""
    return read_one(path, text.encode(), b"")[0]


def codes(entry: Entry) -> list[str]:
    """The codes of its errors."""
    return [finding.code for finding in entry.findings if finding.severity == "error"]


def wide(columns: int, rows: int) -> str:
    """A table with a wide header and rows of one cell, in an answer."""
    return "|a" * columns + "|\\n" + "|-" * columns + "|\\n" + "|b|\\n" * rows


def test_table_that_grows_with_the_square_of_its_text_is_an_error() -> None:
    entry, html = read_one("a.md", record_text(id=1, answer=f"A table.\\n\\n{wide(500, 500)}").encode(), b"")
    (finding,) = entry.findings
    assert (finding.code, finding.message) == ("QT126", "tables with more than 20,000 cells")
    assert (finding.line > 1, len(html) < 10_000) == (True, True)
    assert codes(read(record_text(id=1, answer=wide(99, 190)))) == []
    assert codes(read(record_text(id=1, answer=wide(101, 200)))) == ["QT126"]
    assert codes(read(record_text(id=1, answer="\\n\\n".join([wide(60, 60)] * 6)))) == ["QT126"]


@pytest.mark.parametrize("end", [r"\r\n", r"\t\n", "\r", "\r\n", r" \n > ", r"\n-|-\n"])
def test_lines_of_a_table_can_end_in_many_ways(end: str) -> None:
    """The count is on the text that the converter gets."""
    rows = f"> {wide(300, 300)}".replace(r"\n", end)
    for text in (record_text(id=1, answer=rows), record_text(id=1) + rows):
        entry, html = read_one("a.md", text.encode(), b"")
        assert "QT126" in codes(entry) or html.count("<td") < 20_000, end


def test_rules_below_each_other_are_no_table() -> None:
    assert codes(read(record_text(id=1) + "a | b\n\n" + "---\n" * 1_000)) == []


@pytest.mark.parametrize("kind", ["topic", "authored", "body"])
def test_tables_of_all_texts_count(kind: str) -> None:
    table = wide(500, 500).replace("\\n", "\n")
    text = {"topic": topic_text("Pump") + table, "authored": f"# A page\n\n{table}", "body": record_text(id=1) + table}[
        kind
    ]
    assert codes(read(text)) == ["QT126"]


def test_pipes_without_a_table_do_not_count() -> None:
    assert codes(read(record_text(id=1, answer="a | b\\n" * 5_000))) == []


def test_length_of_answers_and_files_is_limited() -> None:
    assert codes(read(record_text(id=1, answer="word " * 39_999))) == []
    assert codes(read(record_text(id=1, answer="word " * 40_001))) == ["QT126"]
    assert codes(read("x" * (limits.LONGEST_FILE + 1))) == ["QT126"]
    assert codes(read(topic_text("Pump") + "word " * 40_001)) == ["QT126"]


DEEP = {
    "dashes": "key:\n  " + "- " * 25_000 + "a",
    "brackets": "key: " + "[" * 25_000 + "]" * 25_000,
    "braces": "key: " + "{a: " * 25_000 + "}" * 25_000,
    "indentation": "\n".join(" " * level + "a:" for level in range(1_000)),
    "question marks": "key:\n  " + "? " * 25_000 + "a",
    "mixed": "key:\n  " + "- ? " * 12_000 + "a",
    "just too deep": "key:\n  " + "- " * depth.DEEPEST + "a",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_values_are_refused_before_they_overflow_a_stack(name: str) -> None:
    """In a process of its own, which libyaml would end."""
    code = "import sys; from generator.catalogue.entry import read_one; "
    code += "print(read_one('a.md', sys.stdin.buffer.read(), b'')[0].findings[0].message)"
    text = f"---\nquestion: Why?\n{DEEP[name]}\n---\n"
    done = subprocess.run(
        [sys.executable, "-c", code], input=text.encode(), check=True, capture_output=True, timeout=60
    )
    assert b"values inside each other" in done.stdout or b"exceeded max depth" in done.stdout


def test_values_at_the_limit_are_read() -> None:
    mapping, _ = parser.parse("---\nkey:\n  " + "- " * (depth.DEEPEST - 1) + "a\n---\n")
    level, value = 0, mapping["key"]
    while isinstance(value, list):
        level, value = level + 1, value[0]
    assert level == depth.DEEPEST - 1


def test_many_brackets_side_by_side_are_not_deep() -> None:
    mapping, _ = parser.parse("---\nkey: [" + ", ".join(["[a]"] * 300) + "]\n---\n")
    assert len(mapping["key"] or ()) == 300


def test_deep_people_and_long_keys(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1)
    folder.add("people.yml", "a:\n  " + "- " * 25_000 + "x\n")
    assert folder.run("check") == 1
    assert "records/people.yml:" in capsys.readouterr().out
    with pytest.raises(FrontMatterError, match="a key has more than 1,000 characters") as caught:
        parser.parse(f"---\nquestion: a\n? {'k' * 1_001}\n: a\n---\n")
    assert caught.value.line == 3


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_only_a_line_feed_ends_a_line(end: str) -> None:
    """An editor shows these characters within a line, and so the finding's line must be there."""
    text = f'---\n_schema: default\nquestion: "a{end * 8}b\nx: [\n---\n'
    for finding in read(text).findings:
        assert 1 <= finding.line <= text.count("\n")


def test_url_is_limited_in_whole(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1, url="/" + "/".join(["a" * 200] * 6))
    assert folder.run("check") == 1
    assert "QT114" in capsys.readouterr().out
    assert Path(folder.path / "1.md").exists()
