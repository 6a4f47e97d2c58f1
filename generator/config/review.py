"""The option ``review``: what happens to pages without a review or with an overdue one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.config.values import mapping
from generator.system.errors import ConfigError

_CHOICES = {"unreviewed": ("index", "noindex"), "overdue": ("notice", "noindex", "nothing")}


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """How unreviewed pages and overdue reviews affect a page.

    ``unreviewed`` is whether search engines may list a page that no known person has reviewed. ``overdue`` is whether
    a page with an overdue review shows a notice (``notice``), and is also kept out of search engines (``noindex``).
    """

    unreviewed: str = "index"
    overdue: str = "notice"


def parse(value: object, config: Path) -> ReviewPolicy:
    """Return the configured policy. Raises ``ConfigError``."""
    chosen = mapping(value or None, _CHOICES, f"{config}: review")
    for key, choice in chosen.items():
        if choice not in _CHOICES[key]:
            raise ConfigError(f"{config}: review: {key}: {choice!r} is not valid; use {' or '.join(_CHOICES[key])}")
    return ReviewPolicy(**chosen)
