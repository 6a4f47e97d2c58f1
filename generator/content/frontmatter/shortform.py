"""The short way through front matter: the shape in which nearly every record is written, without a YAML parser.

YAML is the largest cost of a build, and records are nearly all of one shape: ``key: words`` lines, ``key: >-`` blocks
of one line, and blocks of such keys below ``seo`` and ``related_articleN``. ``read`` takes that shape and no other: for
anything that could mean something else in YAML it gives ``None``, and the YAML parser decides. A property test holds
the two against each other.
"""

from __future__ import annotations

import re

_LINE = re.compile(r"( *)([A-Za-z_][A-Za-z0-9_]*):(?: (.*))?")
_SPACES = re.compile(" *")
_NULLS = frozenset({"null", "Null", "NULL"})
_WORD = re.compile(r"[A-Za-z0-9/][A-Za-z0-9/._-]*")
"""A number, a date, an address, one word: the usual value."""
_NUMBER_BELOW_ZERO = re.compile(r"-[0-9.]+")

Mapping = dict[str, "str | dict[str, str]"]


def read(text: str) -> Mapping | None:
    """The mapping that the YAML ``text`` means, every scalar a string; ``None`` when it is not of the one shape."""
    if not text.replace("\n", "").isprintable():  # tabs, carriage returns, odd spaces: YAML has rules for each
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


def place(lines: list[str], key: tuple[str | int, ...], offset: int) -> tuple[int, int] | None:
    """Line and column (from 0) of a key, or of the character ``offset`` (not -1) of its value, in the lines of a text
    that ``read`` takes; ``None`` when the key or the character is not there."""
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
    if offset < 0 or found[3] is None:
        return at, len(found[1])
    at, start, value = (at + 1, 0, lines[at + 1]) if found[3] == ">-" else (at, found.start(3), found[3])
    quote = found[3][0] in ("'", '"')
    column = start + _indent(value) + quote + offset
    return (at, column) if column < start + len(value) - quote else None


def _indent(line: str) -> int:
    found = _SPACES.match(line)
    return found.end() if found else 0


def _line_of(key: str | int, indent: int, lines: list[str], start: int, end: int) -> int:
    """The line that begins with a key at an indentation; -1 when there is none."""
    beginning = f"{' ' * indent}{key}:"
    for number in range(start, end):
        if lines[number].startswith(beginning) and _LINE.fullmatch(lines[number]):
            return number
    return -1


def _folded(line: str, following: str, indent: int) -> str | None:
    """The one line of a folded block: indented further than its key, and followed by a line that is not."""
    value = line.lstrip(" ")
    inside = len(line) - len(value)
    after = len(following) - len(following.lstrip(" "))
    if inside <= indent or not value or value[-1] == " " or (after > indent and following.strip()):
        return None
    return value


def _scalar(value: str) -> str | None:
    """What YAML reads in a value on its key's line: plain words, or quoted ones without an escape; else ``None``."""
    first = value[:1]
    if first in ("'", '"'):
        inside = value[1:-1]
        return inside if len(value) > 1 and value[-1] == first and not set(inside) & {first, "\\"} else None
    if value[-1:] in (" ", ":", "") or ": " in value or " #" in value:
        return None
    if value in _NULLS:
        return None
    return value if first == "/" or first.isalnum() or _NUMBER_BELOW_ZERO.fullmatch(value) else None
