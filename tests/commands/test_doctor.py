"""``quicktakes doctor`` on real projects, each broken in its own way: the report, the remedy, the exit code."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from generator import __version__
from generator.commands.cli import main
from tests.helpers.folder import ROOT, tree
from tests.helpers.records import record_text, topic_text

CONFIG = """site_name: S
site_url: https://user.github.io/repo/
docs_dir: content
theme: {name: material, font: false}
plugins:
  - quicktakes
"""
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without problems."""
    folder = tmp_path / "project"
    for name, text in (
        ("mkdocs.yml", CONFIG),
        (".gitignore", ".cache/\nsite/\n.site.*\n"),
        ("content/index.md", "# Home\n"),
        ("content/a.md", record_text(id=1)),
        ("content/b.md", record_text(id=2, draft=True)),
        ("content/t.md", topic_text("Nerve")),
        ("content/x.txt", "x"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(folder)
    git("init", "-q")
    git("add", ".")
    git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "All")
    return folder


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)


def examined(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Rows]:
    """Run the doctor; return the exit code and its rows by name."""
    capsys.readouterr()
    code = main(["doctor", "--json", *arguments])
    value = json.loads(capsys.readouterr().out)
    rows: Rows = {}
    for row in value["checks"]:
        rows.setdefault(row["name"], []).append(row)
        assert row["mark"] == "ok" or row["remedy"], row
    marks = [row["mark"] for row in value["checks"]]
    assert (value["problems"], value["notes"]) == (marks.count("problem"), marks.count("note"))
    assert code == (1 if value["problems"] else 0)
    return code, rows


def marks(rows: Rows) -> dict[str, str]:
    """The marks of all rows that are not fine, by name."""
    return {name: row["mark"] for name, found in rows.items() for row in found if row["mark"] != "ok"}


def test_healthy_project_has_no_problem(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(project)
    assert main(["doctor"]) == 0
    assert tree(project) == before
    python = f"{sys.version.split()[0]} ({sys.executable})"
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if " packages " not in line] == [
        f"ok       program        QuickTakes Site {__version__} in {ROOT / 'generator'}",
        f"ok       Python         {python}",
        f"ok       configuration  {project / 'mkdocs.yml'}",
        "ok       site address   https://user.github.io/repo/",
        f"ok       site folder    {project / 'site'} (not built yet)",
        f"ok       state          {project / '.cache/quicktakes'}: no build yet",
        f"ok       content        {project / 'content'}: 2 records, 1 not published, 1 topic, 1 authored page, 1 other file",
        f"ok       Git            {project}; uncommitted content files: 0",
        "No problems found.",
    ]
    assert main(["build"]) == 0
    _, rows = examined(capsys)
    assert marks(rows) == {}
    assert rows["state"][0]["says"].endswith("; the next build will use it")
    assert rows["state"][0]["counts"]["bytes"] > 10_000
    assert rows["content"][0]["counts"] == {
        "records": 2, "not published": 1, "topics": 1, "authored pages": 1, "other files": 1, "broken files": 0,
    }  # fmt: skip
    assert rows["site folder"][0]["says"].endswith("/site")
    assert "checks" not in rows
    assert main(["check"]) == 0
    _, rows = examined(capsys)
    assert rows["checks"][0]["says"].endswith("; the next check will use it")
    no_database(project / ".cache" / "quicktakes" / "check" / "state.sqlite")
    code, rows = examined(capsys)
    assert (code, marks(rows)) == (0, {"checks": "note"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("site_name: [\n", "mkdocs.yml:2:1: not valid YAML"),
        ("- a\n", "contains no keys"),
        (CONFIG.replace("- quicktakes", "- search"), "the plugin quicktakes is not enabled"),
        (CONFIG.replace("material", "readthedocs"), "the theme 'readthedocs' is not supported"),
        (f"{CONFIG}      colour: red\n", "not valid YAML"),
        (f"{CONFIG}nav: 5\n", "MkDocs rejects it: Config value 'nav'"),
        (f"{CONFIG}  - no-such-plugin\n", 'The "no-such-plugin" plugin is not installed'),
        ("INHERIT: nowhere.yml\n", "nowhere.yml: cannot be read"),
    ],
)
def test_invalid_configuration_is_reported(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    (project / "mkdocs.yml").write_text(text, "utf-8")
    code, rows = examined(capsys)
    assert code == 1
    (row,) = rows["configuration"]
    assert row["mark"] == "problem"
    assert says in row["says"]


def test_missing_configuration_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, rows = examined(capsys, "--config", "other.yml")
    assert (code, marks(rows)) == (1, {"configuration": "problem"})
    assert rows["configuration"][0]["says"].endswith("other.yml: no such file")


@pytest.mark.parametrize("url", ["user.github.io/repo", "ftp://x.org/", "https://", "https://x.org/?q"])
def test_invalid_site_url_hides_no_other_problem(project: Path, capsys: pytest.CaptureFixture[str], url: str) -> None:
    text = CONFIG.replace("https://user.github.io/repo/", url)
    (project / "mkdocs.yml").write_text(text, "utf-8")
    code, rows = examined(capsys)
    assert (code, marks(rows)) == (1, {"site address": "problem"})
    assert rows["site address"][0]["says"] == f"site_url {url!r} is not the address of a site"
    assert rows["site address"][0]["remedy"] == "write it as https://user.github.io/repo/"
    text = text.replace("- quicktakes", "- quicktakes: {budget: much}").replace(
        "docs_dir: content", "docs_dir: nowhere"
    )
    (project / "mkdocs.yml").write_text(text, "utf-8")
    code, rows = examined(capsys)
    assert marks(rows) == {"configuration": "problem", "site address": "problem", "content": "problem"}
    assert "budget: 'much' is not a size" in rows["configuration"][0]["says"]


def test_missing_site_url_is_a_note(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "mkdocs.yml").write_text(CONFIG.replace("site_url", "# site_url"), "utf-8")
    code, rows = examined(capsys)
    assert (code, marks(rows)) == (0, {"site address": "note"})


def test_missing_content_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "mkdocs.yml").write_text(CONFIG.replace("docs_dir: content", "docs_dir: elsewhere"), "utf-8")
    code, rows = examined(capsys)
    assert (code, marks(rows)) == (1, {"content": "problem"})
    assert rows["content"][0]["says"] == f"{project / 'elsewhere'}: folder not found"
    code, rows = examined(capsys, "--content", "records")
    assert rows["content"][0]["says"] == f"{project / 'records'}: folder not found"
    assert "has another content folder" in rows["configuration"][0]["says"]


