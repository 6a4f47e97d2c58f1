"""A seeded sample of the places where a small fault is possible.

A place has one fault. Its rank depends on the seed, the file and the text of its line, so an edit elsewhere leaves most
of the sample unchanged.
"""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

TOP = "(top)"
"""The modules outside the rooms."""
SHARE = 12
"""Smallest number of mutants of a room."""


@dataclass(frozen=True)
class Place:
    """A place and the operator that makes its fault. ``fault`` is the operator's number of the fault in this file."""

    path: str
    line: int
    column: int
    operator: str
    fault: int
    rank: str

    @property
    def room(self) -> str:
        parts = Path(self.path).parts
        return parts[1] if len(parts) > 2 else TOP


@dataclass(frozen=True)
class Mutant:
    """A place with its fault: the whole file with it, and the lines that differ."""

    place: Place
    code: str
    before: str
    after: str

    @classmethod
    def of(cls, place: Place, source: str, code: str) -> Mutant:
        changes = [line for line in difflib.ndiff(source.split("\n"), code.split("\n")) if line[0] in "+-"]
        before, after = ("\n".join(line[2:] for line in changes if line[0] == sign) for sign in "-+")
        return cls(place, code, before, after)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.place.path, self.before, self.after


Faults = Mapping[tuple[str, int, int], list[int]]
"""The faults of a file by operator, line and column."""


def ranked(seed: int, path: str, source: str, faults: Faults, rarely: Mapping[str, int]) -> Iterator[Place]:
    """Yield places with one fault each. ``rarely`` has operators of which only one place in so many is considered."""
    lines = source.split("\n")
    seen: Counter[str] = Counter()
    for (operator, line, column), numbers in faults.items():
        key = f"{seed} {path} {operator} {lines[line - 1].strip()}"
        seen[key] += 1
        rank = hashlib.sha256(f"{key} {seen[key]}".encode()).hexdigest()
        if int(rank[-8:], 16) % rarely.get(operator, 1) == 0:
            yield Place(path, line, column, operator, numbers[int(rank[:8], 16) % len(numbers)], rank)


def draw(places: Iterable[Place], size: int, make: Callable[[Place], Mutant | None]) -> list[Mutant]:
    """Return the first ``size`` mutants by rank. A place of which ``make`` returns None is skipped."""
    made = map(make, sorted(places, key=lambda place: place.rank))
    return list(islice(filter(None, made), size))


def sizes(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Divide a sample among rooms in proportion to their places, but give each room at least ``SHARE``."""
    total = sum(counts.values())
    return {room: max(0 if room == TOP else SHARE, round(size * count / total)) for room, count in counts.items()}
