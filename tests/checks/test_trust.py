"""Dates of reviews and past events, compared with the date of the build."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.checks.rules import trust
from generator.content import records
from generator.model.finding import Place
from generator.model.record import Record
from tests.helpers.records import record_text

TODAY = date(2026, 1, 10)
DUE = {"reviewed_by": "ann", "last_reviewed": "2025-01-10"}


def record(**values: Any) -> Record:
    found, _ = records.read("a.md", record_text(**values).encode())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"date": "2026-01-11"}, ("date",)),
        ({"updated": "2026-01-11"}, ("updated",)),
        ({"last_reviewed": "2026-01-11", "reviewed_by": "ann"}, ("last_reviewed",)),
        ({"corrections": [{"date": "2025-01-01", "text": "A."}, {"date": "2026-01-11", "text": "B."}]}, ("corrections", 1, "date")),
    ],
)  # fmt: skip
def test_dates_after_today_are_reported_at_their_key(values: dict[str, Any], key: tuple[str | int, ...]) -> None:
    (finding,) = trust.future_dates(record(**values), TODAY)
    name = ".".join(map(str, key))
    assert (finding.code, finding.place) == ("QT183", Place(key, 0))
    assert finding.message == f"`{name}` 2026-01-11 is in the future"
    assert list(trust.turning_dates(record(**values), TODAY)) == [date(2026, 1, 11)]
    assert not list(trust.future_dates(record(**values), date(2026, 1, 11)))
    assert not list(trust.turning_dates(record(**values), date(2026, 1, 11)))


@pytest.mark.parametrize("values", [{"draft": True}, {"publish_on": "2026-02-01"}])
def test_unpublished_records_may_have_a_later_date(values: dict[str, Any]) -> None:
    assert not list(trust.future_dates(record(date="2026-01-20", **values), TODAY))


@pytest.mark.parametrize(
    ("due", "values", "is_overdue", "turning"),
    [
        ("2026-01-09", {}, True, []),
        ("2026-01-10", {}, False, [date(2026, 1, 11)]),
        ("2026-01-11", {}, False, [date(2026, 1, 12)]),
        ("2026-01-09", {"withdrawn": "Wrong."}, False, []),
        ("9999-12-31", {}, False, []),
    ],
)
def test_reviews_are_overdue_after_their_day(
    due: str, values: dict[str, Any], is_overdue: bool, turning: list[date]
) -> None:
    subject = record(**DUE, **values, review_due=due)
    assert [(one.code, one.place) for one in trust.overdue(subject, TODAY)] == (
        [("QT233", Place(("review_due",), 0))] if is_overdue else []
    )
    assert list(trust.turning_dates(subject, TODAY)) == turning


def test_records_are_due_on_their_first_day() -> None:
    assert list(trust.turning_dates(record(publish_on="2026-01-11"), TODAY)) == [date(2026, 1, 11)]
    assert list(trust.turning_dates(record(publish_on="2026-01-10"), TODAY)) == []
