"""Plain text as Markdown: a backslash or an entity before every character that would be markup."""

from __future__ import annotations

import re

_SIGN = re.compile(
    r"[\\`*$]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:]|\Z)|<(?=[A-Za-z/!?]|\Z)|&(?=#?\w+;)|(?<![\s(])~|~(?!\w)"
)
"""Characters that would be markup in a text. (A tilde before a word, as in ``~5 mV``, cannot close a strikethrough.)"""
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_START = re.compile(
    r"^(?:(?P<sign>[-+](?=[\s-]|$)|#{1,6}(?=\s|$)|>|=+\s*$|[|:][-|:\s]*$)|(?P<number>\d{1,9}|\(?[aA])(?=[.)](?:\s|$)))",
    re.M,
)
"""Characters that would be markup at the start of a line."""
_BRACKET = re.compile(r"[\[\]]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_UNUSUAL = re.compile(r"[\s()<>\\]")


def escaped(text: str) -> str:
    """One line of plain text as Markdown."""
    return at_line_starts(words(text))


def link(text: str, address: str) -> str:
    """A link that shows one line of plain text."""
    return f"[{label(escaped(text))}]({destination(address)})"


def label(shown: str) -> str:
    """Markdown for use between square brackets: its own brackets are balanced, or written as entities.

    (A backslash before them would begin a formula.)
    """
    if "[" not in shown and "]" not in shown:
        return shown
    depth, pairs = 0, "\\]" not in shown
    for bracket in _BRACKET.findall(shown):
        depth += 1 if bracket == "[" else -1
        pairs = pairs and depth >= 0
    if pairs and not depth:
        return shown
    return shown.replace("\\]", "&#93;").replace("[", "&#91;").replace("]", "&#93;")


def destination(address: str, title: str = "") -> str:
    """The text between the parentheses of a link or an image."""
    address = _ENTITY.sub("&amp;", address)
    if not address or _UNUSUAL.search(address):
        address = "<" + re.sub(r"[<>\\]", r"\\\g<0>", address) + ">"
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'{address} "{quoted}"' if title else address


def words(text: str) -> str:
    """Plain text within a line; see ``at_line_starts``."""
    return _SIGN.sub(lambda found: _ENTITIES.get(found[0]) or f"\\{found[0]}", text)


def at_line_starts(text: str) -> str:
    """The lines, escaped so that they begin nothing but a paragraph."""
    return _START.sub(lambda found: f"\\{found['sign']}" if found["sign"] else f"{found['number']}\\", text)
