"""The wheel is complete: installed into an empty environment, it builds a site from two records. This needs the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.folder import ROOT
from tests.helpers.records import record_text, related_entry


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.long
def test_wheel_builds_a_site_in_an_empty_environment(tmp_path: Path) -> None:
    pip = ("-m", "pip", "--disable-pip-version-check", "--quiet")
    run(sys.executable, *pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("quicktakes_site-*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "empty", cwd=tmp_path)
    python = tmp_path / "empty" / "bin" / "python"
    run(python, *pip, "install", "--require-hashes", "-r", ROOT / "requirements" / "site.txt", cwd=tmp_path)
    run(python, *pip, "install", "--no-deps", wheel, cwd=tmp_path)
    records = tmp_path / "somewhere" / "records"
    records.mkdir(parents=True)
    (records / "a.md").write_text(record_text(id=1, related_article1=related_entry(2)), "utf-8")
    (records / "b.md").write_text(record_text(id=2), "utf-8")
    quicktakes = tmp_path / "empty" / "bin" / "quicktakes"
    run(quicktakes, "build", "--content", "records", "--site-dir", "out", "--strict", cwd=records.parent)
    page = records.parent / "out/learn/medicine/questions/what-is-question-1/index.html"
    assert "What is question 2?" in page.read_text("utf-8")
    assert list((records.parent / "out/assets").glob("quicktakes.*.css"))
    run(quicktakes, "init", "project", cwd=tmp_path)
    run(quicktakes, "build", "--strict", cwd=tmp_path / "project")
