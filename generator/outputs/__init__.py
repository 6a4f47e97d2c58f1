"""What is written beside the pages. Each module has ``outputs(catalogue) -> Iterator[Output]``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.config import Settings
from generator.library import Library, Subject
from generator.model import Page

Output = tuple[str, bytes]
"""A file below the site folder and its bytes."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that an output may draw on. ``indexed`` are the pages that search engines may list, in site order."""

    settings: Settings
    library: Library
    subjects: Sequence[Subject]
    indexed: Sequence[tuple[Page, str]]
    """Each page with the day it last changed (ISO), or an empty string where none is known."""
    static: frozenset[str]
    templates: tuple[Path, ...]
