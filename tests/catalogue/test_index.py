"""Findings that compare files, when a file changes while they are computed."""

from __future__ import annotations

from generator.catalogue import catalogue, checker
from generator.config.file import find_config
from generator.config.settings import read_settings
from generator.system import files
from tests.helpers.articles import HEART
from tests.helpers.folder import Folder


def test_answer_that_changed_since_it_was_read_is_not_quoted(folder: Folder) -> None:
    folder.add("medicine/heart.md", **HEART)
    folder.add("nursing/heart.md", **{**HEART, "answer": "Its nerves."}, subject="Nursing")
    settings = read_settings(find_config(None, folder.path), content=folder.path)
    entries = checker.check(settings, whole=True).entries
    content = files.discover(settings.content, settings.exclude)

    def message() -> str:
        found = catalogue.survey(settings, content, entries).crossing
        return next(finding.message for finding in found if finding.code == "QT124")

    assert message() == "the answer says 'nerves.' where medicine/heart.md says 'pacemaker cells depolarize.'"
    folder.add("nursing/heart.md", **{**HEART, "answer": "Its valves."}, subject="Nursing")
    assert message() == "the answer differs from the one in medicine/heart.md"
    (folder.path / "nursing/heart.md").unlink()
    assert message() == "the answer differs from the one in medicine/heart.md"
