"""Walks through folders, and what a file system makes of letter case."""

from __future__ import annotations

from pathlib import Path

from generator.system import files


def test_hidden_names_are_left_out_unless_requested(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for name in ("folder/a.md", "folder/deep/b.md", "folder/.hidden", "folder/.git/c.md", "elsewhere/d.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    assert set(files.walk(folder)) == {"a.md", "deep/b.md"}
    assert set(files.walk(folder, hidden=True)) == {"a.md", "deep/b.md", ".hidden", ".git/c.md"}


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
