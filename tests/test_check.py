"""``check``, whole output: each file of ``golden/check`` holds the files of a folder and what is printed about them.

A line ``--- record NAME key=value …`` adds a complete record with those keys replaced (YAML values; ``key=`` leaves it
out); ``--- file NAME`` adds what follows as it stands; ``--- options …`` are the command's. ``UPDATE_GOLDEN=1`` writes
the findings anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import diagnostics
from tests.conftest import Folder, record_text

CASES = sorted((Path(__file__).parent / "golden" / "check").glob("*.txt"))
SECTION = re.compile(r"^--- (file|record|findings)(?: (\S+))?(?: (.*))?$", re.MULTILINE)
OPTIONS = re.compile(r"^--- options (.*)\n", re.MULTILINE)


def lay_down(folder: Folder, text: str) -> str:
    """Write the case's files; give the findings it expects."""
    parts = SECTION.split(text)
    for kind, name, values, content in zip(parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True):
        if kind == "findings":
            return content.strip()
        body = content.removeprefix("\n")
        folder.add(name, body if kind == "file" else record_text(**_values(values or "", body)))
    raise AssertionError("no findings section")


def _values(shorthand: str, block: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load(block) or {} if block.strip() else {}
    for pair in shorthand.split():
        key, _, value = pair.partition("=")
        values[key] = yaml.safe_load(value) if value else None
    return values


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_whole_output(case: Path, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    text = case.read_text("utf-8")
    options = OPTIONS.search(text)
    expected = lay_down(folder, OPTIONS.sub("", text))
    code = folder.run("check", *(options[1].split() if options else ()))
    printed = capsys.readouterr().out.strip()
    if os.environ.get("UPDATE_GOLDEN") == "1":
        case.write_text(f"{text[: text.index('--- findings')]}--- findings\n{printed}\n", "utf-8")
        return
    assert printed == expected
    assert code == int(" 0 errors" not in printed)


def test_every_code_has_a_case() -> None:
    text = "".join(case.read_text("utf-8") for case in CASES)
    elsewhere = {"QT101", "QT106"}  # bytes and permissions do not fit into a text file: tested below
    missing = [code for code in diagnostics.CODES if code not in text and code not in elsewhere]
    assert missing == []


def test_not_utf8(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("bad.md", b"---\nquestion: caf\xe9\n---\n")
    assert folder.run("check") == 1
    line = capsys.readouterr().out.splitlines()[0]
    assert line == "records/bad.md:2:14: QT101 byte 17 is not UTF-8; save the file as UTF-8"


def test_carriage_returns_alone(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("old.md", record_text(id=1).replace("\n", "\r").encode())
    folder.add("page.md", b"# A page\r\r---\r\rquestion: none\r")
    assert folder.run("check") == 1
    out = capsys.readouterr().out
    assert out.startswith("records/old.md:1:1: QT108 line endings are CR only; save the file with LF")
    assert "page.md" not in out


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX files")
def test_unreadable(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.path / "gone.md").symlink_to(folder.path / "nowhere.md")
    assert folder.run("check") == 1
    assert "records/gone.md:1:1: QT106 the file cannot be read" in capsys.readouterr().out


def test_json(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, file_name="other.md")
    folder.add("b.md", id=0, slug="b")
    assert folder.run("check", "--format", "json") == 1
    assert json.loads(capsys.readouterr().out) == {
        "findings": [
            {
                "path": "records/a.md", "line": 17, "column": 12, "code": "QT130", "severity": "warning",
                "message": "`file_name` 'other.md' does not match the url", "remedy": "write what-is-question-1.md",
            },
            {
                "path": "records/b.md", "line": 3, "column": 5, "code": "QT111", "severity": "error",
                "message": "invalid id '0'", "remedy": "write a whole number other than 0, such as id: 54655",
            },
        ],
        "records": 2, "errors": 1, "warnings": 1, "infos": 0,
    }  # fmt: skip


def test_paths_limit_what_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("one/a.md", id=1, file_name="x.md")
    folder.add("two/b.md", id=2, file_name="x.md")
    assert folder.run("check", str(folder.path / "two")) == 0
    out = capsys.readouterr().out
    assert "two/b.md" in out
    assert "one/a.md" not in out
    assert out.endswith("1 record, 0 errors, 1 warning\n")


@pytest.mark.parametrize("arguments", [["--content", "nowhere"], ["nowhere.md"], ["--format", "xml"], ["--jobs", "0"]])
def test_wrong_usage_is_2(folder: Folder, arguments: list[str]) -> None:
    from generator.cli import main

    assert main(["check", *arguments]) == 2


def test_terminal_escapes_do_not_reach_the_terminal(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", related_article1={"id": 9, "title": "\x9b31mred\u202e", "url": "/x", "subject": "M"})
    folder.run("check")
    out = capsys.readouterr().out
    assert "\x9b" not in out
    assert "\u202e" not in out
