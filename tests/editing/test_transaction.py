"""Commands overwrite only files that Git can restore, and leave whole files when they are killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.commands.cli import main
from generator.editing import journal, transaction
from generator.system.errors import RefusedError
from tests.helpers.folder import ROOT, Folder, tree
from tests.helpers.kills import each_step, restore
from tests.helpers.records import record_text, related_entry
from tests.helpers.repository import commit, git

STAGE = ".quicktakes-edit"


def crooked(folder: Folder, name: str = "a.md", **values: Any) -> Path:
    """Add a record that ``fix`` would change."""
    return folder.add(name, file_name="wrong.md", **values)


def refused(folder: Folder, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run ``fix``, expecting a refusal without changes, then with --force; return the refusal."""
    before = tree(folder.path)
    capsys.readouterr()
    assert folder.run("fix", *arguments) == 1
    told = capsys.readouterr().err
    assert "Git has no copy of these files; commit first, or use --force" in told
    assert told.endswith("Nothing was changed.\n")
    assert tree(folder.path) == before
    assert folder.run("fix", "--force", *arguments) == 0
    assert tree(folder.path) != before
    return told


def test_file_outside_a_repository_is_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    crooked(folder)
    assert "records/a.md: it is not in a Git repository" in refused(folder, capsys)


def test_missing_git_is_reported(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    crooked(folder)
    commit(folder.path.parent)
    monkeypatch.setenv("PATH", str(folder.path))
    assert "records/a.md: Git is not installed" in refused(folder, capsys)


def test_repository_without_commits_is_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    crooked(folder)
    git(folder.path.parent, "init")
    git(folder.path.parent, "add", "--all")
    assert "records/a.md: Git does not have it" in refused(folder, capsys)


def test_untracked_file_is_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    crooked(folder, "b.md", id=2)
    commit(folder.path.parent)
    crooked(folder, "a.md", id=1, slug="a")
    told = refused(folder, capsys)
    assert "records/a.md: Git does not have it" in told
    assert "b.md" not in told


def test_ignored_file_is_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.path.parent / ".gitignore").write_text("*.md\n")
    crooked(folder)
    commit(folder.path.parent)
    assert "records/a.md: Git does not have it" in refused(folder, capsys)


@pytest.mark.parametrize("staged", [False, True])
def test_file_with_uncommitted_changes_is_refused(
    folder: Folder, capsys: pytest.CaptureFixture[str], staged: bool
) -> None:
    file = crooked(folder)
    commit(folder.path.parent)
    file.write_text(record_text(file_name="wrong.md", answer="Mine."), "utf-8")
    if staged:
        git(folder.path.parent, "add", "--all")
    assert "records/a.md: it has changes that are not committed" in refused(folder, capsys)


