"""Files are replaced whole, under names that nobody can know before, and through no link."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from generator.system import atomic
from generator.system.errors import RefusedError


def test_replacement_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.txt"
    atomic.replace(target, b"old")
    with pytest.raises(TypeError), atomic.replacement(target) as file:
        file.writelines([b"new", None])  # type: ignore[list-item]
    assert target.read_bytes() == b"old"
    atomic.replace(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_existing_file_is_never_created_again(tmp_path: Path) -> None:
    atomic.create(tmp_path / "a", b"1")
    with pytest.raises(FileExistsError, match="a'"):
        atomic.create(tmp_path / "a", b"2")
    assert (tmp_path / "a").read_bytes() == b"1"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_temporary_names_cannot_be_known_before(tmp_path: Path) -> None:
    names = set()
    for _ in range(5):
        with atomic.new_file(tmp_path) as (_, path):
            names.add(path.name)
            assert path.name.startswith(".")
    assert len(names) == 5


def test_link_with_the_temporary_name_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda count: "known")
    (tmp_path / "victim").write_text("kept")
    (tmp_path / ".known.tmp").symlink_to(tmp_path / "victim")
    with pytest.raises(FileExistsError):
        atomic.replace(tmp_path / "a", b"new")
    assert (tmp_path / "victim").read_text() == "kept"


def test_link_in_the_place_of_the_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("kept")
    (tmp_path / "a").symlink_to(tmp_path / "victim")
    atomic.replace(tmp_path / "a", b"new")
    assert (tmp_path / "victim").read_text() == "kept"
    assert not (tmp_path / "a").is_symlink()


@pytest.mark.parametrize("path", ["out/a", "out/deep/a", "../a", "/etc/a"])
def test_path_through_a_link_out_is_refused(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "out").symlink_to(tmp_path)
    with pytest.raises(RefusedError, match="a link leads there"):
        atomic.inside(folder, path)


def test_path_through_a_link_inside_is_real(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert atomic.inside(tmp_path, "link/a") == tmp_path / "real" / "a"
    assert atomic.inside(tmp_path, "new/deep/a") == tmp_path / "new" / "deep" / "a"


def test_move_to_another_disk_keeps_bytes_mode_and_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, source, target = os.replace, tmp_path / "a", tmp_path / "there" / "b"
    target.parent.mkdir()
    source.write_bytes(b"bytes")
    source.chmod(0o640)
    os.utime(source, ns=(5, 7))

    def other_disk(one: Path, two: Path) -> None:
        if Path(one).parent != Path(two).parent:
            raise OSError(errno.EXDEV, "another disk")
        real(one, two)

    monkeypatch.setattr(os, "replace", other_disk)
    atomic.move(source, target)
    found = target.stat()
    assert (target.read_bytes(), found.st_mode & 0o777, found.st_mtime_ns) == (b"bytes", 0o640, 7)
    assert [path.name for path in (*tmp_path.iterdir(), *target.parent.iterdir())] == ["there", "b"]
