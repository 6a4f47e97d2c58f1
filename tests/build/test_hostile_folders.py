"""Files next to and in the site folder that somebody else put there: nothing outside of the site changes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.helpers.folder import Folder, tree


@pytest.fixture
def victim(folder: Folder) -> Path:
    """A folder that no command may change, next to the content of a built site."""
    path = folder.path.parent / "precious"
    path.mkdir()
    (path / "a.txt").write_text("kept")
    folder.add("1.md", id=1)
    folder.build()
    return path


def test_stage_of_somebody_else_is_not_published(folder: Folder, victim: Path) -> None:
    stage = folder.site.with_name(".out.next-x")
    stage.mkdir()
    (stage / ".journal").write_text(json.dumps(["../precious/a.txt", str(victim / "a.txt")]))
    (stage / "promo.html").write_text("<script>alert(1)</script>")
    before = folder.tree()
    folder.build()
    assert folder.tree() == before
    assert tree(victim) == {"a.txt": b"kept"}
    assert not stage.exists()


def test_linked_stage_is_removed_and_not_its_target(folder: Folder, victim: Path) -> None:
    link = folder.site.with_name(".out.next-x")
    link.symlink_to(victim)
    folder.build()
    assert not link.is_symlink()
    assert tree(victim) == {"a.txt": b"kept"}


def test_mark_of_an_interrupted_build_makes_the_whole_site(folder: Folder, victim: Path) -> None:
    before = folder.tree()
    (folder.site / "index.html").write_text("torn")
    os.utime(folder.site / "index.html", ns=(1, 1))
    (folder.site / "left.html").write_text("left behind")
    folder.site.with_name(".out.begun").symlink_to(victim / "a.txt")
    folder.build()
    assert folder.tree() == before
    assert not folder.site.with_name(".out.begun").is_symlink()
    assert tree(victim) == {"a.txt": b"kept"}


def test_links_in_the_site_are_not_followed(folder: Folder, victim: Path) -> None:
    """A link in the place of a folder of the site: nothing is written or deleted behind it."""
    folder.add("1.md", id=1, question="Is it new?")
    learn = folder.site / "learn"
    learn.rename(folder.site.with_name("moved"))
    learn.symlink_to(victim)
    folder.build()
    assert tree(victim) == {"a.txt": b"kept"}
    assert not learn.is_symlink()
    assert list(learn.rglob("index.html"))


def test_file_is_not_deleted_through_a_link(folder: Folder, victim: Path) -> None:
    gone = folder.add("2.md", id=2, subject="Nursing")
    folder.build()
    nursing = folder.site / "learn" / "nursing"
    nursing.rename(victim / "nursing")
    nursing.symlink_to(victim / "nursing")
    before = tree(victim)
    gone.unlink()
    folder.build()
    assert tree(victim) == before


@pytest.mark.parametrize("name", [".out.lock", "state/lock"])
def test_linked_lock_is_refused(folder: Folder, victim: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    lock = folder.path.parent / name
    lock.unlink(missing_ok=True)
    lock.symlink_to(victim / "a.txt")
    assert folder.run("build") == 2
    assert f"{lock} is a link; remove it" in capsys.readouterr().err
    assert tree(victim) == {"a.txt": b"kept"}


@pytest.mark.parametrize("umask", [0o077, 0o000])
def test_published_files_can_be_read_by_all_and_the_state_only_by_its_owner(folder: Folder, umask: int) -> None:
    folder.add("1.md", id=1)
    folder.add("picture.png", b"x").chmod(0o600)
    folder.add("page.md", "# A page\n\n![](picture.png)\n")
    old = os.umask(umask)
    try:
        folder.build()
        assert os.umask(umask) == umask
    finally:
        os.umask(old)
    modes = {path: path.stat().st_mode & 0o777 for path in (folder.site, *folder.site.rglob("*"))}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o755}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o644}
    state = folder.path.parent / "state"
    assert state.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in state.iterdir()} == {0o600}
