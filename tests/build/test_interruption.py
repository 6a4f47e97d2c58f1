"""An interrupted build leaves no torn file and never loses the last site."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.build import publication
from generator.commands.cli import main
from generator.system import files
from tests.helpers.disk import small_disk
from tests.helpers.folder import ROOT, SITE_URL, Folder, tree
from tests.helpers.kills import each_step, forked, restore
from tests.helpers.records import related_entry, seo

COUNT = 300


def start(folder: Folder, site: Path, *options: str) -> subprocess.Popen[str]:
    """Start a build in its own process group."""
    command = [sys.executable, "-m", "generator", "build", "--content", str(folder.path), "--site-dir", str(site)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*command, "--site-url", SITE_URL, "--state", str(folder.path.parent / "state"), *options],
        cwd=folder.path.parent, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def clean(folder: Folder, *options: str) -> dict[str, bytes]:
    """Return the site that a clean build makes."""
    site = folder.path.parent / "clean"
    arguments = ["--site-dir", str(site), "--state", str(site.with_name("other")), "--site-url", SITE_URL, *options]
    assert main(["build", "--content", str(folder.path), "--clean", *arguments]) == 0
    return tree(site)


def edit(folder: Folder, round_: int, chance: random.Random) -> None:
    """Change answers, titles and the set of records."""
    for number in chance.sample(range(1, COUNT + 1), 20):
        path = folder.path / f"{number}.md"
        if chance.random() < 0.2 and path.exists():
            path.unlink()
        else:
            title = f"Round {round_} of {number}?" if chance.random() < 0.5 else f"What is question {number}?"
            entry = related_entry(number % COUNT + 1)
            folder.add(path.name, id=number, question=title, answer=f"Words of round {round_}.", related_article1=entry)


@pytest.mark.parametrize(
    ("outputs", "edited", "least"),
    [
        ("pages,listings", {"question": "New?", "seo": seo("nerve, bone")}, (6, 1)),
        ("pages", {"answer": "New."}, (2, 0)),
    ],
    ids=["whole build", "private edits"],
)
def test_build_killed_at_any_step_is_completed_by_the_next(
    folder: Folder,
    outputs: str,
    edited: dict[str, Any],
    least: tuple[int, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def build() -> None:
        folder.build("--outputs", outputs)

    project, kept = folder.path.parent, tmp_path_factory.mktemp("kept")
    for number in (1, 2):
        folder.add(f"{number}.md", id=number)
    build()
    before = folder.tree()
    for number in (1, 2):
        folder.add(f"{number}.md", id=number, slug=f"what-is-question-{number}", **edited)
    after = clean(folder, "--outputs", outputs)
    shutil.copytree(project, kept, dirs_exist_ok=True)
    steps = []
    for step in each_step(project, build, partial(restore, kept, project)):
        steps.append(re.sub(r"(spool|next)-\w+", r"\1", step))
        is_begun = "open .out.begun" in steps[:-1]
        now = folder.tree()
        assert now == before or is_begun, step
        assert all(data in (before.get(path), after.get(path)) for path, data in now.items()), step
        assert now.keys() >= before.keys() & after.keys(), step
        build()
        assert folder.tree() == after, step
        assert not [*project.glob(".out.*[!k]"), *project.glob("state/spool*")], step
    written = [path for path, data in after.items() if data != before.get(path)]
    removed = before.keys() - after.keys()
    assert (len(written), len(removed)) >= least
    assert sum("os.rename .out.next/" in step for step in steps) == len(written), steps
    assert {step for step in steps if "os.remove out/" in step} == {f"os.remove out/{path}" for path in removed}
    for path in written:
        assert f"open .out.next/{path}" in steps
    order = [steps.index(step) for step in ("open .out.begun", "BEGIN IMMEDIATE", "COMMIT", "os.remove .out.begun")]
    assert order == sorted(order)


@pytest.mark.long
def test_build_killed_at_any_moment_leaves_whole_files(folder: Folder) -> None:
    for number in range(1, COUNT + 1):
        folder.add(f"{number}.md", id=number, related_article1=related_entry(number % COUNT + 1))
    folder.build()
    chance = random.Random(7)
    killed = 0
    possible: list[dict[str, bytes]] = []
    for round_ in range(60):
        before = folder.tree()
        edit(folder, round_, chance)
        after = clean(folder)
        possible += [before, after]
        process = start(folder, folder.site)
        time.sleep(chance.uniform(0.15, 1.1))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for path, data in folder.tree().items():
            assert any(data == tree.get(path) for tree in possible), path
        if round_ % 2:  # sometimes several builds in a row are killed before one may end
            folder.build()
            assert folder.tree() == after
            possible.clear()
            assert not list(folder.path.parent.glob(".out.next*"))
    assert killed >= 20


def test_second_build_on_the_same_folder_exits_with_2(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1)
    folder.build()
    before = folder.tree()
    held = publication.lock(publication.sibling(folder.site, "lock"), folder.site)
    assert folder.run("build") == 2
    assert "in use by another build" in capsys.readouterr().err
    assert folder.tree() == before
    held.release()
    folder.build()


def test_two_simultaneous_builds_leave_one_whole_site(folder: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 20):
        folder.add(f"{number}.md", id=number)
    both = [forked(partial(folder.run, "build", "--site-url", SITE_URL)) for _ in range(2)]
    codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in both)
    assert codes in ([0, 2], [0, 0])
    assert codes == [0, 0] or "in use by another build" in capfd.readouterr().err
    assert folder.tree() == clean(folder)


def test_full_disk_is_reported_and_the_last_site_kept(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    disk = folder.path.parent / "disk"
    with small_disk(disk, "900k"):
        folder.site = disk / "site"
        folder.add("0.md", id=1000)
        folder.build()
        before = folder.tree()
        for number in range(1, COUNT + 1):
            folder.add(f"{number}.md", id=number, answer="Words. " * 500)
        assert folder.run("build", "--site-url", SITE_URL) == 1
        assert "No space left on device" in capsys.readouterr().err
        assert folder.tree() == before
        assert [path.name for path in disk.iterdir() if "next" in path.name] == []


def laid(folder: Path, *paths: str) -> Path:
    """Write files that contain their path and the name of the folder."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"{folder.name} {path}")
    return folder


@pytest.mark.parametrize(("old", "new"), [("a/b/c.html", "a"), ("a/b", "a/b/c.html"), ("a", "a/b/c.html")])
def test_file_replaces_a_folder_and_a_folder_replaces_a_file(tmp_path: Path, old: str, new: str) -> None:
    stage, site = laid(tmp_path / "stage", new), laid(tmp_path / "site", old, "kept.html")
    publication.publish(stage, site, [old])
    assert tree(site) == {new: f"stage {new}".encode(), "kept.html": b"site kept.html"}
    assert not stage.exists()


def test_site_folder_that_is_a_mount_is_published_to(tmp_path: Path) -> None:
    with small_disk(tmp_path / "site", "1m"):
        site, stage = laid(tmp_path / "site", "a.html", "b/c.html"), laid(tmp_path / "stage", "a.html", "d/e.html")
        publication.publish(stage, site, ["b/c.html"])
        assert tree(site) == {"a.html": b"stage a.html", "d/e.html": b"stage d/e.html"}
        assert not (site / "b").exists()


def test_page_whose_name_changes_only_in_case_is_not_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, known = {"a/Page.html"}, {"a/page.html", "b.html"}
    assert publication.removed(tmp_path, known, rows, alone=True) == known
    monkeypatch.setattr(files, "distinguishes_case", lambda folder: False)
    assert publication.removed(tmp_path, known, rows, alone=True) == {"b.html"}
