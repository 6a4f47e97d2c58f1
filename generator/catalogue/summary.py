"""The findings and dates of a build or a check, kept in the state for the next one."""

from __future__ import annotations

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
from generator.system import codec
from generator.system.codec import StateError
from generator.system.spool import Spool
from generator.system.state import Made, State


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build or a check found, besides files.

    ``crossing`` are findings that depend on several files, without lines. The same content gives the same site from the
    date ``day`` until before ``due``, when a record is published or a review becomes overdue (``None``: never).
    ``copies`` are the paths of files that share an article with other files.
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
        """The summary before anything is read."""
        return cls((), (), 0, 0, day, None)

    def holds_on(self, today: date) -> bool:
        """Whether the same content gives the same site on that date."""
        return self.day <= today and (self.due is None or today < self.due)


def summary_of(content: Loaded, entries: Iterable[Entry], today: date) -> Summary:
    """The summary of a content folder that is read and indexed."""
    subjects = (entry.record or entry.topic for entry in entries)
    due = min((day for subject in subjects if subject for day in trust.turning_dates(subject, today)), default=None)
    listed = len(content.library.listed)
    return Summary(content.findings, content.crossing, content.record_count, listed, today, due, content.copies)


def keep(
    state: State,
    changes: Changes,
    spool: Spool,
    values: Mapping[str, object],
    rows: Mapping[str, Made | None],
) -> str:
    """Save the state: ``values``, the ``rows`` of the site that differ (``None``: removed), and all changed shards.

    Returns the reason if that fails, else an empty string. Without a state, the next build makes everything again.
    """
    try:
        state.save(_all(state, changes, spool, values), changes.sources, rows)
    except (StateError, sqlite3.Error, OSError) as error:
        with suppress(OSError):
            state.drop()
        return f"the state could not be saved ({state.path}: {error}); the next build will read and make everything"
    return ""


def _all(
    state: State, changes: Changes, spool: Spool, values: Mapping[str, object]
) -> Iterator[tuple[str, bytes | None]]:
    for name, value in values.items():
        yield name, None if value is None else codec.encode(value)
    yield from reader.encoded(changes, state, spool)
    for name in spool.names("shown "):  # pages also change with the date and the configuration
        yield name, spool.raw(name)
