"""``quicktakes init``: a project that builds without errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.commands.cli import main
from generator.config.file import plugin_options, read_yaml
from generator.config.settings import OPTIONS
from tests.helpers.folder import tree


def test_init_creates_a_project_that_builds_without_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "mine"]) == 0
    assert main(["init", "mine"]) == 2
    assert main(["init", "other"]) == 0
    mine, other = (
        plugin_options(read_yaml(path := Path(name, "mkdocs.yml")), path, OPTIONS) for name in ("mine", "other")
    )
    assert re.fullmatch("[0-9a-f]{12}", mine["anki_id"])
    assert mine["anki_id"] != other["anki_id"]
    monkeypatch.chdir(tmp_path / "mine")
    assert main(["check"]) == 0
    assert main(["build", "--strict"]) == 0
    assert "Short answers" in (tmp_path / "mine/site/index.html").read_text()
    assert (tmp_path / "mine/.github/workflows/publish.yml").is_file()
    assert tree(tmp_path / "mine/site").keys() >= {"index.html", "404.html", "q/1/index.html"}
