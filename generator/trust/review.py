"""What becomes of pages that nobody reviewed, or whose review is overdue: as the configuration says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.configfile import ConfigError
from generator.model import Ledger
from generator.trust.people import People

UNREVIEWED = ("index", "noindex")
OVERDUE = ("notice", "noindex", "nothing")


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """``unreviewed``: whether search engines may list a page that no known person has reviewed. ``overdue``: whether a
    page whose next review is overdue says so at its head (``notice``), and stays out of search engines besides
    (``noindex``)."""

    unreviewed: str = "index"
    overdue: str = "notice"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a text was reviewed, by a known person on a known day; whether its next review is overdue; whether search
    engines may list it."""

    reviewed: bool
    overdue: bool
    notice: bool
    indexed: bool


def parse(value: object, config: Path) -> ReviewPolicy:
    """The option ``review``. Raises ``ConfigError``."""
    if not value:
        return ReviewPolicy()
    known = {"unreviewed": UNREVIEWED, "overdue": OVERDUE}
    if not isinstance(value, dict):
        raise ConfigError(f"{config}: review: {value!r} is not a mapping; write `review: {{unreviewed: noindex}}`")
    chosen = {}
    for key, given in value.items():
        if key not in known:
            raise ConfigError(f"{config}: review: unknown key {key!r}; use {' or '.join(known)}")
        if given not in known[key]:
            raise ConfigError(f"{config}: review: {key}: {given!r}; use one of {', '.join(known[key])}")
        chosen[str(key)] = str(given)
    return ReviewPolicy(**chosen)


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
