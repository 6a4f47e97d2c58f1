"""Lines as editors count them: only a line feed ends one, also after a carriage return.

YAML itself also ends lines at a lone carriage return, U+0085, U+2028 and U+2029.
"""

from __future__ import annotations

import re
from bisect import bisect_left

import yaml

_OTHERS = re.compile("[\x85\u2028\u2029]|\r(?!\n)")


class Lines:
    """The lines of a text that YAML has parsed."""

    def __init__(self, text: str) -> None:
        has_others = _OTHERS.search(text) is not None
        self._ends = [found.start() for found in re.finditer("\n", text)] if has_others else None

    def place(self, mark: yaml.Mark) -> tuple[int, int]:
        """Return line and column, from 0, of a place that YAML reports."""
        if self._ends is None:
            return mark.line, mark.column
        line = bisect_left(self._ends, mark.index)
        return line, mark.index - (self._ends[line - 1] + 1 if line else 0)
