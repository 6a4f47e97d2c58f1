"""The option `review`: what happens to pages that nobody reviewed or whose review is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.system.errors import ConfigError

UNREVIEWED = ("index", "noindex")


OVERDUE = ("notice", "noindex", "nothing")


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """``unreviewed``: whether search engines may list a page that no known person has reviewed. ``overdue``: whether a
    page whose next review is overdue says so at its head (``notice``), and stays out of search engines besides
    (``noindex``)."""

    unreviewed: str = "index"
    overdue: str = "notice"


def parse(value: object, config: Path) -> ReviewPolicy:
    """The option ``review``. Raises ``ConfigError``."""
    if not value:
        return ReviewPolicy()
    known = {"unreviewed": UNREVIEWED, "overdue": OVERDUE}
    if not isinstance(value, dict):
        raise ConfigError(f"{config}: review: {value!r} is not a mapping; write `review: {{unreviewed: noindex}}`")
    chosen = {}
    for key, given in value.items():
        if key not in known:
            raise ConfigError(f"{config}: review: unknown key {key!r}; use {' or '.join(known)}")
        if given not in known[key]:
            raise ConfigError(f"{config}: review: {key}: {given!r}; use one of {', '.join(known[key])}")
        chosen[str(key)] = str(given)
    return ReviewPolicy(**chosen)
