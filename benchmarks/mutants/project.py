"""Copies of the project that may be changed: what is copied, how a process runs in one, which tests do not count."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "mutants"
PACKAGES = "tests/node/node_modules"
FORMAL = tuple(f"tests/project/test_{name}.py" for name in ("architecture", "docs", "lighthouse", "mutants", "words"))
"""Tests of the code's form, of the documentation, and of the benchmarks. What they notice is not a fault in a site."""


def copy(target: Path) -> None:
    """Make or renew a copy: all files that Git tracks or would track, with the tests' npm packages as links."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    shutil.rmtree(target, ignore_errors=True)
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    if (ROOT / PACKAGES).is_dir():
        (target / PACKAGES).symlink_to(ROOT / PACKAGES)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which every Python process imports the copy instead of the editable install."""
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": "0"}


def test_files(only: list[str]) -> list[str]:
    """List the test files that count, below ``only`` if it is not empty."""
    found = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py"))
    wanted = tuple(part.rstrip("/") for part in only)
    return [
        name
        for name in found
        if name not in FORMAL
        and (not wanted or name in wanted or name.startswith(tuple(f"{part}/" for part in wanted)))
    ]
