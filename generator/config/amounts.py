"""Amounts of bytes, as people write them."""

from __future__ import annotations

import re

GITHUB_PAGES = 1_000_000_000
"""Bytes that GitHub Pages publishes: 1 GB (GitHub's documentation, "GitHub Pages limits")."""
_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmg]?b)?\s*", re.IGNORECASE)


def parse_amount(text: str) -> int:
    """``1 GB``, ``500 MB``, ``1000000`` as bytes (decimal units); raises ``ValueError``."""
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise ValueError(text)
    return round(float(found[1]) * _UNITS[(found[2] or "").lower()])


def shown(size: int) -> str:
    """Bytes as people write them: ``1.2 MB``."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"
