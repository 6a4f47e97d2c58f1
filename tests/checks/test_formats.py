"""Output formats of ``check``: the caret under the right column, and the whole output of every format."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from generator.model import snippets
from tests.helpers.folder import ROOT, Folder
from tests.helpers.records import related_entry

LONG = "".join(f"{number:04d} " for number in range(100))


@pytest.mark.parametrize(
    ("line", "column", "shown", "under"),
    [
        ("id: 2", 5, "id: 2", 4),
        ("    indented", 5, "indented", 0),
        ("end", 9, "end", 3),
        ("\ta\tb", 4, "a    b", 5),
        ("\tx", 1, "    x", 0),
        ("日本語 x", 5, "日本語 x", 7),
        ("日本語", 2, "日本語", 2),
        ("e\u0301x", 3, "e\u0301x", 1),
        ("👍 x", 3, "👍 x", 3),
        ("a\x1bb", 3, "a\\x1bb", 5),
        ("\u202ex y", 4, "\\u202ex y", 8),
        (LONG, 1, "0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 0010 0011 …", 0),
        (LONG, 251, "…0042 0043 0044 0045 0046 0047 0048 0049 0050 0051 0052 0053 0054 0055 0056 0057 0058 0059 0060 0061 …", 41),
        ("字" * 100, 50, "…" + "字" * 20 + "字" * 30 + "…", 41),
        ("    " * 20 + "x", 81, "x", 0),
        ("a: b\r", 4, "a: b", 3),
    ],
)  # fmt: skip
def test_caret_points_at_the_column(line: str, column: int, shown: str, under: int) -> None:
    snippet = snippets.cut(line, column)
    assert snippet is not None
    source, caret, end = snippets.draw(snippet, 7).split("\n")
    assert (source, end) == (f"     7 | {shown.rstrip()}", "")
    assert caret == f"       | {' ' * under}^"


@pytest.mark.parametrize("line", ["", "   ", "---", "--- \r"])
def test_blank_and_fence_lines_are_not_shown(line: str) -> None:
    assert snippets.cut(line, 1) is None


def awkward(folder: Folder) -> None:
    """Add a file that is hard to print: a folded answer, wide characters, tabs, and GitHub workflow commands."""
    folder.path.joinpath("50%, a:b.md").write_text(
        "---\nid: 1\ndate: 2024-11-27\nseo:\n  page_description: x\nquestion: What is 心臓?\ntitle: What is 心臓?\nanswer: >-\n"
        "    心臓は心筋でできたポンプである。 A ** star,\n"
        "    \\n\\n<b>50%</b>, e\u0301 $\\foo$ and [a link](::error::x).\n"
        "subject: Medicine\nurl: /learn/medicine/questions/heart\nrelated_article1: {id: 9, title: \"a\\n::error::b\"}\n---\n\n"
        "Body:\n\n\ttab <i>x</i>\n\n1.\t<b>x</b> 👍 <u>y</u>\n"
    )  # fmt: skip


def golden(name: str, printed: str) -> None:
    """Compare with a file of ``golden/formats``; ``UPDATE_GOLDEN=1`` rewrites it."""
    path = ROOT / "tests" / "checks" / "golden" / "formats" / name
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(printed, "utf-8")
    assert printed == path.read_text("utf-8")


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_golden_output_of_every_format(folder: Folder, capsys: pytest.CaptureFixture[str], style: str) -> None:
    awkward(folder)
    assert folder.run("check", "--info", "--format", style) == 1
    golden(f"awkward.{style}", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("style", "expected"),
    [("text", "0 records, 0 errors, 0 warnings\n"), ("github", "0 records, 0 errors, 0 warnings\n")],
)
def test_output_without_findings(folder: Folder, capsys: pytest.CaptureFixture[str], style: str, expected: str) -> None:
    assert folder.run("check", "--format", style) == 0
    assert capsys.readouterr().out == expected


def many(folder: Folder) -> None:
    """Add one error, 99 warnings of one code, three of another and four infos."""
    for number in range(1, 100):
        folder.add(f"{number:03}.md", id=number, file_name="other.md", answer="Words.")
    folder.add("100.md", id=100, answer="A [link](/nope), <b>raw</b>, <i>raw</i>, <u>raw</u>.")
    for number in range(101, 105):
        folder.add(f"{number}.md", id=number, seo={"page_keywords": "nerve,muscle"})


def test_long_lists_are_shortened(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    many(folder)
    assert folder.run("check", "--info", "--ignore", "QT2") == 1
    golden("long.text", capsys.readouterr().out)


def test_explicitly_selected_findings_are_not_shortened(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    many(folder)

    def lines(*options: str) -> int:
        folder.run("check", *options)
        return sum("QT130" in line for line in capsys.readouterr().out.splitlines())

    assert lines() == 5  # three findings, the number of further ones, and the totals
    assert [lines("--select", "QT"), lines(str(folder.path)), lines("--format", "json")] == [99, 99, 99]
    folder.run("check", "--format", "github")
    assert capsys.readouterr().out.count("title=QT130") == 99
    (folder.path / "100.md").unlink()
    folder.run("check")
    assert capsys.readouterr().out.count("QT130 (warning)") == 99  # no more than a hundred


def test_findings_that_fail_the_check_are_not_shortened(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    many(folder)
    assert folder.run("check", "--ignore", "QT2", "--fail-on", "QT130") == 1
    printed = capsys.readouterr().out
    assert printed.count("QT130 (warning)") == 99
    assert "more (QT130)" not in printed


def test_build_shortens_long_lists(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    many(folder)
    assert folder.run("build") == 1
    printed = capsys.readouterr().err
    assert printed.count("QT130 (warning)") == 3
    assert "\nand 96 more (QT130); `quicktakes check --content records --select QT130` shows all\n" in printed


def test_each_spelling_of_a_subject_is_reported_once(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    for number, subject in enumerate(("Health Studies", "Health studies", "Health studies", "HEALTH STUDIES"), start=1):
        folder.add(f"{number}.md", id=number, subject=subject)

    def told(*options: str) -> list[str]:
        folder.run("check", "--select", "QT131", *options)
        return [line for line in capsys.readouterr().out.splitlines() if " QT131 " in line]

    written = "records/{}.md:16:10: QT131 (info) the subject is written {!r} here and 'Health Studies' elsewhere{}; write Health Studies"
    capital = written.format(4, "HEALTH STUDIES", "")
    assert told() == [written.format(2, "Health studies", " (2 files, this one first)"), capital]
    assert told(str(folder.path / "3.md"), str(folder.path / "4.md")) == [
        written.format(3, "Health studies", ""),
        capital,
    ]
    folder.run("check", "--select", "QT131", "--format", "json")
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 3


def test_json_matches_its_schema(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    from jsonschema import Draft202012Validator, ValidationError

    schema = json.loads((ROOT / "generator" / "checks" / "findings.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    folder.run("check", "--format", "json")
    validator.validate(json.loads(capsys.readouterr().out))
    awkward(folder)
    folder.run("check", "--info", "--format", "json")
    printed = json.loads(capsys.readouterr().out)
    validator.validate(printed)
    assert {finding["severity"] for finding in printed["findings"]} == {"error", "warning", "info"}
    for wrong in ({"line": 0}, {"severity": "note"}, {"code": "E501"}, {"more": 1}):
        with pytest.raises(ValidationError):
            validator.validate({**printed, "findings": [{**printed["findings"][0], **wrong}]})


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """Parse a workflow command as GitHub's runner does (``ActionCommand`` of actions/runner)."""
    name, _, rest = line.removeprefix("::").partition(" ")
    properties, _, data = rest.partition("::")
    found = dict(pair.split("=", 1) for pair in properties.split(","))
    for sign, code in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25")):
        found = {key: value.replace(code, sign) for key, value in found.items()}
        data = data if sign in ":," else data.replace(code, sign)
    return name, found, data


