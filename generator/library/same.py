"""Records that name the one to read instead (``same_as``), one after another."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model.record import Record


class Same:
    """The last record of each chain of ``same_as``. Each step is taken once, however many records lead to it."""

    def __init__(self, by_id: Mapping[int, Record]) -> None:
        self._by_id = by_id
        self._ends: dict[int, Record | None] = {}

    def final(self, record: Record) -> Record:
        """Return the last record of the chain that begins with a record. In a loop, return the record itself."""
        following = self._following(record)
        end = record if following is None else self._end(following)
        return record if end is None or end.id == record.id else end

    def _following(self, record: Record) -> int | None:
        return record.same_as if record.same_as in self._by_id else None

    def _end(self, number: int) -> Record | None:
        """The last record after a record given by its id; ``None`` if the chain leads into a loop."""
        passed: list[int] = []
        while number not in self._ends:
            self._ends[number] = None  # if the chain comes back here, it is a loop
            passed.append(number)
            record = self._by_id[number]
            following = self._following(record)
            if following is None:
                self._ends[number] = record
            else:
                number = following
        end = self._ends[number]
        self._ends.update(dict.fromkeys(passed, end))
        return end
