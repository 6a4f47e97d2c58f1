"""What a build tells its caller, and what it leaves for the next one; ``state`` is where that is kept."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from generator.catalogue import reader
from generator.catalogue.catalogue import Loaded
from generator.catalogue.entry import Entry
from generator.catalogue.reader import Changes
from generator.checks.rules import trust
from generator.model.finding import Finding
from generator.system.spool import Spool
from generator.system.state import Made, State, StateError


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build tells besides its files: kept for the next one.

    ``crossing`` are the findings that depend on several files, not located. The site is right from ``day`` until the
    day before ``due`` (``None``: for ever), when a record appears, or a review becomes overdue, by
    itself. ``copies`` are the paths of files that hold one article with others.
    """

    findings: tuple[Finding, ...]
    crossing: tuple[Finding, ...]
    records: int
    listed: int
    day: date
    due: date | None
    copies: frozenset[str] = frozenset()

    @classmethod
    def nothing(cls, day: date) -> Summary:
        """Of nothing read yet."""
        return cls((), (), 0, 0, day, None)

    def holds_on(self, today: date) -> bool:
        """Whether the same content gives the same site on another day."""
        return self.day <= today and (self.due is None or today < self.due)


def summary_of(content: Loaded, entries: Iterable[Entry], today: date) -> Summary:
    """What is told of a content folder that was read and indexed."""
    subjects = (entry.record or entry.topic for entry in entries)
    due = min((day for subject in subjects if subject for day in trust.turning_dates(subject, today)), default=None)
    return Summary(
        content.findings, content.crossing, content.record_count, len(content.library.listed), today, due,
        content.copies,
    )  # fmt: skip


def keep(
    state: State,
    changes: Changes,
    spool: Spool,
    values: Mapping[str, object],
    rows: Mapping[str, Made | None],
) -> str:
    """Commit what is new: ``values``, the site's ``rows`` that differ (``None``: gone), the entries of changed shards
    and the values of their pages.

    The reason, when it could not be written, or an empty string; a site without state is built anew.
    """
    try:
        state.save(_all(state, changes, spool, values), changes.sources, rows)
    except (StateError, sqlite3.Error, OSError) as error:
        with suppress(OSError):
            state.drop()
        return f"the state could not be kept ({state.path}: {error}); the next build will be a whole one"
    return ""


def _all(
    state: State, changes: Changes, spool: Spool, values: Mapping[str, object]
) -> Iterator[tuple[str, bytes | None]]:
    for name, value in values.items():
        yield name, None if value is None else pickle.dumps(value, protocol=5)
    yield from reader.pickled(changes, state, spool)
    for name in spool.names("shown "):  # pages change without their files too: on a day, by the configuration
        yield name, spool.raw(name)
