"""The guide to a first record (``docs/first-record.md``), step by step, as an editor follows it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.helpers.folder import ROOT
from tests.helpers.repository import commit, git

NOT_HERE = ("git clone ", "cd ", "make ", ".venv/bin/quicktakes serve", "git push ")
"""Steps that need a network, a terminal, or that other tests take."""
DESCRIPTION = (
    "In water the skin of the fingers wrinkles because its vessels constrict, which sympathetic nerves bring about."
)
ANSWER = """Fingers wrinkle in water because their blood vessels **constrict**.

    ### What happens

    1. Water enters the sweat ducts, and the salt in them is thinned.
    2. Sympathetic nerves answer: vessels of the fingertip constrict, and its volume falls.
    3. The skin above has nothing to rest on and folds.

    A finger without its nerves stays smooth, which is used as a test."""


def commands() -> list[str]:
    """The commands of the guide, one a line."""
    guide = (ROOT / "docs" / "first-record.md").read_text("utf-8")
    return [line for block in re.findall(r"```sh\n(.*?)```", guide, re.DOTALL) for line in block.splitlines()]


def test_the_guide_leads_to_a_published_entry(tmp_path: Path) -> None:
    project = tmp_path / "your-site"
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "mkdocs.yml", project)
    (project / ".gitignore").write_text(".cache\nsite\n")
    git(project, "init", "--quiet", "--initial-branch", "main")
    git(project, "config", "user.name", "An Editor")
    git(project, "config", "user.email", "editor@example.org")
    commit(project)
    ran = []
    for command in commands():
        if command.startswith(NOT_HERE):
            continue
        ran.append(command.split()[:2])
        printed = run(project, command)
        if " new " in command:
            write(project / printed.splitlines()[0])
        if " check " in command:
            assert "1 record, 0 errors, 0 warnings" in printed
    assert [".venv/bin/quicktakes", "new"] in ran
    assert [".venv/bin/quicktakes", "check"] in ran
    assert ran[-1] == ["git", "commit"]
    run(project, ".venv/bin/quicktakes build --strict")
    page = project / "site/learn/medicine/questions/why-does-the-skin-wrinkle-in-water/index.html"
    html = page.read_text("utf-8")
    assert "Sympathetic nerves answer" in html
    assert DESCRIPTION in html
    assert 'id="related"' in html


def run(project: Path, command: str) -> str:
    """What a command prints; it must succeed."""
    command = re.sub(r"^\.venv/bin/quicktakes", f"{sys.executable} -m generator", command)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def write(file: Path) -> None:
    """What the editor writes in the place of the marks."""
    text = file.read_text("utf-8")
    text = re.sub(r"TO FILL IN: the answer in one or two.*", DESCRIPTION, text)
    text = re.sub(r"TO FILL IN: what the answer is about.*", "skin, sympathetic nerve, vasoconstriction, wrinkle", text)
    text = re.sub(r"TO FILL IN: the answer in Markdown.*?(?=\nsubject:)", lambda _: ANSWER, text, flags=re.DOTALL)
    assert "TO FILL IN" not in text
    file.write_text(text, "utf-8")