def test_content_without_records_or_with_broken_ones_is_reported(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "content" / "c.md").write_text("---\nquestion: [\n---\n", "utf-8")
    code, rows = examined(capsys)
    assert (code, marks(rows)) == (1, {"content": "problem"})
    assert "1 broken file" in rows["content"][0]["says"]
    assert rows["content"][0]["remedy"] == "run `quicktakes check` to see the errors of c.md"
    (project / "empty").mkdir()
    code, rows = examined(capsys, "--content", "empty")
    assert (code, marks(rows)["content"]) == (1, "problem")
    assert "there is nothing to publish" in rows["content"][0]["says"]


def torn(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:4096] + random.Random(1).randbytes(len(data) - 4096))


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def no_database(file: Path) -> None:
    file.write_bytes(b"not a database at all")


def folder_instead(file: Path) -> None:
    file.unlink()
    file.mkdir()


def older_form(file: Path) -> None:
    _execute(file, "PRAGMA user_version = 99")


def of_another_program(file: Path) -> None:
    _execute(file, "PRAGMA application_id = 1")


def of_other_code(file: Path) -> None:
    _execute(file, "UPDATE value SET data = (SELECT data FROM value WHERE name = 'site') WHERE name = 'code'")


def torn_value(file: Path) -> None:
    _execute(file, "UPDATE value SET data = zeroblob(40) WHERE name = 'code'")


def _execute(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (torn, "it is damaged ("),
        (cut, "it is damaged (database disk image is malformed)"),
        (torn_value, "it is damaged (code is damaged)"),
        (no_database, "it is damaged (file is not a database)"),
        (folder_instead, "it is damaged ("),
        (older_form, "another version of this program, of Python or of a package wrote it"),
        (of_other_code, "another version of this program, of Python or of a package wrote it"),
        (of_another_program, "it belongs to another program"),
    ],
)
def test_unusable_state_is_a_note(project: Path, capsys: pytest.CaptureFixture[str], harm: Any, says: str) -> None:
    """No action is needed: the next build replaces the state, and the note says so."""
    assert main(["build"]) == 0
    harm(project / ".cache" / "quicktakes" / "state.sqlite")
    code, rows = examined(capsys)
    assert (code, marks(rows)) == (0, {"state": "note"})
    assert f"; {says}" in rows["state"][0]["says"]
    assert main(["build"]) == 0
    assert marks(examined(capsys)[1]) == {}


@pytest.mark.parametrize(
    ("site", "says"),
    [
        ("/proc/site", "/proc is not writable: "),
        ("/proc/self/status/site", "/status is not a folder"),
        ("content/site", "is inside the content folder"),
        (".", "contains"),
        ("other", "has files that are not a site of this program"),
        ("letter.txt", "is a file"),
    ],
)
def test_invalid_site_folder_is_reported(
    project: Path, capsys: pytest.CaptureFixture[str], site: str, says: str
) -> None:
    (project / "letter.txt").write_text("x", "utf-8")
    (project / "other").mkdir()
    (project / "other" / "letter.txt").write_text("x", "utf-8")
    (project / "mkdocs.yml").write_text(f"{CONFIG}site_dir: {site}\n", "utf-8")
    code, rows = examined(capsys)
    assert code == 1
    assert rows["site folder"][0]["mark"] == "problem"
    assert says in rows["site folder"][0]["says"]


def test_invalid_state_folder_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".cache").write_text("a file", "utf-8")
    code, rows = examined(capsys)
    assert (code, marks(rows)) == (1, {"state": "problem"})
    assert rows["state"][0]["says"] == f"{project / '.cache'} is not a folder"


