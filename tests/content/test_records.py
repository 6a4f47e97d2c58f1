"""Records: every spelling of a key and every form of a value that occurs in the wild is read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.content import records
from tests.helpers.records import record_text, related_entry


@pytest.mark.parametrize(
    "variant",
    [
        {"date": "2024-11-27"}, {"id": "1"}, {"_schema": None}, {"score": None}, {"score": -1.0}, {"author": None},
        {"seo": {"page_keywords": "nerve,muscle, nerve , Muscle,"}}, {"body": ""}, {"body": "&nbsp;"}, {"body": "\n\n&nbsp;\n"},
        {"file_name": None}, {"article_title": None}, {"date_format": None, "post_on_text": None}, {"unknown_key": {"a": [1]}},
        {"question": "Describe the end-plate."}, {"related_article3": related_entry(2)}, {"url": "/learn/medicine/questions/what-is-question-1/"},
    ],
)  # fmt: skip
def test_every_spelling_of_a_key_is_read(variant: dict[str, Any]) -> None:
    for line_end in ("\n", "\r\n"):
        record, findings = records.read("a.md", record_text(**variant).replace("\n", line_end).encode())
        untidy = "nerve , Muscle," in str(variant)
        assert [finding.code for finding in findings] == (["QT132"] if untidy else [])
        assert record is not None
        assert record.date == date(2024, 11, 27)
        assert record.body == ""
        assert record.schema == "default"
        assert record.seo.keywords == (() if variant.get("seo") is None and "seo" in variant else ("nerve", "muscle"))


def test_a_folded_block_and_a_yaml_date_are_read() -> None:
    text = record_text(date=None, question=None, title="T").replace(
        "id: 1", "id: 1\ndate: 2024-11-27\nquestion: >-\n    What is\n    this?"
    )
    record, findings = records.read("a.md", text.encode())
    assert findings == []
    assert record is not None
    assert record.question == "What is this?"


def test_keys_added_by_this_project_are_read() -> None:
    text = record_text(
        updated="2025-01-01", aliases=["/a"], same_as=5, draft=True, publish_on="2026-01-01", withdrawn="Old.", autolink=False,
        primary=True, no_index=True, canonical="https://example.org/a",
        provenance="model", reviewed_by="ann", last_reviewed="2025-02-02", review_due="2027-02-02",
        sources=[{"title": "B", "journal": "J", "year": 2020, "doi": "10.1000/x"}], corrections=[{"date": "2025-03-03", "text": "Unit."}],
    )  # fmt: skip
    record, findings = records.read("a.md", text.encode())
    assert findings == []
    assert record is not None
    assert (record.aliases, record.same_as, record.draft, record.autolink) == (("/a",), 5, True, False)
    assert (record.primary, record.no_index, record.canonical) == (True, True, "https://example.org/a")
    assert (record.ledger.sources[0].publisher, record.ledger.sources[0].year) == ("J", "2020")
    assert record.modified == date(2025, 3, 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [({}, False), ({"no_index": True}, True), ({"noIndex": "True"}, True), ({"no_index": False, "noIndex": True}, True),
     ({"no_index": "no"}, False), ({"noIndex": None}, False)],
)  # fmt: skip
def test_no_index_has_two_spellings(values: dict[str, Any], expected: bool) -> None:
    record, findings = records.read("a.md", record_text(**values).encode())
    assert findings == []
    assert record is not None
    assert record.no_index is expected


@pytest.mark.parametrize("start", ["", "\n", " \t\r\n", "\ufeff"])
def test_a_conflict_in_the_first_lines_is_reported(start: str) -> None:
    text = f"{start}<<<<<<< ours\n---\nid: 1\n=======\n---\nid: 2\n>>>>>>> theirs\n"
    record, findings = records.read("a.md", text.encode())
    assert record is None
    assert [finding.code for finding in findings] == ["QT107"]
