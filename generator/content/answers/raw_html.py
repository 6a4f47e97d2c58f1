"""Raw HTML in an answer, which is shown as text."""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.content.answers.source.marks import LESS_THAN, Scanned
from generator.content.answers.source.matches import Matches

_TAG = re.compile(
    r"<(?:(?P<open>[A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?>|/(?P<close>[A-Za-z][A-Za-z0-9-]*)\s*>|(?P<other>!--|![A-Z]|\?))"
)
"""A tag, or the beginning of a comment, a declaration or an instruction."""


class RawTag(NamedTuple):
    """A tag: how findings name it, and its offset in the decoded text."""

    name: str
    at: int


def inert(scanned: Scanned) -> tuple[str, list[RawTag]]:
    """The text with ``LESS_THAN`` for the ``<`` of each tag outside code, and the tags to report."""
    text = scanned.text
    pieces: list[str] = []
    found: list[RawTag] = []
    opened: set[str] = set()
    copied = end = 0
    next_match = Matches(text).next
    while tag := _TAG.search(text, end):
        at, end = tag.span()
        if tag["other"]:
            closing, closed = next_match("-->" if tag["other"] == "!--" else ">", end)
            if closing == closed:
                continue
            end = closed
        if scanned.in_code(at) or text.endswith("](", 0, at):
            continue
        name = (tag["open"] or tag["close"] or "comment").lower()
        if tag["open"] or name not in opened:
            sign = "" if tag["open"] else "/" if tag["close"] else "!-- "
            found.append(RawTag(f"<{sign}{name}>", at))
        opened.add(name)
        pieces += (text[copied:at], LESS_THAN)
        copied = at + 1
    return "".join(pieces) + text[copied:], found
