"""Identifiers of cited works: DOI, ISBN, address and imprint."""

from __future__ import annotations

import re

from generator.model.record import Source

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s\"<>]+)", re.IGNORECASE)
_ISBN_SIGNS = re.compile(r"[\s\u2010-\u2015-]+")


def doi(text: str) -> str:
    """A DOI without ``doi:`` or the resolver's address (DOI Handbook, 2.2). Raises ``ValueError`` for other text.

    A DOI has no check digit, so a typo in its suffix is not detected.
    """
    found = _DOI.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return found[1]


def isbn(text: str) -> str:
    """The digits of an ISBN-10 or ISBN-13 (ISO 2108). Raises ``ValueError`` for a wrong check digit or other text."""
    digits = _ISBN_SIGNS.sub("", text.strip().upper().removeprefix("ISBN").lstrip(":"))
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        right = sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0
    else:
        right = re.fullmatch(r"97[89]\d{10}", digits) is not None
        right = right and sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10 == 0
    if not right:
        raise ValueError(text)
    return digits


def address(source: Source) -> str:
    """The address where a work can be read: its url, or the resolver's for its DOI; empty if it has neither."""
    return source.url or (f"https://doi.org/{source.doi}" if source.doi else "")


def imprint(source: Source) -> str:
    """Publisher (or journal) and year, if known."""
    return ", ".join(filter(None, (source.publisher, source.year)))
