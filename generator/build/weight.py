"""The size of a site by kind of output, compared with the limit of its web host."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.config.amounts import shown
from generator.system.state import Made

FIXED = ("assets", "schema", "authored and static", "robots", "feeds", "llms")
"""Kinds of output whose size does not depend on the number of records."""
_LARGEST = 3


class OverBudget(Exception):
    """The site is larger than its budget; the message has the sizes and the largest files."""


@dataclass(slots=True)
class Weight:
    """The sizes of files in bytes, by kind. ``largest`` are a few files, the largest first."""

    sizes: dict[str, list[int]] = field(default_factory=dict)
    largest: list[tuple[int, str]] = field(default_factory=list)

    def add(self, kind: str, path: str, size: int) -> None:
        """Add one file."""
        self.sizes.setdefault(kind, []).append(size)
        if len(self.largest) < _LARGEST or size > self.largest[-1][0]:
            self.largest = sorted([*self.largest, (size, path)], key=_by_size)[:_LARGEST]

    @classmethod
    def of(cls, made: Mapping[str, Made]) -> Weight:
        """The weight of a site's files by path."""
        weight = cls()
        for path, row in made.items():
            weight.add(row.kind, path, row.size)
        return weight

    def exchange(self, path: str, old: Made | None, new: Made | None) -> bool:
        """Replace the old size of a file; returns False if the largest files are then unknown."""
        if any(path == name for _, name in self.largest):
            return False
        if old is not None:
            self.sizes[old.kind].remove(old.size)
        if new is not None:
            self.add(new.kind, path, new.size)
        return True

    @property
    def total(self) -> int:
        """The size of all files in bytes."""
        return sum(map(sum, self.sizes.values()))

    @property
    def files(self) -> int:
        """The number of files."""
        return sum(map(len, self.sizes.values()))

    def report(self, budget: int, records: int) -> str:
        """The total and the budget, kinds, largest files, and how many records fit, as lines of text."""
        lines = [f"{self.files:,} files, {shown(self.total)} of {shown(budget)} ({self.total / budget:.1%})"]
        kinds = sorted(self.sizes.items(), key=lambda pair: -sum(pair[1]))
        lines.append("by kind: " + ", ".join(f"{kind} {shown(sum(sizes))} in {len(sizes):,}" for kind, sizes in kinds))
        pages = self.sizes.get("records")
        if pages:
            median = shown(round(statistics.median(pages)))
            lines.append(f"record page: median {median}, largest {shown(max(pages))}")
        lines.append("largest: " + ", ".join(f"{path} {shown(size)}" for size, path in self.largest))
        if records:
            lines.append(f"the budget is full at about {self.capacity(budget, records):,} records")
        return "\n".join(lines)

    def capacity(self, budget: int, records: int) -> int:
        """The number of records that fill the budget, if new ones are as large as these on average."""
        fixed = sum(sum(self.sizes.get(kind, ())) for kind in FIXED)
        growing = (self.total - fixed) / records
        return int((budget - fixed) / growing) if growing else 0

    def check(self, budget: int, records: int) -> None:
        """Raise ``OverBudget`` if the site is too large."""
        if self.total > budget:
            raise OverBudget(f"the site is larger than its budget:\n{self.report(budget, records)}")


def _by_size(pair: tuple[int, str]) -> tuple[int, str]:
    return (-pair[0], pair[1])
