"""What the results of a build depend on besides content: one changed part changes the fingerprint."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator.catalogue import fingerprint
from generator.config.settings import read_settings
from tests.helpers.folder import ROOT


def test_another_version_of_a_package_or_of_python_changes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = tmp_path / "site-packages"
    info = packages / "one-1.0.dist-info"
    info.mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(packages), str(tmp_path)])
    before = fingerprint.of_code()
    (packages / "one.py").write_text("not read")
    assert fingerprint.of_code() == before
    info.rename(packages / "one-1.1.dist-info")
    after = fingerprint.of_code()
    assert after != before
    monkeypatch.setattr(sys, "version", "4.0")
    assert fingerprint.of_code() not in (before, after)


@pytest.mark.parametrize(
    ("path", "text"), [("a.py", "2"), ("b.py", "1"), ("a.py.txt", "1"), ("sub/a.py", "1"), ("a.pyc", "same")]
)
def test_changed_file_of_the_program_changes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str
) -> None:
    monkeypatch.setattr(fingerprint, "PACKAGE", tmp_path)
    (tmp_path / "a.py").write_text("1")
    (tmp_path / "sub").mkdir()
    before = fingerprint.of_code()
    (tmp_path / path).write_text(text)
    assert (fingerprint.of_code() == before) == (text == "same")
    if path == "b.py":
        (tmp_path / "a.py").unlink()
        assert fingerprint.of_code() != before  # another name


def test_folders_date_and_budget_change_no_page() -> None:
    settings = read_settings(ROOT / "mkdocs.yml")
    before = fingerprint.of_settings(settings)
    same = replace(settings, site_dir=Path("/x"), state_dir=Path("/y"), today=date(2000, 1, 1), budget=5)
    assert fingerprint.of_settings(same) == before
    assert fingerprint.of_settings(replace(settings, site_name="Other")) != before
    assert fingerprint.of_settings(replace(settings, outputs=("pages",))) != before


def test_changed_template_changes_the_site(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("1")
    settings = replace(read_settings(ROOT / "mkdocs.yml"), templates=(tmp_path,))
    before = fingerprint.of_site(settings)
    (tmp_path / "a.html").rename(tmp_path / "b.html")
    renamed = fingerprint.of_site(settings)
    (tmp_path / "b.html").write_text("2")
    assert len({before, renamed, fingerprint.of_site(settings), fingerprint.of_settings(settings)}) == 4
