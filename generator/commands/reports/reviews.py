"""What ``quicktakes report review`` tells: which reviews are due, for whom, and what nobody has reviewed yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from generator.catalogue.catalogue import Loaded
from generator.model.finding import counted
from generator.model.record import Record, Topic
from generator.pages.trust import standing

_NOBODY = "(nobody is named)"
_UNSAID = "not recorded"


@dataclass(frozen=True, slots=True)
class Due:
    """One text whose next review is due; ``who`` is the reviewer's name, ``day`` as YYYY-MM-DD."""

    day: str
    overdue: bool
    who: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """Published records and topics: how many there are, how many of them somebody known has reviewed, by whom the texts
    were written; reviews that are due by a day, the earliest first. ``unreviewed`` are paths."""

    by: str
    texts: int
    reviewed: int
    provenance: dict[str, int]
    due: tuple[Due, ...]
    unreviewed: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)

    def as_text(self) -> str:
        """For people, by person."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.texts:,} records and topics, {self.reviewed:,} of them reviewed"
        yield "written by: " + (", ".join(f"{name} {count:,}" for name, count in self.provenance.items()) or "nobody")
        if not self.due:
            yield f"no review is due by {self.by}"
        for who in dict.fromkeys(each.who for each in self.due):
            theirs = [each for each in self.due if each.who == who]
            late = sum(each.overdue for each in theirs)
            yield f"{who}: {counted(len(theirs), 'review')} due by {self.by}" + (f", {late:,} overdue" if late else "")
            for each in theirs:
                yield f"  {each.day}{' (overdue)' if each.overdue else ''} {each.path}: {each.title}"


def review(content: Loaded, days: int) -> ReviewReport:
    """The report on what is published; reviews count that are due within some days of the build's date."""
    settings, today = content.settings, content.settings.today
    texts: tuple[Record | Topic, ...] = (*content.library.listed, *content.topics.all)
    unreviewed = [
        text.path for text in texts if not standing(text.ledger, content.people, settings.review, today).reviewed
    ]
    provenance = Counter(text.ledger.provenance or _UNSAID for text in texts)
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
            who = people[key].name if key in people else key or _NOBODY
            yield Due(day.isoformat(), day < today, who, text.path, text.title)
