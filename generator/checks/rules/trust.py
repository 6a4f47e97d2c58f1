"""Rules for reviews and dates that depend on the known people or on the date of the build."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from generator.content.people import FILE, People
from generator.model.finding import Finding, Place
from generator.model.record import NO_LEDGER, Record, Topic

_DAY = timedelta(days=1)


def reviewer(subject: Record | Topic, people: People) -> Iterator[Finding]:
    """Report a reviewer who is not in the file of people, which has the name that pages show."""
    key = subject.ledger.reviewed_by
    if key and key not in people:
        known = ", ".join(list(people)[:5])
        remedy = f"use a key from {FILE} ({known})" if known else f"add the person to {FILE}"
        message = f"the reviewer {key!r} is not in {FILE}"
        yield Finding(subject.path, "QT181", message, remedy, Place(("reviewed_by",), 0))


def future_dates(subject: Record | Topic, today: date) -> Iterator[Finding]:
    """Report dates of past events that are after ``today``."""
    for key, day in _past_dates(subject):
        if day > today:
            remedy = "write the date on which it happened, or use `publish_on` to publish the page later"
            message = f"`{'.'.join(map(str, key))}` {day} is in the future"
            yield Finding(subject.path, "QT183", message, remedy, Place(key, 0))


def overdue(subject: Record | Topic, today: date) -> Iterator[Finding]:
    """Report a review whose due date has passed, unless the record is withdrawn."""
    due = subject.ledger.review_due
    is_withdrawn = isinstance(subject, Record) and subject.withdrawn
    if due is not None and due < today and not is_withdrawn:
        who = subject.ledger.reviewed_by
        remedy = f"ask {who} for a review, and update the dates" if who else "have it reviewed, and update the dates"
        message = f"a review was due on {due}"
        yield Finding(subject.path, "QT233", message, remedy, Place(("review_due",), 0))


def _past_dates(subject: Record | Topic) -> Iterator[tuple[tuple[str | int, ...], date]]:
    """The keys and dates of past events in a file."""
    if isinstance(subject, Topic) or not (subject.publish_on or subject.draft):
        yield ("date",), subject.date
    if isinstance(subject, Record) and subject.updated is not None:
        yield ("updated",), subject.updated
    ledger = subject.ledger
    if ledger == NO_LEDGER:
        return
    if ledger.last_reviewed is not None:
        yield ("last_reviewed",), ledger.last_reviewed
    for number, correction in enumerate(ledger.corrections):
        yield ("corrections", number, "date"), correction.date


def turning_dates(subject: Record | Topic, today: date) -> Iterator[date]:
    """Dates after ``today`` on which the page or the findings of a file change although the file does not."""
    if isinstance(subject, Record) and subject.publish_on is not None and subject.publish_on > today:
        yield subject.publish_on
    yield from (day for _, day in _past_dates(subject) if day > today)
    if subject.ledger.review_due is not None and today <= subject.ledger.review_due < date.max:
        yield subject.ledger.review_due + _DAY
