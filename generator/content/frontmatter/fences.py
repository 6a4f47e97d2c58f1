"""The ``---`` lines around front matter that are missing or misplaced."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from generator.content.frontmatter.parser import Parts, starts_front_matter
from generator.model.finding import Finding, Fix

_UNSEEN = (
    " \t\r\n\xa0\u2000\u2001\u2002\u2003\u2009\u200a\u202f\u3000"
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
"""Spaces, and characters without width."""
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_RECORD_KEY = re.compile(r"^(?:_schema|question|answer):(?:\s|\Z)", re.MULTILINE)
_KEY = re.compile(r"^[A-Za-z_]\w*:(?=\s|\Z)", re.MULTILINE)
_BLANK = re.compile(r"^[ \t]*\r?$", re.MULTILINE)


class Opened(NamedTuple):
    """A text with ``---`` as its first line, and what was wrong before."""

    text: str
    message: str
    remedy: str


def opened(text: str) -> Opened | None:
    """The text of a record or topic with ``---`` as its first line; ``None`` if no front matter seems to be intended.

    A page that begins with a rule or a paragraph does not count: ``key:`` lines must follow at once. One of them,
    before the first empty line, must be a key that only records and topics have.
    """
    if starts_front_matter(text):
        return None
    lines = text if "\n" in text else text.replace("\r", "\n")
    if lines is not text and starts_front_matter(lines):
        return Opened(lines, "line endings are CR only", "save the file with LF or CRLF line endings")
    begun = lines.lstrip(_UNSEEN)
    before = lines[: len(lines) - len(begun)]
    first, _, rest = begun.partition("\n")
    fence = "---\r\n" if first.endswith("\r") else "---\n"
    if first.startswith("_schema:"):
        message, remedy = "the line --- before the front matter is missing", "add --- as the first line"
        return Opened(fence + begun, message, remedy)
    if not first or first.strip(_DASHES + _UNSEEN) or not _is_ours(rest, 1 if first.rstrip() == "---" else 2):
        return None
    message, remedy = f"the first line is {(before + first).rstrip()!a}, not ---", "replace it with ---"
    if "\n" in before:
        message, remedy = "the front matter does not begin on the first line", "delete everything before the first ---"
    return Opened(fence + rest, message, remedy)


def _is_ours(text: str, least: int) -> bool:
    """Whether the text begins with at least ``least`` keys, one of which only records have."""
    blank = _BLANK.search(text)
    head = text[: blank.start()] if blank else text
    return bool(_KEY.match(head) and _RECORD_KEY.search(head)) and len(_KEY.findall(head)) >= least


def opening(path: str, text: str) -> Iterator[Finding]:
    """A finding for front matter that would be shown as text because the first line is not ``---``."""
    found = opened(text)
    if found is not None:
        yield Finding(path, "QT108", found.message, found.remedy, fix=Fix((), "---")).at(1, 1)


def keys_below(parts: Parts, missing: Collection[str]) -> dict[str, int]:
    """The missing keys that begin a line of the body, with their line numbers in the file."""
    if not missing:
        return {}
    return {
        match[0][:-1]: parts.body_line + parts.body.count("\n", 0, match.start())
        for match in _KEY.finditer(parts.body)
        if match[0][:-1] in missing
    }


def ended_early(path: str, parts: Parts, below: dict[str, int]) -> Iterator[Finding]:
    """A finding for a ``---`` line inside a value, which ends the front matter too early."""
    if below:
        key, line = min(below.items(), key=lambda item: item[1])
        message = f"the front matter ends here, before `{key}` on line {line}"
        yield Finding(path, "QT109", message, "indent this line, or delete it").at(parts.body_line - 1, 1)
