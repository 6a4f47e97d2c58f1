"""Code in an answer: fenced blocks and inline code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.content.answers.source.escapes import Trace, decode_breaks

BREAK = r"(?:\\n|\n)"
"""A line break of an answer, escaped or real, as a pattern."""
FENCE = re.compile(r"(?:[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|>)*(`{3,}|~{3,})")
"""The start of a line that opens a fenced block; group 1 is the fence."""
_QUOTE_OR_BREAK = re.compile(r"""\"\"\"|'''|(?<![A-Za-z0-9_)\]}'"])[rbfuRBFU]{0,2}(["'])|\\n""")
_IN_STRING = {
    '"': re.compile(r'(?:[^\\\n"]++|\\.)*+', re.DOTALL),
    "'": re.compile(r"(?:[^\\\n']++|\\.)*+", re.DOTALL),
}
_BACKTICKS = re.compile("`+")
_HAS_WORD = re.compile(r"[A-Za-z0-9]")


def closing_fence(fence: str) -> re.Pattern[str]:
    """The pattern of a line break and the line that closes a fenced block."""
    return re.compile(rf"{BREAK}(?:[ \t]|>)*{re.escape(fence[0])}{{{len(fence)},}}[ \t\r]*(?={BREAK}|$)")


def runs_of_backticks(source: str) -> dict[int, list[int]]:
    """The offsets of all runs of backticks, in order, by their length."""
    runs: dict[int, list[int]] = {}
    for found in _BACKTICKS.finditer(source):
        runs.setdefault(len(found[0]), []).append(found.start())
    return runs


def decode_fence(code: str, start: int) -> tuple[str, Trace]:
    r"""The lines of a fenced block. Every ``\n`` is a line break, except inside a quoted string."""
    return decode_breaks(_breaks(code), code, start)


def _breaks(code: str) -> Iterator[int]:
    """The offset of each escaped line break outside of strings. A quote without a closing one begins no string."""
    at = 0
    unclosed = {'"': -1, "'": -1}  # up to this offset, each further quote of its kind is unclosed too
    while found := _QUOTE_OR_BREAK.search(code, at):
        at = found.end()
        quote = found[1]
        if found[0] == "\\n":
            yield found.start()
        elif quote and at > unclosed[quote]:
            inside = _IN_STRING[quote].match(code, at)
            end = inside.end() if inside else at
            if code.startswith(quote, end):
                at = end + 1
            else:
                unclosed[quote] = end


def decode_code_span(code: str, start: int) -> tuple[str, Trace]:
    r"""Inline code, decoded like a fenced block. Code without words other than escapes shows them (``\n``)."""
    without_escapes = re.sub(r"\\[A-Za-z]", "", code)
    if not _HAS_WORD.search(without_escapes):
        return code, Trace(start)
    return decode_fence(code, start)
