"""Findings that depend on whether a record's page shows its answer."""

from __future__ import annotations

from typing import Any

import pytest

from generator.catalogue import catalogue
from generator.catalogue.entry import Wanted, read_one
from generator.config.file import default_config
from generator.config.settings import read_settings
from tests.helpers.folder import Folder
from tests.helpers.records import record_text


@pytest.mark.parametrize(
    ("values", "is_shown"), [({}, True), ({"withdrawn": "Wrong."}, False), ({"same_as": 2}, False)]
)
def test_style_of_an_answer_that_no_page_shows_does_not_matter(values: dict[str, Any], is_shown: bool) -> None:
    data = record_text(**{"id": 1, "answer": "Words.\\n\\n### Empty", **values}).encode()
    codes = {finding.code for finding in read_one("1.md", data, b"", Wanted(style=True))[0].findings}
    assert ("QT212" in codes) == is_shown


@pytest.mark.parametrize(("values", "is_missing"), [({}, False), ({"withdrawn": "Wrong."}, True)])
def test_page_of_a_withdrawn_record_has_no_headings(folder: Folder, values: dict[str, Any], is_missing: bool) -> None:
    folder.add("1.md", id=1, answer="See [it](2.md#part).")
    folder.add("2.md", **{"id": 2, "answer": "### Part\\n\\nWords.", **values})
    loaded = catalogue.load(read_settings(default_config(), content=folder.path))
    assert ("QT151" in {finding.code for finding in loaded.findings}) == is_missing
