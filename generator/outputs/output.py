"""What each module of outputs receives and returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generator.config.settings import Settings
from generator.content.people import People
from generator.library.library import Library
from generator.library.topics import Topics
from generator.model.record import Record

Output = tuple[str, bytes]
"""A file below the site folder and its bytes."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that an output may draw on."""

    settings: Settings
    library: Library
    indexed: Sequence[tuple[str, str]]
    """The address of each page that search engines may list, by path, with the day it last changed (ISO, or empty
    where none is known); nothing when the site's own address is not known."""
    static: frozenset[str]
    topics: Topics
    records: Sequence[Record]
    """The listed records that search engines may index: the only ones in feeds."""
    decks: Iterable[Output] = ()
    """The files of all decks, made when they are asked for."""
    people: People = field(default_factory=People)
