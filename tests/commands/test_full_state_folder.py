"""A disk that is full below the state folder stops no check and loses no site."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.commands.cli import main
from generator.system.workers import processes
from tests.helpers.disk import small_disk
from tests.helpers.folder import Folder

COUNT = 30


@pytest.fixture
def crowded(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Records in several shards, with a finding in the last one."""
    monkeypatch.setattr(processes, "SHARD", 10)
    for number in range(1, COUNT):
        folder.add(f"{number}.md", id=number, answer="Words " * 300)
    folder.add(f"{COUNT}.md", id=COUNT, subject="")
    return folder


@pytest.mark.parametrize("size", ["4k", "8k", "16k", "32k", "64k", "128k"])
def test_check_goes_on_without_a_state(
    crowded: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: str
) -> None:
    with small_disk(tmp_path / "disk", size):
        for _ in range(2):
            assert crowded.run("check", "--state", str(tmp_path / "disk" / "state"), "--jobs", "2") == 1
            assert f"{COUNT}.md:" in capsys.readouterr().out


def test_build_says_what_is_full_and_keeps_the_site(
    crowded: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (crowded.path / f"{COUNT}.md").unlink()
    crowded.build()
    before = crowded.tree()
    crowded.add("1.md", id=1, question="Is the disk full?")
    with small_disk(tmp_path / "disk", "16k"):
        arguments = ["--content", str(crowded.path), "--site-dir", str(crowded.site)]
        assert crowded.run("check") == 0

        assert main(["build", *arguments, "--state", str(tmp_path / "disk" / "state")]) == 2
        assert "No space left on device" in capsys.readouterr().err
    assert crowded.tree() == before
