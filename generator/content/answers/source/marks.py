"""Decoded Markdown with a mark in place of each formula, and the way back from it to the answer as written."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from generator.content.answers.source.escapes import Trace

OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use characters around a formula's number."""
TARGET_OPEN, TARGET_CLOSE = "\ue002", "\ue003"
"""Around a link's number."""
LESS_THAN, TILDE, LETTER = "\ue004", "\ue005", "\ue006"
"""In place of signs that the Markdown engine must not see, and before an item's letter."""
RESERVED = str.maketrans(dict.fromkeys((OPEN, CLOSE, TARGET_OPEN, TARGET_CLOSE, LESS_THAN, TILDE, LETTER), "\ufffd"))
"""Characters that this package gives a meaning of its own lose any that an answer gave them."""
SOURCE_MARK = "<small> (LaTeX source)</small>"
"""Tells readers that the code before it is a formula's source."""
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula: decoded TeX, and the way from its characters back to the encoded answer."""

    tex: str
    display: bool
    trace: Trace
    source: str
    """The formula with its delimiters, for places where math cannot stand."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """Markdown with formula marks; ``code`` are the decoded spans [start, end) that hold code."""

    text: str
    formulas: tuple[Formula, ...]
    trace: Trace
    code: tuple[tuple[int, int], ...]

    def in_code(self, at: int) -> bool:
        """Whether a place of the text is in code; the spans are in order and apart."""
        before = bisect_right(self.code, at, key=lambda span: span[0]) - 1
        return before >= 0 and at < self.code[before][1]