AS_ANYBODY = """import ctypes, os, sys
prctl, drop_from_bounding_set, dac_override, dac_read_search = ctypes.CDLL(None).prctl, 24, 1, 2
for capability in (dac_override, dac_read_search):
    if os.geteuid() == 0 and prctl(drop_from_bounding_set, capability, 0, 0, 0) != 0:
        sys.exit(77)
os.execv(sys.executable, [sys.executable, "-m", "generator", "doctor"])
"""
"""Run the command without root's right to ignore permissions."""


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux' capabilities")
def test_folders_without_permission_are_reported(project: Path) -> None:
    folders = [project, project / "content"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", AS_ANYBODY], cwd=project, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    finally:
        for folder in folders:
            folder.chmod(0o755)
    if done.returncode == 77:
        pytest.skip("root cannot be made to obey permissions here")
    problems = [line[9:].split("  ")[0] for line in done.stdout.splitlines() if line.startswith("problem")]
    assert problems == ["site folder", "state", "content"], done.stderr
    assert done.stdout.count("is not writable: Permission denied\n") == 3
    assert done.returncode == 1


def test_uncommitted_files_are_counted(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "content" / "a.md").write_text(record_text(id=1, answer="New."), "utf-8")
    (project / "content" / "d e.md").write_text(record_text(id=3), "utf-8")
    (project / "unrelated.md").write_text("x", "utf-8")
    _, rows = examined(capsys)
    assert rows["Git"][0]["counts"] == {"not committed": 2}
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    assert examined(capsys)[1]["Git"] == rows["Git"]
    (project / ".git" / "config").write_text("[core", "utf-8")
    _, rows = examined(capsys)
    assert "Git says: fatal: bad config line" in rows["Git"][0]["says"]
    monkeypatch.setenv("PATH", "")
    code, rows = examined(capsys)
    assert (code, rows["Git"][0]["says"]) == (0, f"{project / 'content'}: Git is not installed")


def test_content_outside_git_is_reported(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent.parent))
    records = project / "records"
    records.mkdir()
    (records / "a.md").write_text(record_text(id=1), "utf-8")
    (project / ".gitignore").write_text("records/\n", "utf-8")
    code, rows = examined(capsys, "--content", "records")
    assert (code, rows["Git"][0]["says"]) == (0, f"{records} is ignored in {project}")
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / "a.md").write_text(record_text(id=1), "utf-8")
    code, rows = examined(capsys, "--content", str(outside))
    assert (code, rows["Git"][0]["says"]) == (0, f"{outside}: it is not in a Git repository")


def packages_but(tmp_path: Path, missing: str) -> Path:
    """Make a folder with all installed packages except one, and with one that is too old."""
    folder = tmp_path / "packages"
    folder.mkdir()
    for path in Path(sysconfig.get_paths()["purelib"]).iterdir():
        name = path.name.lower()
        if name.startswith(missing):
            continue
        if name.startswith("orjson-"):
            (folder / path.name).mkdir()
            text = (path / "METADATA").read_text("utf-8")
            version = next(line for line in text.splitlines() if line.startswith("Version: "))
            (folder / path.name / "METADATA").write_text(text.replace(version, "Version: 2.0"), "utf-8")
        else:
            (folder / path.name).symlink_to(path)
    return folder


def run_with(packages: Path, project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-S", "-m", "generator", *command], cwd=project, capture_output=True, text=True,
        env={"PYTHONPATH": f"{ROOT}{os.pathsep}{packages}", "PATH": os.environ["PATH"]},
    )  # fmt: skip


def test_outdated_package_is_reported(project: Path, tmp_path: Path) -> None:
    done = run_with(packages_but(tmp_path, "packages-that-nobody-has"), project, "doctor")
    assert done.returncode == 1, done.stderr
    assert "problem  packages       missing or wrong version: orjson>=3.10 (2.0 is installed)\n" in done.stdout
    assert f"→ run {sys.executable} -m pip install 'orjson>=3.10'\n" in done.stdout


@pytest.mark.parametrize(
    ("missing", "module"), [("comrak", "comrak"), ("packaging", ""), ("rapidfuzz", ""), ("click", "click")]
)
def test_missing_packages_are_reported_without_a_traceback(
    project: Path, tmp_path: Path, missing: str, module: str
) -> None:
    """Packages that the command line imports are reported at start-up, all others by the doctor."""
    done = run_with(packages_but(tmp_path, missing), project, "doctor")
    assert done.returncode == 1
    told = done.stderr if module else done.stdout
    assert "Traceback" not in done.stderr
    assert "not installed" in told
    assert "-m pip install" in told
    assert missing in told.partition("pip install")[2]
    if module:
        assert done.stderr.startswith(f"quicktakes: No module named {module!r}\n")


def test_terminal_escapes_in_arguments_are_not_printed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--content", "\x1b[31mred"]) == 1
    assert "\x1b" not in capsys.readouterr().out
