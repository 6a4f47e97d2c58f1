"""An interrupted build leaves no torn file and never loses the last site."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.build import publication
from generator.commands.cli import main
from tests.helpers.disk import small_disk
from tests.helpers.folder import ROOT, SITE_URL, Folder, tree
from tests.helpers.records import related_entry

COUNT = 300


def start(folder: Folder, site: Path, *options: str) -> subprocess.Popen[str]:
    """Start a build in its own process group."""
    command = [sys.executable, "-m", "generator", "build", "--content", str(folder.path), "--site-dir", str(site)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*command, "--site-url", SITE_URL, "--state", str(folder.path.parent / "state"), *options],
        cwd=folder.path.parent, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def clean(folder: Folder) -> dict[str, bytes]:
    """Return the site that a clean build makes."""
    site = folder.path.parent / "clean"
    arguments = ["--site-dir", str(site), "--state", str(folder.path.parent / "other"), "--site-url", SITE_URL]
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


def test_build_killed_at_any_moment_leaves_whole_files(folder: Folder) -> None:
    for number in range(1, COUNT + 1):
        folder.add(f"{number}.md", id=number, related_article1=related_entry(number % COUNT + 1))
    folder.build()
    chance = random.Random(7)
    killed = 0
    possible: list[dict[str, bytes]] = []
    for round_ in range(14):
        before = folder.tree()
        edit(folder, round_, chance)
        after = clean(folder)
        possible += [before, after]  # the journal of an earlier round may be finished first
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
    assert killed >= 5


def test_interrupted_publication_is_finished_from_its_journal(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.add("1.md", id=1)
    folder.add("2.md", id=2)
    folder.build()
    before = folder.tree()
    (folder.path / "2.md").unlink()
    folder.add("1.md", id=1, question="New?", slug="new")
    after = clean(folder)
    moved: list[str] = []
    real = publication._move

    def failing(source: str, target: str) -> None:
        if len(moved) == 3:
            raise KeyboardInterrupt
        moved.append(target)
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(publication, "_move", failing)
        patch.setattr(publication, "discard", lambda stage: None)
        folder.run("build", "--site-url", SITE_URL)
    assert folder.tree() not in (before, after)
    assert publication.recover(folder.site)
    assert folder.tree() == after
    folder.build()
    assert folder.tree() == after


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


def test_two_simultaneous_builds_leave_one_whole_site(folder: Folder) -> None:
    for number in range(1, COUNT + 1):
        folder.add(f"{number}.md", id=number)
    both = [start(folder, folder.site) for _ in range(2)]
    errors = [process.communicate()[1] for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 2], [0, 0]), errors
    assert codes == [0, 0] or any("in use by another build" in text for text in errors)
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
