"""A fast parser for the form of front matter that nearly all records have.

Parsing YAML is the largest cost of a build, and nearly all records have the same form: ``key: words`` lines, ``key:
>-`` blocks of one line, and blocks of these keys below ``seo`` and ``related_articleN``. ``read`` accepts only this
form. It returns ``None`` for anything that could mean something else in YAML; then the YAML parser decides. A property
test compares the two.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"( *)([A-Za-z_][A-Za-z0-9_]*):(?: (.*))?")
_SPACES = re.compile(" *")
_NULLS = frozenset({"null", "Null", "NULL"})
_WORD = re.compile(r"[A-Za-z0-9/][A-Za-z0-9/._-]*")
"""The most frequent values: a number, a date, an address, one word."""
_NUMBER_BELOW_ZERO = re.compile(r"-[0-9.]+")

Mapping = dict[str, "str | dict[str, str]"]


def read(text: str) -> Mapping | None:
    """The mapping of a YAML text, with a string for every scalar; ``None`` if the text is not of the usual form."""
    if not text.replace("\n", "").isprintable():  # YAML has special rules for tabs, carriage returns, other spaces
        return None
    top: Mapping = {}
    block: dict[str, str] | None = None
    depth = 0
    lines = text.rstrip("\n").split("\n")
    at, end = 0, len(lines)
    while at < end:
        found = _LINE.fullmatch(lines[at])
        if found is None:
            return None
        spaces, key, value = found.groups()
        indent = len(spaces)
        at += 1
        if value is None:
            if indent or key in top or at == end:
                return None
            depth = len(lines[at]) - len(lines[at].lstrip(" "))
            if not depth:
                return None
            top[key] = block = {}
            continue
        if indent:
            if block is None or indent != depth:
                return None
        else:
            block = None
        if value == ">-":
            if at == end:
                return None
            value = _folded(lines[at], lines[at + 1] if at + 1 < end else "", indent)
            at += 1
        elif not _WORD.fullmatch(value) or value in _NULLS:
            value = _scalar(value)
        target: dict[str, str] | Mapping = top if block is None else block
        if value is None or key in target:
            return None
        target[key] = value
    return top if all(value != {} for value in top.values()) else None


class Spot(NamedTuple):
    """A key and its value: line and column (from 0) of the key, and of the value's first character; its last column.

    ``end`` is -1 for a key with a block.
    """

    line: int
    column: int
    value_line: int
    start: int
    end: int

    def at(self, offset: int) -> tuple[int, int] | None:
        """Line and column of a character of the value (-1: the key); ``None`` if it does not exist."""
        if offset < 0 or self.end < 0:
            return self.line, self.column
        return (self.value_line, self.start + offset) if self.start + offset < self.end else None


def spot(lines: list[str], key: tuple[str | int, ...]) -> Spot | None:
    """Find a key in the lines of a text that ``read`` accepts; ``None`` if it does not exist."""
    at, end = -1, len(lines)
    for number, step in enumerate(key):
        inside = _indent(lines[at + 1]) if number else 0
        at = _line_of(step, inside, lines, at + 1, end)
        if at < 0 or number > 1:
            return None
        end = next((n for n in range(at + 1, end) if lines[n][:1] not in ("", " ")), end)
    found = _LINE.fullmatch(lines[at])
    if found is None:
        return None
    if found[3] is None:
        return Spot(at, len(found[1]), at, 0, -1)
    below, start, value = (at + 1, 0, lines[at + 1]) if found[3] == ">-" else (at, found.start(3), found[3])
    quote = found[3][0] in ("'", '"')
    return Spot(at, len(found[1]), below, start + _indent(value) + quote, start + len(value) - quote)


def _indent(line: str) -> int:
    found = _SPACES.match(line)
    return found.end() if found else 0


def _line_of(key: str | int, indent: int, lines: list[str], start: int, end: int) -> int:
    """The number of the line with a key at an indentation; -1 if there is none."""
    beginning = f"{' ' * indent}{key}:"
    for number in range(start, end):
        if lines[number].startswith(beginning) and _LINE.fullmatch(lines[number]):
            return number
    return -1


def _folded(line: str, following: str, indent: int) -> str | None:
    """The one line of a folded block; ``None`` if the block is not one line that is indented more than its key."""
    value = line.lstrip(" ")
    inside = len(line) - len(value)
    after = len(following) - len(following.lstrip(" "))
    if inside <= indent or not value or value[-1] == " " or (after > indent and following.strip()):
        return None
    return value


def _scalar(value: str) -> str | None:
    """The text of a value on the line of its key: plain words, or quoted ones without an escape; else ``None``."""
    first = value[:1]
    if first in ("'", '"'):
        inside = value[1:-1]
        return inside if len(value) > 1 and value[-1] == first and not set(inside) & {first, "\\"} else None
    if value[-1:] in (" ", ":", "") or ": " in value or " #" in value:
        return None
    if value in _NULLS:
        return None
    return value if first == "/" or first.isalnum() or _NUMBER_BELOW_ZERO.fullmatch(value) else None
