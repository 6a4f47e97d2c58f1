"""The source line of a finding, shortened for a terminal, with a caret under the position."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_BEFORE, _AFTER = 40, 60
"""Columns shown before and after the position. An answer is often a single line of thousands of characters."""
_TAB = "    "
_INDENT = re.compile(r"\ufeff?\s*")


class Snippet(NamedTuple):
    """A piece of a source line, unchanged. ``at`` is the index of the position in ``text``."""

    text: str
    at: int


def cut(line: str, column: int) -> Snippet | None:
    """Cut the piece around a column (counted from 1) out of a line, with an ellipsis at each cut.

    ``None`` for an empty line and for the ``---`` of the front matter.
    """
    indent = _indent(line)
    at = min(column - 1, len(line))
    if len(line) < 1000 and line[indent:].rstrip() in ("", "---"):
        return None
    start = at - _fitting(line[max(at - _BEFORE, 0) : at][::-1], _BEFORE)
    end = at + _fitting(line[at : at + _AFTER], _AFTER)
    before = "…" + line[start:at] if start > indent else line[indent:at]
    after = line[at:end]
    return Snippet(before + (after.rstrip() if end == len(line) else f"{after}…"), len(before))


@lru_cache(maxsize=4)  # a line of many findings has the same indentation each time
def _indent(line: str) -> int:
    return _INDENT.match(line).end()  # type: ignore[union-attr]  # it matches any line


def draw(snippet: Snippet, number: int) -> str:
    """Format a snippet as two lines: number and source, then the caret. Unprintable characters are made visible."""
    gutter = f"{number:>6} | "
    pad = " " * width(visible(snippet.text[: snippet.at]))
    return f"{gutter}{visible(snippet.text)}\n{' ' * 6} | {pad}^\n"


def visible(text: str) -> str:
    """Make a text safe for a terminal: tabs become four spaces, control characters are escaped."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else _TAB if c == "\t" else c.encode("unicode_escape").decode("ascii") for c in text
    )


def width(text: str) -> int:
    """Count the terminal columns of a text: wide characters take two, combining marks none (Unicode, UAX #11)."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _fitting(text: str, columns: int) -> int:
    """Count the leading characters that fit into a number of columns."""
    if text.isascii():
        return min(len(text), columns)
    for count, char in enumerate(text):
        columns -= _columns(char)
        if columns < 0:
            return count
    return len(text)
