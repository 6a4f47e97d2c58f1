"""Text as outputs can hold it, whatever a record says: what XML 1.0 has no room for falls away."""

from __future__ import annotations

import re
from html import escape

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""All but XML 1.0's production ``Char``: control characters, lone surrogates, U+FFFE and U+FFFF."""


def legal(text: str) -> str:
    """The text without characters that XML forbids; it can be encoded as UTF-8 and stand in JSON too."""
    return text if text.isascii() and text.isprintable() else _FORBIDDEN.sub("", text)


def line(text: str) -> str:
    """The same on one line, without white space at its ends."""
    return " ".join(legal(text).split())


def xml(text: str) -> str:
    """The text as an element's content, or as an attribute's value in quotes."""
    return escape(legal(text))
