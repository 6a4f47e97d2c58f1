"""The source line of a finding, cut to what a terminal shows, with a caret under the place."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_BEFORE, _AFTER = 40, 60
"""Columns that are shown before the place and from it on: an answer is often one line of thousands."""
_TAB = "    "
_INDENT = re.compile(r"\ufeff?\s*")


class Snippet(NamedTuple):
    """A piece of a source line as it stands in the file; ``at`` is the index in it of the place meant."""

    text: str
    at: int


def cut(line: str, column: int) -> Snippet | None:
    """The piece of a line around a column (from 1), with an ellipsis where it was cut.

    ``None`` for a line that shows nothing: an empty one, or the fence of the front matter.
    """
    indent = _INDENT.match(line).end()  # type: ignore[union-attr]  # it matches any line
    at = min(column - 1, len(line))
    if len(line) < 1000 and line[indent:].rstrip() in ("", "---"):
        return None
    start = at - _fitting(line[max(at - _BEFORE, 0) : at][::-1], _BEFORE)
    end = at + _fitting(line[at : at + _AFTER], _AFTER)
    before = "…" + line[start:at] if start > indent else line[indent:at]
    after = line[at:end]
    return Snippet(before + (after.rstrip() if end == len(line) else f"{after}…"), len(before))


def draw(snippet: Snippet, number: int) -> str:
    """Two lines: the source after its number, and the caret. Tabs and what cannot be printed are made visible."""
    gutter = f"{number:>6} | "
    pad = " " * width(visible(snippet.text[: snippet.at]))
    return f"{gutter}{visible(snippet.text)}\n{' ' * 6} | {pad}^\n"


def visible(text: str) -> str:
    """The text as a terminal may show it: tabs as four spaces, control characters escaped."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else _TAB if c == "\t" else c.encode("unicode_escape").decode("ascii") for c in text
    )


def width(text: str) -> int:
    """Columns that a terminal gives a text: two for wide characters, none for marks that combine (Unicode, UAX #11)."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _fitting(text: str, columns: int) -> int:
    """How many of the first characters fit into so many columns."""
    if text.isascii():
        return min(len(text), columns)
    for count, char in enumerate(text):
        columns -= _columns(char)
        if columns < 0:
            return count
    return len(text)
