"""A real Git repository around a content folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_AUTHOR = ["-c", "user.name=An Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false"]


def git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    """Run Git in a folder and return its output; a failure of Git fails the test."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", *_AUTHOR, *arguments]
    return subprocess.run(
        command, cwd=folder, input=given, check=True, capture_output=True, env=environment
    ).stdout.decode()


def commit(folder: Path) -> None:
    """Commit everything in a folder; create the repository if it does not exist."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
        (folder / ".git" / "info" / "exclude").write_text(".cache/\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "As it is", "--allow-empty")
