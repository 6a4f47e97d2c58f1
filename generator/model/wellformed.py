"""Remove characters that XML 1.0 forbids, so that every output can hold the text."""

from __future__ import annotations

import re
from html import escape

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything outside XML 1.0's ``Char``: control characters, lone surrogates, U+FFFE and U+FFFF."""


def legal(text: str) -> str:
    """Remove characters that XML forbids. The result is also valid in UTF-8 and JSON."""
    return text if text.isascii() and text.isprintable() else _FORBIDDEN.sub("", text)


def line(text: str) -> str:
    """Remove forbidden characters, and join the text to one line without surrounding white space."""
    return " ".join(legal(text).split())


def xml(text: str) -> str:
    """Escape a text as the content of an element or as a quoted attribute value."""
    return escape(legal(text))
