"""Sizes in bytes, as people write them, and the option ``budget``."""

from __future__ import annotations

import re
from pathlib import Path

from generator.system.errors import ConfigError

GITHUB_PAGES = 1_000_000_000
"""Largest site on GitHub Pages in bytes: 1 GB (GitHub's documentation, "GitHub Pages limits")."""
_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}
_AMOUNT = re.compile(r"(\d{1,18}(?:\.\d{1,18})?)\s*([kmg]?b)?", re.IGNORECASE)


def parse_amount(text: str) -> int:
    """Convert ``1 GB``, ``500 MB`` or ``1000000`` to bytes (decimal units). Raises ``ValueError``."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return round(float(found[1]) * _UNITS[(found[2] or "").lower()])


def parse(value: object, config: Path) -> int:
    """Return the option ``budget`` in bytes. Raises ``ConfigError``."""
    if value is None:
        return GITHUB_PAGES
    try:
        return parse_amount(str(value))
    except ValueError:
        raise ConfigError(f"{config}: budget: {value!r} is not a size; write it as 1 GB") from None


def shown(size: int) -> str:
    """Format a number of bytes: ``1.2 MB``."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"