def test_annotations_hold_the_same_findings_as_json(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    awkward(folder)
    folder.run("check", "--info", "--format", "json")
    findings = json.loads(capsys.readouterr().out)["findings"]
    folder.run("check", "--info", "--format", "github")
    *lines, counts = capsys.readouterr().out.splitlines()
    kinds = {"error": "error", "warning": "warning", "info": "notice"}
    expected = [
        (
            kinds[finding["severity"]],
            {
                "file": finding["path"],
                "line": str(finding["line"]),
                "col": str(finding["column"]),
                "title": finding["code"],
            },
            f"{finding['message']}; {finding['remedy']}".replace("\n", "\\n"),
        )
        for finding in sorted(findings, key=lambda finding: list(kinds).index(finding["severity"]))
    ]
    assert [parsed(line) for line in lines] == expected
    assert counts == "1 record, 1 error, 8 warnings, 2 infos"


def test_annotations_of_changed_files_come_first(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(folder.path)]
    folder.add("a.md", id=1, related_article1=related_entry(3), related_article2=related_entry(3))
    folder.add("b.md", id=2, answer="See [it](c.md).")
    folder.add("c.md", id=3)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Records"]):
        subprocess.run([*git, *arguments], check=True)
    (folder.path / "c.md").unlink()
    folder.add("d.md", id=4, answer="### Empty")
    folder.run("check", "--changed-since", "HEAD", "--format", "github")
    lines = [line.partition(",line=")[0] for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        "::warning file=records/d.md", "::error file=records/b.md", "::warning file=records/a.md",
        "::warning file=records/a.md", "3 records, 1 error, 3 warnings",
    ]  # fmt: skip


def test_annotation_paths_are_relative_to_the_checkout(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.add("a.md", id=1, answer="### Empty")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder.path.parent.parent))
    folder.run("check", "--format", "github")
    assert capsys.readouterr().out.startswith(f"::warning file={folder.path.parent.name}/records/a.md,line=")
