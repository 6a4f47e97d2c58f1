"""The ledger of a record: its authors, reviewers and sources."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest

from generator.content import records
from generator.model.record import NO_LEDGER, Ledger
from tests.helpers.records import record_text


def test_records_without_ledger_keys_share_one_value() -> None:
    assert pickle.loads(pickle.dumps(NO_LEDGER)) is NO_LEDGER
    other = Ledger(provenance="human")
    assert pickle.loads(pickle.dumps(other)) == other


@pytest.mark.parametrize(
    ("values", "messages"),
    [
        ({"provenance": "human"}, []),
        ({"provenance": "model-reviewed"}, ["the review has no reviewer", "the review has no date"]),
        ({"reviewed_by": "ann"}, ["the review has no date"]),
        ({"last_reviewed": "2025-01-01"}, ["the review has no reviewer"]),
        ({"review_due": "2027-01-01"}, ["the review has no reviewer", "the review has no date"]),
        ({"reviewed_by": "ann", "last_reviewed": "2025-01-01", "review_due": "2025-01-02"}, []),
        ({"reviewed_by": "ann", "last_reviewed": "2025-01-01", "review_due": "2025-01-01"}, ["`review_due` is not after `last_reviewed`"]),
        ({"reviewed_by": "ann", "last_reviewed": "2025-01-01", "review_due": "2024-12-31"}, ["`review_due` is not after `last_reviewed`"]),
    ],
)  # fmt: skip
def test_reviews_need_a_reviewer_a_date_and_a_later_next_one(values: dict[str, Any], messages: list[str]) -> None:
    record, findings = records.read("a.md", record_text(**values).encode())
    assert record is not None
    assert [finding.message for finding in findings] == messages
    due = values.get("review_due")
    assert record.ledger.review_due == (date.fromisoformat(due) if due and "not after" not in str(messages) else None)
