"""``check --explain``: every code has its explanation, and every example shows what it says."""

from __future__ import annotations

import re

import pytest

from generator.checks.explanations import explanations
from generator.commands.cli import main
from generator.model.codes import CODES
from tests.helpers.folder import Folder
from tests.helpers.records import record_text, topic_text

FILE = re.compile(r"^# (\S+\.\w+)$", re.MULTILINE)
CONFIG = "site_name: S\ndocs_dir: records\ntheme: {name: material}\nplugins: [quicktakes]\n"
"""The part that every configuration has."""
IN_WORDS = {"QT101", "QT106", "QT126", "QT144", "QT145", "QT146", "QT147", "QT148"}
"""Examples that a text file cannot hold."""


def lay_down(folder: Folder, example: str) -> None:
    """Return the files of an example: a complete record or topic in which its keys are replaced."""
    pieces = (
        FILE.split(example.lstrip("\n")) if FILE.match(example.lstrip("\n")) else ["", "a.md", example.lstrip("\n")]
    )
    for number, (name, keys) in enumerate(zip(pieces[1::2], pieces[2::2], strict=True), 1):
        if name == "mkdocs.yml":
            (folder.path.parent / name).write_text(f"{CONFIG}{keys}", "utf-8")
            continue
        if keys.startswith("---") or not name.endswith(".md"):
            folder.add(name, keys)
            continue
        title = re.search(r"^title: (.*)$", keys, re.MULTILINE)
        whole = topic_text(title[1]) if title and "_schema: topic" in keys else record_text(id=number)
        whole = whole.replace("## Structure\n\nText.", "Text.")
        for key in re.findall(r"^(\w+):", keys, re.MULTILINE):
            whole = re.sub(rf"^{key}:.*\n(?:[ -].*\n)*", "", whole, flags=re.MULTILINE)
        folder.add(name, whole.replace("---\n", f"---\n{keys.strip()}\n", 1))


def test_every_code_is_explained() -> None:
    assert list(explanations()) == sorted(CODES)
    assert all(found.keys() == {"why", "wrong", "right"} for found in explanations().values())


@pytest.mark.parametrize("code", sorted(CODES.keys() - IN_WORDS))
def test_examples_trigger_the_code_they_explain(code: str, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    lay_down(folder, explanations()[code]["wrong"])
    folder.run("check", "--info")
    assert f": {code} " in capsys.readouterr().out
    for path in folder.path.iterdir():
        path.unlink()
    lay_down(folder, explanations()[code]["right"])
    assert folder.run("check", "--info") == 0
    assert f": {code} " not in capsys.readouterr().out


def test_explanation_of_one_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "qt112"]) == 0
    assert capsys.readouterr().out == (
        "QT112: a date is not YYYY-MM-DD (error; it cannot be lowered or suppressed)\n\n"
        "Records are sorted by date, and search engines read their dates. Every date has the same format and\n"
        "must exist in the calendar.\n\n"
        "Wrong:\n    date: 27.11.2024\n\nRight:\n    date: 2024-11-27\n"
    )
    assert main(["check", "--explain", "QT214"]) == 0
    assert "(warning; `severity: {QT214: …}` changes it, `check_ignore: [QT214]` suppresses" in capsys.readouterr().out


def test_unknown_code_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "QT2"]) == 2
    assert (
        capsys.readouterr().err
        == "quicktakes: unknown code 'QT2'; codes with this prefix: QT201, QT202, QT203, QT204, QT210, QT211, QT212, QT213, QT214, QT215, QT216, QT217, QT220, QT221, QT230, QT231, QT232, QT233, QT240\n"
    )
    assert main(["check", "--explain", "E501"]) == 2
