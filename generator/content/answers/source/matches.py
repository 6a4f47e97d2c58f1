"""Forward search in a text for several patterns."""

from __future__ import annotations

import re


class Matches:
    """The next match of each pattern. Results are kept, so that many unclosed delimiters still cost linear time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, tuple[int, int, int]] = {}

    def next(self, pattern: str, start: int) -> tuple[int, int]:
        """Start and end of the first match at or after ``start``; twice the end of the text if there is none."""
        known = self._found.get(pattern)
        if known is None or not known[0] <= start <= known[1]:
            match = re.compile(pattern, re.MULTILINE).search(self._text, start)
            end = len(self._text)
            known = (start, match.start(), match.end()) if match else (start, end, end)
            self._found[pattern] = known
        return known[1:]
