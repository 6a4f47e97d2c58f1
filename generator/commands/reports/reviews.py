"""``quicktakes report review``: the reviews that are due, by reviewer, and the unreviewed records and topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from generator.catalogue.catalogue import Loaded
from generator.model.finding import counted
from generator.model.record import Record, Topic
from generator.pages.trust import standing

_NO_REVIEWER = "(no reviewer)"
_UNRECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Due:
    """A record or topic whose next review is due; ``who`` is the reviewer's name, ``day`` the date as YYYY-MM-DD."""

    day: str
    overdue: bool
    who: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """Published records and topics: their number, how many have a known reviewer, and their provenance.

    ``due`` are the reviews that are due by the date ``by``, earliest first; ``unreviewed`` are paths.
    """

    by: str
    texts: int
    reviewed: int
    provenance: dict[str, int]
    due: tuple[Due, ...]
    unreviewed: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The report for people, grouped by reviewer."""
        yield f"{self.texts:,} records and topics, {self.reviewed:,} of them reviewed"
        yield "written by: " + (", ".join(f"{name} {count:,}" for name, count in self.provenance.items()) or "none")
        if not self.due:
            yield f"no review is due by {self.by}"
        for who in dict.fromkeys(each.who for each in self.due):
            theirs = [each for each in self.due if each.who == who]
            late = sum(each.overdue for each in theirs)
            yield f"{who}: {counted(len(theirs), 'review')} due by {self.by}" + (f", {late:,} overdue" if late else "")
            for each in theirs:
                yield f"  {each.day}{' (overdue)' if each.overdue else ''} {each.path}: {each.title}"


def review(content: Loaded, days: int) -> ReviewReport:
    """Report on published records and topics; ``days`` is how far to look ahead from the build's date."""
    settings, today = content.settings, content.settings.today
    texts: tuple[Record | Topic, ...] = (*content.library.listed, *content.topics.all)
    unreviewed = [
        text.path for text in texts if not standing(text.ledger, content.people, settings.review, today).reviewed
    ]
    provenance = Counter(text.ledger.provenance or _UNRECORDED for text in texts)
    by = today + timedelta(days=min(days, (date.max - today).days))
    return ReviewReport(
        by=by.isoformat(),
        texts=len(texts),
        reviewed=len(texts) - len(unreviewed),
        provenance=dict(sorted(provenance.items())),
        due=tuple(sorted(_due(content, texts, today, by), key=lambda each: (each.day, each.path))),
        unreviewed=tuple(sorted(unreviewed)),
    )


def _due(content: Loaded, texts: Iterable[Record | Topic], today: date, by: date) -> Iterator[Due]:
    people = content.people
    for text in texts:
        day, key = text.ledger.review_due, text.ledger.reviewed_by
        if day is not None and day <= by:
            who = people[key].name if key in people else key or _NO_REVIEWER
            yield Due(day.isoformat(), day < today, who, text.path, text.title)
