"""ProperDocs, the maintained fork of MkDocs 1.x, makes the same site, byte for byte, from the same project."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from generator.commands.cli import main
from tests.helpers.folder import ROOT, Folder, tree

CONFIG = """\
site_name: S
site_url: https://user.github.io/repo/
docs_dir: records
site_dir: out
theme: {name: material, font: false}
plugins: [quicktakes]
nav:
  - Home: index.md
  - sub/a.md
  - Group: [about.md]
"""


def properdocs(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    assert importlib.util.find_spec("properdocs"), "run `make test`, which installs it"
    command = [sys.executable, "-m", "properdocs", *arguments, "--config-file", "mkdocs.yml"]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)


@pytest.fixture
def project(folder: Folder) -> Folder:
    (folder.path.parent / "mkdocs.yml").write_text(CONFIG)
    folder.add("index.md", "# Home\n\n[record](sub/a.md) and [its part](sub/a.md#part)\n")
    folder.add("about.md", "---\ntitle: About & more\n---\n\n# About <em>us</em>\n\n| a |\n|--:|\n| 1 |\n")
    folder.add("sub/a.md", id=1, answer="### Part\\nText, $x^2$.")
    return folder


def test_project_is_the_same_byte_for_byte(project: Folder) -> None:
    project.build()
    done = properdocs("build", "--strict", "--site-dir", "theirs", cwd=project.path.parent)
    assert done.returncode == 0, done.stderr
    theirs = tree(project.path.parent / "theirs")
    assert theirs == project.tree()
    assert b'<a href="learn/medicine/questions/what-is-question-1/#part">' in theirs["index.html"]


def test_the_own_site_is_the_same_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["build", "--site-dir", str(tmp_path / "ours"), "--state", str(tmp_path / "state")]) == 0
    done = properdocs("build", "--strict", "--site-dir", str(tmp_path / "theirs"), cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "theirs") == tree(tmp_path / "ours")


def test_errors_and_warnings_keep_the_last_site(project: Folder) -> None:
    assert properdocs("build", cwd=project.path.parent).returncode == 0
    before = project.tree()
    project.add("about.md", "# About\n\n[gone](gone.md)\n")
    done = properdocs("build", "--strict", cwd=project.path.parent)
    assert done.returncode == 1
    assert "gone.md" in done.stderr
    assert project.tree() == before
    project.add("bad.md", id=2, answer="[Gone](/nope)")
    done = properdocs("build", cwd=project.path.parent)
    assert done.returncode == 1
    assert "QT150" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.tree() == before
