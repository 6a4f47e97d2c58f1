"""Decoded Markdown with a mark for each formula, and the offsets of its source."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from generator.content.answers.source.escapes import Trace

OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use characters around the number of a formula."""
TARGET_OPEN, TARGET_CLOSE = "\ue002", "\ue003"
"""Private-use characters around the number of a link."""
LESS_THAN, TILDE, LETTER, AT = "\ue004", "\ue005", "\ue006", "\ue007"
"""Placeholders for signs that the Markdown engine must not interpret, and a mark before the letter of an item."""
RESERVED = str.maketrans(
    dict.fromkeys((OPEN, CLOSE, TARGET_OPEN, TARGET_CLOSE, LESS_THAN, TILDE, LETTER, AT), "\ufffd")
)
"""Removes the characters above from an answer, where they would be mistaken for marks."""
SOURCE_MARK = "<small> (LaTeX source)</small>"
"""A note after code that is the source of a formula."""
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula: decoded TeX, and the offsets of its characters in the encoded answer."""

    tex: str
    display: bool
    trace: Trace
    source: str
    """The formula with its delimiters, for places that cannot show math."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """Markdown with marks for formulas; ``code`` are the decoded spans [start, end) of code."""

    text: str
    formulas: tuple[Formula, ...]
    trace: Trace
    code: tuple[tuple[int, int], ...]

    def in_code(self, at: int) -> bool:
        """Whether an offset of the text is in code. (The spans are in order and do not overlap.)"""
        before = bisect_right(self.code, at, key=lambda span: span[0]) - 1
        return before >= 0 and at < self.code[before][1]


def only_breaks(answer: str) -> Scanned:
    """Decode an answer of text and escaped line breaks only, as most are."""
    trace, length, source = Trace(), 0, 0
    for line in answer.split("\\n"):
        length += len(line) + 1
        source += len(line) + 2
        trace.add(length, source)
    return Scanned(answer.replace("\\n", "\n"), (), trace, ())
