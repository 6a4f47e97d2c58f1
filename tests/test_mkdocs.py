"""Plain MkDocs: the same site, byte for byte; authored pages and ``nav:`` reach records."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.cli import main
from tests.conftest import ROOT, Folder, tree
from tests.crawl import fetch

MKDOCS = [sys.executable, "-m", "mkdocs"]


def mkdocs(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*MKDOCS, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120)


def test_the_own_site_is_the_same_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["build", "--site-dir", str(tmp_path / "ours")]) == 0
    done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "theirs"))
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "theirs") == tree(tmp_path / "ours")
    assert len(tree(tmp_path / "ours")) > 50


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
  - plain.md
  - Mail: mailto:a@example.org
"""


@pytest.fixture
def project(folder: Folder) -> Folder:
    (folder.path.parent / "mkdocs.yml").write_text(CONFIG)
    folder.add("index.md", "# Home\n\n[record](sub/a.md) and [its part](sub/a.md#part)\n")
    folder.add("plain.md", "# Plain & simple\n")
    folder.add("about.md", "---\ntitle: About & more\n---\n\n# About <em>us</em>\n")
    folder.add("sub/a.md", id=1, answer="### Part\\nText.")
    return folder


def test_authored_pages_and_navigation_reach_records(project: Folder) -> None:
    done = mkdocs("build", "--strict", cwd=project.path.parent)
    assert done.returncode == 0, done.stderr
    home = project.read("index.html")
    assert '<a href="learn/medicine/questions/what-is-question-1/">record</a>' in home
    assert '<a href="learn/medicine/questions/what-is-question-1/#part">its part</a>' in home
    assert '<li><a href="./learn/medicine/questions/what-is-question-1/">What is question 1?</a></li>' in home
    assert '<li><a href="./plain/">Plain &amp; simple</a></li>' in home
    assert '<li><a href="mailto:a@example.org">Mail</a></li>' in home
    assert "<title>Plain &amp; simple | S</title>" in project.read("plain/index.html")
    about = project.read("about/index.html")
    assert "<title>About &amp; more | S</title>" in about
    assert '<li><a href="../about/">Group</a></li>' in about


def test_errors_stop_mkdocs_before_it_clears_the_site(project: Folder) -> None:
    assert mkdocs("build", cwd=project.path.parent).returncode == 0
    before = project.tree()
    project.add("bad.md", id=2, answer=r"$\foo$")
    done = mkdocs("build", cwd=project.path.parent)
    assert done.returncode == 1
    assert "QT160" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.tree() == before


def test_warnings_fail_a_strict_build(project: Folder) -> None:
    project.add("b.md", id=2, file_name="x.md")
    assert mkdocs("build", cwd=project.path.parent).returncode == 0
    assert mkdocs("build", "--strict", cwd=project.path.parent).returncode == 1


def test_a_broken_link_of_an_authored_page_is_reported(project: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    project.add("about.md", "[gone](gone.md)\n")
    assert project.run("build") == 0
    assert "gone.md" in capfd.readouterr().err
    before = project.tree()
    project.add("index.md", "# Changed\n")
    assert project.run("build", "--strict") == 1
    assert project.tree() == before


def test_a_broken_mkdocs_page_leaves_the_last_site(project: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    project.build()
    before = project.tree()
    (project.path.parent / "mkdocs.yml").write_text(CONFIG + "markdown_extensions: [no_such_extension]\n")
    assert project.run("build") == 2
    assert "no_such_extension" in capfd.readouterr().err
    assert project.tree() == before
    assert not list(project.path.parent.glob(".out.next*"))


def test_mkdocs_serve_runs(project: Folder) -> None:
    address = "127.0.0.1:18765"
    process = subprocess.Popen(
        [*MKDOCS, "serve", "--dev-addr", address], cwd=project.path.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        status, body = 0, b""
        for _ in range(150):
            time.sleep(0.2)
            try:
                status, _, body = fetch(f"http://{address}/repo/learn/medicine/questions/what-is-question-1/")
                break
            except OSError:
                assert process.poll() is None
        assert status == 200
        assert b"What is question 1?" in body
        assert b'canonical" href="http://127.0.0.1:18765/repo/' in body
    finally:
        process.terminate()
        process.communicate(timeout=20)
