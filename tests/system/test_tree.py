"""What a content folder holds: nothing outside of it, nothing twice, no special file."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from generator.system import files, tree
from generator.system.tree import Obstacle, Tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file at the top and one below, next to a folder with another file."""
    for name in ("content/a.md", "content/deep/b.md", "elsewhere/d.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path / "content"


def found(folder: Path, hidden: bool = False) -> tuple[list[str], list[Obstacle]]:
    """The files and the obstacles, sorted."""
    scan = Tree(str(folder), hidden, files.is_read if not hidden else lambda path: True)
    assert scan.unreadable == []
    return sorted(scan.files), sorted(scan.obstacles)


PLAIN = ["a.md", "deep/b.md"]


def test_hidden_names_are_read_on_request(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git/c.md").touch()
    (folder / "deep/.d").touch()
    assert found(folder) == (PLAIN, [])
    assert found(folder, hidden=True) == ([".git/c.md", "a.md", "deep/.d", "deep/b.md"], [])


@pytest.mark.parametrize(
    "target", ["../elsewhere", "../elsewhere/d.md", "/etc/passwd", "/proc/self/environ", "../..", "../missing", "/"]
)
def test_link_out_is_an_obstacle(folder: Path, target: str) -> None:
    (folder / "link").symlink_to(target)
    assert found(folder) == (PLAIN, [Obstacle("link", "outside")])


def test_link_out_over_a_link_inside_is_an_obstacle(folder: Path) -> None:
    (folder / ".out").symlink_to("../elsewhere")
    (folder / "deep/link").symlink_to("../.out/d.md")
    assert found(folder) == (PLAIN, [Obstacle("deep/link", "outside")])


def test_link_to_a_file_of_the_tree_is_read(folder: Path) -> None:
    (folder / "file.md").symlink_to("deep/b.md")
    (folder / "second.md").symlink_to("file.md")
    (folder / "missing.md").symlink_to("deep/no.md")
    assert found(folder) == ([*PLAIN, "file.md", "missing.md", "second.md"], [])


@pytest.mark.parametrize("target", [".git/config", ".env", "templates/page.html", ".git", ".no", "deep/.no"])
def test_link_to_a_file_outside_the_tree_is_an_obstacle(folder: Path, target: str) -> None:
    """With the content at the top of a repository, such a link would publish passwords of ``.git/config``."""
    for name in (".git/config", ".env", "templates/page.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    (folder / "link").symlink_to(target)
    assert found(folder) == (PLAIN, [Obstacle("link", "outside")])


def test_link_to_an_excluded_file_is_an_obstacle(folder: Path) -> None:
    (folder / "link.txt").symlink_to("deep/b.md")
    (folder / "deep/kept.md").symlink_to("../a.md")
    content = files.discover(folder, "deep/*\n!deep/kept.md")
    assert [*content.markdown, *content.static] == ["a.md", "deep/kept.md"]
    assert content.obstacles == (Obstacle("link.txt", "outside"),)


def test_folders_behind_links_are_not_read(folder: Path) -> None:
    """If each link were followed, there would be 2^40 paths."""
    for name, other in (("x", "y"), ("y", "x")):
        (folder / name).mkdir()
        for number in range(2):
            (folder / name / f"l{number}").symlink_to(f"../{other}")
    (folder / "self").symlink_to("self")
    (folder / "deep/up").symlink_to("..")
    obstacles = ["deep/up", "self", "x/l0", "x/l1", "y/l0", "y/l1"]
    assert found(folder) == (PLAIN, [Obstacle(path, "again") for path in obstacles])


def test_folder_whose_name_begins_like_the_top_is_outside(folder: Path) -> None:
    (folder.parent / "content2").mkdir()
    (folder / "link").symlink_to("../content2")
    assert found(folder) == (PLAIN, [Obstacle("link", "outside")])


def test_special_files_are_obstacles(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    (folder / "link.md").symlink_to("pipe.md")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(folder / "socket"))
        obstacles = [Obstacle(path, "special") for path in ("link.md", "pipe.md", "socket")]
        assert found(folder) == (PLAIN, obstacles)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"bad\xff.md", r"bad\udcff.md"),
        (b"two\nlines.md", r"two\nlines.md"),
        (b"esc\x1b[31m.md", r"esc\x1b[31m.md"),
        (b"back\\slash.md", r"back\\slash.md"),
        ("turned\u202e.md".encode(), r"turned\u202e.md"),
    ],
)
def test_names_that_cannot_be_shown_are_obstacles(folder: Path, name: bytes, shown: str) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).touch()
    assert found(folder) == (PLAIN, [Obstacle(shown, "name")])


def test_letters_of_all_languages_are_read(folder: Path) -> None:
    for name in ("größe.md", "心.md", "a b.md", "what?.md"):
        (folder / name).touch()
    assert found(folder) == (sorted([*PLAIN, "größe.md", "心.md", "a b.md", "what?.md"]), [])


def test_folder_without_permission_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("/deep/"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    scan = Tree(str(folder), hidden=False, is_wanted=files.is_read)
    assert (scan.files, scan.unreadable) == (["a.md"], [("deep", "Permission denied")])


def test_plain_files_are_read_also_over_a_link_inside(folder: Path) -> None:
    (folder / "link.md").symlink_to("deep/b.md")
    assert tree.read(str(folder), "a.md") == b"content/a.md"
    assert tree.read(str(folder), "link.md") == b"content/deep/b.md"


def test_file_that_became_a_link_out_or_a_pipe_is_not_read(folder: Path) -> None:
    """The scan was before: what is read now is checked again."""
    (folder / "a.md").unlink()
    (folder / "a.md").symlink_to("../elsewhere/d.md")
    with pytest.raises(OSError, match="a link leads out of the folder"):
        tree.read(str(folder), "a.md")
    os.mkfifo(folder / "pipe.md")
    with pytest.raises(OSError, match="not a plain file"):
        tree.read(str(folder), "pipe.md")


def test_nothing_is_read_through_a_linked_folder(folder: Path) -> None:
    """The scan does not find such paths; a folder can become a link between the scan and the reading."""
    (folder / "out").symlink_to("../elsewhere")
    (folder / "in").symlink_to("deep")
    (folder / "deep/deeper").symlink_to("../../elsewhere")
    for path in ("out/d.md", "in/b.md", "deep/deeper/d.md", "deep/../a.md", "../content/a.md", "../elsewhere/d.md"):
        with pytest.raises(OSError, match="a folder of the path is a link"):
            tree.read(str(folder), path)
