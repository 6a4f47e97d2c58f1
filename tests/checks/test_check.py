"""The whole output of ``check``: each file of ``golden/check`` has the files of a content folder and the findings.

A line ``--- record NAME key=value …`` adds a complete record with those keys replaced (YAML values; ``key=`` removes the
key). ``--- file NAME`` adds a file with the text that follows. ``--- options …`` are options of the command.
``UPDATE_GOLDEN=1`` rewrites the findings.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from generator.model import codes
from tests.helpers.cases import lay_down
from tests.helpers.folder import Folder
from tests.helpers.records import record_text

CASES = sorted((Path(__file__).parent / "golden" / "check").glob("*.txt"))
OPTIONS = re.compile(r"^--- options (.*)\n", re.MULTILINE)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_golden_findings(case: Path, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
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
    elsewhere = {
        "QT101",
        "QT106",
        "QT126",
        "QT144",
        "QT145",
        "QT146",
        "QT147",
        "QT148",
    }  # tested below, in `test_obstacles` and in `test_limits`
    missing = [code for code in codes.CODES if code not in text and code not in elsewhere]
    assert missing == []


def test_invalid_utf8_is_reported_at_its_byte(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("bad.md", b"---\nquestion: caf\xe9\n---\n")
    assert folder.run("check") == 1
    line = capsys.readouterr().out.splitlines()[0]
    assert line == "records/bad.md:2:14: QT101 byte 17 is not UTF-8; save the file as UTF-8"


def test_lone_carriage_returns_are_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("old.md", record_text(id=1).replace("\n", "\r").encode())
    folder.add("page.md", b"# A page\r\r---\r\rquestion: none\r")
    assert folder.run("check") == 1
    out = capsys.readouterr().out
    assert out.startswith("records/old.md:1:1: QT108 line endings are CR only; save the file with LF")
    assert "page.md" not in out


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX files")
def test_unreadable_file_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.path / "gone.md").symlink_to(folder.path / "nowhere.md")
    assert folder.run("check") == 1
    assert "records/gone.md:1:1: QT106 the file cannot be read" in capsys.readouterr().out


def test_json_output(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
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


def test_paths_limit_the_findings(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("one/a.md", id=1, file_name="x.md")
    folder.add("two/b.md", id=2, file_name="x.md")
    assert folder.run("check", str(folder.path / "two")) == 0
    out = capsys.readouterr().out
    assert "two/b.md" in out
    assert "one/a.md" not in out
    assert out.endswith("1 record, 0 errors, 1 warning\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--content", "nowhere"], "nowhere"), (["nowhere.md"], "'nowhere.md' does not exist"),
        (["--format", "xml"], "'xml' is not one of"), (["--jobs", "0"], "--jobs"),
    ],
)  # fmt: skip
def test_wrong_usage_exits_with_2(
    folder: Folder, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    from generator.commands.cli import main

    assert main(["check", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_terminal_escapes_are_not_printed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", related_article1={"id": 9, "title": "\x9b31mred\u202e", "url": "/x", "subject": "M"})
    folder.run("check")
    out = capsys.readouterr().out
    assert "\x9b" not in out
    assert "\u202e" not in out
