"""Walks through folders, and what a file system makes of letter case."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.system import files


@pytest.mark.parametrize(
    ("hidden", "links", "found"),
    [
        (False, False, {"a.md", "deep/b.md"}),
        (True, False, {"a.md", "deep/b.md", ".hidden", ".git/c.md"}),
        (False, True, {"a.md", "deep/b.md", "link/d.md"}),
        (True, True, {"a.md", "deep/b.md", "link/d.md", ".hidden", ".git/c.md"}),
    ],
)
def test_hidden_names_and_links_are_left_out_unless_requested(
    hidden: bool, links: bool, found: set[str], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    for name in ("folder/a.md", "folder/deep/b.md", "folder/.hidden", "folder/.git/c.md", "elsewhere/d.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    (folder / "deep/loop").symlink_to(folder)
    assert set(files.walk(folder, hidden=hidden, links=links)) == found
    if not hidden and not links:
        assert set(files.walk(folder)) == found


def test_letter_case_is_compared_in_the_nearest_existing_folder_with_letters(tmp_path: Path) -> None:
    (tmp_path / "same").mkdir()
    (tmp_path / "SAME").symlink_to(tmp_path / "same")  # as on a file system that ignores case
    for name in ("same", "same/new", "same/123", "same/new/deep"):
        assert not files.distinguishes_case(tmp_path / name)
    (tmp_path / "other").mkdir()
    for name in ("other", "other/new"):
        assert files.distinguishes_case(tmp_path / name)
    (tmp_path / "OTHER").mkdir()
    assert files.distinguishes_case(tmp_path / "other/new")
    assert files.distinguishes_case(Path("/0"))
