"""The input and the result of every module with a function ``outputs``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generator.config.settings import Settings
from generator.content.people import People
from generator.library.library import Library
from generator.library.topics import Topics
from generator.model.record import Record

Output = tuple[str, bytes]
"""A path below the site folder, and the file's bytes."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The data from which outputs are made."""

    settings: Settings
    library: Library
    indexed: Sequence[tuple[str, str]]
    """The address of each page that search engines may index, in order of its path, and the date of its last change
    (ISO; empty if unknown). Empty without a ``site_url``."""
    static: frozenset[str]
    topics: Topics
    records: Sequence[Record]
    """The listed records that search engines may index: the only ones in feeds."""
    decks: Iterable[Output] = ()
    """The files of all decks; made only while they are read."""
    people: People = field(default_factory=People)