def test_assume_unchanged_files_are_compared(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    file = crooked(folder)
    commit(folder.path.parent)
    git(folder.path, "update-index", "--assume-unchanged", "a.md")
    file.write_text(record_text(file_name="wrong.md", answer="Mine."), "utf-8")
    assert "it has changes that are not committed" in refused(folder, capsys)


def test_nothing_is_written_or_removed_through_a_link_out(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.md").write_text("kept")
    (folder.path / "a.md").symlink_to(outside / "kept.md")
    (folder.path / "deep").symlink_to(outside)
    with transaction.rewriting(folder.path) as work:
        for path in ("a.md", "deep/kept.md", "deep/new.md", "../outside/kept.md"):
            with pytest.raises(RefusedError, match="a link leads there"):
                work.write(path, b"new", None)
            with pytest.raises(RefusedError, match="a link leads there"):
                work.remove(path, b"kept")
    assert tree(outside) == {"kept.md": b"kept"}


@pytest.mark.parametrize("path", ["../../.git/hooks/pre-commit", "../hook", "sub/new.md"])
def test_journal_from_elsewhere_is_not_carried_out(
    folder: Folder, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    """Git can hold the folder, the journal and an executable file."""
    crooked(folder)
    stage = folder.path / STAGE
    stage.mkdir()
    (stage / "0").write_text("#!/bin/sh\n")
    (stage / "journal").write_text(json.dumps([[path, "0", "", ""]]))
    before = tree(folder.path)
    for command in ("fix", "rm 1", "mv 1 new"):
        assert folder.run(*command.split(), "--force") == 2
        assert f"{stage}/journal is not from a command that was interrupted on this computer" in capsys.readouterr().err
    assert {name: data for name, data in tree(folder.path).items() if not name.endswith("lock")} == before
    assert not (folder.path / path).exists()


def test_own_journal_that_was_changed_is_not_carried_out(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    journalled(folder)
    file = folder.path / STAGE / "journal"
    file.write_text(file.read_text().replace("b.md", "x.md"))
    assert folder.run("fix") == 2
    assert "is not carried out" in capsys.readouterr().err
    assert (folder.path / "b.md").read_text() == "old"


def test_staged_file_that_was_changed_is_not_used(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    journalled(folder)
    (folder.path / STAGE / "1").write_text("of somebody else")
    assert folder.run("fix") == 0
    assert "skipped, because edited since: b.md" in capsys.readouterr().err
    assert (folder.path / "b.md").read_text() == "old"


@pytest.mark.parametrize("kind", ["link", "file", "tracked"])
def test_working_folder_that_is_not_ours_is_refused(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    crooked(folder)
    stage, victim = folder.path / STAGE, tmp_path / "victim"
    victim.mkdir()
    (victim / "thesis.doc").write_text("precious")
    if kind == "link":
        stage.symlink_to(victim)
    elif kind == "file":
        stage.write_text("x")
    else:
        stage.mkdir()
        (stage / "0").write_text("x")
        commit(folder.path.parent)
    assert folder.run("fix", "--force") == 2
    assert str(stage) in capsys.readouterr().err
    assert tree(victim) == {"thesis.doc": b"precious"}
    assert kind != "tracked" or (stage / "0").exists()


def test_linked_lock_is_refused(folder: Folder, tmp_path: Path) -> None:
    crooked(folder)
    (tmp_path / "victim").write_text("precious")
    (folder.path / STAGE).mkdir()
    (folder.path / STAGE / "lock").symlink_to(tmp_path / "victim")
    assert folder.run("fix", "--force") == 2
    assert (tmp_path / "victim").read_text() == "precious"


def test_long_lists_of_files_are_shortened(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 30):
        crooked(folder, f"{number}.md", id=number, slug=f"s{number}")
    told = refused(folder, capsys)
    assert told.count("Git repository") == 20
    assert "and 9 more" in told


def test_edits_of_other_files_are_accepted(folder: Folder) -> None:
    crooked(folder)
    edited = folder.add("b.md", id=2)
    commit(folder.path.parent)
    edited.write_text(record_text(id=2, answer="Mine.", slug="what-is-question-2"), "utf-8")
    folder.add("c.md", id=3)
    assert folder.run("fix") == 0
    assert git(folder.path, "status", "--porcelain").split() == [
        "M",
        "records/a.md",
        "M",
        "records/b.md",
        "??",
        "records/c.md",
    ]


@pytest.mark.parametrize("attribute", ["* text=auto eol=crlf\n", "*.md text\n"])
def test_line_ends_converted_by_git_are_no_change(folder: Folder, attribute: str) -> None:
    (folder.path.parent / ".gitattributes").write_text(attribute)
    file = folder.add("a.md", record_text(file_name="wrong.md").replace("\n", "\r\n"))
    commit(folder.path.parent)
    assert folder.run("fix") == 0
    assert file.read_bytes().count(b"\r\n") == file.read_bytes().count(b"\n")


def test_git_variables_of_a_hook_are_ignored(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    crooked(folder)
    commit(folder.path.parent)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, "/nowhere")
    assert folder.run("fix") == 0


def test_worktrees_and_unusual_names_are_accepted(folder: Folder) -> None:
    for number, name in enumerate(("ö 😀.md", "HEAD.md", "-x.md", ":y.md", "a'b.md", "sub/*.md"), 1):
        crooked(folder, name, id=number, slug=f"s{number}")
    commit(folder.path.parent)
    git(folder.path.parent, "worktree", "add", "-q", "tree")
    worktree = folder.path.parent / "tree" / "records"
    assert main(["fix", "--content", str(worktree)]) == 0
    assert folder.run("fix") == 0
    assert tree(worktree) == tree(folder.path)


def test_permissions_are_kept(folder: Folder) -> None:
    file = crooked(folder)
    file.chmod(0o640)
    assert folder.run("fix", "--force") == 0
    assert file.stat().st_mode & 0o777 == 0o640


def test_links_to_files_are_kept(folder: Folder) -> None:
    kept = folder.add("kept/a.txt", file_name="wrong.md")
    (folder.path / "a.md").symlink_to("kept/a.txt")
    assert folder.run("fix", "--force") == 0
    assert (folder.path / "a.md").is_symlink()
    assert "wrong.md" not in kept.read_text("utf-8")


def test_new_file_after_an_interrupted_command_has_the_usual_permissions(folder: Folder) -> None:
    stage = folder.path / STAGE
    stage.mkdir(parents=True)
    (stage / "0").write_bytes(b"of a command that was killed before it changed anything")
    (stage / "0").chmod(0o600)
    with transaction.rewriting(folder.path) as work:
        work.write("new.md", b"new", None)
        work.commit()
    usual = folder.add("usual.md", "x")
    assert (folder.path / "new.md").stat().st_mode == usual.stat().st_mode
    assert tree(folder.path) == {"new.md": b"new", "usual.md": b"x"}


def test_second_running_command_is_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    crooked(folder)
    with transaction.rewriting(folder.path):
        assert folder.run("fix", "--force") == 1
    assert "another command is writing to" in capsys.readouterr().err
    assert folder.run("fix", "--force") == 0


def test_file_edited_during_the_command_is_not_overwritten(folder: Folder) -> None:
    file = folder.add("a.md", "old")
    folder.add("b.md", "old")
    with transaction.rewriting(folder.path) as work:
        work.write("a.md", b"new", b"old")
        work.write("b.md", b"new", b"old")
        work.write("c.md", b"new", None, like="a.md")
        file.write_text("mine")
        with pytest.raises(RefusedError, match="changed while the command ran"):
            work.commit()
    assert tree(folder.path) == {"a.md": b"mine", "b.md": b"old"}


def journalled(folder: Folder) -> None:
    """The state after a command killed between renames: of three files one is new, one is old, one is not yet removed."""
    for name in ("a.md", "b.md", "c.md"):
        folder.add(name, "old")
    with transaction.rewriting(folder.path) as work:
        for name in ("a.md", "b.md"):
            work.write(name, b"new", b"old")
        work.remove("c.md", b"old")
        stage = folder.path / STAGE
        rows = work._rows
    stage.mkdir()
    (stage / "1").write_bytes(b"new")
    journal.draft(stage, rows)
    journal.begin(stage)
    folder.add("a.md", "new")


def test_next_command_finishes_an_interrupted_one(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    journalled(folder)
    assert folder.run("fix") == 0
    assert tree(folder.path) == {"a.md": b"new", "b.md": b"new"}
    assert "completed the work of an interrupted command (3 of 3 files)" in capsys.readouterr().err


def test_next_command_keeps_later_edits(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    journalled(folder)
    folder.add("b.md", "mine")
    folder.add("c.md", "mine too")
    assert folder.run("fix") == 0
    assert tree(folder.path) == {"a.md": b"new", "b.md": b"mine", "c.md": b"mine too"}
    assert "(1 of 3 files); skipped, because edited since: b.md, c.md" in capsys.readouterr().err


def test_diff_does_not_finish_an_interrupted_command(folder: Folder) -> None:
    journalled(folder)
    before = tree(folder.path)
    assert folder.run("fix", "--diff") == 0
    assert tree(folder.path) == before


COUNT = 300
COMMANDS = {
    "fix": ({"1.md", "2.md", "3.md"}, set()),
    "mv 1 new": ({"2.md", "3.md", "new.md"}, {"1.md"}),
    "rm 1": ({"2.md", "3.md"}, {"1.md"}),
}
"""Commands with the files that they write and remove."""


def before_and_after(
    folder: Folder, run: Callable[[], int], kept: Path
) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    """Copy the project to ``kept``, then run; return the copy, and the files of the content folder before and after."""
    shutil.copytree(folder.path.parent, kept, dirs_exist_ok=True)
    old = tree(folder.path)
    assert run() == 0
    return kept, old, tree(folder.path)


def shown(folder: Folder) -> dict[str, bytes]:
    """The content files, without names that begin with a dot."""
    return {
        path: data
        for path, data in tree(folder.path).items()
        if not Path(path).name.startswith(".") and STAGE not in path
    }


@pytest.mark.parametrize(
    ("command", "by"),
    [*((command, signal.SIGKILL) for command in COMMANDS), ("mv 1 new", signal.SIGINT), ("mv 1 new", signal.SIGTERM)],
)
def test_command_stopped_at_any_step_is_done_wholly_or_not_at_all(
    command: str,
    by: signal.Signals,
    folder: Folder,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def run() -> int:
        return folder.run(*command.split(), "--force")

    for number in (1, 2, 3):
        entry = None if number == 1 else related_entry(1)
        crooked(folder, f"{number}.md", id=number, related_article1=entry)
    kept, old, new = before_and_after(folder, run, tmp_path_factory.mktemp("kept"))
    steps = []
    for step in each_step(folder.path, run, partial(restore, kept, folder.path.parent), by):
        steps.append(step)
        reached = steps[:-1] if by == signal.SIGKILL else steps  # other signals wait until the renames are done
        is_begun = f"os.rename {STAGE}/journal.draft" in reached
        now = shown(folder)
        assert now.keys() <= old.keys() | new.keys()
        assert now.keys() >= old.keys() & new.keys()
        assert all(data in (old.get(path), new.get(path)) for path, data in now.items())
        assert now == old or is_begun, step
        assert now == new or not is_begun or by == signal.SIGKILL, step
        is_left = (folder.path / STAGE / "journal").exists()
        capsys.readouterr()
        folder.run("fix", "--select", "QT141")  # any command that writes; it has nothing else to do
        assert ("completed the work of an interrupted command" in capsys.readouterr().err) == is_left
        assert tree(folder.path) == (new if is_begun else old), step
        assert not (folder.path / STAGE).exists()
    written, removed = COMMANDS[command]
    assert f"open {STAGE}/journal.draft" in steps
    assert f"os.remove {STAGE}/journal" in steps
    assert sum(step.startswith(f"os.rename {STAGE}/") for step in steps) == 1 + len(written), steps
    assert {step for step in steps if step.startswith("os.remove") and ".md" in step} == {
        f"os.remove {path}" for path in removed
    }


def test_import_killed_at_any_step_is_completed_by_the_same_import(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def run() -> int:
        return folder.run("import", "records", "rows.csv", "--force")

    folder.add("3.md", id=3)
    rows = "id,question,subject,answer\n3,What is question 3?,Medicine,B.\n4,What is question 4?,Medicine,A.\n"
    (folder.path.parent / "rows.csv").write_text(rows)
    kept, old, new = before_and_after(folder, run, tmp_path_factory.mktemp("kept"))
    steps = []
    for step in each_step(folder.path, run, partial(restore, kept, folder.path.parent)):
        steps.append(step)
        now = shown(folder)
        assert now.keys() >= old.keys()
        assert all(data in (old.get(path), new.get(path)) for path, data in now.items())
        assert run() == 0
        assert shown(folder) == new, step
    assert {step.split()[0] for step in steps} >= {"open", "os.rename", "os.remove"}, steps


def start(folder: Folder, *command: str) -> subprocess.Popen[str]:
    """Start a command with --force in its own process."""
    arguments = [sys.executable, "-m", "generator", *command, "--force", "--content", str(folder.path)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    output = subprocess.PIPE
    return subprocess.Popen(arguments, cwd=folder.path.parent, env=env, stdout=output, stderr=output, text=True)


@pytest.mark.long
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_command_interrupted_at_any_moment_leaves_whole_files(end: signal.Signals, folder: Folder) -> None:
    for number in range(1, COUNT + 1):
        crooked(folder, f"{number}.md", id=number, slug=f"s{number}")
    old, kept = tree(folder.path), folder.path.with_name("kept")
    shutil.copytree(folder.path, kept)
    assert folder.run("fix", "--force") == 0
    new = tree(folder.path)
    chance = random.Random(end)
    stage = folder.path / STAGE
    killed = 0
    for round_ in range(40):
        restore(kept, folder.path)
        process = start(folder, "fix")
        if round_ % 2:  # wait for the renames, which are short
            while process.poll() is None and not (stage / "journal").exists():
                time.sleep(0.0005)
        else:
            time.sleep(chance.uniform(0.1, 1.0))
        killed += process.poll() is None
        process.send_signal(end)
        process.communicate()
        now = {name: data for name, data in tree(folder.path).items() if not name.startswith(".")}
        assert now.keys() == old.keys()
        assert all(data in (old[name], new[name]) for name, data in now.items())
        if end != signal.SIGKILL:  # renames that have begun are completed
            assert now in (old, new)
            assert not stage.exists()
        elif stage.exists():
            began = (stage / "journal").exists()
            assert folder.run("fix", "--select", "QT141") == 0
            assert tree(folder.path) == (new if began else now)
    assert killed >= 10
