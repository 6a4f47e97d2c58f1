"""``mkdocs build`` makes the same site, byte for byte; authored pages and ``nav:`` can link to records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.commands.cli import main
from tests.helpers.crawl import fetch
from tests.helpers.folder import ROOT, Folder, tree

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


def test_errors_stop_mkdocs_before_it_empties_the_site(project: Folder) -> None:
    assert mkdocs("build", cwd=project.path.parent).returncode == 0
    before = project.tree()
    project.add("bad.md", id=2, answer="[Gone](/nope)")
    done = mkdocs("build", cwd=project.path.parent)
    assert done.returncode == 1
    assert "QT150" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.tree() == before


def test_warnings_fail_a_strict_build(project: Folder) -> None:
    project.add("b.md", id=2, file_name="x.md")
    done = mkdocs("build", "--strict", cwd=project.path.parent)
    assert (done.returncode, "QT130" in done.stderr) == (1, True)
    assert not project.site.exists()
    assert mkdocs("build", cwd=project.path.parent).returncode == 0


@pytest.mark.parametrize("code", ["QT155", "QT156"])
def test_broken_links_in_authored_pages_and_navigation_are_refused(
    project: Folder, capfd: pytest.CaptureFixture[str], code: str
) -> None:
    """Every command refuses them. MkDocs only warns, and decides alone where the finding is lowered."""
    project.build()
    before = project.tree()
    config = project.path.parent / "mkdocs.yml"
    where = {"QT155": "mkdocs.yml:9:5: QT155 ", "QT156": "records/about.md:1:8: QT156 "}[code]
    if code == "QT155":
        config.write_text(CONFIG.replace("sub/a.md", "sub/b.md"))
    else:
        project.add("about.md", "[gone](gone.md)\n")
    for command in ("check", "build"):
        assert project.run(command) == 1
        assert where in "".join(capfd.readouterr())
    done = mkdocs("build", cwd=project.path.parent)
    assert (done.returncode, where in done.stderr) == (1, True)
    assert project.tree() == before
    config.write_text(config.read_text().replace("[quicktakes]", f"[quicktakes: {{severity: {{{code}: off}}}}]"))
    assert project.run("build", "--strict") == 1
    assert "mkdocs: " in capfd.readouterr().err
    assert project.tree() == before
    assert project.run("build") == 0
    assert project.run("build", "--strict") == 1, "MkDocs' warnings of the build before are forgotten"


def test_links_are_not_judged_where_hooks_may_create_files(project: Folder) -> None:
    config = project.path.parent / "mkdocs.yml"
    project.add("about.md", "[made](made.md) by a hook\n")
    assert project.run("check") == 1
    config.write_text(CONFIG.replace("sub/a.md", "also-made.md") + "hooks: [hook.py]\n")
    (config.parent / "hook.py").write_text("")
    assert project.run("check") == 0


def test_findings_of_an_inherited_navigation_name_its_file(project: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    base = project.path.parent / "base"
    base.mkdir()
    (base / "all.yml").write_text("nav:\n  - One:\n      - Two: !ENV [NO, sub/a.md]\n      - Three: nowhere.md\n")
    head, _, _ = CONFIG.partition("nav:")
    (project.path.parent / "mkdocs.yml").write_text(f"INHERIT: base/all.yml\n{head}")
    assert project.run("check", "--format", "json") == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["path"], found["line"], found["column"], found["code"]) == ("base/all.yml", 4, 16, "QT155")


def test_first_and_later_checks_report_the_same(project: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """An authored page is not read again when a record that it links to loses a heading or is removed."""
    assert project.run("check") == 0
    project.add("sub/a.md", id=1, answer="### Other\\nText.")
    assert project.run("check") == 1
    assert "records/index.md:3:35: QT156 no heading #part on sub/a.md" in capsys.readouterr().out
    (project.path / "sub/a.md").unlink()
    assert project.run("check") == 1
    out = capsys.readouterr().out
    assert "mkdocs.yml:9:5: QT155 `nav`: 'sub/a.md' is not found" in out
    assert out.count("QT156 broken link 'sub/a.md'") == 2
    project.add("sub/a.md", id=1, answer="### Part\\nText.")
    assert project.run("check") == 0


def test_broken_authored_page_keeps_the_last_site(project: Folder, capfd: pytest.CaptureFixture[str]) -> None:
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
