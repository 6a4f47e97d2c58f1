"""Whether a text was reviewed, is overdue, and may be indexed by search engines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.config.review import ReviewPolicy
from generator.content.people import People
from generator.model.record import Ledger


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a text was reviewed, by a known person on a known day; whether its next review is overdue; whether search
    engines may list it."""

    reviewed: bool
    overdue: bool
    notice: bool
    indexed: bool


def standing(ledger: Ledger, people: People, policy: ReviewPolicy, today: date) -> Standing:
    """Where a text stands on a day. A review counts from its day on, and is overdue after ``review_due``."""
    reviewed = ledger.reviewed_by in people and ledger.last_reviewed is not None and ledger.last_reviewed <= today
    overdue = ledger.review_due is not None and ledger.review_due < today
    return Standing(
        reviewed=reviewed,
        overdue=overdue,
        notice=overdue and policy.overdue != "nothing",
        indexed=(reviewed or policy.unreviewed == "index") and not (overdue and policy.overdue == "noindex"),
    )
