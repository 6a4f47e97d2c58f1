"""Code in an answer: fenced blocks and inline code."""

from __future__ import annotations

import re

from generator.content.answers.source.escapes import Trace, decode_with

BREAK = r"(?:\\n|\n)"
"""A line break of an answer, escaped or real, as a pattern."""
FENCE = re.compile(r"(?:[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|>)*(`{3,}|~{3,})")
"""The start of a line that opens a fenced block; group 1 is the fence."""
_STRING_OR_BREAK = re.compile(
    r"""(?:\"\"\"|''')|(?<![A-Za-z0-9_)\]}'"])[rbfuRBFU]{0,2}(["'])(?:\\.|(?!\1)[^\\\n])*\1|\\n""", re.DOTALL
)
_HAS_WORD = re.compile(r"[A-Za-z0-9]")


def closing_fence(fence: str) -> re.Pattern[str]:
    """The pattern of a line break and the line that closes a fenced block."""
    return re.compile(rf"{BREAK}(?:[ \t]|>)*{re.escape(fence[0])}{{{len(fence)},}}[ \t\r]*(?={BREAK}|$)")


def decode_fence(code: str, start: int) -> tuple[str, Trace]:
    r"""The lines of a fenced block. Every ``\n`` is a line break, except inside a quoted string."""
    return decode_with(_STRING_OR_BREAK, code, start, lambda match: match[0] == "\\n")


def decode_code_span(code: str, start: int) -> tuple[str, Trace]:
    r"""Inline code, decoded like a fenced block. Code without words other than escapes shows them (``\n``)."""
    without_escapes = re.sub(r"\\[A-Za-z]", "", code)
    if not _HAS_WORD.search(without_escapes):
        return code, Trace(start)
    return decode_fence(code, start)
